"""What the user says about how a film was taken: turned, mirrored, in slow motion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import UsageError
from formcheck.media.correction import FilmCorrection
from formcheck.media.video import VideoFile
from tests.support.make_video import corners, make, quadrants, steady


@pytest.mark.parametrize(
    ("rotate_deg", "mirror", "seen"),
    [
        (0, False, ["red", "green", "blue", "white"]),
        (90, False, ["blue", "red", "white", "green"]),
        (180, False, ["white", "blue", "green", "red"]),
        (270, False, ["green", "white", "red", "blue"]),
        (0, True, ["green", "red", "white", "blue"]),
        (90, True, ["red", "blue", "green", "white"]),
    ],
)
def test_turned_clockwise_then_mirrored(
    tmp_path: Path, rotate_deg: int, mirror: bool, seen: list[str]
) -> None:
    path = make(tmp_path / "a.mp4", [quadrants(64, 32)] * 3)
    with VideoFile(path, FilmCorrection(rotate_deg, mirror)) as video:
        frames = list(video.frames())
    assert corners(frames[1].image) == seen
    assert frames[1].image.flags.c_contiguous
    size = (32, 64) if rotate_deg in (90, 270) else (64, 32)
    assert frames[0].size == size == (video.info.width, video.info.height)


def test_slow_motion_gives_the_true_times(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", [quadrants(64, 32)] * 20)
    with VideoFile(path, FilmCorrection(slow_motion=8)) as video:
        times = [frame.time_s for frame in video.frames()]
    assert times == pytest.approx([t / 8 for t in steady(20)])
    assert video.info.fps == pytest.approx(200)
    assert video.info.duration_s == pytest.approx(0.1)


def test_nothing_said_changes_nothing(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", [quadrants(64, 32)] * 3)
    with VideoFile(path) as plain, VideoFile(path, FilmCorrection()) as same:
        for a, b in zip(plain.frames(), same.frames(), strict=True):
            assert a.time_s == b.time_s
            assert np.array_equal(a.image, b.image)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rotate_deg": 45}, {"rotate_deg": -90}, {"slow_motion": 0.0},
        {"slow_motion": float("nan")}, {"slow_motion": 1e9},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        FilmCorrection(**wrong)  # type: ignore[arg-type]
