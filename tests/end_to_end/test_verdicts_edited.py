"""A covered face, a passing shadow, and legs taken for each other turn no verdict on a sample video."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import covers
from benchmarks.accuracy.product import Outcome, read_outcome
from benchmarks.accuracy.shaken.shake import NoisyEstimator
from benchmarks.accuracy.track_edits import legs_exchanged
from benchmarks.accuracy.video_edits import Image
from formcheck.pipeline.score import ScoreOptions, rescore, score_video
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.store.recording import RecordingWriter, read_recording
from tests.support.edited_pictures import Change, EditedPictures
from tests.support.sample_checks import check_all
from tests.support.sample_truth import names_from, samples

SAMPLES = samples()


def blurred(poses: Track) -> Change:
    """The head out of focus."""

    def change(image: Image, time_s: float) -> Image:
        head, trunk_px = covers.head_of(poses, int(np.abs(poses.time - time_s).argmin()))
        return covers.face_blurred(image, head, trunk_px) if np.isfinite(trunk_px) else image

    return change


def shadowed(poses: Track) -> Change:
    """A shadow that passes to and fro."""
    return covers.shadowed


@pytest.fixture(scope="module")
def network() -> Iterator[OnnxPoseEstimator]:
    with OnnxPoseEstimator("full") as estimator:
        yield estimator


@pytest.mark.parametrize(("name", "edit"), [("bridge_hollow_low", blurred), ("plank_sag", shadowed)])
def test_an_edited_picture_with_a_grey_level_of_noise_turns_no_verdict(
    name: str,
    edit: Callable[[Track], Change],
    network: OnnxPoseEstimator,
    score_once: Callable[[Path, str], Outcome],
    tmp_path: Path,
) -> None:
    """Without a turn of the camera; each costs the network's time for all frames."""
    sample = SAMPLES[name]
    poses, _ = read_recording(score_once(sample.video, sample.exercise).recording)
    options = ScoreOptions(plan=Plan(exercise=sample.exercise), lang="en")
    edited = EditedPictures(NoisyEstimator(network.renewed(), 1), edit(poses))
    score_video(sample.video, tmp_path, options, estimator=edited)
    check_all(sample, read_outcome(tmp_path))


@pytest.mark.parametrize("hips", [False, True])
@pytest.mark.parametrize("name", names_from(1 / 3))
def test_legs_taken_for_each_other_turn_no_verdict(
    name: str, hips: bool, score_once: Callable[[Path, str], Outcome], tmp_path: Path
) -> None:
    """For one to ten frames, 24 times a minute."""
    sample = SAMPLES[name]
    track, context = read_recording(score_once(sample.video, sample.exercise).recording)
    with RecordingWriter(tmp_path / "recording.parquet", track.size, track.model, context) as writer:
        writer.append(legs_exchanged(track, hips=hips))
    rescore(tmp_path / "recording.parquet", tmp_path / "again", None, "en")
    check_all(sample, read_outcome(tmp_path / "again"))
