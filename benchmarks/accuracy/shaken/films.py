"""What is shaken: the recordings that CI judges, those of real people, the sample videos, further clips."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy import short
from benchmarks.accuracy.cases import cases
from benchmarks.accuracy.product import ROOT
from benchmarks.accuracy.real.labels import read_labels
from benchmarks.accuracy.shaken.shake import NoisyEstimator
from formcheck.media.video import VideoFile
from formcheck.pipeline.video_poses import VideoPoses
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.store.recording import RecordingWriter, read_recording

SAMPLES = ROOT / "sample_videos"
SAMPLE, RENDERED = "sample videos", "rendered clips"
REAL, OTHER = "real people", "real people, something else"
GROUPS = (SAMPLE, RENDERED, REAL, OTHER)


@dataclass(frozen=True, eq=False, slots=True)
class Film:
    """One recording and how it is judged.

    Attributes:
        group: of the four above; real people who show something else are judged with `auto`.
    """

    group: str
    name: str
    exercise: str
    calibrate: str
    track: Track


def recorded(real: Path | None) -> Iterator[Film]:
    """What no network is needed for.

    Args:
        real: folder of `labels.csv`, None leaves real people out.
    """
    for case in short.committed():
        track = read_recording(short.FOLDER / f"{case.name}.parquet")[0]
        yield Film(RENDERED, case.name, case.exercise, "first", track)
    for label in read_labels(real / "labels.csv") if real is not None else ():
        track, context = read_recording((real or Path()) / "recordings" / f"{label.name}.parquet")
        group = REAL if label.exercise else OTHER
        plan = Plan.from_context(context)
        yield Film(group, label.name, label.exercise or AUTO, plan.calibrate, track)


@dataclass(frozen=True, slots=True)
class Footage:
    """A video and how it is judged."""

    group: str
    name: str
    exercise: str
    video: Path


def sample_videos() -> list[Footage]:
    """The sample videos."""
    listed = tomllib.loads((SAMPLES / "samples.toml").read_text(encoding="utf-8"))["sample"]
    return [Footage(SAMPLE, Path(one["file"]).stem, one["exercise"], SAMPLES / one["file"]) for one in listed]


def more_videos(shared: Path, real: Path | None) -> list[Footage]:
    """The rendered clips, and those clips of real people that have pictures."""
    clips = [Footage(RENDERED, case.name, case.exercise, case.video) for case in cases(shared) if case.truth]
    for label in read_labels(real / "labels.csv") if real is not None else ():
        video = (real or Path()) / "clips" / f"{label.name}.mp4"
        if video.exists():
            group = REAL if label.exercise else OTHER
            clips.append(Footage(group, label.name, label.exercise or AUTO, video))
    return clips


def looked_at(footage: Iterable[Footage], work: Path, seed: int | None = None) -> Iterator[Film]:
    """The videos as the network sees them, with or without noise on the picture.

    Args:
        footage: the videos.
        work: the poses are left here and serve again, which a changed network has to be told by another
            folder.
        seed: of one grey level of noise; None of none.
    """
    with OnnxPoseEstimator("full") as network:
        for one in footage:
            noise = "plain" if seed is None else f"noise{seed}"
            track = _poses(one.video, network, seed, work / f"{one.name}-{noise}.parquet")
            yield Film(one.group, one.name, one.exercise, "first", track)


def _poses(video: Path, network: OnnxPoseEstimator, seed: int | None, kept: Path) -> Track:
    if kept.exists():
        return read_recording(kept)[0]
    print(f"  {kept.stem}", file=sys.stderr, flush=True)
    pose = network.renewed() if seed is None else NoisyEstimator(network.renewed(), seed)
    with VideoFile(video) as file:
        track = Track.concatenate(list(VideoPoses(file, pose)))
    kept.parent.mkdir(parents=True, exist_ok=True)
    with RecordingWriter(kept, track.size, track.model, {}) as writer:
        writer.append(track)
    return track
