"""Visits that a program left open when it was killed: their journals are judged, and they may go on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from formcheck.coach.frame_view import HOLD, REP
from formcheck.errors import FormcheckError, InputError
from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge
from formcheck.report.data import ReportData
from formcheck.runtime.error_lines import print_error
from formcheck.scoring.plan import Plan
from formcheck.store.files import remove_stale
from formcheck.store.journal import SUFFIX, Journal
from formcheck.visits.log import worth_keeping
from formcheck.visits.open_visits import HeldVisit, hold_visit, sweep_open_visits
from formcheck.visits.run_log import put_exercise, write_recording
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore


def recover_visits(store: VisitStore) -> tuple[int, list[Exception]]:
    """Write what is left of visits whose program is gone, and sweep what it left on the disk.

    Call it when a program starts to use the store. Visits that another program has open are left alone. One
    that cannot be written now is found again at the next start.

    Returns:
        The number of visits, and why others could not be written.
    """
    with store.reading() as session:
        own = (
            select(Visit.id).join(Patient).where(Visit.state == "open", Patient.own)
        )  # not what was imported
        left = list(session.scalars(own))
    count, errors = 0, list[Exception]()
    for visit in left:
        try:
            count += _recover(store, visit)
        except (FormcheckError, SQLAlchemyError, OSError) as error:
            errors.append(error)
    if not errors:
        sweep_open_visits(store.folder)
    remove_stale(store.recordings.folder)
    return count, errors


def tidy_up(store: VisitStore, root: Path | None) -> int:
    """Write what killed programs left of their visits, and sweep their temporary files.

    Args:
        store: the store of visits.
        root: folder that results are written to as files as well; None for none.

    Returns:
        The number of visits that were broken off.
    """
    count, errors = recover_visits(store)
    for error in errors:
        print_error(f"A visit that was broken off could not be written: {error}", error)
    if root is not None:
        remove_stale(root)
    return count


def _recover(store: VisitStore, visit: str) -> bool:
    held = hold_visit(store.folder, visit)
    if held is None:
        return False
    try:
        return _written(store, visit, held)
    except BaseException:
        held.let_go()
        raise


def _written(store: VisitStore, visit: str, held: HeldVisit) -> bool:
    journals = list(held.folder.glob(f"*{SUFFIX}"))
    ended_at = max(map(_changed_at, journals), default=None)
    with store.writing() as session:
        for path in journals:
            _add_missing(session, visit, path)
    with store.reading() as session:
        running = session.scalars(
            select(Exercise.id).where(Exercise.visit_id == visit, Exercise.state == "running")
        )
        exercises = list(running)
    for exercise in exercises:
        _recover_exercise(store, exercise, held.folder / f"{exercise}{SUFFIX}")
    with store.writing() as session:
        row = session.get(Visit, visit)
        found = row is not None and row.state == "open"
        if row is not None and found:
            _close(session, row, ended_at)
    held.release()
    return found


def _add_missing(session: Session, visit: str, path: Path) -> None:
    """The row of an exercise that could not be written when it began, as while another program wrote."""
    if session.get(Exercise, path.stem) is not None or session.get(Visit, visit) is None:
        return
    try:
        about, plan = Journal(path).about, None
        for piece in Journal(path).pieces():
            plan = piece.plan
        item, began, name = about["item"], about["began_at"], (plan or {})["exercise"]
        if not (isinstance(item, int) and isinstance(began, str) and about["exercise"] == path.stem):
            return
        began_at = datetime.fromisoformat(began)
    except (InputError, KeyError, ValueError):  # cut off within its first second
        return
    last = session.scalar(select(func.max(Exercise.number)).where(Exercise.visit_id == visit))
    session.add(
        Exercise(
            id=path.stem,
            visit_id=visit,
            number=(last or 0) + 1,
            item=item,
            name=str(name),
            began_at=began_at,
        )
    )
    session.flush()


def _close(session: Session, row: Visit, ended_at: datetime | None) -> None:
    """What the visit is from now on: it had come to its end, or it was broken off."""
    if not worth_keeping(row):
        session.delete(row)
        return
    row.state = "broken_off" if row.ended_at is None else "closed"
    last_answer = max((answer.given_at for answer in row.answers), default=row.began_at)
    row.ended_at = row.ended_at or max(ended_at or last_answer, last_answer)


def _recover_exercise(store: VisitStore, exercise: str, path: Path) -> None:
    """Judge a journal as the exercise would have been judged when it ended there."""
    judged = _judged(path)
    if judged is None:
        with store.writing() as session:
            row = session.get(Exercise, exercise)
            if row is not None and not row.sets:
                session.delete(row)
            elif row is not None:
                row.state = "done"
        return
    recording, result = path.with_suffix(".parquet"), judged.report.result
    write_recording(judged.journal, recording, judged.plan, result.source)
    put_exercise(store, exercise, result, judged.report, recording, store.change)


class _Judged(NamedTuple):
    """A journal, the last plan in it, and what comes of them."""

    journal: Journal
    plan: dict[str, object]
    report: ReportData


def _judged(path: Path) -> _Judged | None:
    """What a journal comes to; None where nothing was done, or nothing is left."""
    try:
        journal = Journal(path)
        plan = None
        for piece in journal.pieces():
            plan = piece.plan
        judge = None if plan is None else SpanJudge(PlannedSpan.whole(Plan.from_context({"plan": plan})))
    except InputError:
        return None
    if plan is None or judge is None:
        return None
    active = False
    for piece in journal.pieces():
        scores = judge.feed(piece.track)
        active = active or bool(np.isin(scores.phase, (HOLD, REP)).any())
        judge.decided()
    judge.finish()
    if not active:
        return None
    source = judge.tally.source(str(journal.about["source"]), journal.size)
    return _Judged(journal, plan, judge.report_data(judge.result(source, journal.model), ()))


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
