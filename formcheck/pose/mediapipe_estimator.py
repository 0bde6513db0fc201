"""The reference pose backend: mediapipe in a process of its own that cannot reach the internet."""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import weakref
from pathlib import Path

from formcheck.errors import FormcheckError, PoseBackendError, UsageError
from formcheck.media.frame import Frame
from formcheck.pose.import_errors import explain_import
from formcheck.pose.light import brightness
from formcheck.pose.mediapipe_landmarker import READY, Failure, Reply, Request
from formcheck.pose.models import check_name, checksum, verified
from formcheck.pose.search import Every
from formcheck.pose.track import ModelInfo, Track
from formcheck.runtime.closing import Closing
from formcheck.runtime.privacy import DEAD_PROXY, PROXY_VARIABLES
from formcheck.runtime.subprocesses import environment, python

PATIENCE_S = 2.0  # how long a worker may take to end by itself


class MediaPipePoseEstimator(Closing):
    """mediapipe 1.2 Tasks, VIDEO mode, masks on, behind the same protocol.

    It smooths landmarks as our own backend does, but visibility as well, which lags by about ten frames. It
    follows one person and does not count: `Track.people` is 0 or NaN.

    Args:
        model: "lite", "full" or "heavy"; the bundle of the last is made by ``python tools/build_models``.
        outline_hz: how often to read the outline, per second of media time; 0 for never.
        folder: where the bundles are; None for the shipped ones.

    Raises:
        UsageError: an argument is out of range.
        ModelError: the bundle is missing, damaged or swapped.
        MissingSystemLibraryError: mediapipe needs a shared library that is not on this machine.
        InstallationError: a Python package of mediapipe is missing or broken.
        PoseBackendError: mediapipe does not start for another reason.
    """

    def __init__(self, model: str = "full", outline_hz: float = 10.0, folder: Path | None = None) -> None:
        if not outline_hz >= 0:
            raise UsageError(f"The outline cannot be read {outline_hz} times a second", "Give 0 or more.")
        bundle = f"pose_landmarker_{check_name(model)}.task"
        path = verified(bundle, folder)
        self._model = ModelInfo("mediapipe", model, checksum(bundle, folder))
        self._outline_due = Every(1 / outline_hz) if outline_hz else None
        self._worker = _start(path)
        self._stop = weakref.finalize(self, _stop, self._worker)
        started = self._receive()
        if started != READY:
            self.close()
            raise _explain(started)

    @property
    def model(self) -> ModelInfo:
        """Which network this is; the hash is that of the bundle."""
        return self._model

    def estimate(self, frame: Frame) -> Track:
        """The pose in `frame`, as a track of exactly one row.

        Raises:
            PoseBackendError: the worker process failed or has been closed.
        """
        outline = self._outline_due is not None and self._outline_due.due(frame.time_s)
        reply = self._exchange(Request(frame.image, frame.time_s, outline))
        if reply is None:
            light = brightness(frame.image)
            return Track.unseen(frame.time_s, frame.size, self._model, people=0, light=light)
        if not isinstance(reply, Reply):
            self.close()
            raise _explain(reply)
        return Track.build(
            [frame.time_s],
            reply.xy[None],
            visibility=reply.visibility[None],
            world=reply.world[None],
            dorsal=reply.dorsal[None],
            ventral=reply.ventral[None],
            contrast=[reply.contrast],
            edge_contact=[reply.edge_contact],
            size=frame.size,
            model=self._model,
        )

    def close(self) -> None:
        """End the worker process; calling it twice is allowed."""
        self._stop()

    def _exchange(self, request: Request) -> object:
        """What the worker answers: a `Reply`, None for nobody, or a `Failure`."""
        if not self._stop.alive:
            raise PoseBackendError("The mediapipe backend has been closed", "Make a new estimator.")
        assert self._worker.stdin is not None
        try:
            pickle.dump(tuple(request), self._worker.stdin, pickle.HIGHEST_PROTOCOL)
            self._worker.stdin.flush()
            return self._receive()
        except OSError:
            return self._died()
        except BaseException:
            self.close()  # Ctrl-C in the middle: the next reply would belong to this request
            raise

    def _receive(self) -> object:
        assert self._worker.stdout is not None
        try:
            return pickle.load(self._worker.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            return self._died()

    def _died(self) -> Failure:
        self.close()
        return Failure("", f"its process ended with status {self._worker.returncode}")


def _start(bundle: Path) -> subprocess.Popen[bytes]:
    """Start the worker with this installation's formcheck and no way out.

    A terminal sends Ctrl-C to all of a group; in one of its own the worker cannot die of it while it still
    loads its libraries, which the parent would take for a failure.
    """
    own = environment(**dict.fromkeys(PROXY_VARIABLES, DEAD_PROXY))
    return subprocess.Popen(
        python("-m", "formcheck.pose.mediapipe_worker", str(bundle)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in own.items() if name.lower() != "no_proxy"},
        start_new_session=True,  # POSIX
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Windows
    )


def _stop(worker: subprocess.Popen[bytes]) -> None:
    """End a worker and collect it, so that no zombie stays behind."""
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # it may have died with a request half written
                pipe.close()
    try:
        worker.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def _explain(failure: object) -> FormcheckError:
    if not isinstance(failure, Failure):
        return PoseBackendError("The mediapipe backend gave a senseless answer", "Use --backend onnx.")
    if failure.kind in ("ImportError", "ModuleNotFoundError", "OSError"):
        return explain_import(failure.text)
    reason = f"{failure.kind}: {failure.text}" if failure.kind else failure.text
    return PoseBackendError(f"The mediapipe backend failed ({reason})", "Use --backend onnx.")
