"""The page of one patient: in short, trends, visits and notes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from markupsafe import Markup
from pydantic import ValidationError

from formcheck.coach.programme import Programme
from formcheck.errors import FormcheckError
from formcheck.judge.config import DoseTarget
from formcheck.therapist.answer_charts import exertion_chart, pain_chart
from formcheck.therapist.charts import Period
from formcheck.therapist.dates import day_text, local, moment_text
from formcheck.therapist.learned_view import learned_line
from formcheck.therapist.patients_view import FlagRow, PainRow, ago, flag_rows, pain_row
from formcheck.therapist.trends_view import ExerciseView, exercise_view
from formcheck.trends.exercise_trend import exercise_trends
from formcheck.visits.patient_file import HIDDEN, KeptVisit, PatientFile
from formcheck.visits.programme_words import days_text, dose_text
from formcheck.words.catalogue import Words

WEEKS = (4, 12, 26, 0)
"""Weeks that the page can show; 0 for all."""
DEFAULT_WEEKS = 12
"""The course of exercises in the leaflets: at least three months."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One line of the list of visits.

    Attributes:
        pain: before and after, e.g. "3 → 2", or "".
        exercises: (grade, name) of each.
        remarks: what was odd about it.
    """

    id: str
    when: str
    new: bool
    pain: str
    exertion: str
    exercises: list[tuple[str, bool, str]]
    remarks: list[FlagRow]
    comment: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note, with the visit that it is about, or None."""

    when: str
    text: str
    visit_id: str | None
    visit: str


@dataclass(frozen=True, slots=True)
class PatientView:
    """What the page shows.

    Attributes:
        learned: cards that were seen and statements that were judged, or "".
        programme: number and day of the version in force, what it asks in words; None without one.
        weeks: (weeks, whether they are shown) that can be chosen.
        earlier: how many visits lie before the period.
    """

    id: str
    name: str
    flags: list[FlagRow]
    new: int
    last: str
    done: int
    planned: int
    pain: PainRow
    programme: str
    asked: list[str]
    learned: str
    exercises: list[ExerciseView]
    pain_chart: Markup
    pain_sentences: list[str]
    exertion_chart: Markup
    exertion_sentences: list[str]
    visits: list[VisitRow]
    earlier: int
    notes: list[NoteRow]
    weeks: list[tuple[int, bool]]


def period_of(file: PatientFile, weeks: int, now: datetime) -> Period:
    """The axis of days of all charts: the weeks before now, or from the first visit on."""
    first = min((one.began_at for one in file.visits), default=now)
    start = now - timedelta(weeks=weeks) if weeks else first
    return Period(start, max([now, *(one.began_at for one in file.visits)]))


def patient_view(file: PatientFile, weeks: int, now: datetime, words: Words) -> PatientView:
    """The page.

    Args:
        file: what was read, of so many weeks.
        weeks: of `WEEKS`.
        now: the present time.
        words: of the page.
    """
    short, period = file.listed.overview, period_of(file, weeks, now)
    programme = programme_of_file(file)
    doses = doses_of(file)
    trends = exercise_trends(file.days, list(doses))
    answers = file.answers
    chart, sentences = pain_chart(answers, period, words)
    exertion, exertion_sentences = exertion_chart(answers, period, words)
    return PatientView(
        id=file.listed.id,
        name=file.listed.name,
        flags=flag_rows(short.flags, words),
        new=short.new,
        last=f"{day_text(short.last, words)}, {ago(short.last, now, words)}" if short.last else "",
        done=short.done,
        planned=short.planned,
        pain=pain_row(short.pain, short.pain_now, words),
        programme=_programme_text(file, programme, words),
        asked=[f"{words.exercise(name)} {dose_text(dose, words)}" for name, dose in doses.items()],
        learned=learned_line(file.learned, words),
        exercises=[
            exercise_view(number, trend, period, words, doses.get(trend.exercise))
            for number, trend in enumerate(trends, 1)
        ],
        pain_chart=chart,
        pain_sentences=sentences,
        exertion_chart=exertion,
        exertion_sentences=exertion_sentences,
        visits=[_visit_row(one, file, words) for one in file.visits],
        earlier=file.earlier,
        notes=_note_rows(file, words),
        weeks=[(one, one == weeks) for one in WEEKS],
    )


def programme_of_file(file: PatientFile) -> Programme | None:
    """The programme in force; None where there is none, or this formcheck cannot read it."""
    if file.programme is None:
        return None
    try:
        return Programme.model_validate(file.programme.content)
    except (ValidationError, RecursionError):
        return None


def doses_of(file: PatientFile) -> Mapping[str, DoseTarget]:
    """What the programme in force asks of each exercise, in its order."""
    return {} if file.programme is None else _doses(json.dumps(file.programme.content))


@lru_cache(maxsize=512)
def _doses(content: str) -> Mapping[str, DoseTarget]:
    # A dose is found through the config of its exercise, which takes milliseconds; a version never changes.
    try:
        programme = Programme.model_validate_json(content)
        items = {item.exercise: item for item in reversed(programme.items)}
        return {name: items[name].dose() for name in dict.fromkeys(item.exercise for item in programme.items)}
    except (ValidationError, RecursionError, FormcheckError):
        return {}


def _programme_text(file: PatientFile, programme: Programme | None, words: Words) -> str:
    version = file.programme
    if version is None:
        return ""
    days = "" if programme is None else days_text(programme.days, programme.times_a_week, words)
    text = words.text(
        "therapist.patient.version",
        number=version.number,
        day=day_text(version.created_at.astimezone(), words),
    )
    return f"{text}: {days}" if days else text


def _visit_row(one: KeptVisit, file: PatientFile, words: Words) -> VisitRow:
    before, after = (words.number(p) if p is not None else "?" for p in (one.pain_before, one.pain_after))
    remarks = [
        FlagRow(shape, words.text(key))
        for shape, key, so in (
            ("different", "trends.flag.legs", one.legs),
            ("different", "trends.flag.pain_stop", one.stopped_for_pain),
            ("few", "therapist.patient.going_on", one.state == "open"),
            ("few", "therapist.patient.broken_off", one.state == "broken_off"),
            (
                "few",
                "therapist.blind.to_judge",
                any(done.word == HIDDEN for done in file.words.get(one.id, ())),
            ),
        )
        if so
    ]
    return VisitRow(
        id=one.id,
        when=moment_text(local(one.began_at, one.utc_offset_min), words),
        new=one.new,
        pain="" if before == after == "?" else f"{before} \N{RIGHTWARDS ARROW} {after}",
        exertion="" if one.exertion is None else words.number(one.exertion),
        exercises=[
            (
                "unmeasured" if done.word == "not_measured" else done.word,
                done.as_far_as_seen,
                words.exercise(done.name),
            )
            for done in file.words.get(one.id, ())
        ],
        remarks=remarks,
        comment=one.comment,
    )


def _note_rows(file: PatientFile, words: Words) -> list[NoteRow]:
    return [
        NoteRow(
            moment_text(one.written_at.astimezone(), words),
            one.text,
            one.visit_id,
            "" if one.began_at is None else day_text(one.began_at, words),
        )
        for one in file.notes
    ]
