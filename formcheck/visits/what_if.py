"""What if a threshold were another: past exercises judged again from their recordings, in memory.

Nothing is written until somebody asks for it (`keep`), and what was found on the day is never changed.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from formcheck.errors import FormcheckError
from formcheck.scoring.result import Result
from formcheck.visits.again import result_under
from formcheck.visits.opinion_schema import Rescoring
from formcheck.visits.recordings import Recordings
from formcheck.visits.results import grade_times
from formcheck.visits.schema import Exercise, Visit
from formcheck.visits.table_base import Json, new_id

FEW = 6
"""Recordings that are judged faster here than a second process starts."""
QUESTIONS_AT_ONCE = 2
"""Questions that are answered at the same time, each by all processors; the others wait for their turn."""
AT_ONCE = 2
"""Recordings that each process has waiting: none idles, and little is left to do when the program ends."""
_TURN = threading.BoundedSemaphore(QUESTIONS_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared of a result; seconds, and counts. `faults` is fault -> (seconds, how often)."""

    word: str
    as_far_as_seen: bool
    quality_hold_s: float
    hold_s: float
    reps: int
    good_reps: int
    good_s: float
    almost_s: float
    different_s: float
    faults: dict[str, tuple[float, int]]

    @classmethod
    def of_row(cls, exercise: Exercise) -> Figures:
        """Of what was found on the day; the row has its faults."""
        return cls(
            exercise.word,
            exercise.as_far_as_seen,
            exercise.quality_hold_s,
            exercise.hold_s,
            exercise.reps,
            exercise.good_reps,
            exercise.good_s,
            exercise.almost_s,
            exercise.different_s,
            {fault.fault: (fault.seconds, fault.count) for fault in exercise.faults},
        )

    @classmethod
    def of(cls, result: Result) -> Figures:
        """Of a result."""
        times = grade_times(result.events)
        return cls(
            result.word,
            result.as_far_as_seen,
            result.dose.quality_hold_s,
            result.dose.hold_s,
            result.dose.reps,
            sum(event.kind == "rep" and event.verdict == "good" for event in result.events),
            times["good"],
            times["almost"],
            times["different"],
            {fault: (found.seconds, found.count) for fault, found in result.technique.items()},
        )


@dataclass(frozen=True, slots=True)
class PastExercise:
    """An exercise as it was judged on the day.

    Attributes:
        number: its place in the visit.
        began_at: its own beginning.
        path: of its recording; None where that is gone.
        version: of the formcheck that judged it.
    """

    id: str
    visit_id: str
    number: int
    began_at: datetime
    utc_offset_min: int
    path: Path | None
    version: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Judged:
    """An exercise judged again: its result as JSON, or why there is none."""

    result: str = ""
    trouble: str = ""


def past_exercises(
    session: Session,
    recordings: Recordings,
    patient_id: str,
    name: str,
    began: tuple[datetime | None, datetime | None] = (None, None),
) -> list[PastExercise]:
    """The patient's exercises of this name that have a result, the latest first.

    Args:
        session: reads.
        recordings: where they lie.
        patient_id: whose.
        name: of the exercise.
        began: the first moment, and that from which on they are left out; None is open.
    """
    query = (
        select(Exercise, Visit)
        .join(Visit)
        .where(Visit.patient_id == patient_id, Exercise.name == name, Exercise.word != "")
        .options(selectinload(Exercise.faults))
        .order_by(Visit.began_at.desc(), Exercise.number)
    )
    if began[0] is not None:
        query = query.where(Visit.began_at >= began[0])
    if began[1] is not None:
        query = query.where(Visit.began_at < began[1])
    found = []
    for exercise, visit in session.execute(query):
        path = recordings.path(exercise.recording_hash) if exercise.recording_hash else None
        found.append(
            PastExercise(
                exercise.id,
                visit.id,
                exercise.number,
                exercise.began_at,
                visit.utc_offset_min,
                path if path is not None and path.exists() else None,
                str((exercise.result or {}).get("formcheck_version", "")),
                Figures.of_row(exercise),
            )
        )
    return found


@dataclass
class WhatIf:
    """One question, while it is being answered and after that. A thread of its own answers it.

    Attributes:
        patient_id, exercise: whose, and which.
        changes: override of the exercise's config.
        past: what was found on the day, the latest first.
        judged: exercise id -> what is found now.
        done: nothing more will come.
        kept: the results were kept.
    """

    patient_id: str
    exercise: str
    changes: Json
    past: Sequence[PastExercise]
    id: str = field(default_factory=new_id)
    judged: dict[str, Judged] = field(default_factory=dict)
    done: bool = False
    kept: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def wanted(self) -> int:
        """How many recordings there are to be judged."""
        return sum(one.path is not None for one in self.past)

    def start(self) -> None:
        """Begin, in its turn; it goes on beside everything else."""
        # A daemon: a program that ends does not wait for an answer that nobody will read.
        threading.Thread(target=self._in_turn, name="what-if", daemon=True).start()

    def _in_turn(self) -> None:
        with _TURN:
            self.run()

    def stop(self) -> None:
        """Leave what was not begun."""
        self._stop.set()

    def run(self) -> None:
        """Judge all recordings."""
        tasks = [(one.id, one.path) for one in self.past if one.path is not None]
        if self._stop.is_set():  # while it waited
            tasks = []
        try:
            for key, judged in self._answers(tasks):
                self.judged[key] = judged
                if self._stop.is_set():
                    break
        except (BrokenProcessPool, OSError):  # a second process cannot be had, or was ended from outside
            for key, path in tasks:
                if key not in self.judged and not self._stop.is_set():
                    self.judged[key] = judge(path, self.exercise, self.changes)
        finally:
            self.done = True

    def _answers(self, tasks: Sequence[tuple[str, Path]]) -> Iterator[tuple[str, Judged]]:
        processes = min(os.cpu_count() or 1, len(tasks))
        if len(tasks) <= FEW or processes < 2:
            yield from ((key, judge(path, self.exercise, self.changes)) for key, path in tasks)
            return
        # Forking a server with threads and connections would copy them in whatever state they are.
        context = get_context("spawn")
        with ProcessPoolExecutor(processes, context, _leave_ctrl_c_to_the_parent) as pool:
            left, running = iter(tasks), dict[Future[Judged], str]()
            while True:
                while len(running) < AT_ONCE * processes and (task := next(left, None)) is not None:
                    key, path = task
                    running[pool.submit(judge, path, self.exercise, self.changes)] = key
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future.result()


def judge(path: Path, exercise: str, changes: Mapping[str, object]) -> Judged:
    """Judge a recording under other thresholds; what goes wrong comes back as a sentence."""
    try:
        return Judged(result_under(path, exercise, changes).to_json())
    except FormcheckError as error:
        return Judged(trouble=str(error))


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def keep(
    session: Session, answer: WhatIf, reason: str, now: datetime, only: Iterable[str] | None = None
) -> int:
    """Keep what a question found beside what was found on the day; gives how many.

    Args:
        session: it writes.
        answer: a question that is done.
        reason: why.
        now: the present time.
        only: ids of the exercises; None for all.
    """
    wanted = set(answer.judged if only is None else only)
    there = set(session.scalars(select(Exercise.id).where(Exercise.id.in_(wanted))))
    rows = [
        Rescoring(
            exercise_id=key,
            made_at=now,
            changes=answer.changes,
            result=Result.model_validate_json(found.result).model_dump(mode="json", by_alias=True),
            reason=reason.strip(),
        )
        for key, found in answer.judged.items()
        if key in there and found.result
    ]
    session.add_all(rows)
    return len(rows)
