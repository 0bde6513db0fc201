"""What therapists judged of holds and repetitions, fault by fault, and what formcheck found there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.visits.blind import Judge, is_unseen
from formcheck.visits.judgement_schema import Judgement
from formcheck.visits.schema import Exercise, ExerciseEvent, ThresholdSet
from formcheck.visits.table_base import Json

Answer = Literal["present", "absent", "unclear"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
Found = Literal["present", "absent", "unmeasured"]
JUDGED_KINDS = ("hold", "rep")
"""Events that are judged: an attempt is named by what is wrong with it, a rest has no form."""

_NEXT = timedelta(microseconds=1)


class Place(NamedTuple):
    """What a judgement is about: a fault in an event of an exercise."""

    event: int
    fault: str


def faults_of(thresholds: Json) -> tuple[str, ...]:
    """The faults that an exercise is judged on, from the thresholds of its result, whether seen or not."""
    bands = thresholds.get("bands")
    names = (
        [band.get("fault") for band in bands if isinstance(band, Mapping)] if isinstance(bands, list) else []
    )
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))


def found_in(event: ExerciseEvent, fault: str, unmeasured: Iterable[str]) -> Found:
    """What formcheck found: "present" is a fault of any size, in amber or in red.

    Args:
        event: of the exercise.
        fault: one of `faults_of`.
        unmeasured: what the whole recording could not be judged on, as in `Result.unmeasured`.
    """
    faults, without = event.detail.get("faults"), event.detail.get("main_unmeasured")
    if isinstance(faults, list) and any(
        isinstance(one, Mapping) and one.get("kind") == fault for one in faults
    ):
        return "present"
    if (
        event.verdict == "unmeasured"
        or fault in unmeasured
        or (isinstance(without, Mapping) and fault in without)
    ):
        return "unmeasured"
    return "absent"


def put_judgements(
    session: Session,
    exercise: Exercise,
    answers: Mapping[Place, str],
    judge: Judge,
    now: datetime,
    *,
    by_lot: bool = False,
) -> int:
    """Add what somebody judged; what they said before of the same stays beside it.

    It counts as blind where they were never shown what formcheck found in that visit, as the store knows it.

    Args:
        session: it writes.
        exercise: with its events.
        answers: what is new; an answer that stands already is not added again.
        judge: who judges.
        now: the present time.
        by_lot: the lot chose the place.

    Returns:
        How many were added.

    Raises:
        UsageError: an answer that is none, or of an event or a fault that the exercise does not have.
    """
    known = {event.number for event in exercise.events if event.kind in JUDGED_KINDS}
    faults = faults_of_exercise(session, exercise)
    if any(place.event not in known or place.fault not in faults for place in answers):
        raise UsageError("There is no such hold, repetition or fault", "Open the page again")
    if any(answer not in ANSWERS for answer in answers.values()):
        raise UsageError("There is no such answer", "Choose present, absent or unclear")
    blind = is_unseen(session, judge, exercise.visit_id)
    before = current_answers(session, [exercise.id], judge).get(exercise.id, {})
    new = {place: answer for place, answer in answers.items() if before.get(place) != answer}
    last = session.scalar(
        select(func.max(Judgement.given_at)).where(
            Judgement.exercise_id == exercise.id, Judgement.judge == judge
        )
    )
    if last is not None and now <= last:  # a clock that was set back: the order is what counts
        now = last + _NEXT
    session.add_all(
        Judgement(
            exercise_id=exercise.id,
            event=place.event,
            fault=place.fault,
            answer=answer,
            judge=judge,
            given_at=now,
            blind=blind,
            by_lot=by_lot,
        )
        for place, answer in new.items()
    )
    return len(new)


def faults_of_exercise(session: Session, exercise: Exercise) -> tuple[str, ...]:
    """The faults that an exercise in the store is judged on; none where no result is kept."""
    kept = session.get(ThresholdSet, exercise.threshold_digest) if exercise.threshold_digest else None
    return () if kept is None else faults_of(kept.content)


def current_answers(session: Session, exercises: Iterable[str], judge: Judge) -> dict[str, dict[Place, str]]:
    """What somebody last said: exercise -> place -> answer."""
    query = (
        select(Judgement.exercise_id, Judgement.event, Judgement.fault, Judgement.answer)
        .where(Judgement.exercise_id.in_(list(exercises)), Judgement.judge == judge)
        .order_by(Judgement.given_at, Judgement.id)
    )
    found: dict[str, dict[Place, str]] = {}
    for exercise, event, fault, answer in session.execute(query):
        found.setdefault(exercise, {})[Place(event, fault)] = answer
    return found
