"""What is put to a therapist next: one hold or repetition and one fault, drawn by lot.

The lot is stratified, so that rare faults come up: half of the questions are on faults that formcheck found,
as long as there are such, and among the strata (exercise, fault, found or not) those with fewer judgements of
this therapist are likelier. Within a stratum the lot draws an exercise, then one of its events. The same
question is drawn until it is answered: to load the page anew chooses nothing.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from formcheck.visits.agreement_rows import judged_rows
from formcheck.visits.blind import Judge, unseen_visits
from formcheck.visits.judgements import JUDGED_KINDS, Found, Place, faults_of, found_in
from formcheck.visits.schema import (
    Exercise,
    ExerciseEvent,
    ExerciseFault,
    Patient,
    Recording,
    ThresholdSet,
    Visit,
)

LATEST = 1500
"""Exercises that are drawn from, the latest ones: looked through in a tenth of a second."""
_TRIES = 40
"""Exercises that are looked into before the lot gives up: all of their events were judged."""


@dataclass(frozen=True, slots=True)
class Question:
    """One event and one fault to judge; `start_s`, `end_s` of the event, `name` of the exercise."""

    exercise_id: str
    visit_id: str
    name: str
    event: int
    kind: str
    side: str | None
    start_s: float
    end_s: float
    fault: str


class _Stratum(NamedTuple):
    name: str
    fault: str
    found: Found


class _Candidate(NamedTuple):
    id: str
    name: str
    thresholds: str | None


def draw(session: Session, judge: Judge, among: ColumnElement[bool] | None = None) -> Question | None:
    """The next question for somebody; None where everything that can be judged has been.

    Visits that they were never shown come first: those can be judged blind.

    Args:
        session: reads.
        judge: who judges.
        among: condition on `Patient`; None for all but the machine's own, who is left out in any case.
    """
    own = [row for row in judged_rows(session) if row.judge == judge]
    lot = random.Random(f"{judge} {len(own)}")
    done = {row.place for row in own}
    judged = Counter(_Stratum(row.exercise, row.fault, row.found) for row in own)
    for unseen in (True, False):
        strata = _strata(session, _candidates(session, judge, among, unseen=unseen))
        while strata:
            chosen = _stratum(strata, judged, lot)
            question = _within(session, chosen, strata.pop(chosen), done, lot)
            if question is not None:
                return question
    return None


def _stratum(strata: Collection[_Stratum], judged: Mapping[_Stratum, int], lot: random.Random) -> _Stratum:
    """One of the strata: found or not found with equal chances, then those with fewer judgements likelier."""
    finding = lot.choice(sorted({stratum.found for stratum in strata}))
    names = sorted(stratum for stratum in strata if stratum.found == finding)
    (chosen,) = lot.choices(names, [1 / (1 + judged[name]) ** 2 for name in names])
    return chosen


def _candidates(
    session: Session, judge: Judge, among: ColumnElement[bool] | None, *, unseen: bool
) -> list[_Candidate]:
    """The latest exercises whose recording is kept, of visits that were, or were not, shown."""
    never = Visit.id.in_(unseen_visits(judge))
    query = (
        select(Exercise.id, Exercise.name, Exercise.threshold_digest)
        .join(Visit, Visit.id == Exercise.visit_id)
        .join(Patient, Patient.id == Visit.patient_id)
        .join(Recording, Recording.hash == Exercise.recording_hash)
        .where(
            Exercise.state == "done",
            Visit.state != "open",
            Patient.own.is_(False),
            Recording.removed_at.is_(None),
            never if unseen else ~never,
            true() if among is None else among,
        )
        .order_by(Visit.began_at.desc(), Exercise.id)
        .limit(LATEST)
    )
    return [_Candidate._make(row) for row in session.execute(query)]


def _strata(session: Session, candidates: Sequence[_Candidate]) -> dict[_Stratum, list[str]]:
    """Exercises by what may be found in one of their events."""
    names = {one.id: one.name for one in candidates}
    judged_on = _judged_on(session, {one.thresholds for one in candidates})
    strata: dict[_Stratum, list[str]] = defaultdict(list)
    for one in candidates:
        for fault in judged_on.get(one.thresholds or "", ()):
            strata[_Stratum(one.name, fault, "absent")].append(one.id)
    shown = select(ExerciseFault.exercise_id, ExerciseFault.fault)
    for exercise, fault in session.execute(shown.where(ExerciseFault.exercise_id.in_(names))):
        strata[_Stratum(names[exercise], fault, "present")].append(exercise)
    return strata


def _judged_on(session: Session, digests: Collection[str | None]) -> Mapping[str, tuple[str, ...]]:
    kept = session.scalars(select(ThresholdSet).where(ThresholdSet.digest.in_(digests)))
    return {one.digest: faults_of(one.content) for one in kept}


def _within(
    session: Session,
    stratum: _Stratum,
    exercises: Sequence[str],
    done: Collection[tuple[str, int, str]],
    lot: random.Random,
) -> Question | None:
    """An event of a stratum that was not judged yet, by lot."""
    for exercise_id in lot.sample(sorted(exercises), min(_TRIES, len(exercises))):
        exercise = session.get_one(Exercise, exercise_id)
        open_events = [event for event in exercise.events if _fits(exercise, event, stratum, done)]
        if open_events:
            event = lot.choice(open_events)
            return Question(
                exercise_id=exercise.id,
                visit_id=exercise.visit_id,
                name=exercise.name,
                event=event.number,
                kind=event.kind,
                side=event.side,
                start_s=event.start_s,
                end_s=event.end_s,
                fault=stratum.fault,
            )
    return None


def _fits(
    exercise: Exercise, event: ExerciseEvent, stratum: _Stratum, done: Collection[tuple[str, int, str]]
) -> bool:
    place = Place(event.number, stratum.fault)
    if event.kind not in JUDGED_KINDS or (exercise.id, *place) in done:
        return False
    without = (exercise.result or {}).get("unmeasured")
    return found_in(event, stratum.fault, without if isinstance(without, dict) else ()) == stratum.found
