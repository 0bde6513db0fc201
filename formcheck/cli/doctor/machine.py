"""Checks of the machine: Python, system libraries, disk, network, screen, voice, cameras."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from formcheck.cli.doctor.row import Row
from formcheck.errors import FormcheckError
from formcheck.runtime.shared_libraries import distribution_family, install_line, missing_libraries
from formcheck.runtime.subprocesses import environment, python
from formcheck.runtime.version import __version__

PYTHONS = ((3, 11), (3, 14))
"""First and last Python that formcheck is tested with."""
LITTLE_BYTES, TOO_LITTLE_BYTES = 500 << 20, 20 << 20
"""Under the first an annotated video may not fit, under the second not even the results of a scoring."""
_BLOCK = "from formcheck.runtime.privacy import block_internet; print(block_internet())"


def check_python() -> Row:
    """Python, formcheck and the machine."""
    found = f"Python {platform.python_version()}, formcheck {__version__}, {platform.platform(terse=True)}"
    text = f"{found}, {platform.machine()}, {os.cpu_count()} processors"
    if PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        return Row("machine", "ok", text)
    first, last = (".".join(map(str, version)) for version in PYTHONS)
    return Row("machine", "look", text, f"formcheck is tested with Python {first} to {last}")


def check_libraries() -> Row:
    """Shared libraries that the Python packages expect of the system."""
    lacking = missing_libraries()
    if not lacking:
        return Row("system libraries", "ok", "all there")
    family = distribution_family() or "debian"
    remedy = f"Install them: {install_line(lacking, family)}"
    return Row("system libraries", "missing", f"not there: {', '.join(lacking)}", remedy)


def check_disk(folders: list[Path]) -> list[Row]:
    """Free space where results go: one row a disk."""
    from formcheck.runtime.printable import printable

    rows: dict[int, Row] = {}
    for folder in folders:
        there = next(place for place in [folder, *folder.parents] if place.exists())
        free = shutil.disk_usage(there).free
        text = f"{free / (1 << 30):.1f} GB free for {printable(folder)}"
        state, remedy = "ok", ""
        if not os.access(there, os.W_OK):
            state, remedy = "missing", "It may not be written to: choose another folder with --out"
        elif free < TOO_LITTLE_BYTES:
            state, remedy = "missing", "Free some space, or choose another folder with --out"
        elif free < LITTLE_BYTES:
            state, remedy = "look", "Enough for results, but hardly for annotated videos: free some space"
        rows[there.stat().st_dev] = Row("disk", state, text, remedy)  # type: ignore[arg-type]
    return list(rows.values())


def check_network() -> Row:
    """Whether anything could reach the network, and what holds it back."""
    from formcheck.pose import sessions  # noqa: F401 - ONNX Runtime as scoring loads it

    if os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
        return Row(
            "network",
            "missing",
            "ONNX Runtime may send statistics",
            "Set ORT_DISABLE_TELEMETRY=1, start anew",
        )
    try:
        told = subprocess.run(
            python("-c", _BLOCK), capture_output=True, text=True, timeout=30, check=False, env=environment()
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        told = ""
    if told.strip() == "True":
        return Row("network", "ok", "closed: nothing is sent; the kernel can refuse MediaPipe a connection")
    return Row(
        "network",
        "look",
        "closed for all but --backend mediapipe, whose statistics go to a dead address of this machine",
        "Use the default backend: it has nothing to send",
    )


def check_cameras() -> list[Row]:
    """Cameras, each opened and watched until it is known to work."""
    from formcheck.media.camera_names import NONE_FOUND, find_cameras
    from formcheck.media.camera_probe import look_at

    rows = []
    for camera in find_cameras():
        seen = look_at(camera, probing=True, hasty=True)
        if isinstance(seen.problem, FormcheckError):
            rows.append(Row("camera", "look", f"{camera}: {seen.problem.message}", seen.problem.remedy))
        elif seen.info is not None:
            fps = f", {seen.info.fps:.0f} frames/s" if seen.info.fps else ""
            rows.append(Row("camera", "ok", f"{camera}: {seen.info.width} x {seen.info.height}{fps}"))
    return rows or [
        Row("camera", "look", f"{NONE_FOUND[0]}: videos can be scored all the same", NONE_FOUND[1])
    ]


def check_window() -> Row:
    """Whether `formcheck live` can open its window."""
    from formcheck.window.display import no_window

    error = no_window()
    if error is None:
        return Row("window", "ok", "formcheck live can open one")
    return Row("window", "look", error.message, error.remedy)


def check_voices() -> list[Row]:
    """Speech of the window, in both languages; that of the browser only the browser knows."""
    from formcheck.window.voice import check_voice
    from formcheck.words.catalogue import LANGUAGES

    states = {state.text: state for state in map(check_voice, LANGUAGES)}
    rows = [
        Row("voice of the window", "ok" if state.works else "look", state.text, state.remedy)
        for state in states.values()
    ]
    told = "your browser's own voices; only the page itself can tell which (formcheck serve)"
    return [*rows, Row("voice of the page", "ok", told)]
