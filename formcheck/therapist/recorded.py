"""An exercise of the address of a page, with its recording."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from formcheck.overlay.body import Side
from formcheck.therapist.desk import Desk
from formcheck.visits.schema import Exercise


def find_exercise(desk: Desk, exercise_id: str) -> Exercise | None:
    """The exercise with its visit; None where there is none."""
    query = select(Exercise).where(Exercise.id == exercise_id).options(joinedload(Exercise.visit))
    with desk.store.reading() as session:
        return session.scalar(query)


def recording_of(desk: Desk, exercise: Exercise) -> Path | None:
    """The recording of an exercise, if it is there."""
    if exercise.recording_hash is None:
        return None
    path = desk.store.recordings.path(exercise.recording_hash)
    return path if path.exists() else None


def near_side(exercise: Exercise) -> Side | None:
    """The side nearest to the camera, as its result has it."""
    side = (exercise.result or {}).get("near_side")
    return "left" if side == "left" else "right" if side == "right" else None
