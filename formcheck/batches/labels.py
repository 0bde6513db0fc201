"""What a person saw in a video, as a list says it in its column `label`."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.batches.rows import JOINED
from formcheck.judge.vocabulary import FAULTS, VERDICTS


@dataclass(frozen=True, slots=True)
class Label:
    """A label, read.

    Attributes:
        verdict: "good", "fault" or "unmeasured".
        faults: those that were seen; None where only "fault" was said, or "unmeasured".
    """

    verdict: str
    faults: frozenset[str] | None


def read_label(text: str) -> Label:
    """Read "good", "fault", "unmeasured", or names of faults joined by "+".

    Raises:
        ValueError: another word; it is the error's argument.
    """
    word = text.strip().lower()
    if word in VERDICTS:
        return Label(word, frozenset() if word == "good" else None)
    faults = [name.strip().replace("-", "_").replace(" ", "_") for name in word.split(JOINED)]
    for name in faults:
        if name not in FAULTS:
            raise ValueError(name)
    return Label("fault", frozenset(faults))
