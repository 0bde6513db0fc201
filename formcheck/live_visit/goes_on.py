"""A visit that ended before it was done goes on with what is left of it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import ValidationError

from formcheck.coach.pain import Advice, advice
from formcheck.coach.programme import Programme
from formcheck.coach.progress import Progress
from formcheck.coach.stages import VisitState
from formcheck.coach.visit import Visit
from formcheck.errors import FormcheckError, InputError, UsageError
from formcheck.exercises import get_exercise
from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge
from formcheck.scoring.plan import Plan
from formcheck.store.recording import iter_recording, read_context
from formcheck.visits.left import give_up, take_up
from formcheck.visits.log import VisitLog
from formcheck.visits.open_visits import HeldVisit, hold_visit
from formcheck.visits.schema import Exercise
from formcheck.visits.schema import Visit as VisitRow
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words

_OTHER = {"left": "right", "right": "left"}


class GoesOn(NamedTuple):
    """A visit that goes on.

    Attributes:
        programme: of the whole visit.
        state: where it was left: at the set that was not finished.
        log: its place in the store.
        began: local time of its start.
    """

    programme: Programme
    state: VisitState
    log: VisitLog
    began: datetime


def goes_on(store: VisitStore, visit: str, lang: str) -> GoesOn:
    """Take up a visit that was broken off.

    Args:
        store: where it is kept.
        visit: its id.
        lang: language of the coach.

    Raises:
        UsageError: it is not there any more, was closed, goes on elsewhere, or another formcheck made it.
    """
    held = _held(store, visit)  # first: a program that starts now would close an open visit that nobody holds
    row = take_up(store, visit)
    if row is None:
        _let_go(held)
        raise UsageError("That visit cannot go on", "Begin a new one")
    try:
        programme = Programme.model_validate(row.plan)
        state = state_of(store, row, programme, lang)
    except (ValidationError, FormcheckError) as error:
        give_up(store, visit)
        _let_go(held)
        raise UsageError("That visit was begun by another formcheck", "Begin a new one") from error
    began = (row.began_at + timedelta(minutes=row.utc_offset_min)).replace(tzinfo=None)
    return GoesOn(programme, state, VisitLog.again(store, row, held), began)


def _held(store: VisitStore, visit: str) -> HeldVisit | None:
    """Hold of the visit's folder; None where the disk refuses one.

    Raises:
        UsageError: there is no such visit, or another program holds it.
    """
    with store.reading() as session:
        known = session.get(VisitRow, visit) is not None
    held = None
    with contextlib.suppress(OSError):  # the log tries again, and tells
        held = hold_visit(store.folder, visit) if known else None
        known = known and held is not None
    if not known:
        raise UsageError("That visit cannot go on", "Begin a new one")
    return held


def _let_go(held: HeldVisit | None) -> None:
    if held is not None:
        held.let_go()


def state_of(store: VisitStore, row: VisitRow, programme: Programme, lang: str) -> VisitState:
    """The state of a visit at the first set that is not finished.

    Args:
        store: holds the recordings of what was done.
        row: the visit, with its exercises.
        programme: of the visit.
        lang: language of the coach.
    """
    state = Visit(programme, Words(lang)).start()
    before, worst = row.pain_before, row.pain_worst
    lighter = advice(before, worst, row.legs, programme.stop_rules) is not Advice.GO_ON
    state = state._replace(
        pain_before=before, pain_now=row.pain_after, worst_pain=worst, legs=row.legs, easier=lighter
    )
    latest = max((one.item for one in row.exercises if one.item is not None), default=-1)
    for place in state.items:
        parts = [one for one in row.exercises if one.item == place]
        sets = [entry for part in parts for entry in _sets(part)]
        if not parts and place >= latest:
            break
        progress = _progress(store, programme.items[place].exercise, parts)
        if place == latest and len(sets) < _asked(parts):
            wanted = _OTHER.get(str(sets[-1].get("side")), "") if sets else ""
            return state._replace(set=len(sets) + 1, total=progress, wanted_side=wanted)
        state = state._replace(at=state.at + 1, done=(*state.done, (place, progress)))
    return state


def _sets(part: Exercise) -> list[dict[str, object]]:
    done = part.sets.get("done", [])
    return [entry for entry in done if isinstance(entry, dict)] if isinstance(done, list) else []


def _asked(parts: Sequence[Exercise]) -> float:
    """Number of sets of the exercise; infinity when none was finished."""
    numbers = [part.sets["of"] for part in parts if "of" in part.sets]
    return max((float(number) for number in numbers if isinstance(number, int)), default=float("inf"))


def _progress(store: VisitStore, exercise: str, parts: Sequence[Exercise]) -> Progress:
    """What was done of an exercise, as its results count it."""
    progress = Progress(moves=get_exercise(exercise).spec.moves)
    for part in parts:
        path = None if part.recording_hash is None else store.recordings.path(part.recording_hash)
        if path is None or not path.exists():
            continue
        try:
            judge = SpanJudge(PlannedSpan.whole(Plan.from_context(read_context(path))))
            for chunk in iter_recording(path):
                judge.feed(chunk)
                judge.decided()
        except InputError:  # what it held stays in the store's rows; the coach does not speak of it
            continue
        judge.finish()
        progress = progress.counting(judge.scoring.outcomes)._replace(sight=judge.scoring.sight)
    return progress
