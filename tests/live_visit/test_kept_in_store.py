"""A visit is in the store as it goes: answers, sets, and in the end what was judged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from formcheck.coach.programme import Item, Programme
from formcheck.live_visit.visit import LiveVisit
from formcheck.scoring.result import Result
from formcheck.visits.log import VisitLog
from formcheck.visits.open_visits import FOLDER
from formcheck.visits.recordings import file_hash
from formcheck.visits.results import stored_result
from formcheck.visits.schema import Exercise, ThresholdSet, Visit
from formcheck.visits.store import VisitStore
from tests.support.replays import begun, frames, played, recording, visit

SETS = Item(exercise="plank", hold_s=3, sets=3, rest_s=4)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VisitStore]:
    with VisitStore(tmp_path / "store") as store:
        yield store


def keep(live: LiveVisit, store: VisitStore, *items: Item) -> LiveVisit:
    """The visit, kept."""
    live.keep_in(VisitLog.begin(store, Programme(items=items), "en"))
    return live


def stored(store: VisitStore) -> Visit:
    """The only visit, with all that belongs to it."""
    with store.reading() as session:
        (row,) = session.scalars(
            select(Visit).options(
                selectinload(Visit.exercises).selectinload(Exercise.events), selectinload(Visit.answers)
            )
        )
        return row


def result_of(store: VisitStore, exercise: Exercise) -> Result:
    with store.reading() as session:
        thresholds = session.get_one(ThresholdSet, exercise.threshold_digest)
        return stored_result(exercise, thresholds)


def test_store_and_folder_hold_the_same(store: VisitStore, tmp_path: Path) -> None:
    track = recording("plank_good")
    live = keep(visit(track, SETS, root=tmp_path / "files"), store, SETS)
    begun(live)
    live.press("pain", 2)
    played(live, frames(track))
    live.press("stop")
    live.close()
    assert live.visit_id == stored(store).id
    (folder,) = live.kept
    row = stored(store)
    (exercise,) = row.exercises
    result = result_of(store, exercise)
    assert result.to_json() == (folder / "result.json").read_text("utf-8")
    assert exercise.recording_hash == file_hash(folder / "recording.parquet")
    assert store.recordings.path(exercise.recording_hash).exists()
    assert not list((store.folder / FOLDER).iterdir()), "nothing of a visit stays open"
    done = exercise.sets["done"]
    assert [one["set"] for one in done] == [1, 2, 3]
    assert sum(one["counted_hold_s"] for one in done) == pytest.approx(result.dose.counted_hold_s)
    assert [(answer.kind, answer.value) for answer in row.answers] == [("pain", 2)]
    assert (row.state, row.pain_after, row.finished, row.stopped) == ("closed", 2, True, False)
