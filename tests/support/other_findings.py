"""A store in which formcheck found something else, of the same that was done."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from formcheck.visits.judgement_schema import VerdictSeen
from formcheck.visits.schema import Exercise, ExerciseEvent, ExerciseFault
from formcheck.visits.store import VisitStore


def other_findings(store: VisitStore) -> None:
    """Everything that formcheck found becomes something else; what was done stays."""
    with store.writing() as session:
        session.execute(delete(ExerciseFault))
        session.execute(delete(VerdictSeen))
        for exercise in session.scalars(select(Exercise)):
            word = "good" if exercise.word == "different" else "different"
            result = {**(exercise.result or {}), "technique": {}, "word": word}
            session.execute(
                update(Exercise)
                .where(Exercise.id == exercise.id)
                .values(
                    word=word, result=result, counts={}, chart=None, good_s=0.0, almost_s=1.0, good_reps=0,
                    as_far_as_seen=not exercise.as_far_as_seen, different_s=2.0, unmeasured_s=99.0,
                )
            )  # fmt: skip
            session.execute(
                update(ExerciseEvent)
                .where(ExerciseEvent.exercise_id == exercise.id)
                .values(verdict="unmeasured" if exercise.word == "good" else "good", detail={})
            )
