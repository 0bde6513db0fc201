"""A result comes out of the store as it went in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from formcheck.visits.results import counts_by_side, put_result, stored_result
from formcheck.visits.schema import Exercise, ThresholdSet, Visit
from formcheck.visits.store import VisitStore
from tests.support.practice import DONE, sample
from tests.support.store_places import Places

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", DONE)
def test_a_result_comes_back_byte_for_byte(tmp_path: Path, places: Places, name: str) -> None:
    result = sample(name).result
    with VisitStore(places(tmp_path), now=lambda: NOW) as store:
        with store.writing() as session:
            visit = Visit(patient_id=store.own_patient(session).id, began_at=NOW, arrived_at=NOW)
            session.add(visit)
            session.flush()
            exercise = Exercise(visit_id=visit.id, number=1, name=result.exercise, began_at=NOW)
            session.add(exercise)
            put_result(session, exercise, result)
            session.flush()
            key = exercise.id
        with store.reading() as session:
            row = session.get_one(Exercise, key)
            thresholds = session.get_one(ThresholdSet, row.threshold_digest)
            assert stored_result(row, thresholds).to_json() == result.to_json()


def test_repetitions_are_counted_by_side_and_by_what_they_show() -> None:
    events = sample("bird-dog-over_lift").result.events
    counts = counts_by_side(events)
    assert set(counts) == {"left_arm_right_leg", "right_arm_left_leg"}
    assert sum(sum(side.values()) for side in counts.values()) == sum(e.kind == "rep" for e in events)
    assert counts_by_side(sample("plank-good").result.events) == {"": {"holds": 1}}


def test_a_hold_that_could_not_be_measured_is_no_hold_of_no_seconds(tmp_path: Path, places: Places) -> None:
    result = sample("plank-good").result
    seen = next(event for event in result.events if event.kind == "hold")
    blind = seen.model_copy(update={"verdict": "unmeasured", "end_s": seen.end_s + 100})
    result = result.model_copy(update={"events": [*result.events, blind]})
    assert counts_by_side(result.events) == {"": {"holds": result.dose.holds}} == {"": {"holds": 1}}
    with VisitStore(places(tmp_path), now=lambda: NOW) as store, store.writing() as session:
        visit = Visit(patient_id=store.own_patient(session).id, began_at=NOW, arrived_at=NOW)
        session.add(visit)
        session.flush()
        exercise = Exercise(visit_id=visit.id, number=1, name=result.exercise, began_at=NOW)
        session.add(exercise)
        put_result(session, exercise, result)
        assert exercise.longest_s == pytest.approx(seen.end_s - seen.start_s)
