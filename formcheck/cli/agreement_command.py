"""`formcheck agreement`: the figures of the page of agreement in the terminal, and as CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from formcheck.cli.visits.answers import console, counted
from formcheck.errors import UsageError
from formcheck.exchange.agreement_csv import (
    FIGURES,
    FORMCHECK,
    JUDGEMENTS,
    as_csv,
    figures,
    judge_name,
    judgements,
)
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder
from formcheck.trends.agreement import MIN_RATINGS, Agreement, Estimate
from formcheck.visits.agreement_rows import JudgedRow, counted_rows, judged_rows
from formcheck.visits.agreement_table import AgreementTable, FaultAgreement, agreement_table
from formcheck.visits.people import find_patient
from formcheck.visits.place import Place, default_place
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore

_NOTES = (
    "Intervals are 95 %, with patients as clusters. Rare faults are drawn more often than they occur:",
    "figures hold for what was judged. No kappa (-): one of the two always said the same.",
    "See docs/agreement.md.",
)


@dataclass(frozen=True, slots=True)
class AgreementRequest:
    """What is asked for: fields as the options of the command."""

    csv: Path | None
    patient: str | None
    blind_only: bool
    as_json: bool


def print_agreement(request: AgreementRequest, folder: Place | None) -> None:
    """Print the figures, and write them.

    Args:
        request: what is asked for.
        folder: of the store; None for `default_place`.

    Raises:
        InputError: there is no store, or no such patient.
        UsageError: there are several such patients; FILE is no name of a CSV.
        OutputError: FILE cannot be written.
    """
    if request.csv is not None and request.csv.suffix.lower() != ".csv":
        raise UsageError(
            f"{printable(request.csv)} is no name of a CSV", "Give the file a name that ends in .csv"
        )
    with VisitStore(folder or default_place(), make=False) as store, store.reading() as session:
        among = None
        if request.patient is not None:
            among = Patient.id == find_patient(session, request.patient).id
        table = agreement_table(session, among, blind_only=request.blind_only)
        rows = judged_rows(session, among) if request.csv is not None else []
    wrote = "" if request.csv is None else _write(request.csv, table, rows, blind_only=request.blind_only)
    if request.as_json:
        print(json.dumps({"judgements": table.judgements, "figures": list(figures(table))}, indent=1))
        return
    _print(table)
    if wrote:
        console().print(wrote)


def _write(file: Path, table: AgreementTable, rows: Sequence[JudgedRow], *, blind_only: bool) -> str:
    """Write both files, or none; gives the line that says so."""
    kept = counted_rows(rows, blind_only=blind_only)
    raw = file.with_name(f"{file.stem}-judgements{file.suffix}")
    with OutputFolder(file.absolute().parent, "with --csv").staging() as files:
        files.path(file.name).write_text(as_csv(figures(table), FIGURES), "utf-8", newline="")
        files.path(raw.name).write_text(as_csv(judgements(rows, kept), JUDGEMENTS), "utf-8", newline="")
    return f"{printable(file)}, {printable(raw)} ({counted(len(rows), 'judgement')})"


def _print(table: AgreementTable) -> None:
    out = PipeSafeConsole(highlight=False, markup=False)
    if not table.judgements:
        out.print("Nothing has been judged yet: see Agreement on the therapist's pages (formcheck serve)")
        return
    out.print(
        f"{counted(table.judgements, 'judgement')} of {counted(table.judges, 'therapist')}, "
        f"{counted(table.patients, 'patient')}; {table.blind} blind, {table.by_lot} drawn by lot"
    )
    _print_faults(out, "therapists", FORMCHECK, table.faults)
    for pair in table.pairs:
        _print_faults(out, judge_name(pair.first), judge_name(pair.second), pair.faults)
    out.print("\n".join(_NOTES))


def _print_faults(out: Console, first: str, second: str, faults: Iterable[FaultAgreement]) -> None:
    heads = ("exercise", "fault", "n (patients)", "both/1/2/none", "same", "kappa", "AC1")
    table = Table(*heads, title=f"{first} (1) and {second} (2)", title_justify="left")
    for one in faults:
        agreement = one.agreement
        shown = "/".join(str(count) for count in agreement.counts.values())
        table.add_row(
            one.exercise,
            one.fault,
            f"{agreement.ratings} ({agreement.clusters})",
            shown,
            *(_cells(agreement) if not agreement.too_few else (f"too few (<{MIN_RATINGS})", "", "")),
        )
    out.print(table)


def _cells(agreement: Agreement) -> tuple[str, str, str]:
    return _percent(agreement.share), _text(agreement.kappa), _text(agreement.ac1)


def _percent(one: Estimate) -> str:
    if one.value is None or one.low is None or one.high is None:
        return "-"
    return f"{100 * one.value:.0f} % ({100 * one.low:.0f}-{100 * one.high:.0f})"


def _text(one: Estimate) -> str:
    if one.value is None or one.low is None or one.high is None:
        return "-"
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"
