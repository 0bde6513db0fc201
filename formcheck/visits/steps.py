"""A suggested step is taken, on the therapist's or the patient's word: the programme with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.coach.programme import Item, StepTaken
from formcheck.errors import FormcheckError, InputError
from formcheck.trends.next_step import Direction, NextStep
from formcheck.visits.next_steps import latest_exercises, next_step_of
from formcheck.visits.programmes import add_version, check_programme, current, programme_of
from formcheck.visits.schema import Patient, ProgrammeVersion
from formcheck.visits.store import VisitStore

By = Literal["therapist", "patient"]
KEPT = ("days", "times_a_week", "note", "view", "side")
"""What goes along to another exercise; bands, reference and object were of the one before."""


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """A step that the patient may take.

    Attributes:
        place: of its exercise in the programme.
        item: the exercise as it is now.
        step: what is suggested.
    """

    place: int
    item: Item
    step: NextStep


def stepped(item: Item, step: NextStep, by: By, on: date) -> Item:
    """The exercise after a step. Whether it may be taken is the caller's question."""
    dose = item.dose()
    taken = StepTaken(
        by=by,
        on=on.isoformat(),
        before=item.exercise,
        hold_s=dose.hold_s or None,
        reps=dose.reps or None,
    )
    asked = {
        "sets": step.dose.sets,
        "hold_s": step.dose.hold_s or None,
        "reps": step.dose.reps or None,
        "step": taken,
    }
    if step.exercise is None:
        return item.model_copy(update=asked)
    kept = {name: getattr(item, name) for name in KEPT if name in item.model_fields_set}
    return Item.model_validate({"exercise": step.exercise, **kept, **asked})


def offered_steps(store: VisitStore) -> tuple[ProgrammeVersion | None, list[OfferedStep]]:
    """What the patient whose machine this is may decide now: nothing unless the programme allows it."""
    with store.reading() as session:
        patient = session.scalar(select(Patient.id).where(Patient.own))
        version = None if patient is None else current(session, patient)
        return version, [] if version is None else _offered(session, version)


def _offered(session: Session, version: ProgrammeVersion) -> list[OfferedStep]:
    programme = programme_of(version)
    if not programme.own_steps:
        return []
    done = latest_exercises(session, version.patient_id)
    found = []
    for place, item in enumerate(programme.items):
        try:
            step = next_step_of(item, programme, done)
        except FormcheckError:  # an exercise or a dose that this formcheck does not know
            continue
        if step.direction in (Direction.MORE, Direction.LESS):
            found.append(OfferedStep(place, item, step))
    return found


def take_step(store: VisitStore, version_id: str, place: int, message: str) -> Item:
    """Put a programme with a step in force, on the patient's word.

    Args:
        store: of the patient's machine.
        version_id: of the programme that the patient was asked about.
        place: of the exercise in it.
        message: what stands beside the new version.

    Raises:
        InputError: another programme is in force by now, or the step is offered no more; nothing has changed.
        OutputError: the store cannot be written to.
    """
    with store.writing() as session:
        version = session.get(ProgrammeVersion, version_id)
        now = None if version is None else current(session, version.patient_id)
        if version is None or now is None or now.id != version_id:
            raise InputError("Another programme is in force by now", "Look at the question again")
        offered = next((one for one in _offered(session, version) if one.place == place), None)
        if offered is None:
            raise InputError("This step is offered no more", "Look at the programme")
        item = stepped(offered.item, offered.step, "patient", store.now().astimezone().date())
        programme = programme_of(version)
        items = (*programme.items[:place], item, *programme.items[place + 1 :])
        programme = programme.model_copy(update={"items": items})
        check_programme(programme)
        add_version(session, version.patient_id, programme, store.now(), message)
        return item
