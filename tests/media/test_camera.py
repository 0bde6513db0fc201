"""A live camera gives its newest frame with a time, or a plain error; never a stale frame, never a hang."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from formcheck.errors import InputError
from formcheck.media import camera as camera_module
from formcheck.media import camera_names, camera_trouble
from formcheck.media.camera import Camera, FrameSource
from formcheck.media.camera_names import CameraName, find_camera, find_cameras
from formcheck.media.camera_trouble import cannot_open, holders
from formcheck.media.frame import Frame
from tests.support.make_video import corners, make, number_of, numbered, quadrants


class Device:
    """What OpenCV gives for a camera, sending what the test puts in: an image, False, or an exception."""

    def __init__(self, *items: object, opens: bool = True) -> None:
        self.items: queue.Queue[object] = queue.Queue()
        self.opens, self.released = opens, threading.Event()
        self.closing: Callable[[], bool] = lambda: False
        for item in items:
            self.items.put(item)

    def isOpened(self) -> bool:  # noqa: N802 - as OpenCV calls it
        return self.opens

    def get(self, what: int) -> float:
        return {cv2.CAP_PROP_FRAME_WIDTH: 64.0, cv2.CAP_PROP_FRAME_HEIGHT: 48.0}.get(what, 0.0)

    def read(self) -> tuple[bool, Any]:
        while not self.closing():
            try:
                item = self.items.get(timeout=0.02)
            except queue.Empty:
                continue
            if isinstance(item, BaseException):
                raise item
            return (True, item) if isinstance(item, np.ndarray) else (False, None)
        return False, None

    def release(self) -> None:
        self.released.set()


def camera_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "formcheck-camera"]


@pytest.fixture(autouse=True)
def _none_left() -> Iterator[None]:
    yield
    assert camera_threads() == []


def opened(device: Device) -> Camera:
    camera = Camera(0, opener=lambda _: device)
    device.closing = lambda: camera._stop
    return camera


def wait_for(what: Any) -> None:
    deadline = time.monotonic() + 10
    while not what() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert what()


def test_the_newest_frame_wins_and_the_others_are_counted() -> None:
    device = Device()
    with opened(device) as camera:
        frames = camera.frames(0.02)
        pictures = numbered(12)
        device.items.put(pictures[0])
        first = next(frame for frame in frames if frame is not None)
        assert (number_of(first.image), first.time_s, camera.dropped) == (0, 0.0, 0)
        for picture in pictures[1:8]:
            device.items.put(picture)
        wait_for(lambda: camera.dropped == 6)
        newest = next(frames)
        assert newest is not None
        assert number_of(newest.image) == 7
        assert newest.time_s > first.time_s
        assert next(frames) is None  # what was taken does not come again


def test_a_real_capture_gives_upright_rgb_frames_in_order_of_time(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mkv", [quadrants(64, 48)] * 40)
    with Camera(0, opener=lambda _: cv2.VideoCapture(str(path))) as camera:
        assert isinstance(camera, FrameSource)
        assert (camera.info.width, camera.info.height, camera.info.fps) == (64, 48, 25.0)
        frames: list[Frame | None] = []
        with pytest.raises(InputError, match=r"[Cc]amera 0"):
            frames.extend(camera.frames())
        assert frames
        for frame in frames:
            assert frame is not None
            assert frame.image.dtype == np.uint8
            assert frame.image.flags.c_contiguous
            assert corners(frame.image) == ["red", "green", "blue", "white"]
        times = [frame.time_s for frame in frames if frame]
        assert all(b > a for a, b in pairwise(times))
        assert len(times) + camera.dropped == 40


def test_a_damaged_picture_now_and_then_is_no_error() -> None:
    picture = numbered(1)[0]
    device = Device(picture, False, False, picture, np.empty((0, 0, 3), np.uint8), picture)
    with opened(device) as camera:
        wait_for(lambda: camera._received == 3)
        assert next(camera.frames()) is not None


@pytest.mark.parametrize("ending", [[False] * 200, [cv2.error("gone")], [OSError("gone")]])
def test_unplugged_in_the_middle_reaches_the_consumer(
    ending: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_module, "FAILED_S", 0.1)
    device = Device(numbered(1)[0], *ending)
    with opened(device) as camera:
        with pytest.raises(InputError, match=r"unplugged|stopped sending") as error:
            list(camera.frames())
        assert "plug" in error.value.remedy.casefold()
        with pytest.raises(InputError):  # asked again, it says so again
            next(camera.frames())
        wait_for(device.released.is_set)


def test_a_driver_that_hangs_is_told_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_module, "SILENCE_S", 0.2)
    with opened(Device()) as camera:
        began = time.monotonic()
        frames: list[Frame | None] = []
        with pytest.raises(InputError, match=r"no pictures|There is no|unplugged"):
            frames.extend(camera.frames(0.05))
        assert set(frames) <= {None}
        assert time.monotonic() - began < 5


def test_closing_ends_the_frames_and_frees_the_camera() -> None:
    device = Device(*numbered(3))
    with opened(device) as camera:
        frames = camera.frames()
        assert next(frames) is not None
        camera.close()
        camera.close()
        assert list(frames) == []
        wait_for(device.released.is_set)


def test_closing_wakes_a_consumer_that_waits() -> None:
    with opened(Device()) as camera:
        got: list[object] = []
        waiting = threading.Thread(target=lambda: got.extend(camera.frames()))
        waiting.start()
        time.sleep(0.05)
        camera.close()
        waiting.join(2)
        assert not waiting.is_alive()
        assert got == []


def test_a_camera_that_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device(opens=False)
    with pytest.raises(InputError, match="camera 0") as error:
        Camera(0, opener=lambda _: device)
    assert error.value.remedy
    assert device.released.is_set()


def test_no_camera_at_all_is_told_kindly() -> None:
    if find_cameras():
        pytest.skip("this machine has a camera")
    with pytest.raises(InputError, match="No camera was found"):
        Camera()
    with pytest.raises(InputError, match="There is no camera 0") as error:
        Camera(0)
    assert "Connect a webcam" in error.value.remedy


THREE = [
    CameraName(0, "Integrated Webcam"),
    CameraName(2, "HD Pro Webcam C920"),
    CameraName(4, "Webcam"),
]


@pytest.mark.parametrize(
    ("which", "index"),
    [
        (None, 0),
        (2, 2),
        ("2", 2),
        (" 4 ", 4),
        ("C920", 2),
        ("hd pro", 2),
        ("webcam", 4),
        ("INTEGR", 0),
        ("7", 7),
    ],
)
def test_a_camera_by_number_or_name(
    which: str | int | None, index: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_names, "find_cameras", lambda: THREE)
    assert find_camera(which).index == index


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("Logitech", ["Logitech", "Integrated Webcam", "C920"]),
        ("web", ["Several", "Integrated Webcam", "HD Pro Webcam C920", "camera 4"]),
        ("", ["Several"]),
    ],
)
def test_a_name_that_means_none_or_several(
    which: str, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_names, "find_cameras", lambda: THREE)
    with pytest.raises(InputError) as error:
        find_camera(which)
    for word in said:
        assert word in str(error.value)


def test_another_number_than_there_is_lists_those_there_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(camera_trouble, "find_cameras", lambda: THREE)
    told = str(cannot_open(CameraName(7, "", str(tmp_path / "video7"))))
    assert "There is no camera 7" in told
    assert "HD Pro Webcam C920" in told


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, which only Linux has")
def test_the_program_that_uses_a_camera_is_named(tmp_path: Path) -> None:
    device = tmp_path / "video9"
    device.touch()
    assert holders(str(device)) == []
    code = "import sys; f = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(device)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == "open\n"
    try:
        (name,) = holders(str(device))
        assert "python" in name
        told = str(cannot_open(CameraName(9, "Webcam", str(device))))
        assert told.startswith(f"Camera 9 (Webcam) is in use by {name}. Close")
    finally:
        child.stdin.close()
        child.wait(10)
        child.stdout.close()
