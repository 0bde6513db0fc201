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
"""After that long without a job a process ends, and its memory is free: the batch may have been killed."""


class _OwnProcess(threading.local):
    def __init__(self) -> None:
        self.pool: WorkerProcesses | None = None


_own = _OwnProcess()
_pools: set[WorkerProcesses] = set()
_lock = threading.Lock()


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
        with _lock:
            _pools.add(_own.pool)
    return _own.pool


def end_own_processes() -> None:
    """End all such processes, in whatever they do."""
    with _lock:
        pools = list(_pools)
        _pools.clear()
    for pool in pools:
        pool.shutdown(cancel_futures=True)
