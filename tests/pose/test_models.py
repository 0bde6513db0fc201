"""The networks' files: present, whole, and the ones that were shipped."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import ModelError, UsageError
from formcheck.pose import models
from formcheck.pose.landmark_network import LandmarkNetwork
from formcheck.pose.onnx_estimator import OnnxPoseEstimator
from formcheck.pose.region import Region

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


@pytest.mark.parametrize("model", ["lite", "full"])
def test_both_graphs_of_a_network_say_the_same(model: str) -> None:
    """The graph without the mask head is the same network over the same weights."""
    image = np.random.default_rng(7).integers(0, 255, (300, 400, 3), np.uint8)
    network = LandmarkNetwork(model, threads=1)
    region = Region(200, 150, 280, 0.3)
    plain, masked = (network.find(image, region, mask=mask) for mask in (False, True))
    assert plain.mask is None
    assert masked.mask is not None
    assert masked.mask.shape == (256, 256)
    assert 0 <= masked.mask.min() <= masked.mask.max() <= 1
    np.testing.assert_allclose(plain.xy, masked.xy, atol=0.01)
    np.testing.assert_allclose(plain.world, masked.world, atol=1e-4)
    assert plain.score == pytest.approx(masked.score, abs=1e-4)
