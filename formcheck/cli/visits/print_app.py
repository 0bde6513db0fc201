"""The command that puts visits on paper, as typer reads it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.options import Lang, LangOption
from formcheck.cli.visits.options import StoreOption


def add_print_commands(visits: typer.Typer) -> None:
    """Add this command to `formcheck visits`."""
    visits.command(name="print")(print_paper)


def print_paper(
    what: Annotated[
        str, typer.Argument(metavar="VISIT|PATIENT", help="Key of a visit or patient, or a patient's name.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="What to write.")],
    *,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="Of a patient: first day; four weeks back if not given.",
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", formats=["%Y-%m-%d"], metavar="DAY", help="Of a patient: last day; today if not given."
        ),
    ] = None,
    letter: Annotated[bool, typer.Option("--letter", metavar="", help="US Letter, in place of A4.")] = False,
    lang: LangOption = Lang.NL,
    store: StoreOption = None,
) -> None:
    """Put a visit on one page of paper, or a patient's weeks on two, as PDF."""
    from formcheck.cli.visits.printing import PrintRequest, print_pdf

    begin, end = (None if moment is None else moment.date() for moment in (first, until))
    print_pdf(PrintRequest(what, file, begin, end, "letter" if letter else "A4", lang.value), store)
