"""Past exercises judged again with another limit."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.visits import what_if
from formcheck.visits.again import result_under
from formcheck.visits.opinion_schema import Rescoring
from formcheck.visits.schema import Exercise, Patient
from formcheck.visits.store import VisitStore
from formcheck.visits.what_if import (
    QUESTIONS_AT_ONCE,
    Figures,
    PastExercise,
    WhatIf,
    judge,
    keep,
    past_exercises,
)
from formcheck.visits.what_if_asked import MOST, MOST_OF_ONE, Asked
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


def test_each_who_asks_keeps_their_own_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a colleague asks; two are answered at a time, and what was pushed out is not begun."""
    held, begun = threading.Event(), list[str]()

    def slow(asked: WhatIf) -> None:
        begun.append(asked.id)
        held.wait(20)

    monkeypatch.setattr(WhatIf, "run", slow)
    asked = Asked[int]()
    mine = asked.begin("patient", "plank", {}, [], who="anna", how=1)
    theirs = [asked.begin("patient", "plank", {}, [], who="bram", how=n) for n in range(MOST_OF_ONE + 3)]
    assert asked.get("patient", mine.id, "anna") == (mine, 1)
    assert asked.get("patient", mine.id, "bram") == asked.get("other", mine.id, "anna") == (None, None)
    there = [asked.get("patient", one.id, "bram")[0] for one in theirs]
    assert there == [None] * 3 + theirs[3:]
    assert len(begun) <= QUESTIONS_AT_ONCE
    held.set()
    for n in range(MOST):
        asked.begin("patient", "plank", {}, [], who=f"therapist {n}", how=n)
    assert asked.get("patient", mine.id, "anna") == (None, None), "memory has an end"


def test_a_question_that_was_pushed_out_while_it_waited_is_not_answered() -> None:
    asked = WhatIf("patient", "plank", LOOSE, [past(sample("plank-sag").recording)])
    asked.stop()
    asked.run()
    assert asked.done
    assert asked.judged == {}


def _all(store: VisitStore) -> list[object]:
    with store.reading() as session:
        rows = session.scalars(select(Exercise).order_by(Exercise.id)).all()
        return [(row.id, row.word, row.quality_hold_s, row.result, row.threshold_digest) for row in rows]
