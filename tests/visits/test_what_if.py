"""Past exercises judged again with another limit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.visits import what_if
from formcheck.visits.again import result_under
from formcheck.visits.schema import Exercise, Patient, Rescoring
from formcheck.visits.store import VisitStore
from formcheck.visits.what_if import Figures, PastExercise, WhatIf, judge, keep, past_exercises
from tests.support.practice import sample, small_practice

LOOSE: dict[str, object] = {"bands": [{"fault": "sag", "fault_from": 0.4}]}


@pytest.mark.parametrize("name", ["plank-sag", "bird-dog-over_lift", "bridge-good reps"])
def test_with_nothing_changed_the_result_is_the_same_byte_for_byte(name: str) -> None:
    one = sample(name)
    assert result_under(one.recording, one.result.exercise, {}).to_json() == one.result.to_json()


def test_another_limit_finds_something_else() -> None:
    one = sample("plank-sag")
    assert one.result.technique.keys() == {"sag"}
    loose = result_under(one.recording, "plank", LOOSE)
    assert (loose.word, loose.technique) == ("good", {})
    assert loose.thresholds.version.endswith("+therapist")


def past(path: Path | None, key: str = "x") -> PastExercise:
    figures = Figures.of(sample("plank-sag").result)
    return PastExercise(key, "visit", 1, datetime(2026, 11, 1, tzinfo=UTC), 0, path, "", figures)


def test_two_processes_find_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if, "FEW", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    path = sample("plank-sag").recording
    asked = WhatIf("p", "plank", LOOSE, [past(path, str(n)) for n in range(5)])
    asked.run()
    assert asked.done
    assert asked.judged == {str(n): judge(path, "plank", LOOSE) for n in range(5)}


def test_a_recording_that_is_gone_or_damaged_stops_nothing(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(sample("plank-sag").recording.read_bytes()[:-500])
    ways = {"gone": None, "damaged": damaged, "there": sample("plank-sag").recording}
    asked = WhatIf("p", "plank", LOOSE, [past(path, key) for key, path in ways.items()])
    asked.run()
    assert asked.done
    assert asked.wanted == 2
    assert asked.judged.keys() == {"damaged", "there"}
    assert asked.judged["damaged"].trouble
    assert asked.judged["there"].result


def test_it_is_kept_beside_what_was_found(tmp_path: Path) -> None:
    with small_practice(tmp_path / "store", patients=1, visits=6) as store:
        before = _all(store)
        with store.reading() as session:
            patient = session.scalar(select(Patient.id))
            assert patient is not None
            asked = WhatIf(
                patient, "plank", LOOSE, past_exercises(session, store.recordings, patient, "plank")
            )
        assert asked.past
        asked.run()
        assert _all(store) == before
        with store.writing() as session:
            assert keep(session, asked, " because ", store.now()) == len(asked.past)
        assert _all(store) == before
        with store.reading() as session:
            kept = session.scalars(select(Rescoring)).all()
        assert {one.reason for one in kept} == {"because"}
        assert {one.exercise_id for one in kept} == {one.id for one in asked.past}
        assert all(one.result["exercise"] == "plank" for one in kept)


def _all(store: VisitStore) -> list[object]:
    with store.reading() as session:
        rows = session.scalars(select(Exercise).order_by(Exercise.id)).all()
        return [(row.id, row.word, row.quality_hold_s, row.result, row.threshold_digest) for row in rows]
