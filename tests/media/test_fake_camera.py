"""The camera for tests plays what it is given, at the times it is given, and waits for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import InputError
from formcheck.media.camera import FrameSource
from formcheck.media.fake_camera import FakeCamera
from formcheck.media.frame import Frame
from tests.support.make_video import make, number_of, numbered


def taken(camera: FakeCamera) -> list[Frame]:
    return [frame for frame in camera.frames() if frame is not None]


def test_a_film_in_its_own_time(tmp_path: Path) -> None:
    with FakeCamera(make(tmp_path / "a.mkv", numbered(5))) as camera:
        assert isinstance(camera, FrameSource)
        frames = taken(camera)
        assert [number_of(frame.image) for frame in frames] == [0, 1, 2, 3, 4]
        assert [frame.time_s for frame in frames] == pytest.approx([0, 0.04, 0.08, 0.12, 0.16])
        assert (camera.info.width, camera.info.height) == (64, 48)


def test_other_times(tmp_path: Path) -> None:
    times = [0.0, 0.3, 0.31]
    with FakeCamera(make(tmp_path / "a.mkv", numbered(5)), times) as camera:
        assert [frame.time_s for frame in taken(camera)] == times


def endless() -> Iterator[Frame]:
    for number in count():
        yield Frame(np.zeros((4, 6, 3), np.uint8), number / 30)


def test_an_endless_film_that_is_asked_for_again_goes_on() -> None:
    with FakeCamera(endless()) as camera:
        assert [frame.time_s for frame, _ in zip(camera.frames(), range(3), strict=False) if frame] == [
            0, 1 / 30, 2 / 30,
        ]  # fmt: skip
        following = next(camera.frames())
        assert following is not None
        assert following.time_s == pytest.approx(4 / 30)  # zip took one more


def test_silence_and_an_unplugged_cable() -> None:
    frames = [Frame(np.zeros((4, 6, 3), np.uint8), float(i)) for i in range(3)]
    camera = FakeCamera(frames, silent_at=[0, 2], error=InputError("gone", "plug it in"))
    seen: list[Frame | None] = []
    with pytest.raises(InputError, match="gone"):
        seen.extend(camera.frames())
    assert [frame.time_s if frame else None for frame in seen] == [None, 0.0, 1.0, None, 2.0]


def test_closing_ends_it(tmp_path: Path) -> None:
    camera = FakeCamera(make(tmp_path / "a.mkv", numbered(50)))
    frames = camera.frames()
    next(frames)
    camera.close()
    camera.close()
    assert list(frames) == []


def test_a_film_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        taken(FakeCamera(tmp_path / "none.mp4"))
