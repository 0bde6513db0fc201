"""What is in a video, a recording or poses, before anybody scores it: looks at a frame here and there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.media.film_times import FilmTimes, film_times
from formcheck.media.formats import RECORD_AGAIN
from formcheck.media.glimpses import Glimpses
from formcheck.mocap.formats import holds_poses
from formcheck.mocap.read_poses import read_poses
from formcheck.pipeline.inspection import Inspection, Looked, Stored
from formcheck.pipeline.looks import joined, plan_looks
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.recorded_choices import read_choices
from formcheck.pipeline.source_tally import SourceTally
from formcheck.pipeline.suggestions import Poses, frame_rate, person_in, points_in, rate_of, suggestions
from formcheck.pose.backends import DEFAULT_BACKEND, DEFAULT_MODEL
from formcheck.pose.estimator import PoseEstimator, estimate_all
from formcheck.pose.factory import create_estimator
from formcheck.pose.track import Track, as_recorded
from formcheck.runtime.printable import printable
from formcheck.runtime.version import __version__
from formcheck.scoring.scoring import view_as_found
from formcheck.scoring.source import LostFrames, Source
from formcheck.signals.view import find_view
from formcheck.store.recording import read_recording

RECORDING = ".parquet"
StrPath = str | os.PathLike[str]


def inspect(
    path: StrPath,
    *,
    model: str = DEFAULT_MODEL,
    backend: str = DEFAULT_BACKEND,
    estimator: PoseEstimator | None = None,
    fps: float | None = None,
    size: tuple[int, int] | None = None,
) -> Inspection:
    """Find out what a video, a recording or poses show, in a few seconds for a minute of video.

    A video is looked at here and there (`Inspection.looked` tells how much), recordings and poses throughout.
    Nothing is written.

    Args:
        path: a video, a folder of numbered pictures, a `recording.parquet`, a folder with one, or poses of
            another program as of `read_poses`.
        model: size of the pose network.
        backend: library that runs it.
        estimator: used in place of both; its owner closes it.
        fps, size: of poses that do not tell them.

    Raises:
        InputError: it cannot be read.
        UsageError: poses need a rate or a size.
        ModelError: the network is missing or damaged.
    """
    file = recording_in(Path(path))
    if file is not None:
        source, track = read_choices(file).source, read_recording(file)[0]
        found = _inspection("recording", source, Poses(track, track.time), track.time)
        return found.model_copy(update={"file": printable(file)})
    if holds_poses(Path(path)):
        return _of_poses(Path(path), fps, size)
    if estimator is not None:
        return _of_video(Path(path), estimator)
    times = film_times(Path(path))  # a file that is none needs no network
    with create_estimator(backend, model) as own:
        return _of_video(Path(path), own, times)


def recording_in(path: Path) -> Path | None:
    """The recording that a path means: a file of that kind, or that of a folder of results; None for none."""
    if path.suffix.lower() == RECORDING and not path.is_dir():
        return path
    inside = path / f"recording{RECORDING}"
    return inside if inside.is_file() else None


def needs_network(path: Path) -> bool:
    """Whether a pose network has to look at it: at videos and pictures."""
    return recording_in(path) is None and not holds_poses(path)


def _of_poses(path: Path, fps: float | None, size: tuple[int, int] | None) -> Inspection:
    track = read_poses(path, fps=fps, size=size)
    source = KeptPoses.of_track(track, path.name).source()
    found = _inspection("poses", source, Poses(track, track.time), track.time)
    return found.model_copy(update={"file": printable(path), "points": points_in(track)})


def _of_video(path: Path, pose: PoseEstimator, times: FilmTimes | None = None) -> Inspection:
    times = times or film_times(path)
    looks = plan_looks(times)
    shown = times.time_s[times.in_order()]
    glimpses = Glimpses(path, times, looks.numbers)
    rows = list(estimate_all(pose, glimpses.frames()))
    if not rows:
        raise InputError(f"{printable(path)} holds no picture that can be decoded", RECORD_AGAIN)
    track = as_recorded(Track.concatenate(rows))
    poses = Poses(track, joined(track.time), sampled=True)
    looked = Looked(
        frames=len(track),
        of=len(shown),
        looks=looks.looks,
        every_s=round(looks.every_s, 3),
        decoded=glimpses.decoded,
    )
    found = _inspection("video", _source_of(path, times, shown, glimpses, track.size), poses, shown)
    stored = glimpses.stored and Stored(**glimpses.stored._asdict())
    return found.model_copy(
        update={
            "file": printable(path),
            "looked": looked,
            "stored": stored,
            "slow_motion": times.tally.filmed_faster or None,
        }
    )


def _source_of(
    path: Path, times: FilmTimes, shown: NDArray[np.float64], glimpses: Glimpses, size: tuple[int, int]
) -> Source:
    """The file by its packets, and as far as it was decoded."""
    tally = SourceTally()
    tally.count(shown)
    lost = len(times.time_s) - len(shown)
    return tally.source(
        path.name,
        size,
        notes=times.tally.with_damage(glimpses.tally).notes(),
        lost=LostFrames(frames=lost, of=len(times.time_s)) if lost else None,
        recorded_at=times.recorded_at,
    )


def _inspection(
    kind: Literal["video", "recording", "poses"], source: Source, poses: Poses, shown: NDArray[np.float64]
) -> Inspection:
    """What the poses show of a file whose pictures were shown at these media times."""
    found = suggestions(poses, source, frame_rate(shown))
    return Inspection(
        formcheck_version=__version__,
        file=source.name,
        kind=kind,
        source=source,
        rate=rate_of(shown),
        looked=Looked(frames=len(poses.track), of=len(shown), looks=1, every_s=0.0, decoded=0),
        person=person_in(poses.track),
        view_found=view_as_found(find_view(found.upright)),
        turn_deg=found.turn_deg,
        exercises=found.exercises,
        reasons=found.reasons,
        seen=found.seen,
    )
