"""The networks' files: present, whole, and the ones that were shipped."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.errors import ModelError, UsageError
from formcheck.pose import models
from formcheck.pose.detector import PersonDetector
from formcheck.pose.landmark_network import LandmarkNetwork
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.ventral import HIPS, SHOULDERS
from tests.support.clip_frames import first_frames

GRAPH, WEIGHTS = "pose_landmarks_lite.onnx", "pose_landmarks_lite.weights"
ON_DEMAND = "pose_landmarker_heavy.task"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files of the ONNX backend's lite model, to spoil."""
    for path in models.model_folder().iterdir():
        if path.name == models.CHECKSUMS or "detector" in path.name or "lite" in path.name:
            shutil.copy(path, tmp_path)
    return tmp_path


def test_every_shipped_file_is_listed_and_whole() -> None:
    folder = models.model_folder()
    listed = {line.split()[1] for line in (folder / models.CHECKSUMS).read_text().splitlines()}
    for name in listed - {ON_DEMAND}:
        assert models.verified(name).is_file()
    assert {path.name for path in folder.iterdir() if path.suffix in (".onnx", ".weights", ".task")} <= listed
    assert sum(path.stat().st_size for path in folder.iterdir()) < 100e6


def test_the_untouched_copy_works(copy: Path) -> None:
    with OnnxPoseEstimator("lite", threads=1, folder=copy) as estimator:
        assert estimator.model.sha256 == models.checksum(WEIGHTS)


@pytest.mark.parametrize("name", [GRAPH, WEIGHTS, "pose_landmarks_lite_mask.onnx", "pose_detector.weights"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing.*build_models"):
        OnnxPoseEstimator("lite", threads=1, folder=copy)


@pytest.mark.parametrize("name", [GRAPH, WEIGHTS, "pose_detector.onnx"])
@pytest.mark.parametrize("harm", ["one bit", "cut short", "empty"])
def test_a_damaged_file_is_named(copy: Path, name: str, harm: str) -> None:
    content = bytearray((copy / name).read_bytes())
    if harm == "one bit":
        content[len(content) // 2] ^= 1
    else:
        content = content[: len(content) // 2] if harm == "cut short" else bytearray()
    (copy / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        OnnxPoseEstimator("lite", threads=1, folder=copy)


def test_a_swapped_file_is_named_with_what_it_is(copy: Path) -> None:
    shutil.copy(models.model_folder() / "pose_landmarks_full.weights", copy / WEIGHTS)
    with pytest.raises(ModelError, match=f"{WEIGHTS} holds the content of pose_landmarks_full.weights"):
        OnnxPoseEstimator("lite", threads=1, folder=copy)


def test_a_folder_in_place_of_a_file(copy: Path) -> None:
    (copy / WEIGHTS).unlink()
    (copy / WEIGHTS).mkdir()
    with pytest.raises(ModelError, match=f"{WEIGHTS} cannot be read"):
        models.verified(WEIGHTS, copy)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00garbage", b"", b"one-word-lines\n"])
def test_a_bad_list_of_checksums(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / models.CHECKSUMS).write_bytes(content)
    with pytest.raises(ModelError, match=models.CHECKSUMS):
        models.checksum(WEIGHTS, tmp_path)


def test_the_heavy_bundle_is_made_on_demand(tmp_path: Path) -> None:
    shutil.copy(models.model_folder() / models.CHECKSUMS, tmp_path)
    with pytest.raises(ModelError, match=r"heavy.task is missing.*build_models --heavy-task"):
        models.verified(ON_DEMAND, tmp_path)


def test_unknown_names() -> None:
    assert [models.check_name(name) for name in ("lite", "full", "heavy")] == ["lite", "full", "heavy"]
    with pytest.raises(UsageError, match=r"'huge'.*lite, full, heavy"):
        models.check_name("huge")


@pytest.fixture
def person(root: Path) -> NDArray[np.uint8]:
    """A computed person who lies in the bridge."""
    return first_frames(root / "sample_videos" / "bridge_good.mp4", 1)[0].image


@pytest.mark.parametrize("model", ["lite", "full"])
def test_the_mask_goes_on_from_the_landmarks(person: NDArray[np.uint8], model: str) -> None:
    """Asked for or not, the landmarks are the same; the mask is on the person and nowhere else."""
    network = LandmarkNetwork(model, threads=1)
    region = PersonDetector().detect(person)[0].region
    plain, masked = (network.find(person, region, mask=mask) for mask in (False, True))
    np.testing.assert_array_equal(plain.xy, masked.xy)
    np.testing.assert_array_equal(plain.world, masked.world)
    assert plain.score == masked.score > 0.5
    assert not plain.features
    mask = network.mask(masked)
    assert mask.shape == (256, 256)
    assert 0 <= mask.min() <= mask.max() <= 1
    hip, shoulder = masked.crop_xy[HIPS].mean(axis=0), masked.crop_xy[SHOULDERS].mean(axis=0)
    trunk = np.round(np.linspace(hip, shoulder, 10)).astype(int)
    assert (mask[trunk[:, 1], trunk[:, 0]] > 0.9).all()
    assert (mask[[0, 0, -1, -1], [0, -1, 0, -1]] < 0.5).all(), "the corners of a region are beside the person"


def test_threads_change_no_bit(person: NDArray[np.uint8]) -> None:
    """So that a result does not depend on the machine's processors."""
    region = PersonDetector().detect(person)[0].region
    one, two = (LandmarkNetwork("full", threads) for threads in (1, 2))
    ours, theirs = one.find(person, region, mask=True), two.find(person, region, mask=True)
    np.testing.assert_array_equal(ours.xy, theirs.xy)
    np.testing.assert_array_equal(ours.world, theirs.world)
    np.testing.assert_array_equal(one.mask(ours), two.mask(theirs))
