"""Judges what lies in the store once more: an exercise from its recording, whose plan stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from formcheck.errors import InputError
from formcheck.pipeline.judge_memory import JudgedExercise, judge_kept
from formcheck.pipeline.plan_choices import as_exercise, with_override
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.recorded_choices import read_choices
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.scoring.scoring import Scoring
from formcheck.store.recording import iter_recording

BULK_ROWS = 1 << 14
"""Frames scored together: nine minutes of video, 10 MB. Chunks of this size cost a third of live ones."""


def kept_recording(path: Path, exercise: str) -> tuple[KeptPoses, Plan]:
    """The poses of a recording, and how they were judged.

    Args:
        path: of the recording.
        exercise: its exercise, where the recording itself says "auto".

    Raises:
        InputError: the recording is missing, damaged or empty.
    """
    chosen = read_choices(path)
    chunks = list(iter_recording(path, BULK_ROWS))
    if not chunks:
        raise InputError("The recording holds no frames", "Keep the result as it is")
    plan = chosen.plan if chosen.plan.exercise == exercise else as_exercise(chosen.plan, exercise, False)[0]
    return KeptPoses(chunks, chunks[0].model, chosen.source), plan


def judged_again(path: Path, exercise: str) -> tuple[KeptPoses, Plan, JudgedExercise]:
    """The poses of a recording with their plan and judgement, as on the day.

    Raises:
        InputError: as of `kept_recording`.
        UsageError: its plan makes no sense to this formcheck.
    """
    poses, plan = kept_recording(path, exercise)
    judged = judge_kept(poses, plan, False)
    if not isinstance(judged, JudgedExercise):
        raise InputError("The recording is one of several exercises", "Score its video again")
    return poses, plan, judged


def result_under(path: Path, exercise: str, changes: Mapping[str, object]) -> Result:
    """The result under other thresholds, and nothing else: no chart, no stills, no table of frames.

    Args:
        path: of the recording.
        exercise: as of `kept_recording`.
        changes: an override of the exercise's config, over what the recording was judged with.

    Raises:
        InputError, UsageError: as of `judged_again`.
    """
    poses, plan = kept_recording(path, exercise)
    scoring = Scoring(with_override(plan, changes))
    for chunk in poses.chunks:
        scoring.feed(chunk)
    scoring.finish()
    return scoring.result(poses.source(), poses.model)
