"""The next step of an exercise of a programme, from the visits in the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.coach.programme import Item, Programme
from formcheck.errors import UsageError
from formcheck.exercises import get_exercise
from formcheck.judge.config import DoseTarget
from formcheck.trends import next_step as trends
from formcheck.visits.schema import Exercise, Visit

_VISITS = 12
"""Visits that are looked through for those under the present dose."""


def latest_exercises(session: Session, patient_id: str) -> list[tuple[Visit, Exercise]]:
    """What was done in a patient's latest visits, the newest first, without events and faults."""
    last = (
        select(Visit.id)
        .where(Visit.patient_id == patient_id, Visit.state != "open")
        .order_by(Visit.began_at.desc())
        .limit(_VISITS)
    )
    query = (
        select(Visit, Exercise)
        .join(Exercise, Exercise.visit_id == Visit.id)
        .where(Visit.id.in_(last), Exercise.state == "done")
        .order_by(Visit.began_at.desc(), Exercise.number)
    )
    return [(visit, exercise) for visit, exercise in session.execute(query)]


def next_step_of(item: Item, programme: Programme, done: Sequence[tuple[Visit, Exercise]]) -> trends.NextStep:
    """What the rule of docs/clinical.md#next-step suggests for an exercise; nothing is changed by it.

    Args:
        item: the exercise under its present dose.
        programme: whose stop rules hold.
        done: what `latest_exercises` gave.

    Raises:
        UsageError: the item makes no sense.
    """
    dose = item.dose()
    of_visits: dict[str, list[tuple[Visit, Exercise]]] = {}
    for visit, exercise in done:
        if exercise.name == item.exercise and _asked_dose(visit, exercise, item) == dose:
            of_visits.setdefault(visit.id, []).append((visit, exercise))
    sessions = [_session(rows, item, dose) for rows in of_visits.values()]
    full = get_exercise(item.exercise).config().dose
    return trends.next_step(item.exercise, dose, sessions, full=full, rules=programme.stop_rules)


def asked_of(item: Item, dose: DoseTarget) -> float:
    """Seconds of holds, or repetitions, of all sets and sides of a visit."""
    one_side_only = dose.one_sided and item.side is not None
    return dose.sets * (dose.hold_s or dose.reps) * (2 if dose.per_side and not one_side_only else 1)


def _session(rows: Sequence[tuple[Visit, Exercise]], item: Item, dose: DoseTarget) -> trends.Session:
    visit, exercises = rows[0][0], [exercise for _, exercise in rows]
    held = sum(one.good_s + one.almost_s for one in exercises)
    seen = held + sum(one.different_s for one in exercises)
    unmeasured = sum(one.unmeasured_s for one in exercises)
    # A programme may ask for an exercise twice in a visit: one row each, or several where a visit went on.
    times = len({one.item for one in exercises})
    whole = [one.good_s + one.almost_s + one.different_s + one.unmeasured_s for one in exercises]
    # Half of a hold that counts may not have been measured: that was neither done nor seen.
    covered = sum(
        s * _found(one, "coverage", "measured", 1.0) for s, one in zip(whole, exercises, strict=True)
    )
    counted = sum(_found(one, "dose", "counted_hold_s", one.good_s + one.almost_s) for one in exercises)
    return trends.Session(
        at=visit.began_at,
        asked=times * asked_of(item, dose),
        done=float(sum(one.reps for one in exercises)) if dose.reps else counted,
        seen_well=held / seen if seen else None,
        measured=min(seen, covered) / (seen + unmeasured) if seen + unmeasured else 0.0,
        pain_before=visit.pain_before,
        pain_after=visit.pain_after,
        pain_next=visit.pain_next,
        exertion=visit.exertion,
        legs=visit.legs,
    )


def _found(exercise: Exercise, table: str, name: str, otherwise: float) -> float:
    """A number of an exercise's result; `otherwise` where it does not hold it."""
    part = (exercise.result or {}).get(table)
    value = part.get(name) if isinstance(part, Mapping) else None
    return float(value) if isinstance(value, int | float) else otherwise


def _asked_dose(visit: Visit, exercise: Exercise, item: Item) -> DoseTarget | None:
    """The dose that a visit asked for; that of the item where the visit does not say."""
    items = visit.plan.get("items") if isinstance(visit.plan, Mapping) else None
    if not isinstance(items, list) or exercise.item is None or exercise.item >= len(items):
        return item.dose() if not items else None
    try:
        return Item.model_validate(items[exercise.item]).dose()
    except (ValidationError, UsageError):
        return None
