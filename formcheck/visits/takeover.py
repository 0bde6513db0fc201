"""Takes the visits of formcheck 0.1 over from their folder into the store, each once.

The folder stays as it is. What was taken over is remembered in the store by its content, so that a folder
that was moved is recognised, and a visit that was deleted from the store does not come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import InputError
from formcheck.runtime.printable import printable
from formcheck.scoring.result import Result
from formcheck.visits.old_folders import (
    OldPart,
    OldVisit,
    content_key,
    is_going_on,
    read_visit,
    stamp,
    visit_folders,
)
from formcheck.visits.results import put_result
from formcheck.visits.retention import keep_days
from formcheck.visits.schema import Exercise, Patient, Setting, Visit
from formcheck.visits.store import VisitStore

SETTING = "taken_over"
SOURCE = "folder"
_SAME_VISIT = timedelta(seconds=3)
"""Folders are named to the second, and made a moment after the row: so near another it is the same visit."""
Progress = Callable[[int, int], None]
"""Is told how many visits were looked at, and of how many."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came of a takeover.

    Attributes:
        visits, exercises, recordings: how many came in.
        known: visits that were in the store before, or were deleted from it.
        problems: what of a visit could not be read, a sentence each, told once.
        strangers: what lies there and is no visit, a sentence each, told every time.
    """

    visits: int = 0
    exercises: int = 0
    recordings: int = 0
    known: int = 0
    problems: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()

    def __add__(self, other: TakenOver) -> TakenOver:
        """Both together."""
        return TakenOver(
            self.visits + other.visits,
            self.exercises + other.exercises,
            self.recordings + other.recordings,
            self.known + other.known,
            self.problems + other.problems,
            self.strangers + other.strangers,
        )


class _Memory:
    """What was taken over before: stamps, which are quick to compare, and digests of the content."""

    def __init__(self, session: Session) -> None:
        row = session.get(Setting, SETTING)
        try:
            known = json.loads(row.value) if row else {}
            self.stamps, self.keys = set(known.get("stamps", [])), set(known.get("keys", []))
        except (ValueError, TypeError, AttributeError):  # not ours: visits are recognised by their start
            self.stamps, self.keys = set(), set()

    def add(self, session: Session, stamped: str, key: str) -> None:
        """Remember a visit."""
        self.stamps.add(stamped)
        self.keys.add(key)
        value = json.dumps({"stamps": sorted(self.stamps), "keys": sorted(self.keys)})
        session.merge(Setting(name=SETTING, value=value))


def take_over(store: VisitStore, root: Path, progress: Progress | None = None) -> TakenOver:
    """Take over what is new in a folder of visits. A folder that does not exist holds nothing.

    Args:
        store: where to: as visits of the patient whose machine this is.
        root: the folder of visits.
        progress: is called after each visit.

    Raises:
        InputError: the folder cannot be read.
        OutputError: the store cannot be written to; what was taken over before is kept.
    """
    if not root.exists():
        return TakenOver()
    try:
        folders, strangers = visit_folders(root)
    except OSError as error:
        raise InputError(f"{printable(root)} cannot be read ({error.strerror})", "Check its name") from error
    with store.reading() as session:
        memory = _Memory(session)
    total = TakenOver(strangers=tuple(strangers))
    for number, folder in enumerate(folders, 1):
        try:
            total += _take_one(store, folder, memory)
        except OSError as error:
            total += TakenOver(problems=(f"{printable(folder)} cannot be read ({error.strerror})",))
        if progress is not None:
            progress(number, len(folders))
    return total


def _take_one(store: VisitStore, folder: Path, memory: _Memory) -> TakenOver:
    stamped = stamp(folder)
    if stamped in memory.stamps:
        return TakenOver(known=1)
    if is_going_on(folder):
        return TakenOver(problems=(f"{printable(folder)} is still being written: it comes in next time",))
    key = content_key(folder)
    old = None if key in memory.keys else read_visit(folder)
    with store.writing() as session:
        found = TakenOver(known=1) if old is None else _put(session, store, old)
        memory.add(session, stamped, key)
    return found


def _put(session: Session, store: VisitStore, old: OldVisit) -> TakenOver:
    """Put a visit in, or what is new of one that is there."""
    problems = tuple(old.problems)
    patient = store.own_patient(session, old.lang)
    visit = _same(session, patient, old)
    if visit is not None and visit.source != SOURCE:
        return TakenOver(known=1, problems=problems)
    before = {exercise.number for exercise in visit.exercises} if visit else set()
    if visit is None and not old.parts and not old.closed:
        return TakenOver(problems=problems)  # a start, and nothing more
    known = visit is not None
    visit = visit or Visit(patient_id=patient.id, source=SOURCE, arrived_at=store.now())
    if old.closed or not known:
        _answer(visit, old)
    session.add(visit)
    session.flush()
    items = _items(old)
    new = [at for at in range(len(old.parts)) if at + 1 not in before]
    for at in new:
        _put_part(session, store, visit, at + 1, items[at], old.parts[at])
    recordings = sum(old.parts[at].recording is not None for at in new)
    return TakenOver(int(not known), len(new), recordings, int(known), problems)


def _same(session: Session, patient: Patient, old: OldVisit) -> Visit | None:
    began = old.began.astimezone(UTC)
    near = Visit.began_at.between(began - _SAME_VISIT, began + _SAME_VISIT)
    return session.scalars(select(Visit).where(Visit.patient_id == patient.id, near).limit(1)).first()


def _answer(visit: Visit, old: OldVisit) -> None:
    offset = old.began.utcoffset() or timedelta()
    visit.state = "closed" if old.closed else "broken_off"
    visit.lang = old.lang
    visit.began_at, visit.utc_offset_min = old.began, round(offset.total_seconds() / 60)
    visit.ended_at = old.ended or max((p.written for p in old.parts if p.written), default=old.began)
    visit.pain_before, visit.pain_after, visit.pain_worst = old.pain_before, old.pain_after, old.pain_worst
    visit.legs, visit.advice = old.legs, old.advice
    visit.finished, visit.stopped = old.finished, old.closed and not old.finished
    visit.plan = {"items": [{"exercise": name} for name in _planned(old)]} if _planned(old) else {}
    results = [part.result for part in old.parts if part.result is not None]
    visit.formcheck_version = results[0].formcheck_version[:32] if results else ""


def _put_part(
    session: Session, store: VisitStore, visit: Visit, number: int, item: int | None, part: OldPart
) -> None:
    exercise = Exercise(
        visit_id=visit.id,
        number=number,
        item=item,
        name=part.name,
        state="done",
        began_at=_began(visit, part),
    )
    if part.recording is not None:
        exercise.recording_hash = store.recordings.put(
            session, part.recording, store.now(), keep_days(session)
        )
    session.add(exercise)
    session.flush()
    if part.result is not None:
        put_result(session, exercise, part.result)


def _planned(old: OldVisit) -> list[str]:
    """The exercises that were to be done, as far as the folder tells: those that were begun."""
    return old.done or [part.name for part in old.parts]


def _items(old: OldVisit) -> list[int | None]:
    """Place of each part in the plan. A further part of an exercise (another camera) has its place."""
    left = list(enumerate(_planned(old)))
    items: list[int | None] = []
    for part in old.parts:
        item = next((at for at, name in left if name == part.name), None)
        if item is None:
            earlier = [at for at, done in zip(items, old.parts, strict=False) if done.name == part.name]
            items.append(earlier[-1] if earlier else None)
        else:
            left = [(at, name) for at, name in left if at != item]
            items.append(item)
    return items


def _began(visit: Visit, part: OldPart) -> datetime:
    if part.written is None or part.result is None:
        return visit.began_at
    return max(visit.began_at, part.written - timedelta(seconds=_length_s(part.result)))


def _length_s(result: Result) -> float:
    return max((event.end_s for event in result.events), default=0.0)
