"""The commands that look after the store itself, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.visits.options import PassphraseFile, StoreOption
from formcheck.visits.place import StorePlace, store_place

Yes = Annotated[bool, typer.Option("--yes", "-y", metavar="", help="Do not ask.")]


def add_store_commands(visits: typer.Typer) -> None:
    """Add these commands to `formcheck visits`."""
    visits.command(name="list")(list_patients)
    for command in (backup, restore, move, delete, takeover, recordings, check):
        visits.command()(command)


def list_patients(
    *,
    patient: Annotated[
        str | None,
        typer.Option(metavar="NAME|KEY", help="The visits of this patient; own is this machine's."),
    ] = None,
    store: StoreOption = None,
) -> None:
    """List the patients with their keys, or the visits of one: what `print` and `export --visit` take."""
    from formcheck.cli.visits.listing import print_patients, print_visits

    if patient is None:
        print_patients(store)
    else:
        print_visits(store, patient)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup; an earlier one is replaced.")],
    *,
    passphrase_file: PassphraseFile = None,
    store: StoreOption = None,
) -> None:
    """Write the whole store into one file: visits, programmes, notes and recordings.

    Without a passphrase whoever has the file can read it. Visits can go on meanwhile.
    """
    from formcheck.cli.visits.keeping import write_backup

    write_backup(store, file, passphrase_file)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `formcheck visits backup` made.")],
    *,
    passphrase_file: PassphraseFile = None,
    store: StoreOption = None,
) -> None:
    """Bring a backup back, into a store that holds no visits yet."""
    from formcheck.cli.visits.keeping import read_backup

    read_backup(store, file, passphrase_file)


def move(
    *,
    to: Annotated[
        StorePlace,
        typer.Option(
            "--to",
            metavar="DIR|URL",
            parser=store_place,
            help="An empty store: a folder or a URL.",
        ),
    ],
    store: StoreOption = None,
) -> None:
    """Move the store into a database on a server, or back into a folder.

    Every table is compared by count and digest. The old store stays as it is.
    """
    from formcheck.cli.visits.moving import move_all

    move_all(store, to)


def delete(
    *,
    patient: Annotated[
        str | None,
        typer.Option("--patient", metavar="NAME|KEY", help="Who; `own` is the patient of this machine."),
    ] = None,
    visit: Annotated[
        str | None, typer.Option("--visit", metavar="KEY", help="Only this visit (`list --patient`).")
    ] = None,
    yes: Yes = False,
    store: StoreOption = None,
) -> None:
    """Delete a patient with everything of them: visits, programmes, notes, recordings; or one visit.

    Nothing of it is left in the store. Backups and files that you have sent stay: delete those yourself.
    """
    from formcheck.cli.visits.deleting import delete_one, delete_one_visit
    from formcheck.errors import UsageError

    if visit is not None and patient is None:
        delete_one_visit(store, visit, asks=not yes)
    elif patient is not None and visit is None:
        delete_one(store, patient, asks=not yes)
    else:
        raise UsageError("It is not said what to delete", "Give --patient NAME or --visit KEY")


def takeover(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Folder of visits; formcheck-visits in your home if not given."),
    ] = None,
    *,
    store: StoreOption = None,
) -> None:
    """Take the visits of a folder of formcheck 0.1 into the store. The folder stays as it is.

    `formcheck serve` does so by itself; what was taken over before is left out.
    """
    from formcheck.cli.visits.taking_over import take_over_folder

    take_over_folder(store, folder)


def recordings(
    *,
    days: Annotated[
        str | None, typer.Option("--days", metavar="N|all", help="Keep recordings so many days, or all.")
    ] = None,
    yes: Yes = False,
    store: StoreOption = None,
) -> None:
    """Show or change how long recordings (poses, no pictures) are kept; results stay.

    With --days, recordings that are older are removed at once.
    """
    from formcheck.cli.visits.keeping import keep_recordings

    keep_recordings(store, days, asks=not yes)


def check(*, store: StoreOption = None) -> None:
    """Check that the store is whole: the database, and each recording.

    Exit status: 0 it is, 1 something is missing or damaged, 2 it cannot be read.
    """
    from formcheck.cli.visits.keeping import print_check

    raise typer.Exit(print_check(store))
