"""formcheck: judges the form of back-care exercises, on your own machine.

    import formcheck as fc

    track = fc.track("plank.mp4")                # the poses, once
    scored = fc.score(track, exercise="plank")   # in memory; a notebook shows the report
    scored.result.dose.quality_hold_s
    scored.frames.to_pandas()
    scored.save("out")

Every public name is imported on its first use, so that ``formcheck --help`` need not load a pose network:

* `track`, `score`, `Scored`: from a video to its judgement, in memory.
* `batch`, `BatchResult`: many files, in processes of their own; `read_results`, `ResultTable`: their results.
* `inspect`, `Inspection`: what is in a file, before it is scored.
* `live`, `LiveFrame`: the judgement of a camera's frames as they come.
* `Result`, `RecordingResult`, `FrameScores`: what was found.
* `Track`, `Landmark`, `ModelInfo`, `read_recording`: poses; `read_poses`: those of other programs.
* `Plan`, `Scoring`: the scoring itself, chunk by chunk.
* `PoseEstimator`, `FakePoseEstimator`, `create_estimator`: pose backends.
* `Camera`, `FakeCamera`, `find_cameras`: live frames.
* `FormcheckError` and its kinds: every error raised on purpose.
"""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING

from formcheck.runtime.version import __version__

if TYPE_CHECKING:
    from formcheck.batches.front_door import BatchResult, batch
    from formcheck.batches.result_folders import ResultTable, read_results
    from formcheck.errors import (
        FormcheckError,
        InputError,
        InstallationError,
        ModelError,
        OutputError,
        UsageError,
    )
    from formcheck.judge.frames import FrameScores
    from formcheck.live_visit.frames import LiveFrame, live
    from formcheck.media.camera import Camera
    from formcheck.media.camera_names import find_cameras
    from formcheck.media.fake_camera import FakeCamera
    from formcheck.mocap.read_poses import read_poses
    from formcheck.pipeline.inspect import inspect
    from formcheck.pipeline.inspection import Inspection
    from formcheck.pipeline.notebook import score, track
    from formcheck.pipeline.scored import Scored
    from formcheck.pose.estimator import PoseEstimator
    from formcheck.pose.factory import create_estimator
    from formcheck.pose.fake_estimator import FakePoseEstimator
    from formcheck.pose.landmarks import Landmark
    from formcheck.pose.track import ModelInfo, Track
    from formcheck.scoring.plan import Plan
    from formcheck.scoring.recording_result import RecordingResult
    from formcheck.scoring.result import Result
    from formcheck.scoring.scoring import Scoring
    from formcheck.store.recording import read_recording

_HOMES = {
    "BatchResult": "batches.front_door",
    "Camera": "media.camera",
    "FakeCamera": "media.fake_camera",
    "FakePoseEstimator": "pose.fake_estimator",
    "FormcheckError": "errors",
    "FrameScores": "judge.frames",
    "InputError": "errors",
    "Inspection": "pipeline.inspection",
    "InstallationError": "errors",
    "Landmark": "pose.landmarks",
    "LiveFrame": "live_visit.frames",
    "ModelError": "errors",
    "ModelInfo": "pose.track",
    "OutputError": "errors",
    "Plan": "scoring.plan",
    "PoseEstimator": "pose.estimator",
    "RecordingResult": "scoring.recording_result",
    "Result": "scoring.result",
    "ResultTable": "batches.result_folders",
    "Scored": "pipeline.scored",
    "Scoring": "scoring.scoring",
    "Track": "pose.track",
    "UsageError": "errors",
    "batch": "batches.front_door",
    "create_estimator": "pose.factory",
    "find_cameras": "media.camera_names",
    "inspect": "pipeline.inspect",
    "live": "live_visit.frames",
    "read_poses": "mocap.read_poses",
    "read_recording": "store.recording",
    "read_results": "batches.result_folders",
    "score": "pipeline.notebook",
    "track": "pipeline.notebook",
}
"""Public name -> the module that holds it."""

_MOVED = {
    "ScoreOptions": "formcheck.pipeline.score.ScoreOptions",
    "Session": "formcheck.Scoring",
    "rescore": "formcheck.pipeline.score.rescore",
    "score_video": "formcheck.pipeline.score.score_video",
}
"""Names of 0.1.0 -> where each is now; they go with the next release."""

__all__ = [
    "BatchResult",
    "Camera",
    "FakeCamera",
    "FakePoseEstimator",
    "FormcheckError",
    "FrameScores",
    "InputError",
    "Inspection",
    "InstallationError",
    "Landmark",
    "LiveFrame",
    "ModelError",
    "ModelInfo",
    "OutputError",
    "Plan",
    "PoseEstimator",
    "RecordingResult",
    "Result",
    "ResultTable",
    "Scored",
    "Scoring",
    "Track",
    "UsageError",
    "__version__",
    "batch",
    "create_estimator",
    "find_cameras",
    "inspect",
    "live",
    "read_poses",
    "read_recording",
    "read_results",
    "score",
    "track",
]


def __getattr__(name: str) -> object:
    if name in _MOVED:
        module, _, own = _MOVED[name].rpartition(".")
        message = f"formcheck.{name} has moved to {_MOVED[name]} and will go with the next release"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return getattr(import_module(module), own)
    if name in _HOMES:
        found = globals()[name] = getattr(import_module(f"formcheck.{_HOMES[name]}"), name)
        return found
    raise AttributeError(f"module 'formcheck' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
