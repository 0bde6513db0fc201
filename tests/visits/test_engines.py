"""What one engine kept, the other takes: backups, moves, and what PostgreSQL sees differently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from formcheck.errors import InputError, OutputError, UsageError
from formcheck.exchange.join_patients import join_patients
from formcheck.practice.audit import remove_older
from formcheck.visits import moving, table_copy
from formcheck.visits.backup import backup
from formcheck.visits.checking import check_store
from formcheck.visits.moving import move_store
from formcheck.visits.open_visits import FOLDER, hold_visit
from formcheck.visits.people import find_patient, visit_key
from formcheck.visits.place import StorePlace
from formcheck.visits.practice_schema import LOG_YEARS, AuditEntry
from formcheck.visits.restoring import restore
from formcheck.visits.schema import Answer, Exercise, Patient, Recording, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.table_copy import TableSum, all_tables, table_sums
from tests.support.practice import NOW, small_practice
from tests.support.store_places import Places


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory, places: Places) -> Iterator[VisitStore]:
    """Two patients with four visits, on either engine; tests leave it as it is."""
    place = places(tmp_path_factory.mktemp("practice") / "store")
    with small_practice(place, patients=2, visits=4) as store:
        yield store


@pytest.fixture
def other(tmp_path: Path, request: pytest.FixtureRequest, places: Places) -> StorePlace:
    """An empty place of the other engine."""
    on_server = places(tmp_path / "same").url is not None
    folder = tmp_path / "other"
    place: StorePlace = StorePlace(folder) if on_server else request.getfixturevalue("cluster").place(folder)
    return place


def sums(store: VisitStore) -> dict[str, TableSum]:
    with store.backend.reading() as connection:
        return table_sums(connection, all_tables(connection))


def files(store: VisitStore) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.recordings.files()}


def test_a_backup_of_one_comes_back_in_the_other(
    practice: VisitStore, other: StorePlace, places: Places, tmp_path: Path
) -> None:
    summary = backup(practice, tmp_path / "visits.zip")
    for place in (other, places(tmp_path / "same")):
        assert restore(tmp_path / "visits.zip", place) == summary
        with VisitStore(place) as store:
            assert (sums(store), files(store)) == (sums(practice), files(practice))
            assert check_store(store).problems == ()
            with store.writing() as session:  # rows that are numbered go on after those that came
                visit = session.scalars(select(Visit.id)).first()
                session.add(Answer(visit_id=visit, given_at=NOW, kind="pain", value=2))
        with pytest.raises(UsageError, match="holds visits already"):
            restore(tmp_path / "visits.zip", place)


def test_a_store_moves_there_and_back(practice: VisitStore, other: StorePlace, tmp_path: Path) -> None:
    before, told = sums(practice), list[tuple[str, int, int]]()
    moved = move_store(practice, other, lambda *step: told.append(step))
    assert moved.tables == before
    assert (moved.recordings, moved.missing) == (len(files(practice)), ())
    assert ("visit", 4, 4) in told
    with VisitStore(other, now=practice.now) as there:
        assert (sums(there), files(there)) == (before, files(practice))
        with pytest.raises(UsageError, match="holds visits already; nothing was changed"):
            move_store(practice, other)
        assert move_store(there, StorePlace(tmp_path / "back")).tables == before
    with VisitStore(tmp_path / "back") as back:
        assert (sums(back), files(back)) == (before, files(practice))
    assert sums(practice) == before


def test_the_audit_log_moves_and_can_only_be_added_to_there(
    places: Places, other: StorePlace, tmp_path: Path
) -> None:
    """It takes the place of the log of a store that holds nothing else."""
    with small_practice(places(tmp_path / "from"), patients=1, visits=1) as source:
        noted(source, "mine", 2)
        for place in (other, places(tmp_path / "to")):
            with VisitStore(place) as store:
                noted(store, "theirs", 3)
            assert move_store(source, place).tables == sums(source)
            with VisitStore(place) as store:
                noted(store, "later", 1)
                with store.reading() as session:
                    said = session.scalars(select(AuditEntry.subject).order_by(AuditEntry.id)).all()
                assert said == ["mine", "mine", "later"]
                for change in (delete(AuditEntry), update(AuditEntry).values(subject="")):
                    with pytest.raises(DBAPIError, match="only added to"), store.writing() as session:
                        session.execute(change)


def test_entries_of_the_audit_log_go_after_years_and_not_before(places: Places, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with VisitStore(places(tmp_path / "here")) as store:
        with store.writing() as session:
            for days in (0, 365 * LOG_YEARS - 2, 365 * LOG_YEARS + 40, 9000):
                entry = AuditEntry(at=now - timedelta(days=days), action="account", subject=str(days))
                session.add(entry)
        with pytest.raises(UsageError, match="5 years at least"), store.writing() as session:
            remove_older(session, LOG_YEARS - 1, now)
        with store.writing() as session:
            assert remove_older(session, LOG_YEARS, now) == 2
        with store.reading() as session:
            left = session.execute(
                select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)
            ).all()
        assert [row[1] for row in left[:2]] == ["0", "1823"]
        assert [row[0] for row in left[2:]] == ["log_cut"]


def noted(store: VisitStore, subject: str, times: int) -> None:
    with store.writing() as session:
        session.add_all(AuditEntry(at=NOW, action="account", subject=subject) for _ in range(times))


def test_a_move_that_breaks_off_leaves_nothing_and_goes_on(
    practice: VisitStore, other: StorePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(what: str, done: int, whole: int) -> None:
        if what == "exercise" and done == whole:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move_store(practice, other, breaks)
    with VisitStore(other) as there:
        assert not any(found.rows for found in sums(there).values())
        assert files(there) == files(practice), "recordings that are there need not come again"
    whole = table_copy.table_sums
    monkeypatch.setattr(moving, "table_sums", lambda *args: {**whole(*args), "note": TableSum(9, "")})
    with pytest.raises(OutputError, match="not what was read"):
        move_store(practice, other)
    monkeypatch.undo()
    assert move_store(practice, other).tables == sums(practice)


def test_a_visit_that_goes_on_does_not_move_and_one_that_was_killed_does(
    practice: VisitStore, other: StorePlace
) -> None:
    held = hold_visit(practice.folder, "a1" * 16)
    assert held is not None
    (held.folder / "one.journal").write_bytes(b"poses")
    with pytest.raises(UsageError, match="A visit is going on"):
        move_store(practice, other)
    held.let_go()
    move_store(practice, other)
    assert (other.folder / FOLDER / ("a1" * 16) / "one.journal").read_bytes() == b"poses"
    again = hold_visit(practice.folder, "a1" * 16)
    assert again is not None
    again.release()
    with pytest.raises(UsageError, match="have the same folder"):
        move_store(practice, StorePlace(practice.folder, other.url))


def test_what_only_one_engine_takes_is_kept_by_both(
    places: Places, other: StorePlace, tmp_path: Path
) -> None:
    """A character of number 0, half ones, and endless numbers."""
    clean = ["cd", "\\u0000 \N{REPLACEMENT CHARACTER}"]
    odd: dict[str, object] = {"a\0b": ["c\0d", "\\u0000 \ud83d"], "far": float("-inf"), "none": float("nan")}
    with VisitStore(places(tmp_path / "store"), now=lambda: NOW) as store:
        with store.writing() as session:
            patient = Patient(name="An\0na \U0001f33f", created_at=NOW)
            session.add(patient)
            session.flush()
            session.add(Visit(patient_id=patient.id, began_at=NOW, arrived_at=NOW, plan=odd, comment="\0"))
        moved = move_store(store, other).tables
    for place in (places(tmp_path / "store"), other):
        with VisitStore(place) as there, there.reading() as session:
            visit = session.scalars(select(Visit)).one()
            assert sums(there) == moved
            assert visit.plan["far"] == float("-inf")
            if place.url is not None:
                assert visit.plan == {"ab": clean, "far": float("-inf"), "none": None}
                assert session.scalars(select(Patient.name)).one() == "Anna \U0001f33f"
                assert session.scalars(select(Visit.plan["ab"])).one() == clean


def test_what_does_not_fit_is_told_in_a_line(other: StorePlace, tmp_path: Path) -> None:
    on_server = other if other.url is not None else None
    if on_server is None:
        pytest.skip("SQLite takes it")
    with VisitStore(tmp_path / "file") as store:
        with store.writing() as session:
            session.add(Patient(name="a" * 300, created_at=NOW))
        with pytest.raises(InputError, match=r"does not take that \(value too long .*\)\. Shorten"):
            move_store(store, on_server)
    with VisitStore(on_server) as there:
        assert not any(found.rows for found in sums(there).values())


def test_names_are_found_and_listed_as_people_write_them(places: Places, tmp_path: Path) -> None:
    names = ("Élise", "anna", "Bram", "Zoë", "_", "100%")
    with VisitStore(places(tmp_path / "store"), now=lambda: NOW) as store:
        with store.writing() as session:
            for number, name in enumerate(names):
                patient = Patient(id=f"{number:x}a" * 16, name=name, created_at=NOW)
                session.add(patient)
                session.flush()
                session.add(
                    Visit(id=f"{number:x}b" * 16, patient_id=patient.id, began_at=NOW, arrived_at=NOW)
                )
        with store.reading() as session:
            assert [find_patient(session, name.upper()).name for name in names] == list(names)
            assert visit_key(session, "2B2B2B2B") == "2b" * 16
            with pytest.raises(InputError, match="no patient"):
                find_patient(session, "%")


def test_joined_and_deleted_patients_leave_no_row(practice: VisitStore, other: StorePlace) -> None:
    move_store(practice, other)
    with VisitStore(other, now=practice.now) as store:
        with store.writing() as session:
            stays, goes = session.scalars(select(Patient.id).where(~Patient.own).order_by(Patient.name))
            join_patients(session, stays, goes)
        with store.writing() as session:
            assert session.scalar(select(func.count(Visit.id)).where(Visit.patient_id == stays)) == 4
            session.delete(session.get_one(Patient, stays))
            session.flush()
            for kind in (Visit, Exercise, Answer):
                assert not session.scalar(select(func.count()).select_from(kind))
            assert session.scalar(select(func.count()).select_from(Recording))
        assert store.backend.problems(5) == []
