"""The front door for Python and notebooks: `batch` scores many files, `read_results` reads them back."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from formcheck.batches.batch import Batch, shared_out
from formcheck.batches.plan import BatchOptions, StrPath, default_out
from formcheck.batches.processes import TIMES_LENGTH, Patience, own_processes, processors, usual_jobs
from formcheck.batches.result_folders import read_result
from formcheck.batches.rows import EventRow, VideoRow
from formcheck.batches.run import Outcome
from formcheck.errors import FormcheckError, UsageError
from formcheck.media.correction import FilmCorrection
from formcheck.pipeline.plan_choices import Bands, Side, View, override_of, plan_from
from formcheck.pipeline.score import ScoreOptions
from formcheck.pipeline.scored import Lang
from formcheck.runtime.error_lines import as_formcheck_error
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.result import Result


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of one file.

    Attributes:
        path: the file.
        row: its row of the table; `row.status` is "done" or "failed".
        events: the rows of its events.
        folder: its results; None where it failed.
        error: why it failed; None where it did not.
        fresh: it was scored now; False where the result of an earlier run stands.
    """

    path: Path
    row: VideoRow
    events: tuple[EventRow, ...]
    folder: Path | None
    error: FormcheckError | None
    fresh: bool

    @property
    def result(self) -> Result:
        """What its `result.json` holds, read anew each time.

        Raises:
            FormcheckError: why it failed; or its files are gone.
        """
        if self.folder is None:
            assert self.error is not None
            raise self.error
        return read_result(self.folder)


def batch(
    paths: StrPath | Iterable[StrPath],
    exercise: str = AUTO,
    *,
    out: StrPath | None = None,
    view: View = "auto",
    side: Side | None = None,
    calibrate: Literal["first", "none"] = "first",
    strictness: float = 1.0,
    carried: str = "book",
    bands: Bands | None = None,
    override: Mapping[str, Any] | None = None,
    model: Literal["lite", "full", "heavy"] = "full",
    backend: str = "onnx",
    rotate: Literal[0, 90, 180, 270] = 0,
    mirror: bool = False,
    slow_motion: float = 1.0,
    fps: float | None = None,
    size: tuple[int, int] | None = None,
    lang: Lang = "en",
    csv: bool = False,
    annotate: bool = False,
    jobs: int | None = None,
    patience: float = TIMES_LENGTH,
    executor: Executor | None = None,
    cluster: str | None = None,
) -> Iterator[BatchResult]:
    """Score many files; gives each result as it comes in: first those that stand from an earlier run.

    Results, tables and page are those of `formcheck batch`. The tables are written when the last result was
    taken, or the iterator is closed; then the same call goes on where it stopped.

    Args:
        paths: folders, patterns, lists (``.csv``) and names of files; one or several.
        exercise: name of the exercise; "auto" finds out. Recordings are scored again as what they were.
        out: folder for all results; beside the folder or list if not given.
        view, side, calibrate, strictness, carried, bands, override, lang: as of `formcheck.score`; a list may
            say otherwise of view and side.
        model, backend, rotate, mirror, slow_motion: as of `formcheck.track`.
        fps, size: of poses of other programs that do not tell them.
        csv, annotate: write frames.csv and annotated.mp4 too.
        jobs: processes that score at once; of an executor, how many files it works on at once. As many as
            there are processors, and memory for, if not given.
        patience: a video may take so many times its length, and two minutes more; not with an executor.
        executor: does the work instead of own processes, which are started and ended in here: any of
            `concurrent.futures` whose processes see the same files.
        cluster: address of a Dask scheduler, ``tcp://host:8786``, whose workers do it (extra `cluster`).

    Raises:
        InputError, UsageError: a path stands for nothing, or an option makes no sense.
        OutputError: the folder cannot be written to, or is full; what is done is kept.
        InstallationError: a part of formcheck is missing or damaged.
        UnavailableError: the executor has ended, or there is no such cluster.
    """
    if executor is not None and cluster is not None:
        raise UsageError("An executor and a cluster cannot both do the work", "Give one of them")
    plan = plan_from(
        exercise,
        view=view,
        side=side,
        calibrate=calibrate,
        strictness=strictness,
        carried=carried,
        bands=bands,
        override=override,
    )
    options = BatchOptions(
        video=ScoreOptions(
            plan=plan,
            auto_view=view == "auto",
            backend=backend,
            model=model,
            lang=lang,
            csv=csv,
            annotate=annotate,
            correction=FilmCorrection(rotate, mirror, slow_motion),
        ),
        override=override_of(bands, override),
        exercise=None if exercise == AUTO else exercise,
        fps=fps,
        size=size,
    )
    inputs = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    chosen = shared_out(options, processors() if cluster else jobs or usual_jobs())
    run = Batch(inputs, Path(out) if out is not None else default_out(inputs), chosen)
    return _results(run, executor, cluster, jobs, Patience(times_length=patience))


def _results(
    run: Batch, executor: Executor | None, cluster: str | None, jobs: int | None, patience: Patience
) -> Iterator[BatchResult]:
    """Gives the results, and writes the tables however it ends."""
    with run:
        yield from map(_result, list(run.outcomes.values()))
        try:
            with contextlib.ExitStack() as stack:
                at_once = jobs or usual_jobs()
                if not run.left:
                    return
                if cluster is not None:
                    from formcheck.batches.cluster import QUEUED, cluster_executor

                    made = stack.enter_context(cluster_executor(cluster, run.left, run.out, patience))
                    executor, at_once = made, jobs or QUEUED * made.threads
                elif executor is None:
                    at_once = min(at_once, len(run.left))
                    executor = stack.enter_context(own_processes(at_once, patience))
                for outcome in run.run(executor, at_once):
                    yield _result(outcome)
        finally:
            run.write()


def _result(outcome: Outcome) -> BatchResult:
    entry = outcome.entry
    return BatchResult(
        path=outcome.job.path,
        row=outcome.row,
        events=() if entry is None else entry.events,
        folder=None if entry is None else outcome.job.out,
        error=None if outcome.error is None else as_formcheck_error(outcome.error),
        fresh=outcome.fresh,
    )
