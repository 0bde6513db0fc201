"""What is written comes back at its own time, in any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import OutputError
from formcheck.media.video import VideoFile
from formcheck.media.writer import TIME_BASE, VideoWriter
from tests.support.make_video import corners, quadrants


def write(path: Path, images: list[np.ndarray], times: list[float]) -> None:
    height, width = images[0].shape[:2]
    with VideoWriter(path, (width, height)) as writer:
        for image, time_s in zip(images, times, strict=True):
            writer.write(image, time_s)


@settings(max_examples=25)
@given(
    steps=st.lists(st.floats(0.0005, 4.0), min_size=0, max_size=20),
    size=st.tuples(st.integers(1, 70), st.integers(1, 70)),
)
def test_times_and_sizes_come_back(
    tmp_path_factory: pytest.TempPathFactory, steps: list[float], size: tuple[int, int]
) -> None:
    times = [0.0, *np.cumsum(steps)]
    path = tmp_path_factory.mktemp("written") / "without an ending"
    write(path, [quadrants(*size)] * len(times), times)
    with VideoFile(path) as video:
        frames = list(video.frames())
        assert video.notes == []
    assert [f.time_s for f in frames] == pytest.approx(times, abs=float(TIME_BASE) / 2 + 1e-9)
    assert frames[0].size == tuple(side + side % 2 for side in size)


def test_colours_survive_and_padding_repeats_the_edge(tmp_path: Path) -> None:
    image = quadrants(161, 121)
    write(tmp_path / "a.mp4", [image] * 3, [0.0, 0.1, 0.2])
    with VideoFile(tmp_path / "a.mp4") as video:
        frame = next(iter(video.frames()))
    assert corners(frame.image) == ["red", "green", "blue", "white"]
    assert np.abs(frame.image[:121, :161].astype(int) - image).mean() < 6
    assert np.abs(frame.image[-1].astype(int) - frame.image[-2]).max() < 20


def test_a_player_finds_the_index_in_front(tmp_path: Path) -> None:
    write(tmp_path / "a.mp4", [quadrants(64, 48)] * 3, [0.0, 0.1, 0.2])
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_wrong_use_is_told(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", (64, 48)) as writer:
        writer.write(quadrants(64, 48), 1.0)
        with pytest.raises(ValueError, match="increase"):
            writer.write(quadrants(64, 48), 1.0)
        with pytest.raises(ValueError, match="pixels"):
            writer.write(quadrants(48, 64), 2.0)
    with pytest.raises(ValueError, match="finished"):
        writer.write(quadrants(64, 48), 3.0)


def test_nowhere_to_write(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "no" / "a.mp4", tmp_path, tmp_path / "file" / "a.mp4"):
        with pytest.raises(OutputError) as caught:
            VideoWriter(path, (64, 48))
        assert "\n" not in str(caught.value)


def test_no_frames_at_all_is_no_crash(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", (64, 48)):
        pass


def test_an_error_in_the_block_comes_through(tmp_path: Path) -> None:
    def fail() -> None:
        with VideoWriter(tmp_path / "b.mp4", (64, 48)) as writer:
            writer.write(quadrants(64, 48), 0.0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
