"""From judged outcomes to the tables of `result.json`: events, dose, technique, thresholds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from math import sqrt
from typing import NamedTuple

from formcheck.judge.bands import Edge
from formcheck.judge.changes import changes, digest
from formcheck.judge.config import ExerciseConfig, Limits
from formcheck.judge.segments import Outcome, Span
from formcheck.judge.vocabulary import NO_REASON, NOTHING_SEEN, REASONS, SEEN, SIGNALS, reads_outline
from formcheck.scoring.event import Book, Event, FaultSpan, Verdict
from formcheck.scoring.judged_by import Calibration, ChangedValue, Threshold, Thresholds
from formcheck.scoring.result import Asymmetry, Coverage, Dose, SideDose, Technique
from formcheck.scoring.verdicts import event_as_far_as_seen
from formcheck.signals.view import View

MIN_EVENT_SHARE = 0.5
"""An event of which less than this could be measured is unmeasured itself."""
Z95 = 1.96
"""Standard deviations either way that hold 95 % of a normal distribution."""
AT_THE_END_S = 1.0
"""A hold this near to an end of the recording may have been longer: getting into or out of a posture takes
about as long."""
SEEN_SHARE = 0.3
"""A fault whose signal was there for less of the time than this counts as not judged."""


class Sight(NamedTuple):
    """What the poses of a recording allow, for the reasons of what could not be judged.

    Attributes:
        turned: the camera is turned too far for the outline.
        outlined: the poses can hold an outline at all.
        read: the outline was read for a good part of the time.
        no_neutral: so it was, but the person's own neutral of it is not known to the end.
    """

    turned: bool = False
    outlined: bool = True
    read: bool = True
    no_neutral: bool = False

    def reason(self, cause: str) -> str:
        """The reason for what was missing: a `Cause`, or already the rule's reason."""
        if cause not in ("neutral", "outline"):
            return {"reference": "no_reference", "points": "uncertain"}.get(cause, cause)
        if not self.outlined:
            return "no_outline"
        if self.turned:
            return "wrong_view"
        unknown = self.no_neutral or (cause == "neutral" and self.read)
        return "no_reference" if unknown else "low_contrast"


def event_of(outcome: Outcome, sight: Sight | None = None, *, moves: bool = True) -> Event:
    """An outcome as it stands in the result.

    Args:
        outcome: the judged event.
        sight: what its poses allowed.
        moves: the exercise consists of movements.
    """
    verdict, sight = verdict_of(outcome), sight or Sight()
    attempt = outcome.kind == "attempt" and verdict != "unmeasured"
    missing = {} if verdict == "unmeasured" else {f: sight.reason(cause) for f, cause in outcome.unmeasured}
    event = Event(
        kind=outcome.kind,
        start_s=round(outcome.start_s, 3),
        end_s=round(outcome.end_s, 3),
        side=outcome.side,
        verdict=verdict,
        faults=[_fault(span) for span in outcome.faults],
        book=None
        if outcome.book is None
        else Book(
            kept=outcome.book.kept,
            object=outcome.book.object,
            driven_by=list(outcome.book.driven_by),  # type: ignore[arg-type]
            slid_cm=outcome.book.slid_cm,
            fell_at_s=None if outcome.book.fell_at_s is None else round(outcome.book.fell_at_s, 3),
        ),
        measures=dict(outcome.measures),
        reason=REASONS[outcome.reason] if outcome.reason != NO_REASON and verdict == "unmeasured" else None,
        not_counted=("incomplete" if moves else "too_short") if attempt else None,
        main_unmeasured=missing,
        seen=SEEN[outcome.seen] if outcome.seen != NOTHING_SEEN else None,
    )
    return event.model_copy(update={"as_far_as_seen": event_as_far_as_seen(event)})


def _fault(span: Span) -> FaultSpan:
    return FaultSpan(
        kind=span.fault,
        start_s=round(span.start_s, 3),
        end_s=round(span.end_s, 3),
        peak=round(span.peak, 4),
        unit=span.unit,
        peak_at_s=round(span.peak_at_s, 3),
        major=span.major,
    )


def verdict_of(outcome: Outcome) -> Verdict:
    """One of three words for an event."""
    if outcome.reason != NO_REASON and outcome.measured_s < MIN_EVENT_SHARE * (
        outcome.end_s - outcome.start_s
    ):
        # A repetition begins before its first judged frame, so only lost frames count here.
        return "unmeasured"
    return "fault" if outcome.faults else "good"


def settled(outcome: Outcome) -> Outcome:
    """The outcome that counts: one that could not be measured has no faults."""
    return replace(outcome, faults=()) if verdict_of(outcome) == "unmeasured" else outcome


def dose_of(outcomes: Sequence[Outcome]) -> Dose:
    """What was done, in all and per side. Unmeasured events do not count."""
    seen = [o for o in outcomes if verdict_of(o) != "unmeasured"]
    sides: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in seen:
        if outcome.side is not None:
            sides[outcome.side].append(outcome)
    whole = _side_dose(seen)
    return Dose(**whole.model_dump(), sides={name: _side_dose(part) for name, part in sorted(sides.items())})


def _side_dose(outcomes: Sequence[Outcome]) -> SideDose:
    holds = [o for o in outcomes if o.kind == "hold"]
    return SideDose(
        hold_s=round(sum(o.end_s - o.start_s for o in holds), 2),
        quality_hold_s=round(sum(o.green_s + 0.5 * o.amber_s for o in holds), 2),
        reps=sum(o.kind == "rep" for o in outcomes),
        attempts=sum(o.kind == "attempt" for o in outcomes),
        counted_hold_s=round(sum(o.green_s + o.amber_s for o in holds), 2),
        holds=len(holds),
    )


def asymmetry_of(
    outcomes: Sequence[Outcome], config: ExerciseConfig[Limits], span_s: tuple[float, float]
) -> Asymmetry | None:
    """The longest hold of each side beside the other; None for an exercise or a recording without both sides.

    A difference is real beyond 1.96 x sqrt 2 x the typical error of one measurement (MDC95), and only when
    the shorter hold was seen whole. `span_s`: first and last frame of the recording.
    """
    if config.asymmetry is None:
        return None
    longest: dict[str, Outcome] = {}
    for outcome in outcomes:
        seen = outcome.kind == "hold" and verdict_of(outcome) != "unmeasured"
        if seen and outcome.side in ("left", "right"):
            best = longest.get(outcome.side)
            if best is None or _length(outcome) > _length(best):
                longest[outcome.side] = outcome
    if len(longest) < 2:
        return None
    left, right = longest["left"], longest["right"]
    difference = _length(left) - _length(right)
    smallest = Z95 * sqrt(2) * config.asymmetry.typical_error_s
    longer, shorter = ("left", right) if difference > 0 else ("right", left)
    real = abs(difference) > smallest and not _cut_off(shorter, span_s)
    return Asymmetry(
        left_s=round(_length(left), 2),
        right_s=round(_length(right), 2),
        difference_s=round(difference, 2),
        uncertainty_s=round(smallest, 2),
        cut_off=_cut_off(left, span_s) or _cut_off(right, span_s),
        longer=longer if real else None,  # type: ignore[arg-type]
    )


def _length(outcome: Outcome) -> float:
    return outcome.end_s - outcome.start_s


def _cut_off(outcome: Outcome, span_s: tuple[float, float]) -> bool:
    return outcome.start_s < span_s[0] + AT_THE_END_S or outcome.end_s > span_s[1] - AT_THE_END_S


def technique_of(outcomes: Sequence[Outcome], edges: Sequence[Edge]) -> dict[str, Technique]:
    """Per fault: seconds, how often, and its worst value in the unit in which it was seen most."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for outcome in outcomes:
        for span in outcome.faults:
            spans[span.fault].append(span)
    table = {}
    for fault, found in sorted(spans.items()):
        seconds: dict[str, float] = defaultdict(float)
        for span in found:
            seconds[span.unit] += span.end_s - span.start_s
        unit = max(seconds, key=lambda u: seconds[u])
        worst = max((s for s in found if s.unit == unit), key=lambda s: _beyond(s, edges))
        table[fault] = Technique(
            seconds=round(sum(seconds.values()), 2), count=len(found), worst=round(worst.peak, 4), unit=unit
        )
    return table


def _beyond(span: Span, edges: Sequence[Edge]) -> float:
    own = [e.sign * span.peak - e.green for e in edges if e.fault == span.fault and e.unit == span.unit]
    return max(own, default=abs(span.peak))


def thresholds_of(
    config: ExerciseConfig[Limits], default: ExerciseConfig[Limits], edges: Sequence[Edge], strictness: float
) -> Thresholds:
    """The bands as they were used, the dial applied, and what differs from the config that ships."""
    grouped: dict[tuple[int, bool | None, int], list[Edge]] = defaultdict(list)
    for edge in edges:
        grouped[edge.band, edge.calibrated, edge.row].append(edge)
    bands = []
    for (number, calibrated, row), ends in grouped.items():
        green: list[float | None] = [None, None]
        amber: list[float | None] = [None, None]
        for edge in ends:
            at = 0 if edge.sign < 0 else 1
            green[at], amber[at] = round(edge.sign * edge.green, 6), round(edge.sign * edge.amber, 6)
        band = config.bands[number]
        bands.append(
            Threshold(
                fault=band.fault,
                signal=SIGNALS[row],
                green=green,
                amber=amber,
                unit=band.unit,
                weight=band.weight,
                source=band.source,
                calibrated=calibrated is True,
            )
        )
    return Thresholds(
        version=config.version,
        strictness=strictness,
        digest=digest(config, strictness),
        changed=[ChangedValue(**change._asdict()) for change in changes(default, config)],
        bands=bands,
    )


def unmeasured(
    edges: Sequence[Edge],
    coverage: Coverage,
    calibrated: bool,
    out_of_view: Sequence[str] = (),
    unseen: frozenset[str] = frozenset(),
    named: frozenset[str] = frozenset(),
    turned: bool = False,
    outlined: bool = True,
    no_neutral: bool = False,
    left_out: frozenset[str] = frozenset(),
    views: int = 1,
) -> dict[str, str]:
    """What this recording could not be judged on, with the reason.

    A fault that is also read from the outline, and was not, is not told by what else shows it unless it is
    `named`, one of those found: the other signals see the large ones only
    (docs/clinical.md#our-measurements).

    `out_of_view` is never seen of this exercise, `unseen` are the faults that this view cannot show; `turned`
    says that the camera is turned too far for the outline, `outlined` that the poses can hold one at all,
    `no_neutral` that it was read, but that the person's own neutral of it is not known;
    `left_out` are the signals that a point out of the picture cost; `views` from which the exercise is looked
    at in turn: each has its part of the time.
    """
    found: dict[str, str] = {}
    if coverage.measured > 0:  # otherwise the coverage gives the reason
        found = dict.fromkeys(out_of_view, "wrong_view")
    for fault in dict.fromkeys(e.fault for e in edges):
        own = [e for e in edges if e.fault == fault]
        usable = [e for e in own if e.calibrated is None or e.calibrated == calibrated]
        seen = [e for e in usable if coverage.signals.get(SIGNALS[e.row], 0.0) >= SEEN_SHARE / views]
        blind = any(reads_outline(SIGNALS[e.row]) for e in usable if e not in seen)
        if seen and (fault in named or not blind):
            continue
        if coverage.measured == 0:
            found[fault] = max(coverage.reasons, key=lambda r: coverage.reasons[r], default="no_person")
        elif fault in unseen or (blind and turned and outlined):
            found[fault] = "wrong_view"
        elif any(SIGNALS[e.row] in left_out for e in usable if e not in seen):
            found[fault] = "out_of_frame"
        elif not usable or (blind and no_neutral):
            found[fault] = "no_reference"
        elif any(reads_outline(SIGNALS[e.row]) for e in own):
            found[fault] = "low_contrast" if outlined else "no_outline"
        else:
            found[fault] = "occluded"
    return found


def without_reference(reasons: dict[str, str], calibration: Calibration) -> dict[str, str]:
    """The same reasons; that of a fault whose reference was refused is that there is none."""
    refused = {one.fault for one in calibration.missed} & reasons.keys()
    return {fault: "no_reference" if fault in refused else why for fault, why in reasons.items()}


def turned(config: ExerciseConfig[Limits], view: View | None) -> bool:
    """Whether the camera is turned too far for the outline, where the exercise has limits for that."""
    if view is None:
        return False
    yaw_deg = view.yaw_deg if view.towards == "head" else -view.yaw_deg
    feet_deg, head_deg = config.limits.outline_yaw_deg()
    return yaw_deg > head_deg or yaw_deg < feet_deg
