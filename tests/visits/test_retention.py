"""Recordings go when their time is over, and not because the clock was wrong; results stay."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.errors import UsageError
from formcheck.visits.clock import arrival, look
from formcheck.visits.recordings import file_hash
from formcheck.visits.retention import KEEP_DAYS, remove_expired, set_keep_days
from formcheck.visits.schema import Exercise, Patient, Recording, Visit
from formcheck.visits.store import VisitStore
from tests.support.store_places import Places

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, places: Places, clock: Clock) -> Iterator[VisitStore]:
    with VisitStore(places(tmp_path / "store"), now=clock) as store:
        yield store


def put(store: VisitStore, file: Path, content: str = "poses") -> str:
    """A recording of that content, put in by a visit of the present moment; its hash."""
    file.write_text(content)
    with store.writing() as session:
        digest = store.recordings.put(session, file, store.now(), store_days(store))
        visit = Visit(patient_id=store.own_patient(session).id, began_at=store.now(), arrived_at=store.now())
        session.add(visit)
        session.flush()
        session.add(
            Exercise(visit_id=visit.id, number=1, name="plank", began_at=store.now(), recording_hash=digest)
        )
    return digest


def store_days(store: VisitStore) -> int | None:
    return store.keep_days


def used(store: VisitStore, clock: Clock, until: datetime, every: timedelta = 2 * DAY) -> int:
    """The store is opened every few days until then; how many recordings that removed."""
    removed = 0
    while clock.time < until:
        clock.time = min(clock.time + every, until)
        removed += remove_expired(store).recordings
    return removed


def is_there(store: VisitStore, digest: str) -> bool:
    with store.reading() as session:
        row = session.get_one(Recording, digest)
        there = store.recordings.path(digest).exists()
        assert (row.removed_at is None) == there
    return there


def test_ninety_days(store: VisitStore, clock: Clock, tmp_path: Path) -> None:
    digest = put(store, tmp_path / "one")
    assert used(store, clock, NOW + KEEP_DAYS * DAY) == 0
    assert is_there(store, digest)
    assert used(store, clock, NOW + (KEEP_DAYS + 4) * DAY) == 1
    assert not is_there(store, digest)
    with store.reading() as session:
        assert session.query(Exercise).one().recording_hash == digest, "the result stays"
    assert list(store.recordings.files()) == []


def test_a_clock_that_ran_ahead_removes_nothing(store: VisitStore, clock: Clock, tmp_path: Path) -> None:
    digest = put(store, tmp_path / "one")
    used(store, clock, NOW + 10 * DAY)
    for _ in range(3):  # some starts and some days with a wrong year
        right = clock.time
        clock.time = right.replace(year=2036)
        assert remove_expired(store).recordings == 0
        assert used(store, clock, clock.time + 5 * DAY) == 0
        clock.time = right + 5 * DAY
        assert used(store, clock, clock.time + 3 * DAY) == 0
        assert is_there(store, digest)


def test_a_clock_that_was_set_back_removes_nothing(store: VisitStore, clock: Clock, tmp_path: Path) -> None:
    """An empty battery: 1970 until somebody sets it."""
    digest = put(store, tmp_path / "one")
    used(store, clock, NOW + 10 * DAY)
    clock.time = datetime(1970, 1, 1, tzinfo=UTC)
    assert used(store, clock, clock.time + 9 * DAY) == 0
    clock.time = NOW + 20 * DAY
    assert used(store, clock, NOW + 80 * DAY) == 0
    assert is_there(store, digest)
    assert used(store, clock, NOW + 94 * DAY) == 1


def test_a_long_pause_costs_a_week(store: VisitStore, clock: Clock, tmp_path: Path) -> None:
    digest = put(store, tmp_path / "one")
    remove_expired(store)
    clock.time = NOW + 200 * DAY
    assert remove_expired(store).recordings == 0
    assert used(store, clock, NOW + 206 * DAY) == 0
    assert used(store, clock, NOW + 208 * DAY) == 1
    assert not is_there(store, digest)


def test_by_hand_it_goes_at_once(store: VisitStore, clock: Clock, tmp_path: Path) -> None:
    put(store, tmp_path / "one")
    clock.time = NOW + 91 * DAY
    assert remove_expired(store, by_hand=True).size == len("poses")


def test_what_several_use_is_kept_for_the_last(store: VisitStore, clock: Clock, tmp_path: Path) -> None:
    digest = put(store, tmp_path / "one")
    clock.time = NOW + 30 * DAY
    assert put(store, tmp_path / "again") == digest
    clock.time = NOW + 20 * DAY  # a clock that was set back does not make it less
    put(store, tmp_path / "again")
    clock.time = NOW + 119 * DAY
    assert remove_expired(store, by_hand=True).recordings == 0
    clock.time = NOW + 121 * DAY
    assert remove_expired(store, by_hand=True).recordings == 1
    put(store, tmp_path / "again")
    assert is_there(store, digest), "put in again, it is there again"


def test_the_days_can_be_changed(store: VisitStore, clock: Clock, tmp_path: Path) -> None:
    first = put(store, tmp_path / "one")
    for days, kept in ((None, True), (30, True), (40, True), (10, False)):
        with store.writing() as session:
            set_keep_days(session, days)
        assert store.keep_days == days
        clock.time = NOW + 20 * DAY
        remove_expired(store, by_hand=True)
        assert is_there(store, first) == kept
    for days in (0, -1, 10**9):
        with store.writing() as session, pytest.raises(UsageError, match="make no sense"):
            set_keep_days(session, days)


def test_what_no_row_names_is_swept(store: VisitStore, tmp_path: Path) -> None:
    """A write that was taken back after its file was copied; a copy that was killed; a damaged file."""
    digest = put(store, tmp_path / "one")
    (tmp_path / "other").write_text("other")
    with store.writing() as session:
        store.recordings.put(session, tmp_path / "other", NOW, None)
        session.rollback()
    half = store.recordings.path(digest).with_name(f".formcheck-0-0-0-{digest}.parquet")
    half.write_text("ha")
    assert len(list(store.recordings.files())) == 2
    remove_expired(store)
    assert [path.stem for path in store.recordings.files()] == [digest]
    assert not half.exists()
    store.recordings.path(digest).write_text("scribble")
    put(store, tmp_path / "one")
    assert file_hash(store.recordings.path(digest)) == digest


def test_the_copy_from_before_an_update_goes_after_a_month(store: VisitStore, clock: Clock) -> None:
    copy = store.folder / "visits-before-9001.db"
    copy.write_text("as it was")
    os.utime(copy, (NOW.timestamp(), NOW.timestamp()))
    used(store, clock, NOW + 29 * DAY)
    assert copy.exists()
    used(store, clock, NOW + 35 * DAY)
    assert not copy.exists()


def test_names_that_are_no_hash(store: VisitStore) -> None:
    for name in ("", "..", "../../etc/passwd", "AB" * 32, "ab" * 31):
        with pytest.raises(ValueError, match="no SHA-256"):
            store.recordings.path(name)


def test_what_is_new_does_not_hang_on_the_clock(store: VisitStore) -> None:
    """A visit that arrives after a look is new, and one that arrived before it is not, whatever it shows."""
    with store.writing() as session:
        patient = Patient(name="Anna", created_at=NOW)
        session.add(patient)
        session.flush()
        for shown in (NOW, NOW - 300 * DAY, NOW + 300 * DAY, NOW):
            arrived = arrival(session, patient, shown)
            assert patient.looked_at is None or arrived > patient.looked_at
            session.add(Visit(patient_id=patient.id, began_at=shown, arrived_at=arrived))
            session.flush()
            patient.looked_at = look(session, patient, shown - DAY)
            assert arrived <= patient.looked_at
