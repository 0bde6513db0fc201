"""Makes a pose estimator by name; a backend's libraries are imported only when it is chosen."""

from __future__ import annotations

import re

from formcheck.errors import FormcheckError, MissingSystemLibraryError, UsageError
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.models import check_name

BACKENDS = ("onnx", "mediapipe")

# Shared libraries that wheels expect from the system -> the Debian/Ubuntu package that has them.
SYSTEM_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
    "libSM.so.6": "libsm6",
    "libXext.so.6": "libxext6",
    "libXrender.so.1": "libxrender1",
    "libgomp.so.1": "libgomp1",
    "libstdc++.so.6": "libstdc++6",
    "libportaudio.so.2": "libportaudio2",
}


def create_estimator(
    backend: str = "onnx", model: str = "full", threads: int = 2, outline_hz: float = 10.0
) -> PoseEstimator:
    """Make the estimator of a backend.

    Args:
        backend: "onnx" (the default) or "mediapipe" (the reference).
        model: "lite", "full" or "heavy".
        threads: threads for one inference (onnx only; mediapipe decides itself).
        outline_hz: how often to read the outline, per second of media time; 0 for never.

    Raises:
        UsageError: an argument is out of range.
        ModelError: a network is missing, damaged or swapped.
        MissingSystemLibraryError: a shared library that the backend needs is not on this machine.
        FormcheckError: a Python package is missing or broken, or the backend does not start.
    """
    check_name(model)
    try:
        if backend == "onnx":
            from formcheck.pose.onnx_estimator import OnnxPoseEstimator

            return OnnxPoseEstimator(model, threads, outline_hz)
        if backend == "mediapipe":
            from formcheck.pose.mediapipe_estimator import MediaPipePoseEstimator

            return MediaPipePoseEstimator(model, outline_hz)
    except (ImportError, OSError) as error:
        raise explain_import(error) from error
    raise UsageError(f"There is no pose backend '{backend}'", f"Choose one of {', '.join(BACKENDS)}.")


def explain_import(error: BaseException | str) -> FormcheckError:
    """What a failed import of a native library means for the user, as an error to raise."""
    text = str(error)
    missing = re.search(r"(lib[\w.+-]+\.so[\w.]*): cannot open shared object file", text)
    if missing is None:
        name = getattr(error, "name", None)
        if isinstance(error, ModuleNotFoundError) and name:
            return FormcheckError(f"The Python package {name} is missing", "Install formcheck again.")
        return FormcheckError(
            f"A library of the pose backend does not load ({text})", "Install formcheck again."
        )
    library = missing.group(1)
    package = SYSTEM_PACKAGES.get(library)
    remedy = (
        f"Install it with: sudo apt-get install -y {package}"
        if package
        else f"Find the package that has it with: apt-file search {library}"
    )
    return MissingSystemLibraryError(f"The system library {library} is missing", remedy)
