"""`formcheck visits export` and `formcheck visits import`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.cli.visits.passphrases import ask_passphrase, read_passphrase
from formcheck.errors import ExitStatus, FormcheckError, InputError, UsageError
from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.exchange.import_visits import Imported, import_file
from formcheck.exchange.imported_words import imported_sentence
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.tables import TableChoice, write_tables
from formcheck.runtime.error_lines import as_formcheck_error, print_error
from formcheck.runtime.printable import printable
from formcheck.visits.people import find_patient
from formcheck.visits.place import Place, default_place
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of `export` ask for."""

    patient: str | None
    visit: str | None
    since: date | None
    until: date | None
    recordings: bool
    everything: bool
    passphrase_file: Path | None


def export_file(folder: Place | None, file: Path | None, asked: Asked) -> None:
    """Write a file of visits, and say what is in it.

    Raises:
        FormcheckError: nothing is written.
    """
    if file is None:
        raise UsageError("Name the file to write", "formcheck visits export anna.formcheck")
    if asked.everything and (asked.visit or asked.since or asked.until or not asked.recordings):
        raise UsageError("--everything leaves nothing out", "Leave out --visit, --from, --until")
    secret = None if asked.passphrase_file is None else read_passphrase(asked.passphrase_file)
    with VisitStore(folder or default_place(), make=False) as store:
        with store.reading() as session:
            patient = named_patient(session, asked.patient)
        selection = Selection(
            patient=patient.id,
            visits=None if asked.visit is None else (asked.visit,),
            since=asked.since,
            until=asked.until,
            recordings=asked.recordings,
            everything=asked.everything,
        )
        done = export_visits(store, selection, file, secret)
    locked = "" if secret is None else ", locked with the passphrase"
    counted = f"{_counted(done.visits, 'visit')}, {_counted(done.recordings, 'recording')}"
    counted += f", {done.bytes / 1e6:.1f} MB"
    print(f"{printable(file)}: {counted}{locked}")


def export_tables(folder: Place | None, tables: Path, asked: Asked, file: Path | None) -> None:
    """Write tables, and say how long they are.

    Raises:
        FormcheckError: nothing is written.
    """
    if file is not None or asked.visit or asked.everything or asked.passphrase_file:
        raise UsageError("--tables goes with --patient, --from and --until only", "Leave the others out")
    with VisitStore(folder or default_place(), make=False) as store:
        patient = None
        if asked.patient is not None:
            with store.reading() as session:
                patient = named_patient(session, asked.patient).id
        rows = write_tables(store, tables, TableChoice(patient, asked.since, asked.until))
    print(f"{printable(tables)}: " + ", ".join(f"{count} {name}" for name, count in rows.items()))


def import_files(folder: Place | None, files: Sequence[Path], passphrase_file: Path | None) -> ExitStatus:
    """Take files in, one by one, and say what became of each."""
    secret = None if passphrase_file is None else read_passphrase(passphrase_file)
    failed: list[FormcheckError] = []
    with VisitStore(folder or default_place()) as store:
        for file in files:
            try:
                done, secret = _import(store, file, secret)
                print(f"{printable(file)}: {imported_sentence(done, Words('en'))}")
            except (FormcheckError, OSError) as error:
                failed.append(as_formcheck_error(error))
                print_error(f"{printable(file)}: {failed[-1]}", error)
    if not failed:
        return ExitStatus.OK
    return failed[0].exit_code if len(files) == 1 else ExitStatus.SOME_FAILED


def _import(store: VisitStore, file: Path, secret: str | None) -> tuple[Imported, str | None]:
    """Take one file in; who sits at a terminal is asked for a passphrase where it takes one."""
    if not file.is_file():
        raise InputError("There is no such file", "Check the name and the folder")
    try:
        return import_file(store, file, secret or ""), secret
    except ExchangeError as error:
        if error.why not in ("needs_passphrase", "wrong_passphrase") or not sys.stdin.isatty():
            raise
    secret = ask_passphrase(file)
    return import_file(store, file, secret), secret


def named_patient(session: Session, asked: str | None) -> Patient:
    """The patient that is meant; the one whose machine this is, where none is named.

    Raises:
        FormcheckError: there is none, or several.
    """
    if asked is not None:
        return find_patient(session, asked)
    own = session.scalar(select(Patient).where(Patient.own))
    if own is None:
        raise UsageError("No patient is named", "Name one with --patient, see formcheck visits list")
    return own


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'s' * (count != 1)}"
