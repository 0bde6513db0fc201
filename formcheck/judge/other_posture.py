"""Another posture than the exercise's own: which one, when it keeps from entering, when it ends it."""

from __future__ import annotations

from typing import NamedTuple

from formcheck.judge.vocabulary import NOTHING_SEEN, SEEN_CODE
from formcheck.signals.samples import Codes, Flags, Samples, where_codes


class Sign(NamedTuple):
    """A sign of another posture.

    Attributes:
        seen: name in `SEEN`, or the codes of several, frame by frame.
        value: what shows it. NaN shows nothing.
        on: beyond this the exercise does not begin.
        off: beyond this it ends; further out than `on`, and so it says which way is beyond.
    """

    seen: str | Codes
    value: Samples
    on: float
    off: float

    def beyond(self, limit: float) -> Flags:
        """Whether the value is beyond one of both limits."""
        return self.value > limit if self.off > self.on else self.value < limit


class OtherPosture(NamedTuple):
    """What a body shows of another posture.

    Attributes:
        keeps_out: it does not enter the exercise's posture.
        ends: it has left it.
        seen: code in `SEEN` of the first sign that keeps it out, or `NOTHING_SEEN`.
    """

    keeps_out: Flags
    ends: Flags
    seen: Codes


def told_apart(*signs: Sign) -> OtherPosture:
    """The signs together; an earlier one is named before a later one."""
    keeps_out: Flags = False
    ends: Flags = False
    seen: Codes = NOTHING_SEEN
    for sign in reversed(signs):
        on = sign.beyond(sign.on)
        keeps_out, ends = keeps_out | on, ends | sign.beyond(sign.off)
        seen = where_codes(on, SEEN_CODE[sign.seen] if isinstance(sign.seen, str) else sign.seen, seen)
    return OtherPosture(keeps_out, ends, seen)
