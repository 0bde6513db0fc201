"""Workers of a Dask cluster whose processes see a made-up person, also those that Dask starts later."""

from __future__ import annotations

from distributed import Worker, WorkerPlugin

from formcheck.batches import processes
from formcheck.runtime.subprocesses import python


class Staged(WorkerPlugin):  # type: ignore[misc]  # distributed has no types
    """Each film takes a moment, so that a worker can be killed in the middle of one."""

    name = "formcheck-staged"

    def __init__(self, scene: str, pause_s: float, folder: str) -> None:
        self.scene, self.pause_s, self.folder = scene, pause_s, folder

    def setup(self, worker: Worker) -> None:
        """In the worker, when it starts."""
        call = f"staged_worker({self.pause_s}, scene={self.scene!r}, folder={self.folder!r})"
        command = python("-c", f"from tests.support.batch_kills import staged_worker; {call}")
        processes.worker_command = lambda: command
