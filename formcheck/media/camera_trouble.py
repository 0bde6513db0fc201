"""The reason why a camera sends nothing, as far as the system shows it, and its remedy."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from formcheck.errors import InputError
from formcheck.media.camera_names import NONE_FOUND, CameraName, find_cameras

_BUSY = "Close the other program or browser page that uses it, then try again"
_ALLOW = {
    "darwin": "Allow it to your terminal in System Settings, Privacy & Security, Camera",
    "win32": "Allow it in Settings, Privacy & security, Camera (let desktop apps access your camera)",
}


def cannot_open(camera: CameraName) -> InputError:
    """The error for a camera that does not open."""
    if camera.path is not None and not Path(camera.path).exists():
        others = [other for other in find_cameras() if other.index != camera.index]
        if not others:
            return InputError(f"There is no {camera}: no camera was found", NONE_FOUND[1])
        listed = ", ".join(str(other) for other in others)
        return InputError(f"There is no {camera}", f"Use one that is there: {listed}")
    if camera.path is not None and not os.access(camera.path, os.R_OK | os.W_OK):
        return InputError(
            f"You may not use {camera}",
            "Join the group of its device: sudo usermod -aG video $USER, then log in again",
        )
    return _busy(camera, "cannot be opened")


def gives_nothing(camera: CameraName, *, before: bool) -> InputError:
    """The error for a camera that opened but sends no pictures.

    Args:
        camera: which camera.
        before: whether it sent pictures earlier.
    """
    if camera.path is not None and not Path(camera.path).exists():
        return InputError(f"{_capital(camera)} was unplugged", "Plug it in again and start anew")
    if before:
        return InputError(
            f"{_capital(camera)} has stopped sending pictures",
            "Plug it in again, or restart it, and start anew",
        )
    return _busy(camera, "sends no pictures")


def _busy(camera: CameraName, what: str) -> InputError:
    users = holders(camera.path) if camera.path is not None else []
    if users:
        names = ", ".join(users)
        return InputError(f"{_capital(camera)} is in use by {names}", "Close that, then try again")
    remedy = _ALLOW.get(sys.platform)
    return InputError(f"{_capital(camera)} {what}", f"{_BUSY}. {remedy}" if remedy else _BUSY)


def holders(path: str) -> list[str]:
    """Names of this user's other programs that have the device open; [] on other systems than Linux."""
    found: dict[str, None] = {}
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            if any(link.readlink() == Path(path) for link in (process / "fd").iterdir()):
                found[(process / "comm").read_text(errors="replace").strip()] = None
        except OSError:  # a process of another user, or one that has ended
            continue
    return list(found)


def _capital(camera: CameraName) -> str:
    text = str(camera)
    return text[:1].upper() + text[1:]
