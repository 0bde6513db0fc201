"""Tables and migrations agree, every released schema comes up, and another database could take them."""

from __future__ import annotations

import importlib
import io
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, func, inspect, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from formcheck.visits import opening
from formcheck.visits.open_backend import DATABASE
from formcheck.visits.opening import MIGRATIONS, safety_copies
from formcheck.visits.place import StorePlace
from formcheck.visits.results import stored_result
from formcheck.visits.schema import Exercise, Patient, ThresholdSet
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Base
from formcheck.visits.table_copy import all_tables, copy_rows
from tests.support.store_programs import run_programs
from tests.visits.released_schemas import SCHEMAS, build

if TYPE_CHECKING:
    from tests.support.postgres import Cluster

REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
FIRST_ON_SERVER = "0004"
"""The first schema that was released with PostgreSQL."""
LATER = '''"""A later migration: a column more, and a table that is made anew."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9001", "{before}"


def upgrade() -> None:
    """Bring the tables up."""
    op.add_column("patient", sa.Column("born", sa.Integer(), nullable=True))
    with op.batch_alter_table("visit") as table:
        table.alter_column("comment", existing_type=sa.Text(), nullable=True)
'''


def differences(store: VisitStore) -> list[object]:
    """What the tables of a store lack against `schema.py`, or have too much."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def rows(database: Path) -> dict[str, int]:
    """Number of rows of each table that it has."""
    connection = sqlite3.connect(database)
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    count = {
        table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        for table in Base.metadata.tables
        if table in there
    }
    connection.close()
    return count


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Migrations with a further one, as a later formcheck has them."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9001_later.py").write_text(LATER.format(before=REVISIONS[-1]))
    monkeypatch.setattr(opening, "MIGRATIONS", folder)
    return folder


def test_tables_and_migrations_agree(tmp_path: Path) -> None:
    with VisitStore(tmp_path) as store:
        assert differences(store) == []


def test_every_released_schema_has_a_database_of_its_time() -> None:
    assert sorted(path.stem for path in SCHEMAS.glob("*.sql")) == REVISIONS


@pytest.mark.parametrize("revision", REVISIONS)
def test_up_from_every_released_schema(tmp_path: Path, revision: str) -> None:
    """Everything in it is there afterwards, and a result reads as it was."""
    before = rows(build(revision, tmp_path / DATABASE))
    assert all(before.values()), "a table without a row tells nothing"
    with VisitStore(tmp_path) as store:
        assert differences(store) == [], (
            f"python -m tests.visits.released_schemas makes {revision} anew, while it is not released"
        )
        with store.reading() as session:
            exercise = session.scalars(select(Exercise).where(Exercise.result.is_not(None))).one()
            thresholds = session.get_one(ThresholdSet, exercise.threshold_digest)
            assert stored_result(exercise, thresholds).exercise == "plank"
    after = rows(tmp_path / DATABASE)
    assert {table: after[table] for table in before} == before
    assert after.keys() == Base.metadata.tables.keys()
    assert bool(safety_copies(tmp_path)) == (revision != REVISIONS[-1])


def test_a_later_migration_keeps_a_copy_and_every_row(tmp_path: Path, later: Path) -> None:
    """Also those below a table that is made anew."""
    database = build(REVISIONS[-1], tmp_path / "store" / DATABASE)
    before = rows(database)
    with VisitStore(database.parent) as store:
        assert "born" in {column["name"] for column in inspect(store.engine).get_columns("patient")}
    assert rows(database) == before
    (copy,) = safety_copies(database.parent)
    assert copy.name == "visits-before-9001.db"
    assert copy.stat().st_mode & 0o077 == 0
    assert rows(copy) == before
    with VisitStore(database.parent):
        assert safety_copies(database.parent) == [copy]


def test_programs_that_migrate_at_the_same_moment(tmp_path: Path, later: Path) -> None:
    """One does it, the others wait and find it done."""
    database = build(REVISIONS[-1], tmp_path / "store" / DATABASE)
    before = rows(database)
    assert later == tmp_path / "migrations"
    assert run_programs("first", database.parent, 6) == ["0"] * 6
    assert opening.revision_of(database) == "9001"
    assert rows(database) == {**before, "patient": before["patient"] + 1}, "one patient is the machine's own"
    assert len(safety_copies(database.parent)) == 1


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, later: Path) -> None:
    database = build(REVISIONS[-1], tmp_path / "store" / DATABASE)
    file = next((later / "versions").glob("9001*"))
    file.write_text(f"{file.read_text()}    raise ValueError('a defect')\n")
    with pytest.raises(ValueError, match="a defect"):
        VisitStore(database.parent)
    assert opening.revision_of(database) == REVISIONS[-1]
    assert rows(database) == rows(build(REVISIONS[-1], tmp_path / "again.db"))
    file.unlink()
    with VisitStore(database.parent) as store:
        assert differences(store) == []


@pytest.mark.parametrize("revision", [one for one in REVISIONS if one >= FIRST_ON_SERVER])
def test_up_from_every_released_schema_on_postgresql(cluster: Cluster, tmp_path: Path, revision: str) -> None:
    old = build(revision, tmp_path / "old" / DATABASE)
    place = cluster.place(tmp_path / "store", template="template0")
    put_example(place, old, revision)
    with VisitStore(place) as store:
        assert differences(store) == []
        assert store.backend.problems(5) == []
        assert bool(safety_copies(store.folder)) == (revision != REVISIONS[-1])


def test_a_later_migration_on_postgresql(cluster: Cluster, tmp_path: Path, later: Path) -> None:
    """Every row is there, also in the copy of before. One that fails changes nothing."""
    old = build(REVISIONS[-1], tmp_path / "old" / DATABASE)
    place = cluster.place(tmp_path / "store", template="template0")
    put_example(place, old, REVISIONS[-1])
    file = next((later / "versions").glob("9001*"))
    whole = file.read_text()
    file.write_text(f"{whole}    raise ValueError('a defect')\n")
    with pytest.raises(ValueError, match="a defect"):
        VisitStore(place)
    file.write_text(whole)
    with VisitStore(place) as store:
        assert "born" in {column["name"] for column in inspect(store.engine).get_columns("patient")}
        with store.reading() as session:
            counts = {
                name: session.scalar(select(func.count()).select_from(table)) or 0
                for name, table in Base.metadata.tables.items()
            }
    before = rows(old)
    assert counts == {**before, "setting": before["setting"] + 1}, "one is the database's own key"
    (copy,) = safety_copies(place.folder)
    assert (rows(copy), opening.revision_of(copy)) == (before, REVISIONS[-1])


def put_example(place: StorePlace, old: Path, revision: str) -> None:
    """Fill an empty database as a formcheck of that schema did."""
    assert place.url is not None
    engine, source = create_engine(place.url), create_engine(f"sqlite:///{old}")
    with source.connect() as here, engine.begin() as there:
        opening.upgrade(there, revision)
        copy_rows(here, there, all_tables(here))
    for one in (engine, source):
        one.dispose()


def test_postgresql_could_take_the_tables() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in Base.metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))
        for name in (table.name, *(constraint.name for constraint in table.constraints)):
            assert len(str(name)) < 63, "PostgreSQL cuts longer names off"


def test_postgresql_could_take_the_migrations() -> None:
    said = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": said}
    )
    with Operations.context(context):
        for file in sorted((MIGRATIONS / "versions").glob("[0-9]*.py")):
            importlib.import_module(f"formcheck.visits.migrations.versions.{file.stem}").upgrade()
    assert said.getvalue().count("CREATE TABLE") >= len(Base.metadata.tables)


def test_moments_keep_their_zone(tmp_path: Path) -> None:
    with VisitStore(tmp_path) as store:
        with store.writing() as session:
            store.own_patient(session)
        with store.reading() as session:
            assert session.scalars(select(Patient)).one().created_at.tzinfo is not None
