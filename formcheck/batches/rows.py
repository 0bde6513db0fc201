"""The columns of `summary` (one row a video) and `events` (one row an event): this module is their only home.

A field of `VideoRow` or `EventRow` is a column, in this order. Several words in one field are joined by "+",
as in `frames.parquet`; what does not apply is None (null in Parquet, empty in CSV).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from formcheck.report.data import ranked_faults
from formcheck.scoring.recording_result import PartEvent, RecordingResult
from formcheck.scoring.result import Event, Result, Verdict

JOINED = "+"
"""Between several words of one field."""
DONE, FAILED = "done", "failed"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a file before it is scored.

    Attributes:
        file: the video or recording, as a path with "/" from the folder that was given; of a list, as it
            stands there.
        kind: "video" or "recording".
        patient: whose it is, as the list says.
        label: what a person saw in it, as the list says: see `formcheck.batches.labels`.
    """

    file: str
    kind: str
    patient: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRow:
    """One video or recording. Times in seconds of media time, sizes in pixels, shares 0-1.

    Attributes:
        file, kind, patient, label: as of `Given`.
        status: "done" or "failed"; of a failed one only `file` to `error` are known.
        error: why it failed, in one line with the remedy.
        folder: its results, as a path with "/" from the folder of the tables; `report.html` lies there.
        exercise: name; "auto" where several were found.
        exercise_detected_by: "user" or "auto".
        parts: number of exercises found one after the other; 1 where the recording is of one.
        word: the summary: "good", "almost", "different", "not_measured".
        verdict: "good", "fault" or "unmeasured": `word` in the three verdicts of events and frames.
        as_far_as_seen: `word` holds only as far as seen.
        faults: names of the faults seen, the gravest first.
        fault_s: seconds of each of `faults`, in the same order.
        fault_count: how often each was seen, in the same order.
        main_unmeasured: main faults that some event could not be judged on.
        reason: what most of the unmeasured active time is lost to.
        reasons: every such reason, the largest share first.
        coverage: share of the active time that could be measured.
        active_s: that time.
        hold_s, quality_hold_s, counted_hold_s, holds, reps, attempts: the dose, as in `result.json`.
        events, events_good, events_fault, events_unmeasured: number of holds, repetitions and attempts, in
            all and by verdict; rests are not among them.
        view, near_side, camera_roll_deg, calibration: as in `result.json`.
        frames, fps_mean, duration_s, width, height, notes, recorded_at: the source, as in `result.json`.
        backend, model, model_sha256: the network that saw the person.
        thresholds, strictness: version of the bands, and the dial over them.
        formcheck_version: that judged.
        content_sha256: of the video's or recording's bytes; None where they were not read.
    """

    file: str
    kind: str
    patient: str | None = None
    label: str | None = None
    status: str = DONE
    error: str | None = None
    folder: str | None = None
    exercise: str | None = None
    exercise_detected_by: str | None = None
    parts: int | None = None
    word: str | None = None
    verdict: str | None = None
    as_far_as_seen: bool | None = None
    faults: str | None = None
    fault_s: str | None = None
    fault_count: str | None = None
    main_unmeasured: str | None = None
    reason: str | None = None
    reasons: str | None = None
    coverage: float | None = None
    active_s: float | None = None
    hold_s: float | None = None
    quality_hold_s: float | None = None
    counted_hold_s: float | None = None
    holds: int | None = None
    reps: int | None = None
    attempts: int | None = None
    events: int | None = None
    events_good: int | None = None
    events_fault: int | None = None
    events_unmeasured: int | None = None
    view: str | None = None
    near_side: str | None = None
    camera_roll_deg: float | None = None
    calibration: str | None = None
    frames: int | None = None
    fps_mean: float | None = None
    duration_s: float | None = None
    width: int | None = None
    height: int | None = None
    notes: str | None = None
    recorded_at: str | None = None
    backend: str | None = None
    model: str | None = None
    model_sha256: str | None = None
    thresholds: str | None = None
    strictness: float | None = None
    formcheck_version: str | None = None
    content_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One hold, repetition, attempt or rest. Times in seconds of media time.

    Attributes:
        file, patient, folder: as of its `VideoRow`.
        number: of the event in its recording, from 1, in order of time.
        exercise: it belongs to this one.
        kind: "hold", "rep", "attempt" or "rest".
        side: of the body or of the limbs, as in `result.json`.
        verdict: "good", "fault" or "unmeasured".
        as_far_as_seen: the verdict holds only as far as seen.
        faults: names of the faults in it, in order of time.
        major: those of them beyond the amber band.
        fault_peaks: the worst value of each of `faults`, signed, in the same order.
        fault_units: the units of `fault_peaks`.
        reason: why it is unmeasured.
        main_unmeasured: what the exercise exists for and it could not be judged on.
        not_counted: "too_short" or "incomplete", of an attempt.
        seen: what it was instead of the exercise's movement.
        book_kept, book_object, book_fell_at_s: the virtual object on the back, where there is one.
        measures: further quantities as a JSON object; a name carries its unit.
    """

    file: str
    patient: str | None
    folder: str
    number: int
    exercise: str
    kind: str
    start_s: float
    end_s: float
    duration_s: float
    side: str | None
    verdict: str
    as_far_as_seen: bool
    faults: str | None
    major: str | None
    fault_peaks: str | None
    fault_units: str | None
    reason: str | None
    main_unmeasured: str | None
    not_counted: str | None
    seen: str | None
    book_kept: bool | None
    book_object: str | None
    book_fell_at_s: float | None
    measures: str | None


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
        not_counted=event.not_counted,
        seen=event.seen,
        book_kept=book.kept if book else None,
        book_object=book.object if book else None,
        book_fell_at_s=book.fell_at_s if book else None,
        measures=json.dumps(event.measures, sort_keys=True) if event.measures else None,
    )
