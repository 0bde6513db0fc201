"""Scores a recording of which nobody said what it shows: finds the exercises, then judges each as its own."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.errors import InputError
from formcheck.pipeline.parts import (
    AutoScoreRequest,
    PlannedSpan,
    RecognisedRecording,
    planned_spans,
    write_parts,
)
from formcheck.pipeline.result_files import Outputs
from formcheck.pipeline.video_poses import CHUNK, Progress, VideoPoses
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.choosing import VIEW_S, part_plan, settled_view
from formcheck.scoring.cutting import Part, cut
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO, programme
from formcheck.scoring.recogniser import Recogniser
from formcheck.scoring.result import Result, Source
from formcheck.scoring.scoring import Scoring
from formcheck.store.files import OutputFolder
from formcheck.store.recording import RecordingWriter, iter_recording
from formcheck.store.staging import StagedFiles


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a scoring: the result, whether anything could be judged, how, and the parts' folders."""

    result: Result
    measured: bool
    spans: Sequence[PlannedSpan]
    parts: frozenset[str] = frozenset()


def write_found(
    poses: VideoPoses, folder: OutputFolder, files: StagedFiles, asked: AutoScoreRequest, model: ModelInfo
) -> Outcome:
    """Record and recognise a video in one go, then judge what was found, from the recording.

    Raises:
        OutputError: a place cannot be written to.
        KeyboardInterrupt: stopped before the first frame.
    """
    recording = files.path("recording.parquet")
    with contextlib.ExitStack() as stack:
        recogniser, first, recorder = Recogniser(), list[Track](), None
        for chunk in poses:
            if recorder is None:
                recorder = stack.enter_context(RecordingWriter(recording, chunk.size, chunk.model, {}))
            recorder.append(chunk)
            recogniser.feed(chunk)
            if not first or first[-1].time[-1] < VIEW_S:
                first.append(chunk)
        source = poses.source()
        if poses.interrupted and not source.frames:
            raise KeyboardInterrupt
        if recorder is None:
            size = (source.width, source.height)
            recorder = stack.enter_context(RecordingWriter(recording, size, model, {}))
        parts = cut(recogniser.finish(), programme())
        plan = _plan(asked, parts, first)
        # Not mode="json": that makes None of the infinities in a therapist's bands.
        recorder.close(plan=plan.model_dump(), source=source.model_dump(), auto_view=asked.auto_view)
    files.remove("annotated.mp4")  # it would show an earlier scoring
    return _judge(recording, folder, files, replace(asked, plan=plan), source, model, recogniser, parts)


def rescore_found(
    recording: Path,
    folder: OutputFolder,
    files: StagedFiles,
    asked: AutoScoreRequest,
    source: Source,
    progress: Progress | None,
    *,
    copy: bool,
) -> Outcome:
    """Recognise and judge a recording anew; `copy`: write it again beside the results.

    Raises:
        InputError: it holds no frames, or is damaged.
        OutputError: a place cannot be written to.
    """
    recogniser, first, model = Recogniser(), list[Track](), None
    with contextlib.ExitStack() as stack:
        recorder = None
        for chunk in iter_recording(recording, CHUNK):
            model = chunk.model
            recogniser.feed(chunk)
            if not first or first[-1].time[-1] < VIEW_S:
                first.append(chunk)
            if copy and recorder is None:
                path = files.path("recording.parquet")
                recorder = stack.enter_context(RecordingWriter(path, chunk.size, model, {}))
            if recorder is not None:
                recorder.append(chunk)
            if progress is not None:
                progress(float(chunk.time[-1]), source.duration_s)
        if model is None:
            raise InputError("The recording holds no frames", "Score the video again")
        parts = cut(recogniser.finish(), programme())
        plan = _plan(asked, parts, first)
        if recorder is not None:
            recorder.close(plan=plan.model_dump(), source=source.model_dump(), auto_view=asked.auto_view)
    return _judge(recording, folder, files, replace(asked, plan=plan), source, model, recogniser, parts)


def _plan(asked: AutoScoreRequest, parts: Sequence[Part], first: list[Track]) -> Plan:
    """The plan of the only exercise, as if it had been named; else the one for all."""
    only = only_exercise(parts)
    if only is None:
        return asked.plan
    plan = part_plan(asked.plan, only)
    return settled_view(plan, asked.auto_view or plan.view != asked.plan.view, iter(first))[0]


def _judge(
    recording: Path,
    folder: OutputFolder,
    files: StagedFiles,
    asked: AutoScoreRequest,
    source: Source,
    model: ModelInfo,
    recogniser: Recogniser,
    parts: Sequence[Part],
) -> Outcome:
    if asked.plan.exercise != AUTO:
        scoring = Scoring(asked.plan)
        with Outputs(files, scoring, asked.lang, csv=asked.csv, record=False) as writer:
            for chunk in iter_recording(recording, CHUNK):
                writer.feed(chunk)
            scoring.finish()
            one = writer.finish(source, model, recording)
        return Outcome(one, scoring.measured_anything, [PlannedSpan.whole(asked.plan)])
    spans = planned_spans(recording, asked, parts)
    every = RecognisedRecording(recording, source, model, recogniser, parts, spans)
    result = write_parts(every, folder, files, asked)
    return Outcome(
        result,
        any(event.verdict != "unmeasured" for event in result.events),
        spans,
        frozenset(part.folder for part in result.parts),
    )


def only_exercise(parts: Sequence[Part]) -> str | None:
    """The exercise, when there is exactly one."""
    names = {part.exercise for part in parts}
    return names.pop() if len(names) == 1 else None
