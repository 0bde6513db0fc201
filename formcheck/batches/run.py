"""Does the jobs of a batch on an executor, and writes down what comes in."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from formcheck.batches.job import Done, Job, do_job
from formcheck.batches.ledger import Entry, Ledger
from formcheck.batches.processes import WorkerDiedError, WorkerHungError, WorkerProcesses
from formcheck.batches.rows import FAILED, Failure, VideoRow
from formcheck.errors import FormcheckError, FullDiskError, InstallationError, UnavailableError
from formcheck.runtime.error_lines import as_formcheck_error
from formcheck.store.files import remove_stale

TRIES = 2
"""A job that fails is begun once more, behind the others."""
_WAKE_S = 0.5
"""Ctrl-C cannot interrupt a longer wait on Windows."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: an entry or a failure.

    Attributes:
        job: what was to be done.
        entry: its result.
        failure: why there is none.
        error: the same as it was raised.
        fresh: it was scored now; False where the result of an earlier run stands.
    """

    job: Job
    entry: Entry | None = None
    failure: Failure | None = None
    error: BaseException | None = None
    fresh: bool = False

    @property
    def row(self) -> VideoRow:
        """The row for the tables."""
        if self.entry is not None:
            return self.entry.row
        given, failure = self.job.given, self.failure
        return VideoRow(
            file=given.file,
            kind=given.kind,
            patient=given.patient,
            label=given.label,
            status=FAILED,
            error=failure.line if failure else None,
        )


@dataclass(slots=True)
class _Running:
    job: Job
    tries: int
    begun_s: float


def run_jobs(jobs: Sequence[Job], ledger: Ledger, executor: Executor, at_once: int) -> Iterator[Outcome]:
    """Do all jobs, and give what came of each as it comes in.

    When the iterator is closed or interrupted, what was begun is left to the executor's owner.

    Args:
        jobs: one a file, of which no result stands.
        ledger: of the folder that they write to.
        executor: does `do_job`, in a process that reads and writes the same files.
        at_once: number of jobs that it holds at a time: those that it works on, or a few more.

    Raises:
        FullDiskError, InstallationError: what would stop every further file as well.
        UnavailableError: the executor has ended.
    """
    waiting = deque((replace(job, known=ledger.known_key(job)), 1) for job in jobs)
    running: dict[Future[Done], _Running] = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            job, tries = waiting.popleft()
            running[_submit(executor, job, tries)] = _Running(job, tries, time.monotonic())
        for future in wait(running, timeout=_WAKE_S, return_when=FIRST_COMPLETED).done:
            one = running.pop(future)
            error = CancelledError() if future.cancelled() else future.exception()
            if error is None:
                yield Outcome(one.job, ledger.add(one.job, future.result()), fresh=True)
                continue
            _sweep(one.job.out)
            if isinstance(error, FullDiskError | InstallationError):
                raise error
            if isinstance(error, BrokenExecutor | CancelledError):
                raise _ended(executor) from error
            if one.tries < TRIES:
                waiting.append((one.job, one.tries + 1))
            else:
                yield Outcome(one.job, failure=_failure(one, error), error=error, fresh=True)


def _submit(executor: Executor, job: Job, tries: int) -> Future[Done]:
    try:
        if tries > 1 and isinstance(executor, WorkerProcesses):
            return executor.submit_fresh(do_job, job)
        return executor.submit(do_job, job)
    except RuntimeError as error:  # shut down, or broken by the death of a process
        raise _ended(executor) from error


def _ended(executor: Executor) -> UnavailableError:
    called = getattr(executor, "called", f"executor ({type(executor).__name__})")
    return UnavailableError(
        f"The {called} has ended in the middle", "What is done is kept: do the same again with a new one"
    )


def _failure(one: _Running, error: BaseException) -> Failure:
    failure: FormcheckError = as_formcheck_error(error)
    hung, died = isinstance(error, WorkerHungError), isinstance(error, WorkerDiedError)
    how = "hung" if hung else "died" if died else "failed"
    seconds = round(time.monotonic() - one.begun_s, 1)
    return Failure(one.job.given.file, how, failure.message, failure.remedy, one.tries, seconds)


def _sweep(out: Path) -> None:
    """Remove what a process that is gone has left in the folder of its job, and the folder if it is empty."""
    remove_stale(out)
    with contextlib.suppress(OSError):
        out.rmdir()


def sweep(jobs: Sequence[Job], outcomes: Mapping[Path, Outcome]) -> None:
    """The same for all jobs, when nobody works there any more; emptied folders above go, too."""
    for job in jobs:
        outcome = outcomes.get(job.path)
        if outcome is not None and outcome.entry is not None:
            if outcome.fresh:  # a process that was killed over it may have ended after the next one began
                remove_stale(job.out)
            continue
        if job.out.is_dir():
            _sweep(job.out)
        for folder in job.out.parents[: len(PurePosixPath(job.folder).parts) - 2]:
            with contextlib.suppress(OSError):  # something else is in it, or it is gone
                folder.rmdir()
