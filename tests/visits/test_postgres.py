"""A store on a server: what is refused, what goes on when the server does not, several programs at once."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.engine import URL

from formcheck.coach.programme import Programme
from formcheck.errors import FormcheckError, InputError, MissingPackageError, OutputError, UsageError
from formcheck.visits import deletion
from formcheck.visits.database_errors import BusyStoreError, UnreachableStoreError
from formcheck.visits.deletion import delete_patient, finish_deletion
from formcheck.visits.log import VisitLog
from formcheck.visits.opening import head_revision
from formcheck.visits.opinion_schema import Note
from formcheck.visits.place import ID_FILE, StorePlace, default_place, store_place
from formcheck.visits.schema import Answer, Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW
from tests.support.store_programs import run_programs

if TYPE_CHECKING:
    from tests.support.postgres import Cluster

SECRET = "Wilhelmina van der Zande"


@pytest.fixture
def place(cluster: Cluster, tmp_path: Path) -> StorePlace:
    """The place of a new store."""
    return cluster.place(tmp_path / "store")


@pytest.fixture
def store(place: StorePlace) -> Iterator[VisitStore]:
    with VisitStore(place, now=lambda: NOW) as store:
        yield store


def put_patients(store: VisitStore, count: int = 1, name: str = "Anna") -> None:
    with store.writing() as session:
        session.add_all(Patient(name=f"{name} {n}", created_at=NOW) for n in range(count))


def count(store: VisitStore, kind: type = Patient) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.parametrize(
    ("named", "folder", "shown"),
    [
        (
            "postgresql://anna:geheim@db:5433/practice?folder=/srv/x",
            "/srv/x",
            "postgresql://anna@db:5433/practice",
        ),
        ("postgres:///practice?host=/run&folder=a%20b", "a b", "postgresql:///practice?host=%2Frun"),
        ("/srv/visits", "/srv/visits", "/srv/visits"),
        ("C:visits", "C:visits", "C:visits"),
    ],
)
def test_a_place_is_named_by_a_folder_or_a_url(named: str, folder: str, shown: str) -> None:
    place = store_place(named)
    assert (str(place.folder), str(place)) == (folder, shown)
    assert "geheim" not in f"{place} {place!r}"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("mysql://anna:geheim@db/practice", "mysql is no database for visits"),
        ("postgresql://anna:geheim@db", "names no database"),
        ("postgresql://anna:geheim@db:port/practice", "cannot be read"),
        ("postgresql://anna:geheim@db/practice?folder=a&folder=b", "several folders"),
    ],
)
def test_a_url_that_is_of_no_use(named: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMCHECK_STORE", named)
    with pytest.raises(UsageError, match=rf"{said}.*postgresql://USER@HOST/DATABASE\?folder=DIR") as error:
        default_place()
    assert "geheim" not in str(error.value)


def test_another_machine_is_spoken_to_in_cipher() -> None:
    from formcheck.visits.postgres_engine import secured

    for host, mode in (("db", "require"), ("localhost", None), ("", None)):
        assert secured(URL.create("postgresql", host=host)).query.get("sslmode") == mode
    named = URL.create("postgresql", host="db", query={"sslmode": "verify-full"})
    assert secured(named).query["sslmode"] == "verify-full"
    assert "sslmode" not in secured(URL.create("postgresql", query={"host": "/run/postgresql"})).query


def _newer(cluster: Cluster, place: StorePlace) -> None:
    cluster.sql("UPDATE alembic_version SET version_num = '9999'", _name(place))


def _of_another_program(cluster: Cluster, place: StorePlace) -> None:
    cluster.sql("DROP TABLE alembic_version; CREATE TABLE bookmarks (url TEXT)", _name(place))


def _gone(cluster: Cluster, place: StorePlace) -> None:
    cluster.sql(f"DROP DATABASE {_name(place)} WITH (FORCE)")


def _no_connections(cluster: Cluster, place: StorePlace) -> None:
    cluster.sql(f"ALTER DATABASE {_name(place)} ALLOW_CONNECTIONS false")


def _read_only(cluster: Cluster, place: StorePlace) -> None:
    cluster.sql("UPDATE alembic_version SET version_num = '0001'", _name(place))
    cluster.sql(f"ALTER DATABASE {_name(place)} SET default_transaction_read_only = on")


def _another_folder(cluster: Cluster, place: StorePlace) -> None:
    (place.folder / ID_FILE).unlink()


def _a_folder_of_another_database(cluster: Cluster, place: StorePlace) -> None:
    (place.folder / ID_FILE).write_text("1234\n")


def _a_folder_of_a_file(cluster: Cluster, place: StorePlace) -> None:
    (place.folder / ID_FILE).unlink()
    (place.folder / "visits.db").touch()


def _name(place: StorePlace) -> str:
    assert place.url is not None
    return str(place.url.database)


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_newer, "newer formcheck. Update formcheck"),
        (_of_another_program, "holds the tables of another program. Make a new database"),
        (_gone, "cannot be reached .*does not exist.*See that the server runs"),
        (_no_connections, "cannot be reached .*not currently accepting"),
        (_read_only, "cannot be written to .*read-only"),
        (_another_folder, r"do not lie in .*\?folder=DIR"),
        (_a_folder_of_another_database, r"belongs to another database than .*\?folder=DIR"),
        (_a_folder_of_a_file, "holds another store of visits"),
    ],
)
def test_what_is_refused(
    cluster: Cluster, place: StorePlace, happens: Callable[[Cluster, StorePlace], None], said: str
) -> None:
    VisitStore(place).close()
    happens(cluster, place)
    with pytest.raises(FormcheckError, match=said) as error:
        VisitStore(place)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"username": "nobody"}, "cannot be reached .*nobody"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "cannot be reached .*refused"),
        ({"username": "stranger", "password": "geheim"}, "cannot be reached .*password"),
    ],
)
def test_a_server_that_does_not_let_us_in(place: StorePlace, change: dict[str, object], said: str) -> None:
    assert place.url is not None
    with pytest.raises(UnreachableStoreError, match=said) as error:
        VisitStore(StorePlace(place.folder, place.url.set(**change)))  # type: ignore[arg-type]
    assert "geheim" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_of_a_database_is_no_store_of_its_own(store: VisitStore) -> None:
    with pytest.raises(InputError, match=r"are in a database on a server\. Name it by its URL"):
        VisitStore(store.folder)


def test_without_the_driver(place: StorePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'formcheck\[postgres\]'"):
        VisitStore(place)


def test_only_the_user_can_read_the_folder(store: VisitStore) -> None:
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.folder / ID_FILE).stat().st_mode) == 0o600
    assert count(store) == 0
    assert store.backend.size() > 1 << 20
    store.backend.quick_check()


def test_a_writer_that_does_not_end(store: VisitStore, place: StorePlace) -> None:
    with VisitStore(place) as other, other.writing() as session:
        session.add(Patient(name="Bram", created_at=NOW))
        session.flush()
        said = "another program has been writing.*nothing was changed"
        with pytest.raises(BusyStoreError, match=said), store.writing(50):
            pass
        assert count(store) == 0, "reading goes on"
    assert count(store) == 1


def test_what_is_read_is_of_one_moment(store: VisitStore) -> None:
    with store.reading() as session:
        assert session.scalar(select(func.count(Patient.id))) == 0
        put_patients(store)
        assert session.scalar(select(func.count(Patient.id))) == 0
    assert count(store) == 1


def test_who_reads_cannot_write(store: VisitStore) -> None:
    with pytest.raises(OutputError, match="read-only"), store.reading() as session:
        session.execute(insert(Patient).values(name="Cor", created_at=NOW))


def test_a_question_that_takes_too_long(store: VisitStore) -> None:
    def ask() -> None:
        with store.reading() as session:
            session.execute(text("SET LOCAL statement_timeout = '20ms'"))
            session.execute(select(func.pg_sleep(5)))

    with pytest.raises(BusyStoreError, match="too long to answer"):
        ask()


def test_the_server_starts_again(own_cluster: Cluster, tmp_path: Path) -> None:
    """What was said to be kept is there; what goes on is told in a line; the next try works."""
    store = VisitStore(own_cluster.place(tmp_path / "store"), now=lambda: NOW)
    put_patients(store)
    own_cluster.control("stop", "-m", "immediate")
    try:
        for fails in (count, put_patients):
            with pytest.raises(UnreachableStoreError, match="cannot be reached"):
                fails(store)
    finally:
        own_cluster.control("start")
    assert count(store) == 1

    def cut_off() -> None:
        with store.writing() as session:
            session.add(Patient(name="Bram", created_at=NOW))
            session.flush()
            own_cluster.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'formcheck'"
            )

    with pytest.raises(UnreachableStoreError):
        cut_off()
    put_patients(store)
    assert count(store) == 2
    store.close()


def test_a_commit_whose_answer_got_lost(cluster: Cluster, store: VisitStore) -> None:
    """The server is asked whether it was done."""
    from formcheck.visits import postgres_engine

    put_patients(store)
    with store.backend.writing(1000) as connection:
        number = connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
        assert not postgres_engine.was_committed(store.engine, number, 0.0), "it goes on"
    assert postgres_engine.was_committed(store.engine, number)
    with store.backend.writing(1000) as connection:
        number = connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
        connection.get_transaction().rollback()  # type: ignore[union-attr]
    assert not postgres_engine.was_committed(store.engine, number)


def test_an_answer_that_is_written_twice_is_there_once(store: VisitStore) -> None:
    """As when the server wrote it and went away before it could say so."""
    changes: list[Callable[..., None]] = []
    log = VisitLog.begin(store, Programme.model_validate({"items": [{"exercise": "plank"}]}), "nl")
    put, log._put = log._put, lambda change: changes.append(change) or put(change)  # type: ignore[func-returns-value,method-assign]
    assert log.answer("pain", 3, values={"pain_before": 3})
    with store.writing() as session:
        changes[0](session)
    assert (count(store, Visit), count(store, Answer)) == (1, 1)
    log.close("closed", {})


def test_all_connections_in_use(store: VisitStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.engine.pool, "_timeout", 0.05)
    held = [store.engine.connect() for _ in range(15)]
    try:
        with pytest.raises(BusyStoreError, match="all its connections are in use"):
            count(store)
    finally:
        for connection in held:
            connection.close()
    assert count(store) == 0


def bytes_of(cluster: Cluster, place: StorePlace) -> bytes:
    """All that the server keeps of a database, its log of changes left out."""
    cluster.sql("CHECKPOINT")
    ((number,),) = cluster.sql(f"SELECT oid FROM pg_database WHERE datname = '{_name(place)}'")
    return b"".join(path.read_bytes() for path in (cluster.data / "base" / str(number)).iterdir())


def test_a_patient_is_gone_from_the_servers_tables(
    cluster: Cluster, store: VisitStore, place: StorePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "WAIT_MS", 100)
    put_patients(store, 3, "Bram")
    with store.writing() as session:
        patient = Patient(name=SECRET, created_at=NOW)
        session.add(patient)
        session.flush()
        session.add_all(
            Note(patient_id=patient.id, written_at=NOW, text=f"{SECRET} {n}" * (1 + n % 90))
            for n in range(99)
        )
        key = patient.id
    with store.writing() as session:
        for note in session.scalars(select(Note)):
            note.text += " again"
    cluster.sql("ANALYZE", _name(place))
    assert SECRET.encode() in bytes_of(cluster, place)
    with VisitStore(place) as other, other.reading() as session:
        assert session.get(Patient, key) is not None
        assert not delete_patient(store, key).clean, "somebody still sees it"
    assert SECRET.encode() in bytes_of(cluster, place)
    assert finish_deletion(store)
    assert SECRET.encode() not in bytes_of(cluster, place)
    assert count(store) == 3


def test_first_starts_at_the_same_moment(cluster: Cluster, tmp_path: Path) -> None:
    place = cluster.place(tmp_path / "store", template="template0")
    assert run_programs("first", place, 4) == ["0"] * 4
    with VisitStore(place) as store:
        assert count(store) == 1, "one patient is the machine's own"
        assert head_revision() == cluster.sql("SELECT version_num FROM alembic_version", _name(place))[0][0]


def test_programs_that_write_at_once_lose_nothing(place: StorePlace) -> None:
    assert run_programs("together", place, 2) == ["16 changes of 2 programs"]


def test_kills_while_it_is_written_to(place: StorePlace) -> None:
    (line,) = run_programs("kill", place, 6)
    assert line.startswith("6 kills")


def test_kills_while_it_is_used_for_everything(place: StorePlace) -> None:
    (line,) = run_programs("kill-all", place, 3)
    assert line.startswith("3 kills, whole each time")
