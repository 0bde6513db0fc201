"""`formcheck visits print`: a visit, or a patient's weeks, as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from formcheck.cli.visits.answers import console
from formcheck.errors import UsageError
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder
from formcheck.therapist.paper_html import period_html, visit_html
from formcheck.therapist.paper_page import read_days
from formcheck.therapist.pdf import Paper, pdf_of
from formcheck.visits.people import find_patient, visit_key
from formcheck.visits.place import Place, default_place
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """What is to be printed.

    Attributes:
        what: a visit's key or its first characters, or a patient's name or key.
        file: the PDF.
        first, until: days of a patient's period; None takes the last four weeks.
        paper: its size.
        lang: language of the pages.
    """

    what: str
    file: Path
    first: date | None
    until: date | None
    paper: Paper
    lang: str


def print_pdf(request: PrintRequest, folder: Place | None) -> None:
    """Write the PDF.

    Args:
        request: what, and where to.
        folder: of the store; None for `default_place`.

    Raises:
        UsageError: there is no such visit or patient, or several; the days or the file's name make no sense.
        InstallationError: WeasyPrint, or Pango, is not on this machine.
        OutputError: the file cannot be written.
    """
    file, words = request.file, Words(request.lang)
    if file.suffix.lower() != ".pdf":
        raise UsageError(f"{printable(file)} is no name of a PDF", "Give the file a name that ends in .pdf")
    with VisitStore(folder or default_place(), make=False) as store:
        html = _html(store, request, words)
    made = pdf_of(html, request.paper)
    with OutputFolder(file.absolute().parent, "FILE").staged(file.name) as staged:
        staged.write_bytes(made)
    console().print(f"{printable(file)} ({len(made) / 1000:.0f} kB), not encrypted")


def _html(store: VisitStore, request: PrintRequest, words: Words) -> str:
    with store.reading() as session:
        visit = visit_key(session, request.what)
        patient = None if visit else find_patient(session, request.what).id
    if visit is not None:
        if request.first or request.until:
            raise UsageError("--from and --until are days of a patient", "Leave them out for one visit")
        html = visit_html(store, visit, words)
    else:
        first, until = ("" if day is None else day.isoformat() for day in (request.first, request.until))
        days = read_days(first, until, store.now().astimezone().date())
        if days is None:
            raise UsageError("These days make no period", "The first not after the last, at most two years")
        html = period_html(store, patient or "", days, words)
    if html is None:
        raise UsageError("It is no longer there", "See formcheck visits list")
    return html
