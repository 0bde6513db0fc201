"""The tables for other programs: what stands in them, and what a spreadsheet must not run."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import func, select

from formcheck.errors import FullDiskError
from formcheck.exchange import tables
from formcheck.exchange.tables import TABLES, TableChoice, harmless, write_tables
from formcheck.visits.opinion_schema import Mark
from formcheck.visits.schema import Exercise, ExerciseEvent, Visit
from formcheck.visits.store import VisitStore
from tests.exchange.test_there_and_back import take
from tests.support.exchange_files import changed
from tests.support.practice import NOW

EVIL = '=HYPERLINK("http://x","klik");\n+1 \'é'


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_visit_exercise_and_event_has_its_row_in_both_formats(
    sender: VisitStore, tmp_path: Path
) -> None:
    counts = write_tables(sender, tmp_path)
    with sender.reading() as session:
        for name, kind in (("visits", Visit), ("exercises", Exercise), ("events", ExerciseEvent)):
            assert counts[name] == len(session.scalars(select(kind)).all()) > 0
        visit = session.scalars(select(Visit).order_by(Visit.began_at)).first()
        assert visit is not None
    for name, columns in TABLES.items():
        table, told = pq.read_table(tmp_path / f"{name}.parquet"), rows(tmp_path, name)
        assert table.column_names == list(told[0]) == [column.name for column in columns]
        assert table.num_rows == len(told) == counts[name]
    first = rows(tmp_path, "visits")[0]
    assert (first["visit_id"], first["pain_before"]) == (visit.id, str(visit.pain_before))
    typed = pq.read_table(tmp_path / "visits.parquet").to_pylist()[0]
    assert (typed["began_at_utc"], typed["pain_before"]) == (visit.began_at, visit.pain_before)


def test_numbers_stay_numbers_and_text_is_no_formula(
    receiver: VisitStore, sent: bytes, tmp_path: Path
) -> None:
    data = changed(sent, "patient.json", lambda patient: patient.update(name="@SUM(A1)"))
    take(receiver, changed(data, "visits/", lambda visit: visit.update(comment=EVIL, utc_offset_min=-90)))
    with receiver.writing() as session:
        exercise = session.scalars(select(Exercise)).first()
        assert exercise is not None
        exercise.hold_s = -1.5  # no result has one: a number that begins with a minus
        session.add(Mark(exercise_id=exercise.id, event=-1, kind="exas", value=4, given_at=NOW))
        session.add(Mark(exercise_id=exercise.id, event=0, kind="agrees", value=0, given_at=NOW))
    write_tables(receiver, tmp_path)
    visits, exercises = rows(tmp_path, "visits"), rows(tmp_path, "exercises")
    assert {row["patient"] for row in visits} == {"'@SUM(A1)"}
    assert "'" + EVIL in {row["comment"] for row in visits}
    assert "-1.5" in {row["hold_s"] for row in exercises}
    assert [row["exas_mark"] for row in exercises if row["exas_mark"]] == ["4"]
    assert [row["therapist_agrees"] for row in rows(tmp_path, "events") if row["therapist_agrees"]] == [
        "false"
    ]
    texts = [
        cell
        for row in (*visits, *exercises)
        for cell in row.values()
        if not re.fullmatch(r"-?[\d.e-]+", cell)
    ]
    assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    plain = pq.read_table(tmp_path / "visits.parquet").to_pylist()
    assert EVIL in {row["comment"] for row in plain}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_what_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert harmless(f"{start}1") == f"'{start}1"
    assert harmless(f"a{start}1") == f"a{start}1"


def test_one_patient_and_some_days(sender: VisitStore, patient: str, tmp_path: Path) -> None:
    assert write_tables(sender, tmp_path, TableChoice(patient))["visits"] == 2
    with sender.reading() as session:
        last = session.scalar(select(func.max(Visit.began_at)).where(Visit.patient_id == patient))
    assert last is not None
    day = last.date()
    counts = write_tables(sender, tmp_path, TableChoice(patient, day, day))
    assert counts["visits"] == 1
    assert {row["visit_id"] for row in rows(tmp_path, "events")} <= {
        row["visit_id"] for row in rows(tmp_path, "visits")
    }
    assert write_tables(sender, tmp_path, TableChoice(None, date(2031, 1, 1)))["visits"] == 0
    assert write_tables(sender, tmp_path, TableChoice(None, None, day - timedelta(days=400)))["events"] == 0
    assert pq.read_table(tmp_path / "visits.parquet").num_rows == 0


def test_a_full_disk_leaves_no_half_table(
    sender: VisitStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tables(sender, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables, "_cell", full)
    with pytest.raises(FullDiskError):
        write_tables(sender, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_documentation_lists_every_column(pytestconfig: pytest.Config) -> None:
    text = (pytestconfig.rootpath / "docs" / "exchange.md").read_text("utf-8")
    for name, columns in TABLES.items():
        part = text[text.index(f"### `{name}`") :]
        for column in columns:
            assert f"| `{column.name}` | {column.kind} | {column.about} |" in part
