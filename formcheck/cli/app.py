"""The commands and their options, as typer reads them. Each imports what it needs when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from formcheck.cli.app_agreement import agreement
from formcheck.cli.app_batch import batch
from formcheck.cli.app_bench import bench, demo
from formcheck.cli.app_export import export
from formcheck.cli.app_inspect import inspect
from formcheck.cli.app_learn import learn
from formcheck.cli.app_live import add_commands
from formcheck.cli.app_score import rescore, score
from formcheck.cli.app_visits import visits
from formcheck.cli.options import Lang, LangOption
from formcheck.cli.practice.practice_app import practice
from formcheck.errors import ExitStatus
from formcheck.runtime.startup import fast_imports
from formcheck.runtime.version import __version__

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


def exercises(lang: LangOption = Lang.NL) -> None:
    """List the exercises, with their views and what is judged."""
    with fast_imports():
        from formcheck.cli.exercises_command import list_exercises

    list_exercises(lang.value)


app.command(no_args_is_help=False)(score)
app.command()(rescore)
app.command()(exercises)
app.command()(batch)
add_commands(app)
app.command(no_args_is_help=False)(inspect)
app.command()(agreement)
app.command()(export)
app.command()(learn)
app.add_typer(visits)
app.add_typer(practice)
app.command()(demo)
app.command()(bench)
