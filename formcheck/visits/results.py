"""A `Result` as rows of the store, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from formcheck.report.data import ReportData
from formcheck.scoring.event import Event, FaultSpan
from formcheck.scoring.result import Result, SideDose
from formcheck.scoring.verdicts import grade_of
from formcheck.visits.charts import chart_blob
from formcheck.visits.schema import Exercise, ExerciseEvent, ExerciseFault, ThresholdSet
from formcheck.visits.table_base import Json

_EVENT_COLUMNS = ("kind", "start_s", "end_s", "side", "verdict")
_JUDGED = ("hold", "rep")


def put_result(
    session: Session, exercise: Exercise, result: Result, report: ReportData | None = None
) -> None:
    """Fill an exercise's row, with its events, faults and thresholds, from a result.

    The row is in the session; an earlier result of it is replaced.

    Args:
        session: it writes.
        exercise: the row.
        result: what was found.
        report: what its report is drawn from; without it the chart is made from the recording once the page
            is opened, which then takes longer.
    """
    exercise.chart = None if report is None else chart_blob(report)
    content = json.loads(result.to_json())
    events, thresholds = content.pop("events"), content.pop("thresholds")
    exercise.result = content
    exercise.threshold_digest = _put_thresholds(session, thresholds)
    exercise.name = result.exercise
    exercise.word, exercise.as_far_as_seen = result.word, result.as_far_as_seen
    exercise.model = f"{result.pose.backend} {result.pose.model} {result.pose.sha256[:8]}"
    dose = result.dose
    exercise.hold_s, exercise.quality_hold_s = dose.hold_s, dose.quality_hold_s
    exercise.reps, exercise.attempts = dose.reps, dose.attempts
    exercise.left_s, exercise.right_s = _side(dose.sides, "left"), _side(dose.sides, "right")
    held = [event for event in result.events if event.kind == "hold" and event.verdict != "unmeasured"]
    exercise.longest_s = max((event.end_s - event.start_s for event in held), default=0.0)
    exercise.good_reps = sum(event.kind == "rep" and event.verdict == "good" for event in result.events)
    exercise.counts = dict(counts_by_side(result.events))
    times = grade_times(result.events)
    exercise.good_s, exercise.almost_s = times["good"], times["almost"]
    exercise.different_s, exercise.unmeasured_s = times["different"], times["unmeasured"]
    exercise.events = [_event_row(number, event) for number, event in enumerate(events)]
    ranked = sorted(result.technique.items(), key=lambda item: (-item[1].seconds, item[0]))
    exercise.faults = [
        ExerciseFault(fault=fault, rank=rank, **technique.model_dump())
        for rank, (fault, technique) in enumerate(ranked)
    ]


def stored_result(exercise: Exercise, thresholds: ThresholdSet) -> Result:
    """The result that `put_result` was given, byte for byte in its JSON.

    Raises:
        ValueError: the row holds none, or not one of ours.
    """
    if exercise.result is None:
        raise ValueError("the exercise has no result")
    events = [
        {**event.detail, **{name: getattr(event, name) for name in _EVENT_COLUMNS}}
        for event in exercise.events
    ]
    return Result.model_validate({**exercise.result, "thresholds": thresholds.content, "events": events})


def grade_times(events: Iterable[Event]) -> dict[str, float]:
    """Seconds within holds and repetitions: "good", "almost", "different" and "unmeasured".

    Where an event was measured, the time of its faults counts as "almost", where one is major as "different".
    """
    times = dict.fromkeys(("good", "almost", "different", "unmeasured"), 0.0)
    for event in events:
        if event.kind not in _JUDGED:
            continue
        whole = event.end_s - event.start_s
        if event.verdict == "unmeasured":
            times["unmeasured"] += whole
            continue
        major = covered_s(event, (fault for fault in event.faults if fault.major))
        faulty = covered_s(event, event.faults)
        times["different"] += major
        times["almost"] += faulty - major
        times["good"] += whole - faulty
    return times


def counts_by_side(events: Iterable[Event]) -> dict[str, dict[str, int]]:
    """By side ("" where there is none): the number of holds, and of repetitions by `grade_of`.

    A hold that could not be measured is none here, as in `Dose.holds`: its time is unknown, not zero.
    """
    counts: dict[str, dict[str, int]] = {}
    for event in events:
        if event.kind in _JUDGED and not (event.kind == "hold" and event.verdict == "unmeasured"):
            name = "holds" if event.kind == "hold" else grade_of(event)
            side = counts.setdefault(event.side or "", {})
            side[name] = side.get(name, 0) + 1
    return counts


def covered_s(event: Event, faults: Iterable[FaultSpan]) -> float:
    """Seconds of an event that lie within at least one of the faults."""
    total, until = 0.0, event.start_s
    for fault in sorted(faults, key=lambda fault: fault.start_s):
        start, end = max(fault.start_s, until), min(fault.end_s, event.end_s)
        if end > start:
            total += end - start
            until = end
    return total


def canonical_digest(content: object) -> str:
    """SHA-256 of a value as JSON with sorted keys, hexadecimal."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _put_thresholds(session: Session, content: Json) -> str:
    digest = canonical_digest(content)
    if session.get(ThresholdSet, digest) is None:
        session.add(ThresholdSet(digest=digest, content=content))
        session.flush()  # rows that name it come after it
    return digest


def _side(sides: Mapping[str, SideDose], name: str) -> float | None:
    return sides[name].quality_hold_s if name in sides else None


def _event_row(number: int, event: Json) -> ExerciseEvent:
    columns = {name: event.pop(name) for name in _EVENT_COLUMNS}
    return ExerciseEvent(number=number, detail=event, **columns)
