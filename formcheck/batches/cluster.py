"""A Dask cluster as the executor of a batch. The only module that opens a connection for one.

Its workers do each job in a process aside (`own_process`). They read and write the same folders where they
see them; else the files are sent, and the results sent back. Dask itself does a job again elsewhere when its
worker dies.
"""

from __future__ import annotations

import contextlib
import logging
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from formcheck.batches.job import Done, Job, networks_digest
from formcheck.batches.own_process import do_job_aside
from formcheck.batches.processes import Patience, WorkerDiedError
from formcheck.batches.sent import SentBack, do_parcel, pack, unpack
from formcheck.errors import InstallationError, MissingPackageError, UnavailableError
from formcheck.runtime.version import __version__
from formcheck.store.files import OutputFolder

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
T = TypeVar("T")

ANSWER_S = 15.0
"""Seconds in which a scheduler has to answer, and to have a worker."""
QUEUED = 2
"""Jobs a thread of the workers: one in work, and one for the moment when it is done."""


class ClusterExecutor(Executor):
    """Does the jobs of a batch on a Dask cluster; made by `cluster_executor`.

    Attributes:
        called: what messages call it.

    Args:
        client: of the cluster.
        patience: how long a job may take.
        shared: its workers see the folders of this machine.
        threads: of all workers.
    """

    called = "cluster"

    def __init__(self, client: Client, patience: Patience, *, shared: bool, threads: int) -> None:
        # A task is done anew each time, whatever Dask remembers of one with the same arguments.
        self._inner = client.get_executor(pure=False)
        self._patience, self.shared, self.threads = patience, shared, threads
        self._beside = ThreadPoolExecutor(4, "formcheck-sent")  # reading and writing hold up no connection

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do ``do_job(job)``; `fn` is `do_job`."""
        (job,) = args
        assert isinstance(job, Job)
        outcome: Future[T] = Future()
        if self.shared:
            _hand_on(self._inner.submit(do_job_aside, job, self._patience), outcome, lambda done: done)
        else:
            self._beside.submit(self._send, job, outcome)
        return outcome

    def _send(self, job: Job, outcome: Future[T]) -> None:
        try:
            sent = self._inner.submit(do_parcel, pack(job), self._patience)
        except BaseException as error:
            outcome.set_exception(error)
            return
        sent.add_done_callback(
            lambda back: self._beside.submit(_hand_on, back, outcome, lambda got: _unpacked(job, got))
        )

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster."""
        self._inner.shutdown(wait=wait and not cancel_futures)
        self._beside.shutdown(wait=wait, cancel_futures=cancel_futures)


def _unpacked(job: Job, back: object) -> Done:
    assert isinstance(back, SentBack)
    return unpack(job, back)


def _hand_on(inner: Future[object], outcome: Future[T], change: Callable[[object], object]) -> None:
    """Give `outcome` what comes of `inner`, now or later."""

    def over(future: Future[object]) -> None:
        try:
            outcome.set_result(change(future.result()))  # type: ignore[arg-type]
        except BaseException as error:
            outcome.set_exception(_as_death(error))

    inner.add_done_callback(over)


def _as_death(error: BaseException) -> BaseException:
    """Dask's error for a task whose workers died one after the other, as ours."""
    if type(error).__name__ != "KilledWorker":
        return error
    return WorkerDiedError(
        "The workers of the cluster died one after the other over it",
        "Run formcheck score on it alone, and look into the log of the workers",
    )


@contextlib.contextmanager
def cluster_executor(
    address: str, jobs: Sequence[Job], out: Path, patience: Patience
) -> Iterator[ClusterExecutor]:
    """Connect to a cluster, and make sure that its workers give the results that this machine would give.

    Args:
        address: of its scheduler, such as ``tcp://host:8786``.
        jobs: what is to be done; at least one.
        out: folder for all results.
        patience: how long a job may take.

    Raises:
        MissingPackageError: the extra `cluster` is not installed.
        UnavailableError: nothing answers there, or there are no workers.
        InstallationError: a worker has no formcheck, or another version or other networks.
    """
    with _client(address) as client:
        threads = _threads(client, address)
        _check_workers(client)
        executor = ClusterExecutor(
            client, patience, shared=_all_see(client, jobs[0].path, out), threads=threads
        )
        try:
            yield executor
        finally:
            executor.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise MissingPackageError(
            "--cluster needs the package distributed, which is not installed",
            "pip install 'formcheck[cluster]'",
        ) from error
    with contextlib.ExitStack() as stack:
        stack.enter_context(_quiet_dask())
        # Files are sent in tasks.
        stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"}))
        yield stack.enter_context(_connected(Client, address))


def _connected(kind: type[Client], address: str) -> Client:
    try:
        return kind(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UnavailableError(
            f"No Dask scheduler answers at {address}",
            "Start one with: dask scheduler; or look at the address",
        ) from error


@contextlib.contextmanager
def _quiet_dask() -> Iterator[None]:
    """Dask logs with tracebacks, for instance when its scheduler has ended; what matters is raised."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    levels = {logger: logger.level for logger in map(logging.getLogger, names)}
    for logger in levels:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in levels.items():
            logger.setLevel(level)


def _threads(client: Client, address: str) -> int:
    try:
        client.wait_for_workers(1, timeout=ANSWER_S)
    except TimeoutError as error:
        raise UnavailableError(
            f"The cluster at {address} has no workers", f"Start some with: dask worker {address}"
        ) from error
    return sum(client.nthreads().values())


def about_worker() -> dict[str, str]:
    """Version and networks of the process that is asked."""
    return {"formcheck": __version__, "networks": networks_digest()}


def _check_workers(client: Client) -> None:
    mine = about_worker()
    found: Mapping[str, object] = client.run(about_worker, on_error="return")
    for worker, other in found.items():
        if isinstance(other, ImportError | AttributeError):
            raise InstallationError(
                f"The worker {worker} has no formcheck that can be asked ({other})",
                f"Install formcheck {__version__} there",
            )
        if isinstance(other, BaseException):
            raise InstallationError(f"The worker {worker} cannot say its version ({other})", "Start it again")
        if other != mine:
            raise InstallationError(
                f"The worker {worker} has another formcheck, or other networks, than this machine",
                f"Install formcheck {__version__} there",
            )


def _all_see(client: Client, file: Path, out: Path) -> bool:
    """Whether every worker sees this file and the folder for the results, and may write there."""
    token = uuid.uuid4().hex
    with OutputFolder(out).scratch("probe") as probe:
        probe.write_text(token, "ascii")
        seen: Mapping[str, object] = client.run(sees, file, probe, token, on_error="return")
        return all(answer is True for answer in seen.values())


def sees(file: Path, probe: Path, token: str) -> bool:
    """Whether this process sees a file and the probe with its token, and may write beside that."""
    try:
        OutputFolder(probe.parent)
        return os.path.lexists(file) and probe.read_text("ascii") == token
    except Exception:
        return False
