"""The command `batch`: finds the files, starts the processes, shows how far they are, and sums up."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.batch.finish import INDEX, SUMMARY_CSV, write_all
from formcheck.batch.job import Job
from formcheck.batch.ledger import Ledger
from formcheck.batch.plan import Batch, BatchOptions, default_out, plan_batch
from formcheck.batch.processes import TIMES_LENGTH, Patience, WorkerProcesses, processors
from formcheck.batch.run import Outcome, run_jobs, sweep_unfinished
from formcheck.batch.tables import values
from formcheck.cli.batch_progress import BatchProgress
from formcheck.cli.reporter import Reporter
from formcheck.cli.score_command import ScoreRequest
from formcheck.errors import ExitStatus
from formcheck.runtime.error_lines import print_error
from formcheck.runtime.interrupt import caused_by_ctrl_c
from formcheck.runtime.printable import printable


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """The arguments of `batch`.

    Attributes:
        inputs: folders, patterns, lists and files.
        how: as of `score`; its videos and folder are not read.
        out: folder for all results; None for `default_out`.
        jobs: number of processes; None for as many as there are processors.
        patience: a video may take so many times its length; None for the usual.
        rescored_as: exercise for recordings; None for the one that they were.
    """

    inputs: tuple[str, ...]
    how: ScoreRequest
    out: Path | None = None
    jobs: int | None = None
    patience: float | None = None
    rescored_as: str | None = None


def run_batch_command(request: BatchRequest, reporter: Reporter) -> ExitStatus:
    """Score all; returns the exit status of the whole.

    Raises:
        FormcheckError: nothing could be begun, or nothing can go on.
    """
    options = request.how.options()
    options.check()
    out = request.out or default_out(request.inputs)
    jobs = request.jobs or processors()
    threads = max(1, processors() // jobs)
    chosen = BatchOptions(replace(options, threads=threads), options.plan.override, request.rescored_as)
    with contextlib.ExitStack() as stack:
        planned = plan_batch(request.inputs, out, chosen, {})
        ledger = stack.enter_context(Ledger(out))
        before = {path: entry.folder for path, entry in ledger.entries.items()}
        if before:
            planned = plan_batch(request.inputs, out, chosen, before)
        for note in planned.notes:
            print_error(note)
        patience = Patience(times_length=request.patience or TIMES_LENGTH)
        return _run(planned, ledger, min(jobs, len(planned.jobs)), patience, request.how.lang, reporter)


def _run(
    planned: Batch, ledger: Ledger, jobs: int, patience: Patience, lang: str, reporter: Reporter
) -> ExitStatus:
    outcomes: dict[Path, Outcome] = {}
    stopped = False
    try:
        with _working(planned.jobs, jobs, patience, reporter) as (pool, progress):
            for outcome in run_jobs(planned.jobs, ledger, pool, jobs):
                outcomes[outcome.job.path] = outcome
                progress.over(outcome)
                _show(outcome, reporter)
    except (Exception, KeyboardInterrupt) as error:
        if not caused_by_ctrl_c(error):
            _write(planned, ledger, outcomes, lang)
            raise
        stopped = True
    _write(planned, ledger, outcomes, lang)
    if stopped:
        left = len(planned.jobs) - len(outcomes)
        done = f"{len(outcomes)} of {len(planned.jobs)} are done"
        print_error(f"stopped. {done}; the same command does the other {left}")
        return ExitStatus.INTERRUPTED
    _sum_up(list(outcomes.values()), ledger.folder, reporter)
    return _status(list(outcomes.values()))


@contextlib.contextmanager
def _working(
    jobs: Sequence[Job], at_once: int, patience: Patience, reporter: Reporter
) -> Iterator[tuple[WorkerProcesses, BatchProgress]]:
    """Processes and a display of how far they are; both end with the block, at once when it is left early."""
    progress = BatchProgress(jobs, shown=reporter.shows_progress)
    pool = WorkerProcesses(at_once, patience, progress.at)
    try:
        with progress:
            yield pool, progress
        pool.shutdown()
    except BaseException:
        pool.shutdown(cancel_futures=True)
        raise


def _write(planned: Batch, ledger: Ledger, outcomes: dict[Path, Outcome], lang: str) -> None:
    sweep_unfinished(planned.jobs, list(outcomes.values()))
    write_all(ledger.folder, planned.jobs, outcomes, lang)


def _show(outcome: Outcome, reporter: Reporter) -> None:
    if outcome.failure is not None:
        print_error(f"{outcome.failure.file}: {outcome.failure.line}", outcome.error)
    if reporter.as_json:
        print(json.dumps(values(outcome.row)))


def _sum_up(outcomes: list[Outcome], out: Path, reporter: Reporter) -> None:
    if reporter.as_json:
        return
    counts = Counter(str(outcome.row.verdict) for outcome in outcomes if outcome.entry)
    said = [f"{counts[verdict]} {verdict}" for verdict in ("good", "fault", "unmeasured") if counts[verdict]]
    failed = sum(outcome.failure is not None for outcome in outcomes)
    if failed:
        said.append(f"{failed} failed (failures.csv)")
    before = sum(not outcome.fresh for outcome in outcomes)
    reporter.say(f"{len(outcomes)} files: {', '.join(said)}" + (f"; {before} done before" if before else ""))
    shown = INDEX if (out / INDEX).exists() else SUMMARY_CSV
    reporter.say(f"    {printable(out / shown)}")


def _status(outcomes: list[Outcome]) -> ExitStatus:
    failed = sum(outcome.failure is not None for outcome in outcomes)
    if failed:
        return ExitStatus.FAILED if failed == len(outcomes) else ExitStatus.SOME_FAILED
    measured = any(outcome.entry is not None and outcome.entry.measured for outcome in outcomes)
    return ExitStatus.OK if measured else ExitStatus.NOTHING_MEASURED
