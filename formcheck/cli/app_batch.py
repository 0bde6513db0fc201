"""`formcheck batch`, as typer reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.options import (
    AUTO,
    KEEPS,
    SHOWS,
    USUAL_BACKEND,
    USUAL_MODEL,
    WRITES,
    AsJson,
    BackendOption,
    Calibrate,
    Carried,
    Config,
    Csv,
    ExerciseName,
    FramesPerSecond,
    KeptIn,
    Lang,
    LangOption,
    Mirror,
    ModelOption,
    Object,
    PictureSize,
    Quiet,
    Rotate,
    Side,
    SideOption,
    SlowMotion,
    Strictness,
    View,
    ViewOption,
    own_judging,
)
from formcheck.errors import UsageError
from formcheck.exercises import exercise_names
from formcheck.runtime.startup import fast_imports
from formcheck.visits.place import StorePlace

if TYPE_CHECKING:
    from formcheck.cli.batch_visits import FileVisits

WORKS = "How it works"


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="FOLDER|GLOB|LIST.csv",
            help="A folder, a pattern such as 'videos/**/*.mp4', or a list with the columns file, exercise, "
            "side, view, patient, label.",
        ),
    ],
    *,
    exercise: Annotated[
        ExerciseName,
        typer.Option(
            "--exercise", "-e", rich_help_panel=SHOWS, metavar="NAME", case_sensitive=False,
            help=f"Which exercise: {', '.join(exercise_names())}; auto finds out. A list may say otherwise.",
        ),
    ] = AUTO,
    side: SideOption = Side.AUTO,
    view: ViewOption = View.AUTO,
    rotate: Rotate = 0,
    mirror: Mirror = False,
    slow_motion: SlowMotion = 1.0,
    calibrate: Calibrate = "first",
    strictness: Strictness = 1.0,
    fps: FramesPerSecond = None,
    size: PictureSize = None,
    book: Carried = Object.BOOK,
    config: Config = None,
    backend: BackendOption = USUAL_BACKEND,
    model: ModelOption = USUAL_MODEL,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", rich_help_panel=WRITES,
            help="Folder for all results; FOLDER-formcheck beside the folder if not given.",
        ),
    ] = None,
    annotate: Annotated[
        bool,
        typer.Option("--annotate", metavar="", rich_help_panel=WRITES, help="Also annotated.mp4 of each."),
    ] = False,
    csv: Csv = False,
    as_json: AsJson = False,
    lang: LangOption = Lang.NL,
    quiet: Quiet = False,
    file_visits: Annotated[
        bool,
        typer.Option(
            "--file-visits", metavar="", rich_help_panel=KEEPS,
            help="The list's patients: their programmes judge, and each video is kept as a visit, once.",
        ),
    ] = False,
    store: KeptIn = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="N", min=1, rich_help_panel=WORKS,
            help="Processes that score at once; as many as there are processors and memory for.",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="ADDRESS", rich_help_panel=WORKS,
            help="On the Dask cluster with its scheduler at tcp://HOST:PORT, instead of this machine.",
        ),
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option(
            metavar="N", min=1, rich_help_panel=WORKS,
            help="A video may take so many times its length, and two minutes more; 30 if not given.",
        ),
    ] = None,
) -> None:  # fmt: skip
    """Score many videos at once: a result folder for each, and tables of all.

    Writes summary.csv and .parquet (a row a video), events.parquet (one an event), failures.csv, index.html.
    Ctrl-C keeps what is done; the same command goes on. What would come out the same is not done again.
    A folder without videos may hold recordings, which are scored again, or poses of other programs.

    Exit status: as of `formcheck score`.
    """
    with fast_imports():
        from formcheck.cli.batch_command import BatchRequest, run_batch_command
        from formcheck.cli.reporter import Reporter
        from formcheck.cli.score_command import ScoreRequest
        from formcheck.media.correction import FilmCorrection

    how = ScoreRequest(
        videos=(),
        exercise=exercise.value,
        side=None if side is Side.AUTO else side.value,
        view=None if view is View.AUTO else view.value,
        backend=backend.value,
        model=model.value,
        calibrate=calibrate,
        strictness=strictness,
        book=book.value,
        config=config,
        lang=lang.value,
        csv=csv,
        annotate=annotate,
        correction=FilmCorrection(rotate, mirror, slow_motion),
        fps=fps,
        size=None if size is None else size.pair,
    )
    visits = _file_visits(file_visits, store, own_judging(config, strictness, book, calibrate))
    request = BatchRequest(tuple(inputs), how, out, jobs, patience, _named(exercise), cluster, visits)
    reporter = Reporter(quiet=quiet, as_json=as_json, lang=lang.value)
    raise typer.Exit(run_batch_command(request, reporter))


def _file_visits(asked: bool, store: StorePlace | None, chosen: tuple[str, ...]) -> FileVisits | None:
    """Where visits go; None where nobody asked for it.

    Raises:
        UsageError: --store without --file-visits.
    """
    if not asked:
        if store is not None:
            raise UsageError("--store belongs to --file-visits", "Leave --store out, or add --file-visits")
        return None
    from formcheck.cli.batch_visits import FileVisits

    return FileVisits(store, chosen)


def _named(exercise: ExerciseName) -> str | None:
    return None if exercise is AUTO else exercise.value
