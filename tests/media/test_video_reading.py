"""Whatever a phone or a browser records is read: every frame, upright, at its own time."""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from tests.support.make_odd_films import matroska
from tests.support.make_video import corners, make, number_of, numbered, quadrants, steady


def read(path: Path) -> tuple[list[Frame], VideoFile]:
    with VideoFile(path) as video:
        return list(video.frames()), video


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt"),
    [
        ("a.mp4", "libx264", "yuv420p"),
        ("a.mp4", "libx264", "yuv420p10le"),
        ("a.mp4", "mpeg4", "yuv420p"),
        ("a.mov", "libx264", "yuv420p"),
        ("a.mov", "qtrle", "rgb24"),
        ("a.mov", "qtrle", "argb"),
        ("a.mkv", "libx264", "yuv444p"),
        ("a.mkv", "ffv1", "gray"),
        ("a.mkv", "ffv1", "bgra"),
        ("a.mkv", "mjpeg", "yuvj420p"),
        ("a.webm", "libvpx", "yuv420p"),
        ("a.webm", "libvpx-vp9", "yuv420p"),
        ("a.avi", "mpeg4", "yuv420p"),
        ("a.avi", "mjpeg", "yuvj420p"),
        ("a.ts", "libx264", "yuv420p"),
        ("a.flv", "libx264", "yuv420p"),
    ],
)
def test_every_usual_container_and_pixel_format(tmp_path: Path, name: str, codec: str, pix_fmt: str) -> None:
    path = make(tmp_path / name, numbered(30), codec=codec, pix_fmt=pix_fmt)
    frames, video = read(path)
    assert len(frames) == 30
    assert video.notes == []
    assert (video.info.name, video.info.width, video.info.height) == (name, 64, 48)
    assert video.info.frames in (None, 30)
    assert video.info.fps == pytest.approx(25, rel=0.05)
    for i, frame in enumerate(frames):
        assert frame.image.shape == (48, 64, 3)
        assert frame.image.dtype == np.uint8
        assert frame.image.flags.c_contiguous
        assert number_of(frame.image) == i % 12
    assert [f.time_s for f in frames] == pytest.approx(steady(30), abs=0.0011)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm"])
def test_variable_frame_rate_is_kept(tmp_path: Path, name: str) -> None:
    gaps = np.random.default_rng(3).choice([0.011, 0.033, 0.04, 0.2, 1.3], 40)
    times = [0.0, *np.round(np.cumsum(gaps), 3)]
    codec = "libvpx" if name.endswith("webm") else "libx264"
    frames, video = read(make(tmp_path / name, numbered(41), times, codec=codec))
    assert [f.time_s for f in frames] == pytest.approx(times, abs=1e-9)
    assert video.notes == []


def test_time_starts_where_the_stream_starts(tmp_path: Path) -> None:
    times = [t + 7.25 for t in steady(20)]
    for name in ("a.ts", "a.mkv", "a.mp4"):
        frames, _ = read(make(tmp_path / name, numbered(20), times))
        assert [f.time_s for f in frames] == pytest.approx(steady(20), abs=1e-4)


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270, -90])
def test_rotation_is_applied_as_opencv_does(tmp_path: Path, turn_deg: int) -> None:
    path = make(tmp_path / "a.mp4", [quadrants(64, 32)] * 3, turn_deg=turn_deg)
    frames, video = read(path)
    ok, bgr = cv2.VideoCapture(str(path)).read()
    assert ok
    upright = turn_deg % 180 == 0
    assert (video.info.width, video.info.height) == ((64, 32) if upright else (32, 64))
    assert frames[0].size == (video.info.width, video.info.height)
    assert corners(frames[0].image) == corners(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
    assert frames[0].image.flags.c_contiguous


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_mirrored_recordings_are_mirrored_back_as_ffmpeg_does(tmp_path: Path, turn_deg: int) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("the ffmpeg program, which gives the truth here, is not installed")
    path = make(tmp_path / "a.mp4", [quadrants(64, 32)] * 3, turn_deg=turn_deg, hflip=True)
    frames, _ = read(path)
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        check=True,
        capture_output=True,
    ).stdout
    truth = np.frombuffer(raw, np.uint8).reshape(frames[0].image.shape)
    assert corners(frames[0].image) == corners(truth)


def test_the_four_turns_by_hand(tmp_path: Path) -> None:
    """A turn of 90 degrees to the left brings the upper right corner to the upper left."""
    expected = {
        0: ["red", "green", "blue", "white"],
        90: ["green", "white", "red", "blue"],
        180: ["white", "blue", "green", "red"],
        270: ["blue", "red", "white", "green"],
    }
    for turn_deg, names in expected.items():
        frames, _ = read(make(tmp_path / f"{turn_deg}.mp4", [quadrants(64, 32)] * 2, turn_deg=turn_deg))
        assert corners(frames[1].image) == names, turn_deg


@pytest.mark.parametrize("size", [(1, 1), (10, 10), (11, 7), (321, 3), (3, 321), (640, 479)])
def test_any_size_to_the_last_pixel(tmp_path: Path, size: tuple[int, int]) -> None:
    images = list(np.random.default_rng(0).integers(0, 256, (4, size[1], size[0], 3), np.uint8))
    frames, video = read(make(tmp_path / "a.mov", images, codec="qtrle", pix_fmt="rgb24"))
    assert (video.info.width, video.info.height) == size
    for frame, image in zip(frames, images, strict=True):
        assert np.array_equal(frame.image, image)


def test_drawing_on_a_frame_does_not_spoil_the_next(tmp_path: Path) -> None:
    still = numbered(1)[0]
    path = make(tmp_path / "a.mov", [still] * 5, codec="qtrle", pix_fmt="rgb24")
    with VideoFile(path) as video:
        for frame in video.frames():
            assert np.array_equal(frame.image, still)
            frame.image[:] = 0


def test_one_frame_is_a_video(tmp_path: Path) -> None:
    frames, video = read(make(tmp_path / "a.mp4", numbered(1)))
    assert [f.time_s for f in frames] == [0.0]
    assert video.notes == []


def test_pixels_are_made_square(tmp_path: Path) -> None:
    for aspect, size in ((Fraction(2), (128, 48)), (Fraction(1, 2), (64, 96)), (Fraction(16, 15), (68, 48))):
        frames, video = read(make(tmp_path / "a.mp4", [quadrants(64, 48)] * 2, pixel_aspect=aspect))
        assert (video.info.width, video.info.height) == size == frames[0].size
        assert corners(frames[0].image) == ["red", "green", "blue", "white"]


def test_stamps_that_do_not_increase_are_dropped_and_counted(tmp_path: Path) -> None:
    good = make(tmp_path / "good.mkv", numbered(6), codec="mjpeg", pix_fmt="yuvj420p")
    path = tmp_path / "a.mkv"
    with av.open(str(good)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        packets = [packet for packet in source.demux() if packet.size]
        for packet, stamp in zip(packets, (0, 40, 40, 40, 80, 120), strict=True):
            packet.stream, packet.pts, packet.dts = stream, stamp, stamp
            target.mux(packet)
    frames, video = read(path)
    assert [f.time_s for f in frames] == [0.0, 0.04, 0.08, 0.12]
    assert video.notes == ["dropped_stamps:2"]


@pytest.mark.parametrize(
    ("second", "changed"), [((32, 24), 0), ((48, 64), 10), ((48, 24), 10)], ids=["smaller", "turned", "wider"]
)
def test_a_picture_that_changes_size_is_fitted_into_the_first(
    tmp_path: Path, second: tuple[int, int], changed: int
) -> None:
    """A browser's recording shrinks when the machine is busy; a phone turned on its side changes shape."""
    images = [*numbered(10), *([quadrants(*second)] * 10)]  # other things in other places
    frames, video = read(matroska(tmp_path / "a.mkv", images, range(0, 800, 40)))
    assert [f.time_s for f in frames] == pytest.approx(steady(20), abs=1e-6)
    assert {f.size for f in frames} == {(64, 48)}
    assert video.notes == ([f"changed_sizes:{changed}"] if changed else [])
    assert video.lost == 0
    seen = frames[-1].image
    scale = min(64 / second[0], 48 / second[1])
    width, height = round(second[0] * scale), round(second[1] * scale)
    left, top = (64 - width) // 2, (48 - height) // 2
    assert corners(seen[top : top + height, left : left + width]) == ["red", "green", "blue", "white"]
    bars = np.ones((48, 64), bool)
    bars[top : top + height, left : left + width] = False
    assert not seen[bars].any()


def test_a_picture_that_is_squeezed_in_mid_stream_is_stretched_back(tmp_path: Path) -> None:
    """A recorder that changes its shape before a camera that stands still."""
    images = [*([quadrants(64, 48)] * 5), *([quadrants(24, 48)] * 5), *([quadrants(64, 48)] * 2)]
    images += [np.ascontiguousarray(quadrants(64, 24)[::-1])] * 3  # and another view
    frames, video = read(matroska(tmp_path / "a.mkv", images, range(0, 600, 40)))
    assert video.notes == ["changed_sizes:8"]
    upright = ["red", "green", "blue", "white"]
    assert [corners(frame.image) for frame in frames[:12]] == [upright] * 12
    assert frames[8].image.min() > 0
    assert corners(frames[-1].image[12:36]) == ["blue", "white", "red", "green"]
    assert not frames[-1].image[:12].any()


def test_the_file_is_read_once_and_may_be_closed_twice(tmp_path: Path) -> None:
    video = VideoFile(make(tmp_path / "a.mp4", numbered(5)))
    assert len(list(video.frames())) == 5
    with pytest.raises(RuntimeError):
        video.frames()
    video.close()
    video.close()


def test_odd_file_names(tmp_path: Path) -> None:
    for name in ("concat:a.mp4", "%03d.mp4", "a b\u00e9\n.mp4", "-i.mp4"):
        path = make(tmp_path / "a.mp4", numbered(2)).rename(tmp_path / name)
        frames, video = read(path)
        assert len(frames) == 2
        assert video.info.name.isprintable()


def test_filmed_clips(clips: Path, synthetic: Path) -> None:
    for path in (clips / "bridging.mp4", synthetic / "plank_good.mp4"):
        with VideoFile(path) as video:
            times = [frame.time_s for frame in video.frames()]
        assert len(times) == video.info.frames
        assert video.notes == []
        assert all(later > earlier for earlier, later in pairwise(times))
