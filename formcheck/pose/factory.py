"""Makes a pose estimator by name; a backend's libraries are imported only when it is chosen."""

from __future__ import annotations

from formcheck.errors import FormcheckError, UsageError
from formcheck.pose import ahead
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.models import check_name
from formcheck.runtime.shared_libraries import explain

BACKENDS = ("onnx", "mediapipe")


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
    choice = ahead.Choice(backend, model, threads, outline_hz)
    begun = ahead.taken(choice)
    if begun is None:
        return make_estimator(choice)
    estimator = begun.result()
    ahead.let_go()
    return estimator


def make_estimator(choice: ahead.Choice) -> PoseEstimator:
    """Make the estimator that was chosen; raises as `create_estimator`, which uses one begun ahead."""
    check_name(choice.model)
    try:
        if choice.backend == "onnx":
            from formcheck.pose.onnx_estimator import OnnxPoseEstimator

            return OnnxPoseEstimator(choice.model, choice.threads, choice.outline_hz)
        if choice.backend == "mediapipe":
            from formcheck.pose.mediapipe_estimator import MediaPipePoseEstimator

            return MediaPipePoseEstimator(choice.model, choice.outline_hz)
    except (ImportError, OSError) as error:
        raise explain_import(error) from error
    raise UsageError(f"There is no pose backend '{choice.backend}'", f"Choose one of {', '.join(BACKENDS)}.")


def explain_import(error: BaseException | str) -> FormcheckError:
    """What a failed import of a native library means for the user, as an error to raise."""
    missing = explain(error)
    if missing is not None:
        return missing
    name = getattr(error, "name", None)
    if isinstance(error, ModuleNotFoundError) and name:
        return FormcheckError(f"The Python package {name} is missing", "Install formcheck again.")
    return FormcheckError(
        f"A library of the pose backend does not load ({error})", "Install formcheck again."
    )
