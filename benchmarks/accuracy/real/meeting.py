"""Pairs what a recording shows with what the product claimed of it, by the rules in `RULES`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.accuracy.matching import MIN_OVERLAP, SLACK_S, Span, best_pairs
from benchmarks.accuracy.real.judging import Claim
from benchmarks.accuracy.real.labels import Shown

State = Literal["good", "fault", "unmeasured", "attempt", "missed"]

RULES = f"""\
* Labels are one pair of eyes. A form called mild, slight or unclear counts neither for nor against; nor \
does what is found where the label shows something in between (half a cycle, a knee drawn to the elbow).
* A photograph is judged as a still, without a reference of its own; what is claimed of it is its verdict.
* A found event is the shown one with which it shares the most time, at least {MIN_OVERLAP:.0%} of their \
joint time; each is used once. A shown one without a partner is missed. A found hold or repetition without a \
partner is invented, also one of which only half lies in the clip; an attempt is not counted as either.
* Good form is *good*, a *fault* (whichever is named), *unmeasured*, an *attempt* (found, not counted, no \
fault named) or *missed*. Of a stretch within a hold only faults more than {SLACK_S} s inside it count.
* A clear fault is named when a fault of its kind overlaps it.
* Something else is given a verdict when any hold, repetition or attempt of any exercise is called good or a \
fault. With the exercise named each recording is judged as every exercise, and one verdict is one too many.
* Well filmed: from the side (side plank: the front of the body), the whole body in the picture.
"""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A shown thing and what was made of it.

    Attributes:
        claim: the event that it was found as, or None.
        faults: named faults that fall on it.
    """

    shown: Shown
    state: State
    claim: Claim | None = None
    faults: tuple[str, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether its form was judged."""
        return self.claim is not None and self.claim.is_verdict

    @property
    def counted(self) -> bool:
        """Whether it was found as a hold or repetition, whatever was said of it."""
        return self.claim is not None and self.claim.kind in ("hold", "rep")

    @property
    def named(self) -> bool:
        """Whether a fault of the label's kind was named."""
        return bool(set(self.faults) & set(self.shown.faults))

    @property
    def at_s(self) -> float:
        """The moment that shows best what was wrong: the worst of a named fault, else the middle."""
        told = [f for f in (self.claim.faults if self.claim else ()) if f.kind in self.faults]
        return told[0].peak_at_s if told else middle(self.shown.span)


def middle(span: Span) -> float:
    """Between beginning and end; of a still, whose end is open, one second in."""
    return span[0] + 1.0 if span[1] == float("inf") else sum(span) / 2


def shared_s(one: Span, other: Span) -> float:
    """Seconds that two spans have in common."""
    return max(min(one[1], other[1]) - max(one[0], other[0]), 0.0)


def meet(shown: Sequence[Shown], claims: Sequence[Claim]) -> list[Meeting]:
    """What was made of everything that is shown, in order."""
    partner = _partners(shown, claims)
    return [_meeting(one, partner.get(i)) for i, one in enumerate(shown)]


def invented(shown: Sequence[Shown], claims: Sequence[Claim], neither: Sequence[Span] = ()) -> list[Claim]:
    """Holds and repetitions that nobody did; of a still, which has no beginning or end, none."""
    if any(one.kind == "still" for one in shown):
        return []
    used = _partners(shown, claims).values()
    return [
        claim
        for claim in claims
        if claim not in used and claim.kind in ("hold", "rep") and not excused(claim, neither)
    ]


def excused(claim: Claim, neither: Sequence[Span]) -> bool:
    """Whether at least half of a claim lies in a span that counts neither for nor against."""
    whole_s = max(claim.span[1] - claim.span[0], 1e-9)
    return sum(shared_s(claim.span, span) for span in neither) >= whole_s / 2


def _partners(shown: Sequence[Shown], claims: Sequence[Claim]) -> dict[int, Claim]:
    counted = [i for i, one in enumerate(shown) if one.kind in ("hold", "rep")]
    pairs = best_pairs([shown[i].span for i in counted], [claim.span for claim in claims])
    partner = {counted[i]: claims[j] for i, j in pairs.items()}
    for i, one in enumerate(shown):
        if one.kind in ("still", "part") and claims:
            most = max(claims, key=lambda claim: shared_s(one.span, claim.span))
            if shared_s(one.span, most.span) > 0:
                partner[i] = most
    return partner


def _meeting(shown: Shown, claim: Claim | None) -> Meeting:
    if claim is None:
        return Meeting(shown, "missed")
    if not claim.is_verdict:
        return Meeting(shown, "unmeasured", claim)
    faults = tuple(dict.fromkeys(f.kind for f in claim.faults if _falls_on(f.span, shown)))
    if faults:
        return Meeting(shown, "fault", claim, faults)
    # A still is too short for some exercises to count it; its verdict stands all the same.
    whole = claim.kind != "attempt" or shown.kind == "still"
    return Meeting(shown, "good" if whole else "attempt", claim)


def _falls_on(fault: Span, shown: Shown) -> bool:
    if shown.kind != "part":
        return True
    slack_s = SLACK_S if shown.form == "good" else 0.0
    return shared_s(fault, (shown.span[0] + slack_s, shown.span[1] - slack_s)) > 0
