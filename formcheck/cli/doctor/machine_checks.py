"""Checks of the machine: Python, system libraries, disk, network, screen, voice, cameras."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from formcheck.cli.doctor.check_result import CheckResult
from formcheck.errors import InstallationError
from formcheck.runtime.shared_libraries import distribution_family, install_line, missing_libraries
from formcheck.runtime.subprocesses import environment, python
from formcheck.runtime.version import __version__
from formcheck.words.catalogue import Lang

PYTHONS = ((3, 11), (3, 14))
"""First and last Python that formcheck is tested with."""
LOW_SPACE_BYTES, NO_SPACE_BYTES = 500 << 20, 20 << 20
"""Free space below which an annotated video may not fit, and below which no results of a scoring fit."""
_ON_WINDOWS = (
    "ONNX Runtime's events are switched off right after its import; one may be handed to Windows before, "
    "which sends it as your privacy settings allow. Not tested on Windows",
    "Settings, Privacy, Diagnostics: send required data only",
)
"""What is stopped on Windows, and what the user can do about the rest."""
_BLOCK_TRIAL = "from formcheck.runtime.privacy import block_internet; print(block_internet())"


def check_python() -> CheckResult:
    """The versions of Python and formcheck, and the machine."""
    found = f"Python {platform.python_version()}, formcheck {__version__}, {platform.platform(terse=True)}"
    text = f"{found}, {platform.machine()}, {os.cpu_count()} processors"
    if PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]:
        return CheckResult("machine", "ok", text)
    first, last = (".".join(map(str, version)) for version in PYTHONS)
    return CheckResult("machine", "look", text, f"formcheck is tested with Python {first} to {last}")


def check_libraries() -> CheckResult:
    """Shared libraries of the system that the Python packages load."""
    lacking = missing_libraries()
    if not lacking:
        return CheckResult("system libraries", "ok", "all there")
    family = distribution_family() or "debian"
    remedy = f"Install them: {install_line(lacking, family)}"
    return CheckResult("system libraries", "missing", f"not there: {', '.join(lacking)}", remedy)


def check_pdf() -> CheckResult:
    """Whether the therapist's pages can be made a PDF; a browser prints them in any case."""
    from formcheck.therapist.pdf import load_weasyprint

    try:
        version = load_weasyprint().__version__
    except InstallationError as error:
        return CheckResult("PDF", "look", error.message, error.remedy)
    return CheckResult("PDF", "ok", f"the therapist's pages, by WeasyPrint {version}")


def check_disk(folders: list[Path]) -> list[CheckResult]:
    """Free space for the results: one row for each disk."""
    from formcheck.runtime.printable import printable

    rows: dict[int, CheckResult] = {}
    for folder in folders:
        there = next(place for place in [folder, *folder.parents] if place.exists())
        free = shutil.disk_usage(there).free
        text = f"{free / (1 << 30):.1f} GB free for {printable(folder)}"
        state, remedy = "ok", ""
        if not os.access(there, os.W_OK):
            state, remedy = "missing", "It may not be written to: choose another folder with --out"
        elif free < NO_SPACE_BYTES:
            state, remedy = "missing", "Free some space, or choose another folder with --out"
        elif free < LOW_SPACE_BYTES:
            state, remedy = "look", "Enough for results, but hardly for annotated videos: free some space"
        rows[there.stat().st_dev] = CheckResult("disk", state, text, remedy)  # type: ignore[arg-type]
    return list(rows.values())


def check_network() -> CheckResult:
    """Whether a library could send anything over the network, and what prevents it."""
    from formcheck.pose import sessions  # noqa: F401 - ONNX Runtime as scoring loads it

    if os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
        return CheckResult(
            "network",
            "missing",
            "ONNX Runtime may send statistics",
            "Set ORT_DISABLE_TELEMETRY=1, start anew",
        )
    if sys.platform == "win32":
        return CheckResult("network", "look", *_ON_WINDOWS)
    try:
        output = subprocess.run(
            python("-c", _BLOCK_TRIAL),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            env=environment(),
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        output = ""
    if output.strip() == "True":
        return CheckResult(
            "network", "ok", "closed: nothing is sent; the kernel can refuse MediaPipe a connection"
        )
    return CheckResult(
        "network",
        "look",
        "closed for all but --backend mediapipe, whose statistics go to a dead address of this machine",
        "Use the default backend: it has nothing to send",
    )


def check_cameras() -> list[CheckResult]:
    """The cameras; each is opened and watched until it is known to work."""
    from formcheck.media.camera_names import NONE_FOUND, find_cameras
    from formcheck.media.camera_probe import try_camera

    rows = []
    for camera in find_cameras():
        trial = try_camera(camera, probing=True, hasty=True)
        if trial.problem is not None:
            rows.append(
                CheckResult("camera", "look", f"{camera}: {trial.problem.message}", trial.problem.remedy)
            )
        elif trial.info is not None:
            fps = f", {trial.info.fps:.0f} frames/s" if trial.info.fps else ""
            rows.append(
                CheckResult("camera", "ok", f"{camera}: {trial.info.width} x {trial.info.height}{fps}")
            )
    return rows or [
        CheckResult("camera", "look", f"{NONE_FOUND[0]}: videos can be scored all the same", NONE_FOUND[1])
    ]


def check_window() -> CheckResult:
    """Whether `formcheck live` can open its window."""
    from formcheck.window.display import no_window

    error = no_window()
    if error is None:
        return CheckResult("window", "ok", "formcheck live can open one")
    return CheckResult("window", "look", error.message, error.remedy)


def check_voices() -> list[CheckResult]:
    """Speech in both languages: of the window, and what the page has where its browser has no voice."""
    from formcheck.words.catalogue import LANGUAGES

    rows = [check(language) for check in (_window_voice, _page_voice) for language in LANGUAGES]
    return list({(row.name, row.text): row for row in rows}.values())  # once, where both languages are alike


def _window_voice(language: Lang) -> CheckResult:
    from formcheck.window.voice import check_recordings, check_voice

    name, state = "voice of the window", check_voice(language)
    if state.works:
        return CheckResult(name, "ok", state.text)
    packaged = check_recordings(language)
    if packaged.works:
        return CheckResult(name, "ok", packaged.text)
    text = f"nothing can speak: {state.text}. {packaged.text}"
    return CheckResult(name, "look", text, f"{packaged.remedy}. Else captions tell it all")


def _page_voice(language: Lang) -> CheckResult:
    from formcheck.voice.recordings import lacking, recordings

    name, missing = "voice of the page", lacking(language)
    gone = [one for one in recordings(language).values() if not one.path.is_file()]
    if missing or gone:
        text = f"{len(missing) + len(gone)} sentences have no recording: they are heard only from the browser"
        return CheckResult(name, "look", text, "Install formcheck again")
    text = (
        f"{len(recordings(language))} recordings, where the browser has no voice (the page tries the sound)"
    )
    return CheckResult(name, "ok", text)
