"""Animated pictures, and numbered pictures in a folder, are films too."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.errors import InputError
from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from tests.support.make_odd_films import jpeg
from tests.support.make_video import make, number_of, numbered, steady


def read(path: Path) -> tuple[list[Frame], VideoFile]:
    with VideoFile(path) as video:
        return list(video.frames()), video


def folder_of(folder: Path, numbers: list[int], name: str = "frame_{:04d}.jpg") -> Path:
    folder.mkdir()
    for number in numbers:
        (folder / name.format(number)).write_bytes(jpeg(numbered(12)[number % 12]))
    (folder / "notes.txt").write_text("not a picture")
    return folder


def test_an_animated_gif(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("gif", rate=20)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb8"
        for image in numbered(12):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    frames, video = read(path)
    assert [frame.time_s for frame in frames] == pytest.approx(steady(12, 20), abs=0.001)
    assert video.notes == []
    brightness = [float(frame.image.mean()) for frame in frames]
    assert brightness == sorted(brightness)


def test_an_animated_png(tmp_path: Path) -> None:
    path = make(tmp_path / "a.png", numbered(12), codec="apng", pix_fmt="rgb24", container="apng")
    frames, video = read(path)
    assert [number_of(frame.image) for frame in frames] == list(range(12))
    assert video.notes == []


def test_a_folder_of_pictures_with_gaps(tmp_path: Path) -> None:
    numbers = [8, 9, 10, 11, 14, 15, 100, 101]
    frames, video = read(folder_of(tmp_path / "frames", numbers, "f{}.jpg"))
    assert [number_of(frame.image) for frame in frames] == [n % 12 for n in numbers]
    assert [frame.time_s for frame in frames] == pytest.approx([(n - 8) / 25 for n in numbers])
    assert video.notes == ["assumed_fps:25"]
    assert (video.info.name, video.info.frames) == ("frames", 8)


def test_numbers_that_are_no_count_are_only_an_order(tmp_path: Path) -> None:
    numbers = [1_700_000_000_000 + step for step in (0, 33, 67, 100)]
    frames, _ = read(folder_of(tmp_path / "frames", numbers, "{}.jpg"))
    assert [frame.time_s for frame in frames] == pytest.approx(steady(4))


def test_a_pattern_of_pictures(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "frames", [1, 2, 3])
    (folder / "other_0004.jpg").write_bytes(jpeg(numbered(1)[0]))
    frames, _ = read(folder / "frame_%04d.jpg")
    assert [number_of(frame.image) for frame in frames] == [1, 2, 3]


def test_a_picture_that_cannot_be_read_is_counted_and_leaves_a_gap(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "frames", [1, 2, 3, 4])
    (folder / "frame_0003.jpg").write_bytes(b"no picture")
    frames, video = read(folder)
    assert [frame.time_s for frame in frames] == pytest.approx([0.0, 0.04, 0.12])
    assert video.notes == ["damaged_packets:1", "assumed_fps:25"]
    assert video.lost == 1


def test_a_single_picture_or_none_is_no_film(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "frames", [1])
    with pytest.raises(InputError, match="is a folder"):
        VideoFile(folder)
    assert np.fromfile(folder / "frame_0001.jpg", np.uint8).size
    with pytest.raises(InputError, match=r"a JPEG picture.*its folder"):
        VideoFile(folder / "frame_0001.jpg")
