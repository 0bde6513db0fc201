"""The commands that take visits to another machine and back, as typer reads them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.visits.options import PassphraseFile, StoreOption
from formcheck.errors import UsageError


def add_exchange_commands(visits: typer.Typer) -> None:
    """Add these commands to `formcheck visits`."""
    visits.command(name="export")(export)
    visits.command(name="import")(import_)


def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="NAME.formcheck to write.", show_default=False)
    ] = None,
    *,
    patient: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|KEY", help="Of whom; the patient of this machine if not given."
        ),
    ] = None,
    visit: Annotated[str | None, typer.Option(metavar="KEY", help="Only this visit.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="First day, as 2026-11-30."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], metavar="DAY", help="Last day, as 2026-11-30."),
    ] = None,
    recordings: Annotated[
        bool,
        typer.Option(help="With the recordings: they can be replayed and judged anew, and hold no picture."),
    ] = True,
    everything: Annotated[
        bool,
        typer.Option(
            "--everything", metavar="", help="All that is kept of the patient: notes, marks, a page to read."
        ),
    ] = False,
    passphrase_file: PassphraseFile = None,
    tables: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Instead: visits, exercises and events as CSV and Parquet; of all patients "
            "if none is named.",
        ),
    ] = None,
    fhir: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Instead: for a health record, as FHIR R4 (JSON)."),
    ] = None,
    named: Annotated[
        bool,
        typer.Option(
            "--named", metavar="", help="With --fhir: with the patient's name and own words, not only a key."
        ),
    ] = False,
    store: StoreOption = None,
) -> None:  # fmt: skip
    """Write visits of one patient to a file for another machine, or for other programs.

    Nothing is sent: the file is yours to hand over. With a passphrase nobody else can read it.
    """
    from formcheck.cli.visits.exchanging import Asked, export_file, export_tables
    from formcheck.cli.visits.fhir import export_fhir_file

    asked = Asked(
        patient=patient,
        visit=visit,
        since=None if since is None else since.date(),
        until=None if until is None else until.date(),
        recordings=recordings,
        everything=everything,
        passphrase_file=passphrase_file,
    )
    if fhir is not None:
        export_fhir_file(store, fhir, asked, file or tables, named=named)
    elif named:
        raise UsageError("--named goes with --fhir only", "Leave it out")
    elif tables is not None:
        export_tables(store, tables, asked, file)
    else:
        export_file(store, file, asked)


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="NAME.formcheck files.")],
    *,
    passphrase_file: PassphraseFile = None,
    store: StoreOption = None,
) -> None:
    """Take files of visits in, each whole or not at all. What is there already is recognised."""
    from formcheck.cli.visits.exchanging import import_files

    raise typer.Exit(import_files(store, files, passphrase_file))
