"""Does a job in a process of its own, for whoever works in threads: a worker of a cluster.

So a film that hangs, or brings its process down, costs that process and not the worker; and each process does
one film at a time, however many threads its worker has.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future

from formcheck.batches.job import Done, Job, do_job
from formcheck.batches.processes import Patience, WorkerProcesses

IDLE_S = 60.0
"""After that long without a job a process ends, and its memory is free. A batch does not end them when it is
over: another one may use the same workers."""


class _OwnProcess(threading.local):
    def __init__(self) -> None:
        self.pool: WorkerProcesses | None = None


_own = _OwnProcess()


def do_job_aside(job: Job, patience: Patience) -> Done:
    """`do_job` in the process of this thread, which is started for the first one.

    Raises:
        WorkerDiedError, WorkerHungError: the process.
        FormcheckError: as of `do_job`.
    """
    future: Future[Done] = _pool(patience).submit(do_job, job)
    return future.result()


def _pool(patience: Patience) -> WorkerProcesses:
    if _own.pool is None or _own.pool.closed:
        _own.pool = WorkerProcesses(1, patience, idle_s=IDLE_S)
    return _own.pool
