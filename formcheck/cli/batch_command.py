"""The command `batch`: finds the files, starts the processes, shows how far they are, and sums up."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.batches.batch import Batch, shared_out
from formcheck.batches.finish import INDEX, SUMMARY_CSV
from formcheck.batches.plan import BatchOptions, default_out
from formcheck.batches.processes import TIMES_LENGTH, Patience, own_processes, processors, usual_jobs
from formcheck.batches.run import Outcome
from formcheck.batches.tables import values
from formcheck.cli.batch_progress import BatchProgress
from formcheck.cli.reporter import Reporter
from formcheck.cli.score_command import ScoreRequest
from formcheck.errors import ExitStatus
from formcheck.runtime.error_lines import print_error
from formcheck.runtime.interrupt import caused_by_ctrl_c
from formcheck.runtime.printable import printable

if TYPE_CHECKING:  # the store and its library take a quarter of a second
    from formcheck.cli.batch_visits import FiledVisits, FileVisits


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
        cluster: address of a Dask scheduler; None for processes of this machine.
        visits: the list's patients get the videos as visits, in that store; None for not.
    """

    inputs: tuple[str, ...]
    how: ScoreRequest
    out: Path | None = None
    jobs: int | None = None
    patience: float | None = None
    rescored_as: str | None = None
    cluster: str | None = None
    visits: FileVisits | None = None


def run_batch_command(request: BatchRequest, reporter: Reporter) -> ExitStatus:
    """Score all; returns the exit status of the whole.

    Raises:
        FormcheckError: nothing could be begun, or nothing can go on.
    """
    options = request.how.options()
    at_once = request.jobs or usual_jobs()
    how, override = request.how, options.plan.override
    with contextlib.ExitStack() as stack:
        visits = None if request.visits is None else stack.enter_context(_visits(request.visits, how.lang))
        judged = None if visits is None else visits.judged
        chosen = BatchOptions(options, override, request.rescored_as, how.fps, how.size, judged)
        chosen = shared_out(chosen, processors() if request.cluster else at_once)
        out = request.out or default_out(request.inputs)
        run = stack.enter_context(Batch(request.inputs, out, chosen))
        for note in run.notes:
            print_error(note)
        try:
            _work(run, request, at_once, reporter, visits)
        except (Exception, KeyboardInterrupt) as error:
            if not caused_by_ctrl_c(error):
                raise
            done, of = len(run.outcomes), len(run.jobs)
            print_error(f"stopped. {done} of {of} are done; the same command does the other {of - done}")
            return ExitStatus.INTERRUPTED
        finally:
            run.write()
        outcomes = list(run.outcomes.values())
        _sum_up(outcomes, run.out, reporter)
        if visits is not None:
            reporter.say(f"    {visits.about}")
        return _status(outcomes, filed=visits is None or not visits.counts["failed"])


def _visits(request: FileVisits, lang: str) -> contextlib.AbstractContextManager[FiledVisits]:
    from formcheck.cli.batch_visits import filed_visits

    return filed_visits(request, lang)


def _work(
    run: Batch, request: BatchRequest, at_once: int, reporter: Reporter, visits: FiledVisits | None
) -> None:
    """Do all, and show how far it is."""

    def show(outcome: Outcome) -> None:
        _show(outcome, reporter)
        if visits is not None:
            visits.put(outcome)

    patience = Patience(times_length=request.patience or TIMES_LENGTH)
    with contextlib.ExitStack() as stack:
        for outcome in list(run.outcomes.values()):
            show(outcome)
        if not run.left:
            return
        progress = stack.enter_context(BatchProgress(run.left, len(run.jobs), shown=reporter.shows_progress))
        executor: Executor
        if request.cluster is None:
            at_once = min(at_once, len(run.left))
            executor = stack.enter_context(own_processes(at_once, patience, progress.at))
        else:
            from formcheck.batches.cluster import QUEUED, cluster_executor

            made = stack.enter_context(cluster_executor(request.cluster, run.left, run.out, patience))
            executor, at_once = made, request.jobs or QUEUED * made.threads
        for outcome in run.run(executor, at_once):
            progress.over(outcome)
            show(outcome)


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


def _status(outcomes: list[Outcome], *, filed: bool) -> ExitStatus:
    """The exit status of the whole; `filed`: no store refused a visit."""
    failed = sum(outcome.failure is not None for outcome in outcomes)
    if failed and failed == len(outcomes):
        return ExitStatus.FAILED
    if failed or not filed:
        return ExitStatus.SOME_FAILED
    measured = any(outcome.entry is not None and outcome.entry.measured for outcome in outcomes)
    return ExitStatus.OK if measured else ExitStatus.NOTHING_MEASURED
