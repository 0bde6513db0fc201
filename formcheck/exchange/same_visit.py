"""Whether a visit in a file is the one that is here, and which of both has grown since."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from formcheck.exchange.visit_table import ReadExercise, ReadVisit, result_table
from formcheck.visits.results import canonical_digest
from formcheck.visits.schema import Exercise, Visit

_STATES = ("open", "broken_off", "closed")
"""What a visit grows through."""
_OF_THIS_STORE = ("programme_id",)
_BESIDE_RESULT = ("number", "item", "name", "state", "began_at", "sets")
"""Columns of an exercise that do not follow from its result."""
Growth = tuple[int, ...]


def same_visit(row: Visit, visit: ReadVisit) -> bool:
    """Whether both hold the same. `visits_with_all` has loaded what belongs to the row."""
    if any(getattr(row, name) != value for name, value in _own(visit.columns).items()):
        return False
    if len(row.answers) != len(visit.answers) or len(row.exercises) != len(visit.exercises):
        return False
    answers = zip(row.answers, visit.answers, strict=True)
    if any(getattr(answer, name) != value for answer, other in answers for name, value in other.items()):
        return False
    here = {exercise.id: exercise for exercise in row.exercises}
    return all(other.id in here and _same_exercise(here[other.id], other) for other in visit.exercises)


def growth_here(row: Visit) -> Growth:
    """How far the visit of a row has come: larger is further."""
    columns = {name: getattr(row, name) for name in (*_ANSWERED, "state", "comment")}
    results = sum(exercise.result is not None for exercise in row.exercises)
    return _growth(columns, len(row.exercises), results, len(row.answers))


def growth_there(visit: ReadVisit) -> Growth:
    """The same of a visit in a file."""
    results = sum(exercise.result is not None for exercise in visit.exercises)
    return _growth(visit.columns, len(visit.exercises), results, len(visit.answers))


def _growth(columns: Mapping[str, object], exercises: int, results: int, answers: int) -> Growth:
    filled = sum(columns.get(name) is not None for name in _ANSWERED)
    state = _STATES.index(str(columns.get("state", "open")))
    return (state, exercises, results, answers, filled, len(str(columns.get("comment", ""))))


_ANSWERED: Collection[str] = (
    "ended_at",
    "pain_before",
    "pain_after",
    "pain_worst",
    "pain_next",
    "exertion",
)


def _own(columns: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in columns.items() if name not in _OF_THIS_STORE}


def _same_exercise(row: Exercise, read: ReadExercise) -> bool:
    names = read.columns if read.result is None else _BESIDE_RESULT
    if any(getattr(row, name) != read.columns[name] for name in names if name in read.columns):
        return False
    if row.recording_hash != read.recording or (row.result is None) != (read.result is None):
        return False
    if read.result is None:
        return True
    content = json.loads(read.result.to_json())
    thresholds = content.pop("thresholds")
    return content == result_table(row) and row.threshold_digest == canonical_digest(thresholds)
