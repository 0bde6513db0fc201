"""`VisitLog`: keeps a live visit while it goes on, so that a kill loses at most the current set."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Literal, Self, TypedDict

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from formcheck.coach.pain import checked_answer
from formcheck.coach.programme import Programme
from formcheck.errors import FormcheckError, OutputError
from formcheck.pose.track import ModelInfo
from formcheck.runtime.disk_errors import as_output_error
from formcheck.runtime.version import __version__
from formcheck.scoring.plan import Plan
from formcheck.visits.clock import arrival
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.open_visits import HeldVisit, hold_visit
from formcheck.visits.run_log import RunLog, RunStart
from formcheck.visits.schema import Answer, Exercise, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Json, new_id

AnswerKind = Literal["exertion", "comment", "safety", "pain_next"]
"""Answers that only the record needs; pain and new leg symptoms are buttons of the visit."""
MAX_COMMENT = 2000
"""Characters of what a patient writes."""
WAIT_MS = 2000
"""How long a visit waits for another program that writes, milliseconds: pictures wait meanwhile."""
_TRY_AGAIN = timedelta(seconds=5)
_UP_TO_TEN = ("exertion", "pain_next")
_HARMLESS = ("safety", "stop")
"""Answers that are no reason to keep a visit in which nothing was done."""
MORNING_AFTER = timedelta(hours=60)
"""How long after a visit the pain of the next morning is still that visit's: after a Friday's evening the
patient comes back on Sunday."""


class VisitValues(TypedDict, total=False):
    """Columns of a visit that answers and its end change."""

    pain_before: int | None
    pain_after: int | None
    pain_worst: int | None
    legs: bool
    advice: str
    finished: bool
    stopped: bool
    ended_at: datetime | None


class VisitLog:
    """One visit in the store, from its first moment to its last. Nothing in it raises for a disk that fails.

    What cannot be written waits and is tried again with the next write; `trouble` tells of it. A change may
    be made twice, where a database server wrote it and could not say so: it does nothing the second time.

    Args:
        store: where it is kept; its owner closes it.
        visit: id of a visit that is in the store.
        held: the visit's folder.
        source: name of the visit in results.

    Attributes:
        trouble: why something is not on the disk, or None.
    """

    def __init__(self, store: VisitStore, visit: str, held: HeldVisit | None, source: str) -> None:
        self.id, self.source = visit, source
        self.trouble: OutputError | None = None
        self._store, self._held = store, held
        self._waiting: list[Callable[[Session], None]] = []
        self._tried_at = store.now()
        self._unkept = False
        self._lock = threading.Lock()
        self._journals = ThreadPoolExecutor(1, "formcheck-journal")

    @classmethod
    def begin(
        cls, store: VisitStore, programme: Programme, lang: str, *, programme_id: str | None = None
    ) -> Self:
        """A new visit of the patient whose machine this is.

        Args:
            store: where it is kept.
            programme: what is to be done.
            lang: language of the visit.
            programme_id: the version of the programme that it follows, if it is one of the store.
        """
        now, visit = store.now(), new_id()
        log = cls(store, visit, None, source_name(now))
        log._hold()
        plan: Json = programme.content()

        def insert(session: Session) -> None:
            if session.get(Visit, visit) is not None:  # written, and the server's word got lost
                return
            patient = store.own_patient(session, lang)
            session.add(
                Visit(
                    id=visit,
                    patient_id=patient.id,
                    programme_id=programme_id,
                    state="open",
                    source="live",
                    lang=lang,
                    began_at=now,
                    utc_offset_min=utc_offset_min(now),
                    arrived_at=arrival(session, patient, now),
                    plan=plan,
                    formcheck_version=__version__,
                )
            )
            session.flush()

        log._put(insert)
        return log

    @classmethod
    def again(cls, store: VisitStore, row: Visit, held: HeldVisit | None) -> Self:
        """A visit that goes on; its row is open again, and `held` its folder where that could be had."""
        log = cls(store, row.id, held, source_name(row.began_at))
        if held is None:
            log._hold()
        return log

    def now(self) -> datetime:
        """The present time, by the clock of the store."""
        return self._store.now()

    def answer(
        self,
        kind: str,
        value: int | None = None,
        at_s: float | None = None,
        text: str = "",
        values: VisitValues | None = None,
    ) -> bool:
        """Keep an answer; gives whether it is on the disk.

        Args:
            kind: `AnswerKind`, or a button that is an answer: "pain", "legs" or "stop".
            value: the answer as a number.
            at_s: media time, seconds; None outside of the visit.
            text: of a comment.
            values: what follows from it for the visit.

        Raises:
            UsageError: a number that is not 0 to 10 where the kind asks for one.
        """
        if kind in _UP_TO_TEN:
            checked_answer(value)
        given_at = self._store.now()

        def write(session: Session) -> None:
            visit = self._visit(session)
            if visit is None:
                return
            _set(visit, values or {})
            if kind == "exertion":
                visit.exertion = value
            elif kind == "comment":
                visit.comment = text[:MAX_COMMENT]
            elif kind == "pain_next":
                visit = _visit_before(session, visit, given_at)
                if visit is None:
                    return
                visit.pain_next = value
            given = select(Answer.id).where(
                Answer.visit_id == visit.id, Answer.given_at == given_at, Answer.kind == kind
            )
            if session.scalar(given.limit(1)) is None:
                session.add(Answer(visit_id=visit.id, given_at=given_at, at_s=at_s, kind=kind, value=value))

        return self._put(write)

    def catch_up(self) -> None:
        """Try again what could not be written, now and then; costs nothing where nothing waits."""
        if self._waiting and abs(self._store.now() - self._tried_at) > _TRY_AGAIN:
            with self._lock:
                self._write(*self._waiting)

    def note(self, values: VisitValues) -> bool:
        """Change the visit's own columns; gives whether that is on the disk."""

        def write(session: Session) -> None:
            visit = self._visit(session)
            if visit is not None:
                _set(visit, values)

        return self._put(write)

    def begin_exercise(self, item: int, plan: Plan, size: tuple[int, int], model: ModelInfo) -> RunLog | None:
        """Begin to keep an exercise; None where there is no place for it.

        Args:
            item: its place in the visit's plan, from 0.
            plan: how it is judged.
            size: (width, height) of the frames, pixels.
            model: the pose network.
        """
        if self._held is None:
            return None
        start = RunStart(self.id, new_id(), item, self._store.now(), plan, size, model, self.source)
        self._put(lambda session: self._add_exercise(session, start))
        return RunLog(start, self._held.folder, self._store, self._journals, self._put, self._put_now)

    def close(self, state: str, values: VisitValues) -> bool:
        """Write how the visit ended, and let go of it; call it once. Gives whether it is still in the store.

        A visit without exercises is kept only for the sake of an answer (`worth_keeping`).
        """
        self._journals.shutdown()
        kept = [False]
        now = self._store.now()

        def write(session: Session) -> None:
            visit = self._visit(session)
            if visit is None:
                return
            _set(visit, values)
            if state == "closed" or not self._unkept:
                visit.ended_at = visit.ended_at or now
            visit.state = "open" if self._unkept else state  # the next start judges what is in the journals
            kept[0] = worth_keeping(visit)
            if not kept[0]:
                session.delete(visit)

        written = self._put(write)
        if self._held is not None and written and not self._unkept:
            self._held.release()
        elif self._held is not None:
            self._held.let_go()
        return written and kept[0]

    def _hold(self) -> None:
        try:
            self._held = hold_visit(self._store.folder, self.id)
        except OSError as error:
            self.trouble = as_output_error(error, self._store.folder, CHOSEN)

    def _visit(self, session: Session) -> Visit | None:
        """The visit's row; None when somebody deleted it meanwhile: then nothing more is kept of it."""
        return session.get(Visit, self.id)

    def _add_exercise(self, session: Session, start: RunStart) -> None:
        if self._visit(session) is None or session.get(Exercise, start.exercise) is not None:
            return
        last = session.scalar(select(func.max(Exercise.number)).where(Exercise.visit_id == self.id))
        session.add(
            Exercise(
                id=start.exercise,
                visit_id=self.id,
                number=(last or 0) + 1,
                item=start.item,
                name=start.plan.exercise,
                began_at=start.began_at,
            )
        )

    def _put(self, change: Callable[[Session], None]) -> bool:
        """Write a change after those that still wait, all of them or none; what is not written waits."""
        with self._lock:
            self._waiting.append(change)
            return self._write(*self._waiting)

    def _put_now(self, change: Callable[[Session], None]) -> bool:
        """Write the result of an exercise; what is not written is found in its journal at the next start."""
        with self._lock:
            written = self._write(*self._waiting, change)
            self._unkept = self._unkept or not written
            return written

    def _write(self, *changes: Callable[[Session], None]) -> bool:
        try:
            self._tried_at = self._store.now()
            with self._store.writing(WAIT_MS) as session:
                for change in changes:
                    change(session)
        except OutputError as error:
            self.trouble = error
            return False
        except (FormcheckError, SQLAlchemyError, OSError) as error:  # the visit goes on all the same
            self.trouble = as_output_error(error, self._store.folder, CHOSEN)
            return False
        self._waiting.clear()
        if self._held is not None and not self._unkept:
            self.trouble = None
        return True


def worth_keeping(visit: Visit) -> bool:
    """Whether anything was done in a visit, or answered for the sake of which it is kept."""
    return bool(visit.exercises) or any(answer.kind not in _HARMLESS for answer in visit.answers)


def source_name(began: datetime) -> str:
    """Name of a visit in its results, by the local time of its start."""
    return f"visit {began.astimezone():%Y-%m-%d %H:%M}"


def utc_offset_min(moment: datetime) -> int:
    """Minutes that the local time is ahead of UTC."""
    offset = moment.astimezone().utcoffset()
    return 0 if offset is None else round(offset / timedelta(minutes=1))


def _set(visit: Visit, values: VisitValues) -> None:
    for name, value in values.items():
        setattr(visit, name, value)


def _visit_before(session: Session, visit: Visit, now: datetime) -> Visit | None:
    """The patient's last visit before this one, unless it is too long ago."""
    return session.scalar(
        select(Visit)
        .where(Visit.patient_id == visit.patient_id, Visit.id != visit.id)
        .where(Visit.began_at < visit.began_at, Visit.began_at > now - MORNING_AFTER)
        .order_by(Visit.began_at.desc())
        .limit(1)
    )
