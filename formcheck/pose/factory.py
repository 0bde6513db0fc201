"""Makes a pose estimator by name, or hands over the one that was preloaded."""

from __future__ import annotations

from formcheck.pose import preload
from formcheck.pose.backends import DEFAULT_BACKEND, DEFAULT_MODEL, BackendChoice, make_estimator
from formcheck.pose.estimator import PoseEstimator


def create_estimator(
    backend: str = DEFAULT_BACKEND, model: str = DEFAULT_MODEL, threads: int = 2, outline_hz: float = 10.0
) -> PoseEstimator:
    """Make the estimator of a backend.

    Args:
        backend: "onnx" (the default) or "mediapipe" (the reference); see `formcheck.pose.backends.BACKENDS`.
        model: "lite", "full" or "heavy".
        threads: threads for one inference (onnx only; mediapipe decides itself).
        outline_hz: how often to read the outline, per second of media time; 0 for never.

    Raises:
        UsageError: an argument is out of range.
        ModelError: a network is missing, damaged or swapped.
        MissingSystemLibraryError: a shared library that the backend needs is not on this machine.
        InstallationError: a Python package is missing or broken.
        PoseBackendError: the backend does not start.
    """
    choice = BackendChoice(backend, model, threads, outline_hz)
    preloaded = preload.take(choice)
    if preloaded is None:
        return make_estimator(choice)
    estimator = preloaded.result()
    preload.raise_held_interrupt()
    return estimator
