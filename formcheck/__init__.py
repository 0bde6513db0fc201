"""formcheck: judges the form of back-care exercises, on your own machine.

The public names, imported on first use (so that ``formcheck --help`` need not load a pose network):

* `score_video`, `rescore`, `ScoreOptions`, `Scored`: from a file to files.
* `Plan`, `Scoring`: the scoring itself, chunk by chunk.
* `Track`, `PoseEstimator`, `FakePoseEstimator`, `create_estimator`: poses.
* `Camera`, `FakeCamera`, `find_cameras`: live frames.
* `FormcheckError`: base of every error raised on purpose.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "score_video": "formcheck.pipeline.score",
    "rescore": "formcheck.pipeline.score",
    "ScoreOptions": "formcheck.pipeline.score",
    "Scored": "formcheck.pipeline.score",
    "Plan": "formcheck.scoring.plan",
    "Scoring": "formcheck.scoring.scoring",
    "Track": "formcheck.pose.track",
    "PoseEstimator": "formcheck.pose.estimator",
    "FakePoseEstimator": "formcheck.pose.fake_estimator",
    "create_estimator": "formcheck.pose.factory",
    "Camera": "formcheck.media.camera",
    "FakeCamera": "formcheck.media.fake_camera",
    "find_cameras": "formcheck.media.camera_names",
    "FormcheckError": "formcheck.errors",
}

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604 - the keys are strings


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'formcheck' has no attribute {name!r}")
