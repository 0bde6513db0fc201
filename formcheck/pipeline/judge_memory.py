"""Judges poses that lie in memory: one exercise, or those of a recording of several."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.judge.frames import FrameScores
from formcheck.pipeline.folders import part_name
from formcheck.pipeline.part_frames import RecordingFrames, recording_frames
from formcheck.pipeline.parts import part_source
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.recognise import RecognisedRecording, plan_of, planned_spans, recognise
from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge, judge_chunks
from formcheck.pose.track import Track
from formcheck.report.data import ReportData
from formcheck.scoring.part_plans import check_auto, settled_view
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.recording_result import RecordingResult, recording_result
from formcheck.scoring.result import Result


@dataclass(frozen=True, eq=False)
class JudgedExercise:
    """One exercise, judged.

    Attributes:
        result: what `result.json` holds.
        frames: the judgement of every frame.
        report: what its report is drawn from.
        turn_deg: by how much, clockwise, the picture has to be turned to stand upright; 0 where it does.
    """

    result: Result
    frames: FrameScores
    report: ReportData
    turn_deg: int = 0


@dataclass(frozen=True, eq=False)
class JudgedRecording:
    """A recording of several exercises, or of none, judged.

    Attributes:
        result: what `result.json` holds.
        frames: the judgement of every frame, with exercise and posture.
        parts: its exercises, in order of time.
        turn_deg: as of one exercise.
    """

    result: RecordingResult
    frames: RecordingFrames
    parts: tuple[JudgedExercise, ...]
    turn_deg: int = 0


def judge_kept(poses: KeptPoses, plan: Plan, auto_view: bool) -> JudgedExercise | JudgedRecording:
    """Judge poses under a plan.

    Args:
        poses: the poses.
        plan: how to judge; its exercise may be `AUTO`.
        auto_view: find out where the camera stands.

    Raises:
        UsageError: the plan makes no sense.
    """
    if plan.exercise != AUTO:
        plan, _ = settled_view(plan, auto_view, iter(poses.chunks))
        return _judge_exercise(poses, plan)
    check_auto(plan)
    found = recognise(poses.chunks)
    plan = plan_of(found, plan, auto_view)
    if plan.exercise != AUTO:
        return _judge_exercise(poses, plan)
    return _judge_recording(found, poses, plan, auto_view)


def _judge_exercise(poses: KeptPoses, plan: Plan) -> JudgedExercise:
    judge = SpanJudge(PlannedSpan.whole(plan))
    for _ in judge_chunks(poses.chunks, [judge]):
        pass
    judge.finish()
    result = judge.result(poses.source(), poses.model)
    report = judge.report_data(result, poses.chunks)
    return JudgedExercise(result, judge.decided(), report, judge.scoring.turn_deg)


def _judge_recording(
    found: RecognisedRecording, poses: KeptPoses, plan: Plan, auto_view: bool
) -> JudgedRecording:
    judges = [SpanJudge(span) for span in planned_spans(found, plan, auto_view)]
    for _ in judge_chunks(found.chunks, judges):
        pass
    parts = tuple(_part(judge, poses) for judge in judges)
    names = [part_name(number, part.exercise) for number, part in enumerate(found.parts, 1)]
    entries = list(zip(found.parts, names, (part.result for part in parts), strict=True))
    result = recording_result(plan, poses.source(), poses.model, found.reasons, found.seen, entries)
    spans = [judge.span for judge in judges]
    scores, codes = [FrameScores.empty()], [np.empty((2, 0), np.int32)]
    for frames in recording_frames(found, spans, [part.frames for part in parts]):
        scores.append(frames.scores)
        codes.append(frames.codes)
    together = RecordingFrames.of(FrameScores.concatenate(scores), np.concatenate(codes, axis=1))
    return JudgedRecording(result, together, parts, found.turn_deg)


def _part(judge: SpanJudge, poses: KeptPoses) -> JudgedExercise:
    judge.finish()
    result = judge.result(part_source(judge, poses.source()), poses.model)
    rows: list[Track] = [chunk[judge.span.scored_rows(chunk)] for chunk in poses.chunks]
    return JudgedExercise(result, judge.decided(), judge.report_data(result, rows))
