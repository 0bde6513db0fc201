"""A live camera: always the newest frame, with its media time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import FormcheckError
from formcheck.media.camera_names import CameraName, backend, find_camera
from formcheck.media.camera_trouble import cannot_open, gives_nothing
from formcheck.media.frame import Frame
from formcheck.runtime.closing import Closing
from formcheck.runtime.quiet import quiet_libraries

SIZE = (640, 360)
"""(width, height) that the driver is asked for: wide, like a lying body and most sensors. A larger
picture is of no use: a pose network reads 256 x 256 of them."""
FPS = 30
"""Frames a second that the driver is asked for."""
SILENCE_S = 5.0
"""A camera that sends no picture for this many seconds counts as gone."""
FAILED_S = 1.0
"""One picture that cannot be read is normal; none in this many seconds is a failure."""
_RETRY_S = 0.02
_CLOSE_WAIT_S = 2.0
"""Longest time that `close` waits for a driver that hangs."""


class CaptureDevice(Protocol):
    """The part of OpenCV's `VideoCapture` that `Camera` uses."""

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Whether the camera is open."""
        ...

    def read(self) -> tuple[bool, NDArray[np.uint8] | None]:
        """Wait for the next picture: whether there is one, and (height, width, 3) BGR."""
        ...

    def get(self, what: int, /) -> float:
        """A property of the camera, by OpenCV's number."""
        ...

    def release(self) -> None:
        """Close the camera."""
        ...


OpenDevice = Callable[[CameraName], CaptureDevice]


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """What the driver reports about an open camera.

    Attributes:
        index: its number.
        name: the name that its maker gave it.
        width, height: pixels of its pictures.
        fps: frames a second that the driver promises; 0 when it does not say.
    """

    index: int
    name: str
    width: int
    height: int
    fps: float


@runtime_checkable
class FrameSource(Protocol):
    """A source of live frames: `Camera`, or `FakeCamera` in tests."""

    @property
    def info(self) -> CameraInfo:
        """What it reports about itself."""
        ...

    @property
    def dropped(self) -> int:
        """Number of frames that a newer frame replaced before they were taken."""
        ...

    def frames(self, wait_s: float = SILENCE_S) -> Iterator[Frame | None]:
        """The newest frame at each step; None when none came within `wait_s` seconds. Ends after `close`."""
        ...

    def close(self) -> None:
        """Close the camera. Calling it twice is allowed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_device(camera: CameraName) -> CaptureDevice:
    """OpenCV's capture of a camera. The driver is asked for `SIZE` and `FPS`, and may choose other values."""
    with quiet_libraries():
        device = cv2.VideoCapture(camera.index, backend())
        for what, value in (
            (cv2.CAP_PROP_FRAME_WIDTH, SIZE[0]),
            (cv2.CAP_PROP_FRAME_HEIGHT, SIZE[1]),
            (cv2.CAP_PROP_FPS, FPS),
        ):
            device.set(what, value)
    opened: CaptureDevice = device
    return opened


class Camera(Closing):
    """A camera of this machine. Use it as a context manager.

    A thread reads the camera all the time and keeps only the newest frame: a slow consumer gets fewer frames,
    but never old ones. Media time starts at 0 with the first frame and is the time of its arrival.

    Args:
        which: its number, a part of its name that no other camera has, or None for the first camera.
        opener: opens the device; tests give one that breaks.

    Raises:
        InputError: there is no such camera, several cameras match, or it does not open.
    """

    def __init__(self, which: str | int | None = None, opener: OpenDevice = open_device) -> None:
        self._camera = find_camera(which)
        device = opener(self._camera)
        if not device.isOpened():
            device.release()
            raise cannot_open(self._camera)
        self.info = _info(self._camera, device)
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._error: FormcheckError | None = None
        self._received = self._dropped = 0
        self._stop = False
        self._thread = threading.Thread(
            target=self._read, args=(device,), name="formcheck-camera", daemon=True
        )
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Number of frames that a newer frame replaced before they were taken."""
        return self._dropped

    def frames(self, wait_s: float = SILENCE_S) -> Iterator[Frame | None]:
        """The newest frame at each step; None when none came within `wait_s` seconds. Ends after `close`.

        Raises:
            InputError: it was unplugged, or has sent nothing for `SILENCE_S`.
        """
        silent_since = time.monotonic()
        while not self._stop:
            frame = self._take(wait_s)
            if frame is not None:
                silent_since = time.monotonic()
            elif time.monotonic() - silent_since >= SILENCE_S:
                raise gives_nothing(self._camera, before=self._received > 0)
            if not self._stop:
                yield frame

    def close(self) -> None:
        """Close the camera. Calling it twice is allowed."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()
        self._thread.join(_CLOSE_WAIT_S)

    def _take(self, wait_s: float) -> Frame | None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._newest is not None or self._error is not None or self._stop,
                min(wait_s, SILENCE_S),
            )
            frame, self._newest = self._newest, None
            if frame is None and self._error is not None:
                raise self._error
            return frame

    def _read(self, device: CaptureDevice) -> None:
        """Body of the thread: read until `close` is called or the camera fails."""
        try:
            first_s: float | None = None
            last_good_s = time.perf_counter()
            while not self._stop:
                image = _read_picture(device)
                now = time.perf_counter()
                if image is None:
                    if now - last_good_s > FAILED_S:
                        break
                    time.sleep(_RETRY_S)
                    continue
                last_good_s, first_s = now, now if first_s is None else first_s
                rgb = np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
                self._put(Frame(rgb, now - first_s))
            if not self._stop:
                self._fail(gives_nothing(self._camera, before=self._received > 0))
        except Exception as error:  # whatever it is, the consumer gets it
            failure = gives_nothing(self._camera, before=self._received > 0)
            failure.__cause__ = error
            self._fail(failure)
        finally:
            with contextlib.suppress(Exception):
                device.release()

    def _put(self, frame: Frame) -> None:
        with self._changed:
            self._dropped += self._newest is not None
            self._received += 1
            self._newest = frame
            self._changed.notify_all()

    def _fail(self, error: FormcheckError) -> None:
        with self._changed:
            self._error = error
            self._changed.notify_all()


def _read_picture(device: CaptureDevice) -> NDArray[np.uint8] | None:
    """The next picture, (height, width, 3) BGR; None when it cannot be read."""
    good, image = device.read()
    return image if good and image is not None and image.size > 0 else None


def _info(camera: CameraName, device: CaptureDevice) -> CameraInfo:
    width, height, fps = (
        float(device.get(what))
        for what in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS)
    )
    return CameraInfo(
        camera.index, camera.name, int(width), int(height), max(fps, 0.0) if fps == fps else 0.0
    )
