"""A live camera: the newest frame with its media time, or a plain error."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self, runtime_checkable

import cv2
import numpy as np

from formcheck.errors import FormcheckError
from formcheck.media.camera_names import CameraName, backend, find_camera
from formcheck.media.camera_trouble import cannot_open, gives_nothing
from formcheck.media.frame import Frame
from formcheck.runtime.quiet import quiet_libraries

SIZE = (640, 360)
"""Pixels asked for. Wide, as a lying body is, and most sensors are; a pose network looks at 256 x 256 of
them."""
FPS = 30
SILENCE_S = 5.0
"""Without a picture for so long, a camera is taken to be gone."""
FAILED_S = 1.0
"""A picture that cannot be read now and then is normal; none that can for so long is not."""
_AGAIN_S = 0.02
_PATIENCE_S = 2.0
"""`close` waits no longer for a driver that hangs."""

Open = Callable[[CameraName], Any]


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """What the driver says of a camera that is open.

    Attributes:
        width, height: pixels of its pictures.
        fps: pictures a second that it promises; 0 where it does not say.
    """

    index: int
    name: str
    width: int
    height: int
    fps: float


@runtime_checkable
class FrameSource(Protocol):
    """Where live frames come from: `Camera`, or `FakeCamera` in tests."""

    @property
    def info(self) -> CameraInfo:
        """What it says of itself."""
        ...

    @property
    def dropped(self) -> int:
        """Frames that came and were never taken, since newer ones replaced them."""
        ...

    def frames(self, wait_s: float = SILENCE_S) -> Iterator[Frame | None]:
        """Each time the newest frame, or None when none came within `wait_s`; ends after `close`."""
        ...

    def close(self) -> None:
        """Let go of the camera; calling it twice is allowed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_device(camera: CameraName) -> Any:
    """OpenCV's capture of a camera, asked for `SIZE` and `FPS`; it may give something near them."""
    with quiet_libraries():
        device = cv2.VideoCapture(camera.index, backend())
        for what, value in (
            (cv2.CAP_PROP_FRAME_WIDTH, SIZE[0]),
            (cv2.CAP_PROP_FRAME_HEIGHT, SIZE[1]),
            (cv2.CAP_PROP_FPS, FPS),
        ):
            device.set(what, value)
    return device


class Camera:
    """A camera of this machine. Use it as a context manager.

    A thread reads it all the time, and only the newest frame is kept: whoever is slow sees fewer frames,
    never old ones. Media time begins at 0 with the first frame and tells when a frame came from the driver.

    Args:
        which: its number, a part of its name that no other has, or None for the first.
        opener: opens it; for tests of what a broken camera does.

    Raises:
        InputError: there is none, several could be meant, or it does not open; the message says how to mend
            it.
    """

    def __init__(self, which: str | int | None = None, opener: Open = open_device) -> None:
        self._camera = find_camera(which)
        device = opener(self._camera)
        if not device.isOpened():
            device.release()
            raise cannot_open(self._camera)
        self.info = _info(self._camera, device)
        self._changed = threading.Condition()
        self._newest: Frame | None = None
        self._error: FormcheckError | None = None
        self._came = self._dropped = 0
        self._stop = False
        self._thread = threading.Thread(
            target=self._read, args=(device,), name="formcheck-camera", daemon=True
        )
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Frames that came and were never taken, since newer ones replaced them."""
        return self._dropped

    def frames(self, wait_s: float = SILENCE_S) -> Iterator[Frame | None]:
        """Each time the newest frame, or None when none came within `wait_s`; ends after `close`.

        Raises:
            InputError: it was unplugged, or has sent nothing for `SILENCE_S`.
        """
        silent_since = time.monotonic()
        while not self._stop:
            frame = self._take(wait_s)
            if frame is not None:
                silent_since = time.monotonic()
            elif time.monotonic() - silent_since >= SILENCE_S:
                raise gives_nothing(self._camera, before=self._came > 0)
            if not self._stop:
                yield frame

    def close(self) -> None:
        """Let go of the camera; calling it twice is allowed."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()
        self._thread.join(_PATIENCE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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

    def _read(self, device: Any) -> None:
        """The thread: read until told to stop, or until nothing comes any more."""
        try:
            first_s: float | None = None
            good_s = time.perf_counter()
            while not self._stop:
                good, image = _grabbed(device)
                now = time.perf_counter()
                if not good:
                    if now - good_s > FAILED_S:
                        break
                    time.sleep(_AGAIN_S)
                    continue
                good_s, first_s = now, now if first_s is None else first_s
                rgb = np.ascontiguousarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)
                self._put(Frame(rgb, now - first_s))
            if not self._stop:
                self._fail(gives_nothing(self._camera, before=self._came > 0))
        except Exception as error:  # handed to the consumer, whatever it is
            told = gives_nothing(self._camera, before=self._came > 0)
            told.__cause__ = error
            self._fail(told)
        finally:
            with contextlib.suppress(Exception):
                device.release()

    def _put(self, frame: Frame) -> None:
        with self._changed:
            self._dropped += self._newest is not None
            self._came += 1
            self._newest = frame
            self._changed.notify_all()

    def _fail(self, error: FormcheckError) -> None:
        with self._changed:
            self._error = error
            self._changed.notify_all()


def _grabbed(device: Any) -> tuple[bool, Any]:
    good, image = device.read()
    return bool(good) and image is not None and image.size > 0, image


def _info(camera: CameraName, device: Any) -> CameraInfo:
    width, height, fps = (
        float(device.get(what))
        for what in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS)
    )
    return CameraInfo(
        camera.index, camera.name, int(width), int(height), max(fps, 0.0) if fps == fps else 0.0
    )
