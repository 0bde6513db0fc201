"""The columns of `summary`, `events` and `failures`: this module is their only home.

A field of `VideoRow`, `EventRow` or `Failure` is a column, in this order. Several words in one field are
joined by "+", as in `frames.parquet`; what does not apply is None (null in Parquet, empty in CSV).
"""

from __future__ import annotations

from dataclasses import dataclass

JOINED = "+"
"""Between several words of one field."""
DONE, FAILED = "done", "failed"
VIDEO, RECORDING, POSES = "video", "recording", "poses"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a file before it is scored.

    Attributes:
        file: the video or recording, as a path with "/" from the folder that was given; of a list, as it
            stands there.
        kind: "video", "recording", or "poses" of another program.
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
        main_unmeasured_why: the reason of each, in the same order.
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
    main_unmeasured_why: str | None = None
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
        main_unmeasured_why: the reason of each, in the same order.
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
    main_unmeasured_why: str | None
    not_counted: str | None
    seen: str | None
    book_kept: bool | None
    book_object: str | None
    book_fell_at_s: float | None
    measures: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A video without a result: a row of failures.csv.

    Attributes:
        file: as in the other tables.
        how: "failed" (an error with its message), "hung" (longer than it may take) or "died" (its process).
        error: what went wrong, in one sentence.
        remedy: what the user can do.
        tries: how often it was begun.
        seconds: how long the last try took.
    """

    file: str
    how: str
    error: str
    remedy: str
    tries: int
    seconds: float

    @property
    def line(self) -> str:
        """Error and remedy in one line."""
        return f"{self.error}. {self.remedy}" if self.remedy else self.error
