"""Judges the parts of a recording in one pass, each into a folder of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import PHASE_CODE, REASON_CODE, SIGNALS, UNMEASURED
from formcheck.pipeline.folders import fresh_folder, part_name
from formcheck.pipeline.result_files import Outputs
from formcheck.pipeline.video_poses import CHUNK
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.choosing import VIEW_S, part_plan
from formcheck.scoring.cutting import Part
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import programme
from formcheck.scoring.recogniser import Recogniser
from formcheck.scoring.recording_result import RecordingResult, recording_result
from formcheck.scoring.result import Result, Source
from formcheck.scoring.scoring import Scoring
from formcheck.signals.posture import POSTURES, UNSEEN
from formcheck.store.files import OutputFolder
from formcheck.store.recording import iter_recording
from formcheck.store.staging import StagedFiles
from formcheck.store.tables import Codes, FrameTableWriter
from formcheck.words.catalogue import Words

TRANSITION = "transition"
"""In place of an exercise's name in the frame table: getting up and down, walking, resting."""


@dataclass(frozen=True, slots=True)
class PlannedSpan:
    """A stretch of a recording judged under one plan: fed from `from_s`, shown from `start_s` to `end_s`."""

    plan: Plan
    from_s: float
    until_s: float
    start_s: float
    end_s: float

    @classmethod
    def whole(cls, plan: Plan) -> PlannedSpan:
        """The whole recording."""
        return cls(plan, -np.inf, np.inf, -np.inf, np.inf)


@dataclass(frozen=True, slots=True)
class AutoScoreRequest:
    """What is asked: the plan but for the exercise, whether the view is to be found too, language, a CSV."""

    plan: Plan
    auto_view: bool
    lang: str
    csv: bool


def planned_spans(recording: Path, asked: AutoScoreRequest, parts: Sequence[Part]) -> list[PlannedSpan]:
    """How each part is judged. Keeps the first seconds of each."""
    first: list[list[Track]] = [[] for _ in parts]
    for chunk in iter_recording(recording) if asked.auto_view else ():
        for part, seen in zip(parts, first, strict=True):
            rows = chunk[_rows(chunk, part.start_s, min(part.start_s + VIEW_S, part.end_s))]
            if len(rows):
                seen.append(rows)
    return [
        PlannedSpan(
            part_plan(asked.plan, part.exercise, Track.concatenate(seen) if seen else None),
            part.from_s,
            part.until_s,
            part.start_s,
            part.end_s,
        )
        for part, seen in zip(parts, first, strict=True)
    ]


def _rows(chunk: Track, start_s: float, end_s: float) -> slice:
    first, after = np.searchsorted(chunk.time, (start_s, end_s), "left")
    return slice(int(first), int(after))


@dataclass(frozen=True, slots=True)
class RecognisedRecording:
    """A recording with all that was found in it."""

    recording: Path
    source: Source
    model: ModelInfo
    recogniser: Recogniser
    parts: Sequence[Part]
    spans: Sequence[PlannedSpan]


class _Running:
    """One part while its frames come by, writing its own folder; what it held is let go once it is
    written.
    """

    def __init__(self, span: PlannedSpan, files: StagedFiles, asked: AutoScoreRequest) -> None:
        scoring = Scoring(span.plan)
        self._stint = span
        self._at_work: tuple[Scoring, Outputs] | None = (
            scoring,
            Outputs(files, scoring, asked.lang, csv=asked.csv),
        )
        files.remove("annotated.mp4")  # it would show an earlier scoring
        self._span: tuple[float, float] | None = None
        self._frames = 0
        self._result: Result | None = None

    def feed(self, rows: Track) -> FrameScores:
        """Score the next frames of this part, which is not written yet."""
        assert self._at_work is not None
        first = float(rows.time[0]) if self._span is None else self._span[0]
        self._span = first, float(rows.time[-1])
        self._frames += len(rows)
        return self._at_work[1].feed(rows)

    def finish(self, whole: RecognisedRecording) -> Result:
        """Write its files, the first time that it is asked to."""
        if self._result is None:
            assert self._at_work is not None
            scoring, outputs = self._at_work
            scoring.finish()
            self._result = outputs.finish(self._source(whole.source), whole.model)
            self._at_work = None
        return self._result

    def _source(self, whole: Source) -> Source:
        first_s, last_s = self._span or (0.0, 0.0)
        step = (last_s - first_s) / (self._frames - 1) if self._frames > 1 else 0.0
        return whole.model_copy(
            update={
                "frames": self._frames,
                "fps_mean": round(1 / step, 3) if step > 0 else 0.0,
                "duration_s": round(last_s - first_s + step, 3),
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._at_work is not None:
            self._at_work[1].__exit__(kind, error, trace)


def write_parts(
    whole: RecognisedRecording, folder: OutputFolder, files: StagedFiles, asked: AutoScoreRequest
) -> RecordingResult:
    """Judge every part in one pass over the recording; write its folder, and the table, result and page of
    all.

    Raises:
        OutputError: a place cannot be written to.
    """
    table = files.path("frames.csv") if asked.csv else None
    if table is None:
        files.remove("frames.csv")  # it would be of an earlier scoring
    with contextlib.ExitStack() as stack:
        more = {"exercise": (TRANSITION, *programme()), "posture": ("unseen", *POSTURES)}
        frames = stack.enter_context(FrameTableWriter(files.path("frames.parquet"), table, more))
        names = [part_name(number, part.exercise) for number, part in enumerate(whole.parts, 1)]
        running = []
        for name, span in zip(names, whole.spans, strict=True):
            own = stack.enter_context(fresh_folder(folder / name))
            staged = stack.enter_context(own.staging())
            running.append(stack.enter_context(_Running(span, staged, asked)))
        for scores, codes in _judged(whole, running):
            frames.append(scores, codes)
        results = [each.finish(whole) for each in running]
        frames.close()
        found = list(zip(whole.parts, names, results, strict=True))
        result = recording_result(asked.plan, whole.source, whole.model, whole.recogniser, found)
        files.path("result.json").write_text(result.to_json(), encoding="utf-8")
        from formcheck.report.recording_page import render_recording

        files.path("report.html").write_text(render_recording(result, Words(asked.lang)), encoding="utf-8")
    return result


def _judged(whole: RecognisedRecording, running: Sequence[_Running]) -> Iterator[tuple[FrameScores, Codes]]:
    """Scores of all frames with (exercise, posture) codes; what lies between parts is a transition."""
    watching = Recogniser()
    exercises = list(programme())
    for chunk in iter_recording(whole.recording, CHUNK):
        postures = watching.feed(chunk)
        scores = transition(chunk)
        codes = np.zeros((2, len(chunk)), np.int32)
        if postures is not None:
            codes[1] = postures.code.astype(np.int32) - UNSEEN
        for part, run in zip(whole.parts, running, strict=True):
            span = _rows(chunk, part.start_s, part.end_s)
            codes[0, span] = 1 + exercises.index(part.exercise)
            fed = _rows(chunk, part.from_s, part.until_s)
            if fed.stop > fed.start:
                found = run.feed(chunk[fed])
                _put(scores, span, found, slice(span.start - fed.start, span.stop - fed.start))
            if chunk.time[-1] > part.until_s:
                run.finish(whole)
        yield scores, codes


def transition(chunk: Track) -> FrameScores:
    """Frames that belong to no exercise: not measured, and no fault."""
    length = len(chunk)
    seen = chunk.detected
    reason = np.where(seen, REASON_CODE["wrong_posture"], REASON_CODE["no_person"])
    phase = np.where(seen, PHASE_CODE["transition"], PHASE_CODE["outside"])
    return FrameScores(
        chunk.time,
        seen,
        np.full(length, UNMEASURED, np.int8),
        np.zeros(length, np.int64),
        np.zeros(length, np.int64),
        reason.astype(np.int8),
        phase.astype(np.int8),
        np.full((len(SIGNALS), length), np.nan),
    )


def _put(into: FrameScores, rows: slice, found: FrameScores, those: slice) -> None:
    for name in ("verdict", "faults", "major", "reason", "phase"):
        getattr(into, name)[rows] = getattr(found, name)[those]
    into.signals[:, rows] = found.signals[:, those]
