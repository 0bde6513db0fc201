"""A small practice in a store, of real results of stick figures with their recordings."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from formcheck.cli.bench.practice import Sample, fill_practice
from formcheck.pipeline.judge_memory import JudgedExercise, judge_kept
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.scoring.plan import Plan
from formcheck.store.recording import RecordingWriter
from formcheck.visits.place import Place
from formcheck.visits.store import VisitStore
from tests.support.scenarios import ALL, Scenario

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
"""The present time of every store of the tests."""
DONE = (
    "plank-good",
    "plank-sag",
    "side-plank-good",
    "bridge-good reps",
    "bird-dog-good",
    "bird-dog-over_lift",
)


def scenario(name: str) -> Scenario:
    """The scenario of that name, e.g. "plank-sag"."""
    return next(one for one in ALL if str(one) == name)


@cache
def _folder() -> Path:
    """Of the samples, until the tests end."""
    folder = TemporaryDirectory(prefix="formcheck-samples-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def sample(name: str) -> Sample:
    """The result of a scenario, with its recording."""
    what = scenario(name)
    track = what.track()
    plan = Plan.model_validate({"exercise": what.exercise, "view": what.view})
    poses = KeptPoses.of_track(track, f"{name}.mp4")
    judged = judge_kept(poses, plan, auto_view=False)
    assert isinstance(judged, JudgedExercise)
    path = _folder() / name / "recording.parquet"
    path.parent.mkdir()
    with RecordingWriter(path, track.size, track.model, {}) as writer:
        writer.append(track)
        writer.close(plan=plan.model_dump(), source=poses.source().model_dump())
    return Sample(judged.result, path)


@contextmanager
def small_practice(folder: Place, *, patients: int = 4, visits: int = 12) -> Iterator[VisitStore]:
    """A store with some patients, each with some visits in the twelve weeks before `NOW`."""
    with VisitStore(folder, now=lambda: NOW) as store:
        fill_practice(store, [sample(name) for name in DONE], patients=patients, visits=visits)
        yield store
