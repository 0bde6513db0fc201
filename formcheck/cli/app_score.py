"""`formcheck score` and `rescore`, as typer reads them."""

from __future__ import annotations

import contextlib
from datetime import datetime
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
    own_judging,
)
from formcheck.errors import UsageError
from formcheck.exercises import exercise_names
from formcheck.mocap.formats import holds_poses
from formcheck.pose.backends import BACKENDS, BackendChoice
from formcheck.pose.preload import preloading
from formcheck.runtime.startup import fast_imports
from formcheck.visits.place import StorePlace

if TYPE_CHECKING:
    from formcheck.cli.of_patient import PutIn


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
            put_in=_put_in(patient, store, on, own_judging(config, strictness, book, calibrate)),
        )
        reporter = Reporter(quiet=quiet, as_json=as_json, lang=lang.value)
        status = score_many(request, reporter)
    raise typer.Exit(status)


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
        by=_put_in(patient, store, None, ()),
    )
    raise typer.Exit(status)


def _put_in(
    patient: str | None, store: StorePlace | None, on: datetime | None, chosen: tuple[str, ...]
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
