"""The pose backends, one entry each. A backend's libraries are imported when it opens, not before.

Everything that names a backend or a model reads it here: `create_estimator`, ``--backend`` and ``--model``,
the live commands, and a test that holds README's table of options against it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from formcheck.errors import UsageError
from formcheck.pose.import_errors import explain_import
from formcheck.pose.models import MODEL_NAMES

if TYPE_CHECKING:
    from formcheck.pose.estimator import PoseEstimator

DEFAULT_BACKEND = "onnx"
DEFAULT_MODEL = "full"


class BackendChoice(NamedTuple):
    """Which estimator to make.

    Attributes:
        backend: name of an entry of `BACKENDS`.
        model: one of that entry's `models`.
        threads: threads for one inference, at least 1; a backend that decides this itself ignores it.
        outline_hz: how often to read the outline, per second of media time; 0 for never.
    """

    backend: str = DEFAULT_BACKEND
    model: str = DEFAULT_MODEL
    threads: int = 2
    outline_hz: float = 10.0


@dataclass(frozen=True, slots=True)
class RowContents:
    """What the rows of a backend hold beside the 33 landmarks, which all must find.

    What a backend does not find is NaN in its rows, and what cannot be judged without it is unmeasured.

    Attributes:
        outline: `Track.dorsal`, `ventral` and `contrast`, in the frames in which the outline was due.
        edge_contact: `Track.edge_contact`, in the same frames.
        people: `Track.people` counts the persons; without it, it only says that nobody is there (0).
        smoothed: landmarks are smoothed over media time; the rules expect that.
    """

    outline: bool
    edge_contact: bool
    people: bool
    smoothed: bool


@dataclass(frozen=True, slots=True)
class PoseBackend:
    """One way to find poses.

    Attributes:
        name: as in ``--backend``, in `ModelInfo.backend` and in results.
        models: the models it offers, the smallest first.
        live_models: those of them for live use, the better first; () when it is too slow for that.
        extra: the extra of this package that brings its libraries; None when they come with formcheck.
        rows: what its rows hold.
        preloads: it loads in a thread without holding up Python, so that `preload` gains time.
        open: makes the estimator; it imports the backend's module inside, so that nothing loads before.
    """

    name: str
    models: tuple[str, ...]
    live_models: tuple[str, ...]
    extra: str | None
    rows: RowContents
    preloads: bool
    open: Callable[[BackendChoice], PoseEstimator]


def _open_onnx(choice: BackendChoice) -> PoseEstimator:
    from formcheck.pose.onnx_estimator import OnnxPoseEstimator

    return OnnxPoseEstimator(choice.model, choice.threads, choice.outline_hz)


def _open_mediapipe(choice: BackendChoice) -> PoseEstimator:
    from formcheck.pose.mediapipe_estimator import MediaPipePoseEstimator

    return MediaPipePoseEstimator(choice.model, choice.outline_hz)


BACKENDS: dict[str, PoseBackend] = {
    entry.name: entry
    for entry in (
        PoseBackend(
            name="onnx",
            models=MODEL_NAMES,
            # Not heavy: four times the work of full, for a skeleton that moves no verdict.
            live_models=("full", "lite"),
            extra=None,
            rows=RowContents(outline=True, edge_contact=True, people=True, smoothed=True),
            preloads=True,
            open=_open_onnx,
        ),
        PoseBackend(
            name="mediapipe",
            models=MODEL_NAMES,
            live_models=(),
            extra=None,
            rows=RowContents(outline=True, edge_contact=True, people=False, smoothed=True),
            preloads=False,
            open=_open_mediapipe,
        ),
    )
}
"""All backends by name, the default first."""


def backend_names() -> tuple[str, ...]:
    """Names of all backends, the default first."""
    return tuple(BACKENDS)


def model_names() -> tuple[str, ...]:
    """Names of the models that at least one backend offers, in the backends' order."""
    return tuple(dict.fromkeys(model for entry in BACKENDS.values() for model in entry.models))


def make_estimator(choice: BackendChoice) -> PoseEstimator:
    """Make a new estimator; `formcheck.pose.factory.create_estimator` also uses one that was preloaded.

    Raises:
        UsageError: no such backend or model, or another argument out of range.
        ModelError: a network is missing, damaged or swapped.
        MissingSystemLibraryError: a shared library that the backend needs is not on this machine.
        FormcheckError: a Python package is missing or broken, or the backend does not start.
    """
    backend = BACKENDS.get(choice.backend)
    if backend is None:
        raise UsageError(
            f"There is no pose backend '{choice.backend}'", f"Choose one of {', '.join(BACKENDS)}."
        )
    if choice.model not in backend.models:
        raise UsageError(
            f"There is no pose model '{choice.model}'", f"Choose one of {', '.join(backend.models)}."
        )
    try:
        return backend.open(choice)
    except (ImportError, OSError) as error:
        raise explain_import(error, backend.extra) from error
