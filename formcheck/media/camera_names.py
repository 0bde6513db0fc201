"""The cameras of this machine, by number and name."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import cv2

from formcheck.errors import InputError
from formcheck.runtime.quiet import quiet_libraries

BACKENDS = {"linux": "CAP_V4L2", "win32": "CAP_DSHOW", "darwin": "CAP_AVFOUNDATION"}
"""OpenCV's capture backend, by `sys.platform`. On Windows DirectShow: Media Foundation needs up to half a
minute to open a camera."""
NONE_FOUND = (
    "No camera was found",
    "Connect a webcam and try again; a virtual machine or a container has to be given it first",
)


@dataclass(frozen=True, slots=True)
class CameraName:
    """A camera that may be opened.

    Attributes:
        index: its number; it can change when a camera is plugged in or out.
        name: the name that its maker gave it; "" when unknown.
        path: its device file on Linux; None on other systems.
    """

    index: int
    name: str
    path: str | None = None

    def __str__(self) -> str:
        return f"camera {self.index} ({self.name})" if self.name else f"camera {self.index}"


def backend() -> int:
    """OpenCV's number of the capture backend for this system."""
    return int(getattr(cv2, BACKENDS.get(sys.platform, "CAP_ANY"), 0))


def find_cameras() -> list[CameraName]:
    """All cameras, in order of their numbers. None is opened."""
    try:
        with quiet_libraries():
            from cv2_enumerate_cameras import enumerate_cameras

            found = enumerate_cameras(backend())
    except (ImportError, NotImplementedError, OSError):  # an unknown system: numbers still work
        return []
    linux = sys.platform == "linux"
    cameras = [CameraName(c.index, c.name or "", c.path if linux else None) for c in found]
    return sorted(cameras, key=lambda camera: camera.index)


def find_camera(which: str | int | None = None) -> CameraName:
    """The camera with this number, or with this text in its name.

    Args:
        which: number or part of a name, in large or small letters; None for the first camera.

    Raises:
        InputError: there is none, or several match; the message lists the cameras.
    """
    cameras = find_cameras()
    wanted = "" if which is None else str(which).strip()
    if wanted.isdecimal():
        # A number that is not listed is tried too: the list may be incomplete, and opening shows it.
        named = [camera for camera in cameras if camera.index == int(wanted)]
        return named[0] if named else CameraName(int(wanted), "", _path(int(wanted)))
    if not cameras:
        raise InputError(*NONE_FOUND)
    folded = wanted.casefold()
    found = [camera for camera in cameras if folded in camera.name.casefold()]
    exact = [camera for camera in found if folded == camera.name.casefold()]
    if which is None or len(found) == 1:
        return found[0]
    if len(exact) == 1:
        return exact[0]
    known = ", ".join(str(camera) for camera in found or cameras)
    if not found:
        raise InputError(f"No camera is called '{wanted}'", f"There is: {known}")
    raise InputError(
        f"Several cameras are called '{wanted}'", f"Give the number, or more of the name: {known}"
    )


def _path(index: int) -> str | None:
    return f"/dev/video{index}" if sys.platform == "linux" else None
