"""From a result to its rows in the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator

from formcheck.batches.rows import JOINED, EventRow, Given, VideoRow
from formcheck.report.data import ranked_faults
from formcheck.scoring.event import Event, Verdict
from formcheck.scoring.recording_result import PartEvent, RecordingResult
from formcheck.scoring.result import Result


def joined(words: Iterator[object] | list[str]) -> str | None:
    """Several words in one field; None for none."""
    return JOINED.join(str(word) for word in words) or None


def verdict_of(result: Result) -> Verdict:
    """The summary in one of three verdicts; of an exercise whose form is not scored, that of its events."""
    if result.word != "not_measured":
        return "good" if result.word == "good" else "fault"
    if not result.form_scored:
        verdicts = {event.verdict for event in result.events}
        for verdict in ("fault", "good"):
            if verdict in verdicts:
                return verdict
    return "unmeasured"


def video_row(result: Result, given: Given, folder: str, content_sha256: str | None) -> VideoRow:
    """The row of a scored video or recording.

    Args:
        result: what `result.json` holds.
        given: what was known before.
        folder: of its results, with "/", from the folder of the tables.
        content_sha256: of the file, in hexadecimal.
    """
    source, dose = result.source, result.dose
    counted = [event.verdict for event in result.events if event.kind != "rest"]
    faults = ranked_faults(result)
    reasons = sorted(result.coverage.reasons, key=lambda name: (-result.coverage.reasons[name], name))
    return VideoRow(
        file=given.file,
        kind=given.kind,
        patient=given.patient,
        label=given.label,
        folder=folder,
        exercise=result.exercise,
        exercise_detected_by=result.exercise_detected_by,
        parts=len(result.parts) if isinstance(result, RecordingResult) else 1,
        word=result.word,
        verdict=verdict_of(result),
        as_far_as_seen=result.as_far_as_seen,
        faults=joined(iter(faults)),
        fault_s=joined(result.technique[name].seconds for name in faults),
        fault_count=joined(result.technique[name].count for name in faults),
        main_unmeasured=joined(sorted(result.main_unmeasured)),
        main_unmeasured_why=joined(result.main_unmeasured[name] for name in sorted(result.main_unmeasured)),
        reason=reasons[0] if reasons else None,
        reasons=joined(reasons),
        coverage=result.coverage.measured,
        active_s=result.coverage.active_s,
        hold_s=dose.hold_s,
        quality_hold_s=dose.quality_hold_s,
        counted_hold_s=dose.counted_hold_s,
        holds=dose.holds,
        reps=dose.reps,
        attempts=dose.attempts,
        events=len(counted),
        events_good=counted.count("good"),
        events_fault=counted.count("fault"),
        events_unmeasured=counted.count("unmeasured"),
        view=result.view,
        near_side=result.near_side,
        camera_roll_deg=result.camera_roll_deg,
        calibration=result.calibration.kind,
        frames=source.frames,
        fps_mean=source.fps_mean,
        duration_s=source.duration_s,
        width=source.width,
        height=source.height,
        notes=joined(source.notes),
        recorded_at=source.recorded_at,
        backend=result.pose.backend,
        model=result.pose.model,
        model_sha256=result.pose.sha256,
        thresholds=result.thresholds.version,
        strictness=result.thresholds.strictness,
        formcheck_version=result.formcheck_version,
        content_sha256=content_sha256,
    )


def event_rows(result: Result, given: Given, folder: str) -> list[EventRow]:
    """The rows of the events of a result; arguments as of `video_row`."""
    return [_event_row(event, number, result, given, folder) for number, event in enumerate(result.events, 1)]


def _event_row(event: Event, number: int, result: Result, given: Given, folder: str) -> EventRow:
    book = event.book
    return EventRow(
        file=given.file,
        patient=given.patient,
        folder=folder,
        number=number,
        exercise=event.exercise if isinstance(event, PartEvent) else result.exercise,
        kind=event.kind,
        start_s=event.start_s,
        end_s=event.end_s,
        duration_s=round(event.end_s - event.start_s, 3),
        side=event.side,
        verdict=event.verdict,
        as_far_as_seen=event.as_far_as_seen,
        faults=joined(fault.kind for fault in event.faults),
        major=joined(fault.kind for fault in event.faults if fault.major),
        fault_peaks=joined(fault.peak for fault in event.faults),
        fault_units=joined(fault.unit for fault in event.faults),
        reason=event.reason,
        main_unmeasured=joined(sorted(event.main_unmeasured)),
        main_unmeasured_why=joined(event.main_unmeasured[name] for name in sorted(event.main_unmeasured)),
        not_counted=event.not_counted,
        seen=event.seen,
        book_kept=book.kept if book else None,
        book_object=book.object if book else None,
        book_fell_at_s=book.fell_at_s if book else None,
        measures=json.dumps(event.measures, sort_keys=True) if event.measures else None,
    )
