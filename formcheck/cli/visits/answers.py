"""Questions that a command asks before it does what cannot be undone, and the lines that it prints."""

from __future__ import annotations

import sys

import click
import typer
from rich.console import Console

from formcheck.errors import UsageError
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.error_lines import one_line


def console() -> Console:
    """Prints lines as they are."""
    return PipeSafeConsole(highlight=False, markup=False, soft_wrap=True)


def ask(question: str) -> None:
    """Go on only when the user says yes.

    Raises:
        UsageError: the answer was no, or nobody can answer.
    """
    if not sys.stdin.isatty():
        raise UsageError("This asks before it deletes, and nobody can answer here", "Give --yes")
    try:
        agreed = typer.confirm(one_line(question))
    except click.Abort:
        agreed = False
    if not agreed:
        raise UsageError("Nothing was deleted", "Answer y, or give --yes")


def counted(number: int, one: str, several: str = "") -> str:
    """A number with its noun: "1 visit", "2 visits"."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def megabytes(size: int) -> str:
    """Bytes for people: "1.2 MB"."""
    return f"{size / 1e6:.1f} MB"
