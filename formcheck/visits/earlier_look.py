"""A person's own first values, to lay later ones beside, of exercises that are followed over visits."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.coach.programme import GivenReference, Item, Programme
from formcheck.exercises import get_exercise
from formcheck.visits.patient_list import OVER
from formcheck.visits.schema import Exercise, Visit
from formcheck.visits.visit_report import patient_time


def beside_the_first(session: Session, patient_id: str, programme: Programme) -> Programme:
    """The programme, in which such exercises are measured from the patient's first visit that gave values.

    A reference that a therapist picked, or took away, stays as it is.
    """
    items = tuple(_beside(session, patient_id, item) for item in programme.items)
    return programme if items == programme.items else programme.model_copy(update={"items": items})


def _beside(session: Session, patient_id: str, item: Item) -> Item:
    exercise = get_exercise(item.exercise)
    if item.reference != "first" or not exercise.config().tracked:
        return item
    calibration = Exercise.result["calibration"]
    query = (
        select(calibration, Visit.id, Visit.began_at, Visit.utc_offset_min)
        .join(Visit, Visit.id == Exercise.visit_id)
        .where(Visit.patient_id == patient_id, OVER, Exercise.name == item.exercise)
        .where(calibration["kind"].as_string() == "personal")
        .order_by(Visit.began_at, Visit.id)
        .limit(1)
    )
    first = session.execute(query).first()
    if first is None:
        return item
    found, visit, began_at, offset_min = first
    known = exercise.spec.calibrated
    values = {name: float(value) for name, value in found.get("values", {}).items() if name in known}
    if not values:
        return item
    day = patient_time(began_at, offset_min).date().isoformat()
    given = GivenReference(values=values, taken_on=day, visit=visit)
    return item.model_copy(update={"reference": given})
