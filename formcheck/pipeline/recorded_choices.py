"""How a recording was scored, read back and checked: whoever edits the file by hand may write anything."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from pydantic import ValidationError

from formcheck.errors import InputError
from formcheck.scoring.plan import Plan
from formcheck.scoring.source import Source
from formcheck.store.recording import MAX_FRAMES, MAX_SIDE_PX, RecordingContext, read_context

MAX_DURATION_S = 1e9
MAX_RATE = 1e6
"""Frames a second."""
_AGAIN = "Score the video again"


@dataclass(frozen=True, slots=True)
class RecordedChoices:
    """What a recording says beside its poses.

    Attributes:
        plan: how it was scored.
        source: the video that it was made from.
        view_given: somebody gave the view. Only a scoring with "auto" records that.
    """

    plan: Plan
    source: Source
    view_given: bool


def read_choices(recording: Path) -> RecordedChoices:
    """Read how a recording was scored.

    Raises:
        InputError: missing, damaged, no recording, or its plan or source make no sense.
    """
    context = read_context(recording)
    return RecordedChoices(Plan.from_context(context), _source(context), context.get("auto_view") is False)


def _source(context: RecordingContext) -> Source:
    try:
        source = Source.model_validate(context["source"])
    except (KeyError, ValidationError) as error:
        raise InputError("The recording does not name its source", _AGAIN) from error
    limits = {
        "frames": MAX_FRAMES,
        "fps_mean": MAX_RATE,
        "duration_s": MAX_DURATION_S,
        "width": MAX_SIDE_PX,
        "height": MAX_SIDE_PX,
    }
    for name, most in limits.items():
        value = getattr(source, name)
        if not (isfinite(value) and 0 <= value <= most):
            raise InputError(f"The recording's source has an impossible value of {name}", _AGAIN)
    return source
