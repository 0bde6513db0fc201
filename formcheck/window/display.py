"""`no_window`: whether this machine can show a window."""

from __future__ import annotations

import os
import subprocess
import sys

from formcheck.errors import FormcheckError, InstallationError, UnavailableError
from formcheck.runtime.subprocesses import python

INSTEAD = "Use the browser instead: formcheck serve"
TRIAL_S = 20.0
"""Longest time that the trial may take, seconds."""
_TRIAL = (
    "import cv2; cv2.namedWindow('formcheck', cv2.WINDOW_NORMAL); cv2.waitKey(1); cv2.destroyAllWindows()"
)


def no_window() -> FormcheckError | None:
    """The reason why no window can be opened here, as an error to raise; None when one can be opened.

    Another process tries it: when DISPLAY names a screen that cannot be reached, or a library of the window
    system is missing, Qt ends the whole process without an exception.
    """
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screens):
        return UnavailableError(
            "There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set)",
            f"Start it in a desktop session. {INSTEAD}",
        )
    try:
        trial = subprocess.run(
            python("-c", _TRIAL),
            capture_output=True,
            text=True,
            timeout=TRIAL_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return UnavailableError("The window system does not answer", INSTEAD)
    return None if trial.returncode == 0 else _why(trial.stderr)


def _why(stderr: str) -> FormcheckError:
    """The error for what a failed trial wrote on standard error."""
    if "is not implemented" in stderr:
        return InstallationError(
            "This OpenCV was built without windows", f"Install formcheck again. {INSTEAD}"
        )
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        return UnavailableError("OpenCV's windows need X11, and this session is Wayland alone", INSTEAD)
    if sys.platform == "linux" and "display" in stderr:
        shown = os.environ["DISPLAY"]
        remedy = f"Start it in a desktop session. {INSTEAD}"
        return UnavailableError(f"The screen {shown} cannot be reached", remedy)
    return UnavailableError("A window cannot be opened on this machine", INSTEAD)
