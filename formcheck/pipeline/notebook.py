"""The front door for Python and notebooks: `track` finds the poses of a video, `score` judges them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from formcheck.media.correction import FilmCorrection
from formcheck.media.video import AS_FILMED, VideoFile
from formcheck.mocap.formats import holds_poses
from formcheck.mocap.read_poses import read_poses
from formcheck.pipeline.plan_choices import Bands, Reference, Side, View, plan_from
from formcheck.pipeline.pose_source import KeptPoses, Progress
from formcheck.pipeline.scored import Lang, Scored
from formcheck.pipeline.video_poses import VideoPoses
from formcheck.pose.factory import create_estimator
from formcheck.pose.track import Track
from formcheck.scoring.posture_signatures import AUTO

StrPath = str | os.PathLike[str]
Model = Literal["lite", "full", "heavy"]


def track(
    video: StrPath,
    *,
    model: Model = "full",
    backend: str = "onnx",
    rotate: Literal[0, 90, 180, 270] = 0,
    mirror: bool = False,
    slow_motion: float = 1.0,
    progress: Progress | None = None,
) -> Track:
    """Find the poses of a video, once; `score` then judges them as often as you like.

    Nothing is written and no signal handler is set.

    Args:
        video: path of the video.
        model: size of the pose network.
        backend: library that runs it.
        rotate: degrees clockwise by which the picture has to be turned to stand upright.
        mirror: left and right are swapped in the picture, and swapped back after turning.
        slow_motion: how many times slower than life the video plays; the track has the true times.
        progress: called with the media seconds done and those in all (None where the file does not tell).

    Raises:
        UsageError: a rotation or slow motion that makes no sense.
        InputError: the video cannot be read.
        ModelError: the network is missing or damaged.
    """
    poses = _poses(Path(video), model, backend, progress, FilmCorrection(rotate, mirror, slow_motion))
    source = poses.source()
    return Track.concatenate([Track.empty((source.width, source.height), poses.model), *poses.chunks])


def score(
    poses: Track | StrPath,
    exercise: str = AUTO,
    *,
    view: View = "auto",
    side: Side | None = None,
    calibrate: Literal["first", "none"] | Reference = "first",
    strictness: float = 1.0,
    carried: str = "book",
    bands: Bands | None = None,
    override: Mapping[str, Any] | None = None,
    lang: Lang = "en",
    name: str = "track",
) -> Scored:
    """Judge poses in memory. Nothing is written and no signal handler is set.

    Args:
        poses: a track, or the path of a video, whose poses are found first, or of a file of poses that tells
            its rate and size itself (`read_poses` takes them for one that does not).
        exercise: name of the exercise; "auto" finds out, also several in a row.
        view: where the camera stands; "auto" finds out.
        side: side of the person that faces the camera, of a side plank the side that it rests on; None finds
            out.
        calibrate: what changes are measured from: the person's own first good seconds, nothing, or the
            `calibration.values` of an earlier result.
        strictness: 0.25 to 4; 2 is twice as strict.
        carried: what lies on the back in thought in the bird-dog: "book", "slippery_book", "glass_of_water"
            or "ball".
        bands: own thresholds by fault. A number is where the fault begins, with and without a personal
            reference: ``{"sag": 0.02}``; of a fault on two sides ``{"knee_angle": (60, 120)}``. Single fields
            of the configuration: ``{"sag": {"green": (None, 0.02)}}``, where None leaves an end open. Once
            there is a personal reference, `calibrated_green` and `calibrated_amber` hold instead; a change
            that so does not count gives a `UserWarning`.
        override: other tables of the exercise's configuration: ``{"dose": {"hold_s": 20}}``.
        lang: language of the report.
        name: what the result calls a track; a video is called by its file's name.

    Raises:
        UsageError: an exercise, view, band or value that makes no sense.
        InputError: the video cannot be read.
    """
    plan = plan_from(
        exercise,
        view=view,
        side=side,
        calibrate=calibrate,
        strictness=strictness,
        carried=carried,
        bands=bands,
        override=override,
    )
    if isinstance(poses, Track):
        kept = KeptPoses.of_track(poses, name)
    elif holds_poses(Path(poses)):
        kept = KeptPoses.of_track(read_poses(poses), Path(poses).name)
    else:
        kept = _poses(Path(poses))
    return Scored(kept, plan, view == "auto", lang)


def _poses(
    video: Path,
    model: Model = "full",
    backend: str = "onnx",
    progress: Progress | None = None,
    correction: FilmCorrection = AS_FILMED,
) -> KeptPoses:
    with VideoFile(video, correction) as file, create_estimator(backend, model) as pose:
        poses = VideoPoses(file, pose, progress=progress)
        chunks = list(poses)
        return KeptPoses(chunks, pose.model, poses.source(), video)
