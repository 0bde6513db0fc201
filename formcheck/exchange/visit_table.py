"""A visit of the store as one JSON document, and back."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

import numpy as np
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer

from formcheck.coach.programme import View
from formcheck.exchange.agreement_csv import judge_name
from formcheck.exchange.json_input import Table
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.rows import (
    ForeignValueError,
    NewerFieldError,
    check_sane,
    is_key,
    read_row,
    row_table,
)
from formcheck.exercises import exercise_names
from formcheck.judge.vocabulary import FAULT_BIT, VERDICTS
from formcheck.scoring.result import SCHEMA, Result
from formcheck.visits.charts import chart_data
from formcheck.visits.judgement_schema import Judgement
from formcheck.visits.opinion_schema import Mark, Note, Rescoring
from formcheck.visits.schema import Answer, Exercise, ExerciseEvent, Visit
from formcheck.visits.table_base import Json
from formcheck.words.catalogue import Words

VISIT_OUT = ("patient_id", "arrived_at")
"""Columns of a visit that only mean something in their own store."""
ANSWER_OUT = ("id", "visit_id")
EXERCISE_OUT = ("visit_id", "result", "chart", "threshold_digest", "recording_hash")
MARK_OUT = ("exercise_id",)
NOTE_OUT = ("patient_id", "visit_id")
OWN_OUT = ("exercise_id",)
JUDGEMENT_OUT = ("id", "exercise_id", "judge")
"""Who judged leaves as a code."""
MAX_EVENTS = 20_000
MAX_S = 1e6
"""Seconds of media time: eleven days."""
MAX_CHART_BYTES = 64 << 10
_MARKS = {"exas": (1, 5), "agrees": (0, 1)}
"""Lowest and highest value of each kind of `Mark`."""
_EVENT = ("kind", "start_s", "end_s", "side", "verdict")


@dataclass(frozen=True, slots=True)
class ReadExercise:
    """An exercise from a file, checked. `columns` are those of its row."""

    columns: Mapping[str, object]
    result: Result | None
    recording: str | None
    chart: bytes | None
    marks: list[Mark] = field(default_factory=list)
    rescorings: list[Rescoring] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its key."""
        return str(self.columns["id"])


@dataclass(frozen=True, slots=True)
class ReadVisit:
    """A visit from a file, checked. `columns` are those of its row."""

    columns: dict[str, object]
    answers: list[dict[str, object]]
    exercises: list[ReadExercise]
    notes: list[Note]

    @property
    def id(self) -> str:
        """Its key."""
        return str(self.columns["id"])

    @property
    def programme(self) -> str | None:
        """Key of the programme's version that was followed."""
        value = self.columns.get("programme_id")
        return None if value is None else str(value)


def visits_with_all(session: Session, ids: Iterable[str]) -> list[Visit]:
    """Some visits with all that belongs to them, in a constant number of queries."""
    exercises = selectinload(Visit.exercises)
    query = select(Visit).where(Visit.id.in_(list(ids))).order_by(Visit.began_at, Visit.id)
    return list(
        session.scalars(
            query.options(
                selectinload(Visit.answers),
                exercises.selectinload(Exercise.events),
                exercises.options(undefer(Exercise.chart)),
            )
        )
    )


def visit_table(visit: Visit) -> Table:
    """The visit as it leaves, without what a therapist added to it.

    `visits_with_all` has loaded what belongs to it.
    """
    answers = [row_table(answer, ANSWER_OUT) for answer in visit.answers]
    exercises = [_exercise_table(exercise) for exercise in visit.exercises]
    return {**row_table(visit, VISIT_OUT), "answers": answers, "exercises": exercises}


def add_therapists_part(session: Session, tables: Mapping[str, Table]) -> None:
    """Add notes, marks, kept rescorings and judgements to visits, by their keys."""
    exercises: dict[str, Table] = {}
    for table in tables.values():
        table["notes"] = []
        own = table["exercises"]
        for exercise in own if isinstance(own, list) else []:
            exercise["marks"], exercise["rescorings"], exercise["judgements"] = [], [], []
            exercises[str(exercise["id"])] = exercise
    for note in session.scalars(
        select(Note).where(Note.visit_id.in_(list(tables))).order_by(Note.written_at, Note.id)
    ):
        _list(tables[str(note.visit_id)], "notes").append(row_table(note, NOTE_OUT))
    marks = select(Mark).where(Mark.exercise_id.in_(list(exercises))).order_by(Mark.event, Mark.kind)
    for mark in session.scalars(marks):
        _list(exercises[mark.exercise_id], "marks").append(row_table(mark, MARK_OUT))
    kept = (
        select(Rescoring)
        .where(Rescoring.exercise_id.in_(list(exercises)))
        .order_by(Rescoring.made_at, Rescoring.id)
    )
    for rescoring in session.scalars(kept):
        _list(exercises[rescoring.exercise_id], "rescorings").append(row_table(rescoring, OWN_OUT))
    judged = (
        select(Judgement)
        .where(Judgement.exercise_id.in_(list(exercises)))
        .order_by(Judgement.given_at, Judgement.id)
    )
    for one in session.scalars(judged):
        said = {"therapist": judge_name(one.judge), **row_table(one, JUDGEMENT_OUT)}
        _list(exercises[one.exercise_id], "judgements").append(said)


def read_visit(table: Table, thresholds: Mapping[str, Json]) -> ReadVisit:
    """The visit in a document.

    Args:
        table: the document.
        thresholds: the tables of thresholds by their digests.

    Raises:
        ExchangeError: it is not one of ours, or of a newer formcheck.
    """
    rest = dict(table)
    try:
        answers = [read_row(Answer, answer, ANSWER_OUT) for answer in _taken(rest, "answers")]
        exercises = [_read_exercise(exercise, thresholds) for exercise in _taken(rest, "exercises")]
        notes = [Note(**read_row(Note, note, NOTE_OUT)) for note in _taken(rest, "notes")]
        visit = ReadVisit(read_row(Visit, rest, VISIT_OUT), answers, exercises, notes)
    except NewerFieldError as error:
        raise ExchangeError("newer") from error
    except (ForeignValueError, RecursionError) as error:
        raise ExchangeError("damaged") from error
    return visit


def _exercise_table(exercise: Exercise) -> Table:
    chart = None if exercise.chart is None else base64.b64encode(exercise.chart).decode()
    return {
        **row_table(exercise, EXERCISE_OUT),
        "result": result_table(exercise),
        "thresholds": exercise.threshold_digest,
        "recording": exercise.recording_hash,
        "chart": chart,
    }


def result_table(exercise: Exercise) -> Table | None:
    """`result.json` of the exercise but for its thresholds, which lie in a document of their own."""
    if exercise.result is None:
        return None
    return {**exercise.result, "events": [_event_table(event) for event in exercise.events]}


def _event_table(event: ExerciseEvent) -> Table:
    return {**event.detail, **{name: getattr(event, name) for name in _EVENT}}


def _read_exercise(table: object, thresholds: Mapping[str, Json]) -> ReadExercise:
    if not isinstance(table, dict):
        raise ForeignValueError("no exercise")
    rest = dict(table)
    result, digest = rest.pop("result", None), rest.pop("thresholds", None)
    recording, chart = rest.pop("recording", None), rest.pop("chart", None)
    marks = [Mark(**read_row(Mark, mark, MARK_OUT)) for mark in _taken(rest, "marks")]
    kept = [Rescoring(**read_row(Rescoring, one, OWN_OUT)) for one in _taken(rest, "rescorings")]
    _taken(rest, "judgements")  # for the reader: agreement is counted where judgements were given
    for one in kept:
        read_result(one.result)
    for mark in marks:
        _check_mark(mark)
    columns = read_row(Exercise, rest, EXERCISE_OUT)
    if not is_key(columns.get("id")) or columns.get("name") not in exercise_names():
        raise NewerFieldError(str(columns.get("name")))
    if recording is not None and not is_key(recording, 64):
        raise ForeignValueError("recording")
    found = None
    if result is not None:
        if not isinstance(result, dict) or not isinstance(digest, str) or digest not in thresholds:
            raise ForeignValueError("thresholds")
        found = read_result({**result, "thresholds": thresholds[digest]})
    drawn = None if chart is None or found is None else _read_chart(chart, found)
    return ReadExercise(columns, found, recording, drawn, marks, kept)


def read_result(table: Json) -> Result:
    """A whole `result.json` from outside.

    Raises:
        ForeignValueError: it is none.
        NewerFieldError: it is of a newer formcheck.
    """
    schema = table.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        raise NewerFieldError("schema")
    check_sane(table)
    try:
        result = Result.model_validate(table)
    except (ValidationError, ValueError) as error:
        unknown = isinstance(error, ValidationError) and error.errors()[0]["type"] == "extra_forbidden"
        raise (NewerFieldError if unknown else ForeignValueError)("result") from error
    if len(result.events) > MAX_EVENTS:
        raise ForeignValueError("endless events")
    for event in result.events:
        if not 0 <= event.start_s <= event.end_s <= MAX_S:
            raise ForeignValueError("an event out of time")
    if any(len(edges) != 2 for band in result.thresholds.bands for edges in (band.green, band.amber)):
        raise ForeignValueError("a band")
    faults = {fault.kind for event in result.events for fault in event.faults} | set(result.technique)
    if result.exercise not in exercise_names() or not faults <= set(FAULT_BIT) or not _has_words(result):
        raise NewerFieldError("a name")
    if result.view not in get_args(View):
        raise NewerFieldError("a view")
    return result


def _check_mark(mark: Mark) -> None:
    low, high = _MARKS.get(mark.kind, (0, -1))
    if high < low:
        raise NewerFieldError(mark.kind)
    if not low <= mark.value <= high:
        raise ForeignValueError("mark")


def _has_words(result: Result) -> bool:
    """Whether the pages have words for every reason of the result, and for what was seen instead."""
    words, events = Words("en"), result.events
    reasons = {*result.coverage.reasons, *result.main_unmeasured.values(), *result.unmeasured.values()}
    reasons |= {
        reason for event in events for reason in (event.reason, *event.main_unmeasured.values()) if reason
    }
    seen = {*result.coverage.seen, *(event.seen for event in events if event.seen)}
    keys = [f"reason.{name}.text" for name in reasons] + [f"seen.{name}.text" for name in seen]
    return all(key in words for key in keys)


def _read_chart(chart: object, result: Result) -> bytes | None:
    """The chart, if it is one: what is drawn is made anew from the recording without it."""
    try:
        blob = base64.b64decode(chart if isinstance(chart, str) else "", validate=True)
        unpacker = zlib.decompressobj()
        unpacker.decompress(blob, MAX_CHART_BYTES)
        data = chart_data(blob, result) if unpacker.eof else None
    except (binascii.Error, zlib.error, OverflowError, RecursionError):
        return None
    if data is None or not len(data.time) == len(data.verdict) == len(data.signal):
        return None
    sound = np.isin(data.verdict, range(len(VERDICTS))).all() and not np.isinf(data.signal).any()
    return blob if sound and (np.diff(data.time) >= 0).all() else None


def _taken(table: Table, name: str) -> list[object]:
    value = table.pop(name, [])
    if not isinstance(value, list):
        raise ForeignValueError(name)
    return value


def _list(table: Table, name: str) -> list[Table]:
    value = table[name]
    assert isinstance(value, list)
    return value
