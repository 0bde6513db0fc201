"""The command line."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from formcheck import __version__
from formcheck.errors import FormcheckError, InputError, UsageError

OK, SOME_FAILED, WRONG_USE, NOTHING_MEASURED, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="formcheck",
    help="Judge the form of back-care exercises in a video, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class ExerciseName(StrEnum):
    """Exercises on the command line."""

    PLANK = "plank"
    BRIDGE = "bridge"
    BIRD_DOG = "bird-dog"


class Side(StrEnum):
    """Side of the person that faces the camera."""

    LEFT = "left"
    RIGHT = "right"
    AUTO = "auto"


class View(StrEnum):
    """Where the camera stands."""

    SIDE = "side"
    FRONT_HIGH = "front-high"
    AUTO = "auto"


class Backend(StrEnum):
    """Pose backends."""

    ONNX = "onnx"
    MEDIAPIPE = "mediapipe"


class Model(StrEnum):
    """Sizes of the pose network."""

    LITE = "lite"
    FULL = "full"
    HEAVY = "heavy"


class Object(StrEnum):
    """Objects on the back, from easy to hard."""

    BOOK = "book"
    SLIPPERY_BOOK = "slippery_book"
    GLASS_OF_WATER = "glass_of_water"
    BALL = "ball"


class Lang(StrEnum):
    """Languages of the report."""

    NL = "nl"
    EN = "en"


LangOption = Annotated[Lang, typer.Option(help="Language of report and video.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")]


def _version(show: bool) -> None:
    if show:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback on errors.")] = False,
) -> None:
    """Experimental, not a medical device. For exercises that a professional has already taught."""


@app.command()
def score(
    videos: Annotated[list[Path], typer.Argument(metavar="VIDEO...", help="Videos to score.")],
    exercise: Annotated[ExerciseName, typer.Option("--exercise", "-e", help="Which exercise it shows.")],
    side: Annotated[Side, typer.Option(help="Side of the person that faces the camera.")] = Side.AUTO,
    view: Annotated[View, typer.Option(help="Where the camera stands.")] = View.AUTO,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Where to write; default VIDEO-formcheck/.")
    ] = None,
    backend: Annotated[Backend, typer.Option(help="Pose backend.")] = Backend.ONNX,
    model: Annotated[Model, typer.Option(help="Size of the pose network.")] = Model.FULL,
    calibrate: Annotated[
        str,
        typer.Option(
            metavar="first|none|FILE",
            help="Personal reference: the first good seconds, none, or an earlier result.json.",
        ),
    ] = "first",
    strictness: Annotated[
        float, typer.Option(metavar="N", help="1 as configured, 2 twice as strict, 0.5 half.")
    ] = 1.0,
    book: Annotated[Object, typer.Option("--object", help="What lies on the back (bird-dog).")] = Object.BOOK,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML with a therapist's own bands.")
    ] = None,
    lang: LangOption = Lang.NL,
    csv: Annotated[bool, typer.Option("--csv", help="Also write frames.csv.")] = False,
    annotate: Annotated[bool, typer.Option("--annotate", help="Also write annotated.mp4.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    quiet: Quiet = False,
) -> None:
    """Score recorded videos: result.json, frames.parquet, recording.parquet and report.html."""
    from formcheck import console
    from formcheck.commands import ScoreRequest, score_many

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
    )
    raise typer.Exit(score_many(request, console.Reporter(quiet=quiet, as_json=as_json, lang=lang.value)))


@app.command()
def rescore(
    recordings: Annotated[list[Path], typer.Argument(metavar="RECORDING...", help="recording.parquet files.")],
    config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML with a therapist's own bands.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Where to write; default RECORDING-rescored/.")
    ] = None,
    lang: LangOption = Lang.NL,
    csv: Annotated[bool, typer.Option("--csv", help="Also write frames.csv.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    quiet: Quiet = False,
) -> None:
    """Score recordings again, without their video: same events, or those of other bands."""
    from formcheck import console
    from formcheck.commands import rescore_many

    reporter = console.Reporter(quiet=quiet, as_json=as_json, lang=lang.value)
    raise typer.Exit(rescore_many(tuple(recordings), config, out, lang.value, csv, reporter))


@app.command()
def exercises(lang: LangOption = Lang.NL) -> None:
    """List the exercises, with their views and what is judged."""
    from formcheck import console

    console.list_exercises(lang.value)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to write.")] = Path("demo-output"),
    lang: LangOption = Lang.EN,
) -> None:
    """Score the sample videos and show what was found."""
    from formcheck.demo import run_demo

    raise typer.Exit(run_demo(out, lang.value))


@app.command()
def bench(
    video: Annotated[
        Path | None, typer.Option(metavar="VIDEO", help="Video to time; default: the samples, looped.")
    ] = None,
    frames: Annotated[int, typer.Option(min=60, help="Frames to score.")] = 600,
    rounds: Annotated[int, typer.Option(min=1, help="Pairs of runs; the median counts.")] = 3,
    memory: Annotated[bool, typer.Option("--memory", help="Also: peak memory over an hour-long video.")] = False,
) -> None:
    """Time scoring against the plain MediaPipe loop, both in turn on this machine."""
    from formcheck.bench import run_bench

    raise typer.Exit(run_bench(video, frames, rounds, memory))


def main(argv: list[str] | None = None) -> Any:
    """Entry point: one-line errors on stderr, a traceback only with ``--debug``."""
    arguments = sys.argv[1:] if argv is None else argv
    debug = "--debug" in arguments
    arguments = [*(["--debug"] if debug else []), *(a for a in arguments if a != "--debug")]
    command = typer.main.get_command(app)
    try:
        code = command.main(args=arguments, prog_name="formcheck", standalone_mode=False)
    except typer.Abort:
        code = INTERRUPTED
    except KeyboardInterrupt:
        typer.echo("formcheck: stopped", err=True)
        code = INTERRUPTED
    except BaseException as error:
        code = _explain(error, debug)
    sys.exit(code if isinstance(code, int) else OK)


def _explain(error: BaseException, debug: bool) -> int:
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else WRONG_USE
    shown = getattr(error, "format_message", None)
    if callable(shown):  # click's own errors of usage
        hint = getattr(getattr(error, "ctx", None), "command_path", "formcheck")
        typer.echo(f"formcheck: {shown()} (see: {hint} --help)", err=True)
        return WRONG_USE
    if debug:
        raise error
    if isinstance(error, FormcheckError):
        typer.echo(f"formcheck: {error}", err=True)
        return WRONG_USE if isinstance(error, (UsageError, InputError)) else WRONG_USE
    typer.echo(
        f"formcheck: something went wrong inside ({type(error).__name__}: {error}). "
        "Run it again with --debug and report what it prints",
        err=True,
    )
    return WRONG_USE


if __name__ == "__main__":
    main()
