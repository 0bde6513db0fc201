"""`render_visit`: the report of a whole visit, for the patient: read in a minute, one page on paper."""

from __future__ import annotations

from dataclasses import dataclass, field

from formcheck.report.environment import environment
from formcheck.report.page import style
from formcheck.report.visit_data import VisitReport
from formcheck.report.visit_view import (
    day_text,
    next_lines,
    pain_texts,
    short_name,
    time_text,
    visit_row,
)
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class VisitLinks:
    """Where the page leads; without any it needs nothing but itself.

    Attributes:
        exercises: address of an exercise's own report by its number.
        back: the page that lists the visits, or "".
        send: address of the visit as a file, or "".
        script: makes the buttons work, or "".
    """

    exercises: dict[int, str] = field(default_factory=dict)
    back: str = ""
    send: str = ""
    script: str = ""


def render_visit(report: VisitReport, links: VisitLinks | None = None) -> str:
    """The report as an HTML page, in the language of the visit.

    Args:
        report: the visit.
        links: where the page leads; without, it is one file that needs nothing but itself.
    """
    words, links = Words(report.lang), links or VisitLinks()
    page = environment().get_template("visit.html.j2")
    return page.render(
        words=words,
        word=words.text,
        style=style(),
        links=links,
        report=report,
        day=day_text(report.began, words),
        time=time_text(report.began, words),
        programme=day_text(report.programme, words) if report.programme else "",
        next=next_lines(report, words),
        answers=pain_texts(report, words),
        rows=[visit_row(done, words) for done in report.exercises],
        undone=[short_name(name, words) for name in report.undone],
    )
