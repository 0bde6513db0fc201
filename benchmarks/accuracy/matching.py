"""Pairs what was found with what is true. The rules are few and stand in ACCURACY.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.accuracy.true_clip import TrueEvent, Truth

Span = tuple[float, float]

MIN_OVERLAP = 0.3
"""Common time over joint time from which a found event is the true one."""
SLACK_S = 0.5
"""A fault found this shortly before or after a labelled one of its kind is that one."""

RULES = f"""\
* A found hold, repetition or attempt is the true event with which it shares the most time, at least \
{MIN_OVERLAP:.0%} of their joint time; each is used once, the best pair first. True events without a \
partner are missed, found ones without a partner are invented.
* A long hold of the truth that contains further holds is one hold with faults inside; so are holds that \
touch.
* A repetition that is labelled as not lifted may be found as an attempt.
* A labelled fault is found when a fault of its kind overlaps it. A bridge that sinks in a hold may be \
called `hold_drop` or `not_lifted`; the hollow back of a bird-dog is labelled `hyperextension` and \
called `lumbar_hollow`.
* Labelled faults that this camera cannot see (trunk roll from the side, leg height from in front), and \
those that by the truth's own arrays stay within the green band, are listed, not counted.
* A found fault that overlaps no labelled one of its kind (give or take {SLACK_S} s) is invented, unless \
the truth's own arrays leave the green band too: those are listed as *true, not labelled*.
* Latency: from the true beginning to the first frame whose verdict names the fault. The true beginning \
is where the truth's own signal leaves the green band that the product used, or the label's where there \
is no such signal; of a fault that only the whole repetition shows (too fast) it is the repetition's end.
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A true event and the found one, either of which may be missing."""

    true: TrueEvent | None
    found: dict[str, Any] | None

    @property
    def state(self) -> str:
        """found, wrong kind, unmeasured, missed or invented."""
        if self.true is None:
            return "invented"
        if self.found is None:
            return "missed"
        if self.found["verdict"] == "unmeasured":
            return "unmeasured"
        kinds = {self.true.kind}
        if any("not_lifted" in f.accepted for f in self.true.faults):
            kinds.add("attempt")  # type: ignore[arg-type]
        return "found" if self.found["kind"] in kinds else "wrong kind"

    @property
    def boundary_errors_s(self) -> tuple[float, float] | None:
        """(start, end) found minus true; None where there is nothing exact to compare with."""
        if self.true is None or self.found is None or not self.true.exact:
            return None
        return self.found["start_s"] - self.true.start_s, self.found["end_s"] - self.true.end_s

    @property
    def side_right(self) -> bool | None:
        """Whether the pair of limbs is right; None where the truth names none."""
        if self.true is None or self.found is None or self.true.side is None:
            return None
        return bool(self.found["side"] == self.true.side)


def overlap(a: Span, b: Span) -> float:
    """Common time over joint time."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(common, 0.0) / max(max(a[1], b[1]) - min(a[0], b[0]), 1e-9)


def best_pairs(ones: Sequence[Span], others: Sequence[Span]) -> dict[int, int]:
    """Which of the others each one is, by the time they share, the best pair first; each is used once."""
    scores = sorted(
        ((overlap(a, b), -i, -j) for i, a in enumerate(ones) for j, b in enumerate(others)), reverse=True
    )
    partner: dict[int, int] = {}
    for share, i, j in scores:
        if share >= MIN_OVERLAP and -i not in partner and -j not in partner.values():
            partner[-i] = -j
    return partner


def claims_of(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Holds, repetitions and attempts; a rest is no claim."""
    return [e for e in events if e["kind"] != "rest"]


def span_of(event: dict[str, Any]) -> Span:
    """Beginning and end of a found event."""
    return float(event["start_s"]), float(event["end_s"])


def pair_events(truth: Sequence[TrueEvent], found: Sequence[dict[str, Any]]) -> list[Pair]:
    """Pairs in order of time."""
    claims = claims_of(found)
    partner = best_pairs([(t.start_s, t.end_s) for t in truth], [span_of(e) for e in claims])
    pairs = [Pair(t, claims[partner[i]] if i in partner else None) for i, t in enumerate(truth)]
    pairs += [Pair(None, e) for j, e in enumerate(claims) if j not in partner.values()]
    return sorted(pairs, key=_start)


def _start(pair: Pair) -> float:
    return pair.true.start_s if pair.true is not None else float((pair.found or {})["start_s"])


def labelled_as(truth: Truth, span: dict[str, Any], slack_s: float = SLACK_S) -> bool:
    """Whether a found fault overlaps a labelled one of its kind."""
    return any(
        span["kind"] in f.accepted
        and span["start_s"] <= f.end_s + slack_s
        and span["end_s"] >= f.start_s - slack_s
        for f in truth.faults
    )
