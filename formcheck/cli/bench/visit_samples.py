"""What the visits of a practice made by script consist of: the sample videos, scored once, made longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from formcheck.cli.bench.practice import Sample
from formcheck.cli.bench.scoring_core import repeated
from formcheck.cli.demo_command import read_samples
from formcheck.media.video import VideoFile
from formcheck.pipeline.judge_memory import JudgedExercise, judge_kept
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pose.factory import create_estimator
from formcheck.pose.track import Track, as_recorded
from formcheck.scoring.plan import Plan
from formcheck.store.recording import RecordingWriter

EXERCISE_S = 100.0
"""Length of each exercise, seconds: three of them make a visit of five minutes."""
FPS = 30.0
VIDEOS = ("plank_sag", "side_plank_drop", "bridge_good", "bird_dog_over_lift", "cat_camel_good")
"""One of each exercise; with faults, since these take room."""


@dataclass(frozen=True, slots=True)
class VisitSamples:
    """Samples for the visits of a practice.

    Attributes:
        samples: one of each exercise.
        pose_ms: median milliseconds of one pose with the full network, found on the way.
    """

    samples: tuple[Sample, ...]
    pose_ms: float


def visit_samples(folder: Path, told: Callable[[str], None]) -> VisitSamples:
    """Score the sample videos.

    Args:
        folder: for their recordings.
        told: is told the name of each video before it is read.

    Raises:
        InputError: the sample videos are missing.
    """
    wanted = [sample for sample in read_samples() if sample.path.stem in VIDEOS]
    samples, poses_ms = [], []
    for sample in wanted:
        told(sample.path.name)
        track, taken_ms = _track(sample.path)
        poses_ms += taken_ms
        samples.append(as_sample(long_visit(track), Plan(exercise=sample.exercise), sample.path.name, folder))
    return VisitSamples(tuple(samples), median(poses_ms))


def as_sample(track: Track, plan: Plan, name: str, folder: Path) -> Sample:
    """Judge a track, and write its recording into a folder."""
    track = as_recorded(track)
    poses = KeptPoses.of_track(track, name)
    judged = judge_kept(poses, plan, auto_view=True)
    assert isinstance(judged, JudgedExercise)
    path = folder / f"{name}.parquet"
    with RecordingWriter(path, track.size, track.model, {}) as writer:
        writer.append(track)
        writer.close(plan=plan.model_dump(), source=poses.source().model_dump())
    return Sample(judged.result, path, judged.report)


def long_visit(track: Track) -> Track:
    """The track at `FPS` and as long as an exercise of a visit: forwards and backwards in turn."""
    fine = at_rate(track, FPS)
    back = replace(fine[::-1], time=fine.time + (fine.time[-1] - fine.time[0] + 1 / FPS))
    return repeated(Track.concatenate([fine, back]), round(EXERCISE_S * FPS))


def at_rate(track: Track, fps: float) -> Track:
    """The track at a rate: points move evenly between two frames, the outline stays that of the first."""
    times = np.arange(track.time[0], track.time[-1], 1 / fps)
    place = np.interp(times, track.time, np.arange(len(track)))
    before = place.astype(int)
    after = np.minimum(before + 1, len(track) - 1)
    part = place - before

    def between(values: NDArray[np.float32]) -> NDArray[np.float32]:
        weight = part.reshape(-1, *[1] * (values.ndim - 1)).astype(np.float32)
        mixed = values[before] * (1 - weight) + values[after] * weight
        return np.asarray(np.where(np.isnan(mixed), values[before], mixed), np.float32)

    return replace(
        track,
        time=times,
        xy=between(track.xy),
        visibility=between(track.visibility),
        world=between(track.world),
        dorsal=track.dorsal[before],
        ventral=track.ventral[before],
        contrast=track.contrast[before],
        edge_contact=track.edge_contact[before],
        people=track.people[before],
        light=track.light[before],
        spine=track.spine[before],
        trunk_roll=track.trunk_roll[before],
        trunk_roll_error=track.trunk_roll_error[before],
    )


def _track(video: Path) -> tuple[Track, list[float]]:
    """The poses of a video, and milliseconds of each."""
    rows, taken_ms = [], []
    with VideoFile(video) as file, create_estimator(model="full") as pose:
        for frame in file.frames():
            began = time.perf_counter()
            rows.append(pose.estimate(frame))
            taken_ms.append(1000 * (time.perf_counter() - began))
    return Track.concatenate(rows), taken_ms
