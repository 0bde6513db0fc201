"""The commands and their options, as typer reads them. Each imports what it needs when it runs."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.app_agreement import agreement
from formcheck.cli.app_batch import batch
from formcheck.cli.app_export import export
from formcheck.cli.app_inspect import inspect
from formcheck.cli.app_learn import learn
from formcheck.cli.app_live import add_commands
from formcheck.cli.app_visits import visits
from formcheck.cli.options import (
    AUTO,
    KEEPS,
    SHOWS,
    USUAL_BACKEND,
    USUAL_MODEL,
    WRITES,
    AsJson,
    Backend,
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
    Model,
    ModelOption,
    Object,
    PatientOption,
    PictureSize,
    Quiet,
    Rotate,
    Side,
    SideOption,
    SlowMotion,
    Strictness,
    View,
    ViewOption,
)
from formcheck.cli.practice.practice_app import practice
from formcheck.errors import ExitStatus, UsageError
from formcheck.exercises import exercise_names
from formcheck.mocap.formats import holds_poses
from formcheck.pose.backends import BACKENDS, BackendChoice
from formcheck.pose.preload import preloading
from formcheck.runtime.startup import fast_imports
from formcheck.runtime.version import __version__
from formcheck.visits.place import StorePlace, store_place

if TYPE_CHECKING:
    from formcheck.cli.of_patient import PutIn

app = typer.Typer(
    name="formcheck",
    invoke_without_command=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", metavar="", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", metavar="", help="Show where an error came from (a traceback).")
    ] = False,
) -> None:
    """Judge the form of back-care exercises in a recorded video, on your own machine.

    Try: formcheck score my-exercises.mp4

    Experimental, not a medical device. For exercises that a professional has already taught you.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(ExitStatus.FAILED)


@app.command(no_args_is_help=False)
def score(
    videos: Annotated[
        list[Path],
        typer.Argument(metavar="VIDEO", help="One or more recorded videos, or poses of other programs."),
    ],
    *,
    exercise: Annotated[
        ExerciseName,
        typer.Option(
            "--exercise", "-e", rich_help_panel=SHOWS, metavar="NAME", case_sensitive=False,
            help=f"Which exercise: {', '.join(exercise_names())}; auto finds out, also several in a row.",
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
            help="Folder for the results; VIDEO-formcheck beside the video if not given.",
        ),
    ] = None,
    patient: PatientOption = None,
    store: KeptIn = None,
    on: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE", formats=["%Y-%m-%d"], rich_help_panel=KEEPS,
            help="With --patient: the day of the videos, as 2026-11-30; what the files say if not given.",
        ),
    ] = None,
    annotate: Annotated[
        bool,
        typer.Option(
            "--annotate", metavar="", rich_help_panel=WRITES,
            help="Also the video with what was seen drawn over it, as annotated.mp4.",
        ),
    ] = False,
    csv: Csv = False,
    as_json: AsJson = False,
    lang: LangOption = Lang.NL,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Score recorded videos: what was done, how well, and a report to keep.

    Writes report.html (to read), result.json, frames.parquet and recording.parquet (for programs and for
    `formcheck rescore`; no pictures). Nothing leaves this machine.

    Exit status: 0 scored, 1 some of several failed, 2 wrong use or unreadable input, 3 nothing could be
    measured (the report says why), 70 a mistake in formcheck itself, 130 stopped with Ctrl-C.
    """
    with _networks_for(videos[0], backend, model):
        with fast_imports():
            from formcheck.cli.reporter import Reporter
            from formcheck.cli.score_command import ScoreRequest, score_many
            from formcheck.media.correction import FilmCorrection

        own = {"--config": config, "--strictness": strictness != 1, "--object": book is not Object.BOOK}
        own["--calibrate"] = calibrate != "first"
        request = ScoreRequest(
            videos=tuple(videos),
            exercise=exercise.value,
            side=None if side is Side.AUTO else side.value,
            view=None if view is View.AUTO else view.value,
            out=out,
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
            put_in=_put_in(patient, store, on, own),
        )
        reporter = Reporter(quiet=quiet, as_json=as_json, lang=lang.value)
        status = score_many(request, reporter)
    raise typer.Exit(status)


def _put_in(
    patient: str | None, store: StorePlace | None, on: datetime | None, own: Mapping[str, object]
) -> PutIn | None:
    """Whose videos they are; None for nobody's.

    Raises:
        UsageError: --store or --on without a patient.
    """
    if patient is None:
        for name, given in (("--store", store), ("--on", on)):
            if given is not None:
                raise UsageError(f"{name} belongs to --patient", f"Leave {name} out, or add --patient NAME")
        return None
    from formcheck.cli.of_patient import PutIn

    chosen = tuple(name for name, given in own.items() if given)
    return PutIn(patient, store, None if on is None else on.date(), chosen)


def _networks_for(video: Path, backend: Backend, model: Model) -> contextlib.AbstractContextManager[None]:
    """Load the networks inside the block, in a thread, while the rest is imported.

    Nothing is loaded when the video is missing, when it holds poses, and for a backend that would hold up the
    imports.
    """
    with contextlib.suppress(OSError, ValueError):  # the name cannot be that of a file
        if BACKENDS[backend].preloads and video.is_file() and not holds_poses(video):
            return preloading(BackendChoice(backend.value, model.value))
    return contextlib.nullcontext()


@app.command()
def rescore(
    recordings: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="RECORDING",
            help="recording.parquet of scored videos; with --patient and none, all of that patient.",
            show_default=False,
        ),
    ] = None,
    *,
    exercise: Annotated[
        ExerciseName | None,
        typer.Option(
            "--exercise", "-e", rich_help_panel=SHOWS, metavar="NAME", case_sensitive=False,
            help="Judge as another exercise, or auto; reference and bands of the first are left out.",
        ),
    ] = None,
    config: Config = None,
    patient: PatientOption = None,
    store: KeptIn = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", rich_help_panel=WRITES,
            help="Folder for the results; RECORDING-rescored beside the recording if not given.",
        ),
    ] = None,
    csv: Csv = False,
    as_json: AsJson = False,
    lang: LangOption = Lang.NL,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Score recordings again, without their video: the same events, or those of other bands or exercises."""
    with fast_imports():
        from formcheck.cli.reporter import Reporter
        from formcheck.cli.score_command import rescore_many

    reporter = Reporter(quiet=quiet, as_json=as_json, lang=lang.value)
    status = rescore_many(
        tuple(recordings or ()),
        reporter,
        exercise=None if exercise is None else exercise.value,
        config=config,
        out=out,
        lang=lang.value,
        csv=csv,
        by=_put_in(patient, store, None, {}),
    )
    raise typer.Exit(status)


@app.command()
def exercises(lang: LangOption = Lang.NL) -> None:
    """List the exercises, with their views and what is judged."""
    with fast_imports():
        from formcheck.cli.exercises_command import list_exercises

    list_exercises(lang.value)


app.command(name="batch")(batch)
add_commands(app)
app.command(no_args_is_help=False)(inspect)
app.command(name="agreement")(agreement)
app.command()(export)
app.command()(learn)
app.add_typer(visits)
app.add_typer(practice)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to write.")] = Path(
        "demo-output"
    ),
    lang: LangOption = Lang.EN,
) -> None:
    """Score the sample videos and show what was found."""
    from formcheck.cli.demo_command import run_demo

    raise typer.Exit(run_demo(out, lang.value))


@app.command()
def bench(
    video: Annotated[
        Path | None, typer.Option(metavar="VIDEO", help="Video to time; default: the samples, looped.")
    ] = None,
    frames: Annotated[int, typer.Option(min=60, help="Frames to score.")] = 600,
    rounds: Annotated[int, typer.Option(min=1, help="Pairs of runs; the median counts.")] = 3,
    memory: Annotated[
        float, typer.Option(metavar="MINUTES", min=0, help="Also: peak memory over a video this long.")
    ] = 0,
    stages: Annotated[
        bool, typer.Option("--stages", help="Instead: where the processor time of a scored frame goes.")
    ] = False,
    batch_of: Annotated[
        int | None,
        typer.Option(
            "--batch",
            metavar="VIDEOS",
            min=2,
            help="Instead: so many videos at once, beside MediaPipe loops side by side.",
        ),
    ] = None,
    recordings: Annotated[
        int | None, typer.Option(min=2, help="Instead: so many recordings scored again, in a batch.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="With --batch or --recordings: processes side by side.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Instead: the live coach in a browser, from camera to screen.")
    ] = False,
    minutes: Annotated[float, typer.Option(min=0.1, help="With --live: for so long.")] = 1.0,
    store: Annotated[
        bool, typer.Option("--store", help="Instead: the therapist's pages, on a practice made by script.")
    ] = False,
    practice: Annotated[
        bool,
        typer.Option("--practice", help="Instead: therapists who click at once on a server."),
    ] = False,
    patients: Annotated[int, typer.Option(min=2, help="With --store or --practice: so many.")] = 500,
    visits: Annotated[
        int, typer.Option(min=4, help="With --store or --practice: so many, of all patients.")
    ] = 20_000,
    therapists: Annotated[int, typer.Option(min=1, max=100, help="With --practice: so many.")] = 20,
    seconds: Annotated[float, typer.Option(min=1, max=120, help="With --practice: for so long.")] = 20.0,
    database: Annotated[
        StorePlace | None,
        typer.Option(
            metavar="URL", parser=store_place, help="With --store or --practice: in this empty database."
        ),
    ] = None,
    model: Annotated[
        Model | None, typer.Option(help="With --live: the network; what this machine sustains if not given.")
    ] = None,
) -> None:
    """Time scoring beside the plain MediaPipe loop; or many videos, the coach, the therapist's pages."""
    if stages:
        from formcheck.cli.bench.stages import run_stages

        raise typer.Exit(run_stages(video, frames, rounds))
    if batch_of:
        from formcheck.cli.bench.batch import run_batch_bench

        raise typer.Exit(run_batch_bench(video, batch_of, frames, rounds, jobs))
    if recordings:
        from formcheck.cli.bench.rescoring import run_rescoring

        raise typer.Exit(run_rescoring(recordings, frames, rounds, jobs))
    if live:
        from formcheck.cli.bench.live import run_live

        raise typer.Exit(run_live(minutes, None if model is None else model.value))
    if store:
        from formcheck.cli.bench.store import run_store

        raise typer.Exit(run_store(patients, visits, database))
    if practice:
        from formcheck.cli.bench.load import Load, run_load

        raise typer.Exit(run_load(patients, visits, Load(therapists, seconds), database))
    from formcheck.cli.bench import run_bench

    raise typer.Exit(run_bench(video, frames, rounds, memory))
