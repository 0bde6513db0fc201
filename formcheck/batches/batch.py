"""`Batch`: from what the user names to tables, for the command line and for Python alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from formcheck.batches.finish import write_all
from formcheck.batches.job import Job
from formcheck.batches.ledger import Ledger
from formcheck.batches.plan import BatchOptions, StrPath, find_wanted
from formcheck.batches.processes import processors
from formcheck.batches.run import Outcome, run_jobs, sweep


class Batch:
    """One run over many files. Use it as a context manager: only one at a time writes to a folder.

    Args:
        inputs: folders, patterns, lists (``.csv``) and names of files.
        out: folder for all results.
        options: how to score.

    Attributes:
        out: that folder.
        jobs: one a file, in the order of the tables.
        notes: what the user should know of the search, a line each.
        outcomes: path of a file -> what came of it, so far; what stands from before is there at once.

    Raises:
        InputError, UsageError: an input stands for nothing, or an option makes no sense; nothing was made.
        OutputError: the folder cannot be written to, or another batch writes to it.
    """

    def __init__(self, inputs: Sequence[StrPath], out: Path, options: BatchOptions) -> None:
        self.out, self._lang = out, options.video.lang
        wanted = find_wanted(inputs, out, options)  # a folder is only made when there is something to do
        self._ledger = Ledger(out)
        before = {path: entry.folder for path, entry in self._ledger.entries.items()}
        self.jobs: Sequence[Job] = wanted.jobs(out, before)
        self.notes = wanted.notes
        standing = ((job, self._ledger.standing(job)) for job in self.jobs)
        self.outcomes = {job.path: Outcome(job, entry) for job, entry in standing if entry is not None}

    @property
    def left(self) -> Sequence[Job]:
        """What is still to be done."""
        return [job for job in self.jobs if job.path not in self.outcomes]

    def run(self, executor: Executor, at_once: int) -> Iterator[Outcome]:
        """Do what is left, and give its outcomes as they come in; arguments and errors as of `run_jobs`."""
        for outcome in run_jobs(self.left, self._ledger, executor, at_once):
            self.outcomes[outcome.job.path] = outcome
            yield outcome

    def write(self) -> None:
        """Write the tables and the page of what is done, if anything is and nothing works on it any more.

        Raises:
            OutputError: the disk refuses; those of before stay.
        """
        sweep(self.jobs, self.outcomes)
        if not self.outcomes:
            return
        known = [self.outcomes[job.path] for job in self.jobs if job.path in self.outcomes]
        write_all(self.out, known, self._lang)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ledger.close()


def shared_out(options: BatchOptions, jobs: int) -> BatchOptions:
    """The options with so many threads a process that all of them together have the processors once."""
    return replace(options, video=replace(options.video, threads=max(1, processors() // jobs)))
