"""Shared libraries that Python packages expect of the machine.

The wheels of OpenCV and MediaPipe carry most of what they need, but not the graphics libraries. A server or
container often lacks these, and Python then only says "libGL.so.1: cannot open shared object file". `explain`
turns that into an error with the command that installs all missing libraries.
"""

from __future__ import annotations

import ctypes
import platform
import re
import sys
from collections.abc import Iterable

from formcheck.errors import MissingSystemLibraryError

FAMILIES = {"debian": "sudo apt install", "fedora": "sudo dnf install", "arch": "sudo pacman -S"}
"""Family of Linux distributions -> the command that installs a package."""

# What the x86-64 wheels of the lock load besides their own libraries and glibc (a test reads it there):
# library -> package in each of FAMILIES. cv2 needs the first four when it is imported; libmediapipe.so needs
# the next two when a pose estimator is made. PortAudio is not listed: only MediaPipe's microphone needs it,
# and formcheck never uses that.
PACKAGES: dict[str, tuple[str, str, str]] = {
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2", "glib2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2"),
    "libxcb.so.1": ("libxcb1", "libxcb", "libxcb"),
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd"),
    "libGLESv2.so.2": ("libgles2", "libglvnd-gles", "libglvnd"),
    "libstdc++.so.6": ("libstdc++6", "libstdc++", "gcc-libs"),
    "libgcc_s.so.1": ("libgcc-s1", "libgcc", "gcc-libs"),
    "libz.so.1": ("zlib1g", "zlib", "zlib"),
}

# Messages of the loaders: glibc and musl on Linux, dyld on macOS.
_LOADER_MESSAGES = (
    re.compile(r"(?P<library>[\w.+-]+\.so[\w.]*): cannot open shared object file"),
    re.compile(r"Error loading shared library (?P<library>[\w.+-]+\.so[\w.]*)"),
    re.compile(r"Library not loaded: (?P<library>\S+)"),
)
_WINDOWS_MESSAGES = re.compile(
    r"DLL load failed while importing (?P<module>\w+)|Could not find module '(?P<path>[^']+)'"
)


def explain(error: BaseException | str) -> MissingSystemLibraryError | None:
    """The error for the message of a loader, or for its text; None when it is about something else."""
    text = str(error)
    for pattern in _LOADER_MESSAGES:
        if found := pattern.search(text):
            library = found["library"]
            remedy = _remedy([library, *missing_libraries()])
            return MissingSystemLibraryError(f"This machine lacks the system library {library}", remedy)
    if sys.platform == "win32" and (found := _WINDOWS_MESSAGES.search(text)):
        return MissingSystemLibraryError(
            f"This machine lacks a library that {found['module'] or found['path']} needs",
            "Install the Microsoft Visual C++ Redistributable; on a Windows N also the Media Feature Pack",
        )
    return None


def missing_libraries() -> tuple[str, ...]:
    """The libraries of `PACKAGES` that this machine lacks; () on other systems than Linux."""
    return tuple(name for name in PACKAGES if not _loads(name)) if sys.platform == "linux" else ()


def install_line(libraries: Iterable[str], family: str) -> str:
    """The command that installs `libraries` on a distribution of `family`; "" when `PACKAGES` has none."""
    column = list(FAMILIES).index(family)
    names = dict.fromkeys(PACKAGES[name][column] for name in libraries if name in PACKAGES)
    return f"{FAMILIES[family]} {' '.join(names)}" if names else ""


def distribution_family() -> str | None:
    """The key of `FAMILIES` for this Linux; None for another one, or when the system does not say."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return None
    for word in [release.get("ID", ""), *release.get("ID_LIKE", "").split()]:
        family = {"ubuntu": "debian", "rhel": "fedora", "centos": "fedora"}.get(word, word)
        if family in FAMILIES:
            return family
    return None


def _remedy(libraries: list[str]) -> str:
    unknown = libraries[0] not in PACKAGES
    search = f"Install the package of your system that contains {libraries[0]}" if unknown else ""
    family = distribution_family()
    if family:
        line = install_line(libraries, family)
        install = f"Install it with: {line}" if line else ""
    else:
        lines = {name: install_line(libraries, name) for name in FAMILIES}
        install = "; ".join(f"{name.capitalize()}: {line}" for name, line in lines.items() if line)
    return search or install


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
