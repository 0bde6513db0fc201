"""The pages on paper as HTML: for the browser, and for the PDFs of page and command line."""

from __future__ import annotations

from formcheck.therapist.environment import render
from formcheck.therapist.period_paper import Days, period_paper
from formcheck.therapist.visit_paper import visit_paper
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words


def visit_html(store: VisitStore, visit_id: str, words: Words) -> str | None:
    """A visit on one sheet; None where there is no such visit."""
    with store.reading() as session:
        paper = visit_paper(session, store.recordings, visit_id, words)
    if paper is None:
        return None
    place = f"/therapist/visits/{visit_id}"
    return render("visit_paper.html.j2", words, paper=paper, back=place, pdf=f"{place}/print.pdf")


def period_html(store: VisitStore, patient_id: str, days: Days, words: Words) -> str | None:
    """A period of a patient on two sheets; None where there is no such patient."""
    with store.reading() as session:
        paper = period_paper(session, patient_id, days, store.now(), words)
    if paper is None:
        return None
    place = f"/therapist/patients/{patient_id}"
    pdf = f"{place}/print.pdf?from={days.first}&until={days.last}"
    return render("period_paper.html.j2", words, paper=paper, back=place, pdf=pdf, days=days)
