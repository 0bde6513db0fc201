"""Which holds, repetitions and attempts are said otherwise of the same video with other last digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.accuracy.matching import Span, best_pairs
from benchmarks.accuracy.real.judging import Claim

Kind = Literal["event", "fault", "measured"]

KINDS: dict[Kind, str] = {
    "event": "comes, goes or counts otherwise",
    "fault": "a fault comes or goes",
    "measured": "is measured or not",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One event that is said otherwise; `before` or `after` is "-" where it is not there.

    Attributes:
        span: seconds, as it was; of one that is new as it is.
    """

    kind: Kind
    span: Span
    before: str
    after: str


def changes(plain: Sequence[Claim], other: Sequence[Claim]) -> Iterator[Change]:
    """What differs between two judgements of one recording: kind, verdict and faults, not times."""
    partner = best_pairs([c.span for c in plain], [c.span for c in other])
    for i, was in enumerate(plain):
        now = other[partner[i]] if i in partner else None
        if now is None:
            yield Change("event", was.span, said(was), "-")
        elif said(was) != said(now):
            yield Change(_kind(was, now), was.span, said(was), said(now))
    for j, now in enumerate(other):
        if j not in partner.values():
            yield Change("event", now.span, "-", said(now))


def said(claim: Claim) -> str:
    """Exercise, kind, and what is said of the form."""
    faults = "+".join(sorted({fault.kind for fault in claim.faults})) if claim.is_verdict else ""
    return f"{claim.exercise} {claim.kind}, {faults or claim.verdict}"


def _kind(was: Claim, now: Claim) -> Kind:
    if (was.exercise, was.kind) != (now.exercise, now.kind):
        return "event"
    return "fault" if was.is_verdict and now.is_verdict else "measured"
