"""A period of one patient on two pages of paper: how often and how it went, and the trends as charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.coach.programme import Programme
from formcheck.errors import FormcheckError
from formcheck.runtime.version import __version__
from formcheck.therapist.answer_charts import exertion_chart, pain_chart
from formcheck.therapist.charts import Period
from formcheck.therapist.dates import day_text, local
from formcheck.therapist.fitting import Fitted, fit_rows, fit_text
from formcheck.therapist.patient_view import doses_of, programme_of_file
from formcheck.therapist.trends_view import ExerciseView, exercise_view
from formcheck.trends.days import ExerciseDay
from formcheck.trends.exercise_trend import exercise_trends
from formcheck.trends.flags import DEFAULT_A_WEEK, FOUR_WEEKS
from formcheck.visits.patient_file import KeptVisit, PatientFile, patient_file
from formcheck.visits.programme_words import days_text, dose_text
from formcheck.visits.schema import ProgrammeVersion
from formcheck.words.catalogue import Words

MOST_EXERCISES, MOST_CHARTS = 8, 3
TALL = 4
"""Exercises up to which the charts are tall."""
NAME_EM, PROGRAMME_EM, CELL_EM, SAID_EM, BOX_EM = 27.0, 110.0, 42.0, 230.0, 290.0
"""Room of the name, of the programme, of a cell of the table, of what is said of pain, and of a box, ems."""


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day of a period."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Line:
    """An exercise in the table."""

    title: str
    visits: int
    last: str
    change: Fitted
    shares: Sequence[tuple[str, str]]
    faults: Fitted
    sides: Fitted


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts of an exercise."""

    title: str
    drawn: Sequence[Markup]


@dataclass(frozen=True, slots=True)
class PeriodPaper:
    """Both pages."""

    name: Fitted
    period: str
    programme: Fitted
    figures: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    more: str
    answered: Sequence[Markup]
    said: Fitted
    remarks: Fitted
    changes: Fitted
    notes: Fitted
    charts: Sequence[Charts]
    tall: bool
    program: str


def usual_days(today: date) -> Days:
    """Four weeks up to today."""
    return Days(today - FOUR_WEEKS + timedelta(days=1), today)


def period_paper(
    session: Session, patient_id: str, days: Days, now: datetime, words: Words
) -> PeriodPaper | None:
    """Both pages; None where there is no such patient.

    Args:
        session: reads; a fixed number of queries.
        patient_id: the patient's key.
        days: the period, by the clock of the patient.
        now: the present time.
        words: words of the pages.
    """
    start = datetime.combine(days.first, time(), UTC)
    whole = patient_file(session, patient_id, now, start - timedelta(days=1))
    if whole is None:
        return None
    file = _within(whole, days)
    versions = session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.patient_id == patient_id, ProgrammeVersion.created_at >= start)
        .where(ProgrammeVersion.created_at < datetime.combine(days.last, time(), UTC) + timedelta(days=1))
        .order_by(ProgrammeVersion.number.desc())
    ).all()
    period = Period(start, datetime.combine(days.last, time(12), UTC))
    doses = doses_of(file)
    trends, more = fit_rows(
        exercise_trends(file.days, list(doses)), MOST_EXERCISES, words, "paper.more.exercises"
    )
    views = [
        exercise_view(number, trend, period, words, doses.get(trend.exercise), table=False)
        for number, trend in enumerate(trends, 1)
    ]
    answered = [one(file.answers, period, words, table=False) for one in (pain_chart, exertion_chart)]
    said = [sentence for _, sentences in answered for sentence in sentences]
    return PeriodPaper(
        name=fit_text(file.listed.name or words.text("paper.nameless"), NAME_EM, words),
        period=words.text(
            "paper.period",
            first=day_text(days.first, words, year=True),
            last=day_text(days.last, words, year=True),
        ),
        programme=fit_text(_programme(file, words), PROGRAMME_EM, words),
        figures=_figures(file, days, words),
        lines=[_line(view, words) for view in views],
        more=more,
        answered=[chart for chart, _ in answered] if file.visits else [],
        said=fit_text(" ".join(said), SAID_EM, words),
        remarks=fit_text(" \N{MIDDLE DOT} ".join(_remarks(file, words)), BOX_EM, words),
        changes=fit_text(" \N{MIDDLE DOT} ".join(_changes(versions, words)), BOX_EM, words),
        notes=fit_text(" \N{MIDDLE DOT} ".join(_notes(file, days, words)), BOX_EM, words),
        charts=[Charts(view.title, _chosen(view)) for view in views],
        tall=len(views) <= TALL,
        program=words.text("paper.program", version=__version__, models=_models(file.days)),
    )


def _within(file: PatientFile, days: Days) -> PatientFile:
    visits = [one for one in file.visits if days.first <= _day(one) <= days.last and one.state != "open"]
    keys = {one.id for one in visits}
    return replace(file, visits=visits, days=[day for day in file.days if day.visit in keys])


def _day(visit: KeptVisit) -> date:
    return local(visit.began_at, visit.utc_offset_min).date()


def _programme(file: PatientFile, words: Words) -> str:
    version, programme = file.programme, programme_of_file(file)
    if version is None:
        return words.text("paper.programme.none")
    day = day_text(version.created_at.astimezone(), words, year=True)
    head = words.text("paper.programme", number=version.number, day=day)
    days = "" if programme is None else days_text(programme.days, programme.times_a_week, words)
    asked = [f"{words.exercise(name)} {dose_text(dose, words)}" for name, dose in doses_of(file).items()]
    return ", ".join(part for part in (head, days, *asked) if part)


def _figures(file: PatientFile, days: Days, words: Words) -> list[tuple[str, str]]:
    """(name, value) of each figure above the table."""
    programme = programme_of_file(file)
    a_week = None if programme is None else programme.visits_a_week
    # As in the list: nothing was planned before there was something to do.
    first = max(days.first, file.listed.overview.since.astimezone().date())
    count = max((days.last - first).days + 1, 0)
    planned = round((DEFAULT_A_WEEK if a_week is None else a_week) * count / 7)
    stops = sum(one.stopped_for_pain for one in file.visits)
    legs = sum(one.legs for one in file.visits)
    broken = sum(not one.finished for one in file.visits)
    whole = sum(day.times.whole for day in file.days)
    unseen = sum(day.times.unmeasured for day in file.days) / whole if whole else None
    return [
        (words.text("paper.period.done"), words.text("amount.of", done=len(file.visits), target=planned)),
        (words.text("paper.period.unfinished"), str(broken)),
        (words.text("paper.period.stops"), str(stops)),
        (words.text("paper.pain.legs"), str(legs)),
        (words.text("paper.period.unmeasured"), "" if unseen is None else f"{words.number(100 * unseen)} %"),
    ]


def _line(view: ExerciseView, words: Words) -> Line:
    change = f"{view.change.numbers} {view.change.word}".strip()
    return Line(
        title=view.title,
        visits=view.visits,
        last=f"{view.last} ({view.margin})" if view.margin else view.last,
        change=fit_text(change, CELL_EM, words),
        shares=view.shares,
        faults=fit_text(", ".join(view.faults), CELL_EM, words),
        sides=fit_text(view.sides, 1.6 * CELL_EM, words),
    )


def _chosen(view: ExerciseView) -> list[Markup]:
    """The first charts, and the last one, which shows the sides where there are any."""
    if len(view.charts) <= MOST_CHARTS:
        return view.charts
    return [*view.charts[: MOST_CHARTS - 2], *view.charts[-2:]]


def _remarks(file: PatientFile, words: Words) -> Iterator[str]:
    """What a visit was stopped for, and what the patient wrote, the newest first."""
    for one in file.visits:
        said = [
            words.text(key)
            for key, so in (
                ("trends.flag.legs", one.legs),
                ("trends.flag.pain_stop", one.stopped_for_pain),
                ("paper.broken_off", one.state == "broken_off"),
            )
            if so
        ]
        said += (
            [f"\N{LEFT DOUBLE QUOTATION MARK}{one.comment.strip()}\N{RIGHT DOUBLE QUOTATION MARK}"]
            if one.comment
            else []
        )
        if said:
            yield f"{day_text(_day(one), words)}: {', '.join(said)}"


def _changes(versions: Sequence[ProgrammeVersion], words: Words) -> Iterator[str]:
    for version in versions:
        parts = [version.message] if version.message else []
        try:
            programme = Programme.model_validate(version.content)
            parts += [
                f"{words.exercise(one.exercise)} {dose_text(one.dose(), words)}" for one in programme.items
            ]
        except (ValidationError, FormcheckError, RecursionError):  # of another formcheck
            pass
        day = day_text(version.created_at.astimezone(), words)
        head = words.text("paper.programme", number=version.number, day=day)
        yield f"{head}: {', '.join(parts)}" if parts else head


def _notes(file: PatientFile, days: Days, words: Words) -> Iterator[str]:
    for note in file.notes:
        written = note.written_at.astimezone()  # by the clock of the therapist, who wrote it
        if days.first <= written.date() <= days.last:
            yield f"{day_text(written, words)}: {note.text.strip()}"


def _models(days: Sequence[ExerciseDay]) -> str:
    return ", ".join(dict.fromkeys(day.judged.model for day in days if day.judged.model)) or "-"
