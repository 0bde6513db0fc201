"""`batch --file-visits`: the programmes of a list's patients judge, and what they did become visits, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.coach.programme import Programme
from formcheck.visits.programmes import add_version
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.cli_program import Call, refused
from tests.support.foreign_files import open_pose, recorded, sports2d
from tests.support.practice import NOW

PROGRAMME = {"items": [{"exercise": "plank", "strictness": 1.5}]}
SIZE = ("--fps", "15", "--size", "640x360")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with Anna, who has a programme, and Ben, who has none."""
    with VisitStore(tmp_path / "store", now=lambda: NOW) as store, store.writing() as session:
        anna, ben = Patient(name="Anna", created_at=NOW), Patient(name="Ben", created_at=NOW)
        session.add_all((anna, ben))
        session.flush()
        add_version(session, anna.id, Programme.model_validate(PROGRAMME), NOW)
    return tmp_path / "store"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Poses of Anna, Ben and nobody: what needs no network."""
    open_pose(tmp_path / "anna_json", recorded("plank_sag"))
    for name in ("ben", "nobody"):
        (tmp_path / f"{name}.trc").write_text(sports2d(recorded("plank_sag")), "utf-8")
    lines = ("file,exercise,patient", "anna_json,plank,anna", "ben.trc,,Ben", "nobody.trc,,")
    (tmp_path / "list.csv").write_text("\n".join(lines), "utf-8")
    return tmp_path / "list.csv"


def visits(store: Path) -> dict[str, int]:
    with VisitStore(store) as opened, opened.reading() as session:
        names = session.scalars(select(Patient.name).join(Visit, Visit.patient_id == Patient.id))
        found = list(names)
    return {name: found.count(name) for name in found}


def strictness(listed: Path, name: str) -> float:
    result = listed.with_name("list-formcheck") / "results" / name / "result.json"
    return float(json.loads(result.read_text("utf-8"))["thresholds"]["strictness"])


def test_each_video_becomes_a_visit_once_and_only_where_asked(call: Call, listed: Path, store: Path) -> None:
    run = call("batch", listed, "--store", store, "--file-visits", "--jobs", 1, *SIZE)
    assert run.status == 0, run.err
    assert run.out.splitlines()[-1].strip() == "visits: 2 new"
    assert visits(store) == {"Anna": 1, "Ben": 1}
    assert (strictness(listed, "anna_json"), strictness(listed, "ben")) == (1.5, 1.0)
    again = call("batch", listed, "--store", store, "--file-visits", *SIZE)
    assert "3 done before" in again.out
    assert again.out.splitlines()[-1].strip() == "visits: 2 there before"
    assert visits(store) == {"Anna": 1, "Ben": 1}


def test_what_does_not_fit_is_refused_before_anything_is_made(call: Call, listed: Path, store: Path) -> None:
    whole = listed.read_text("utf-8")
    asked = ("batch", listed, "--store", store)
    refused(call(*asked), "--store belongs to --file-visits")
    refused(call(*asked, "--file-visits", "--strictness", "2"), "row 2", "would both judge")
    listed.write_text(whole.replace("Ben", "Bram"), "utf-8")
    refused(call(*asked, "--file-visits"), "row 3", "no patient 'Bram'")
    listed.write_text("file,patient\nr.parquet,Ben\n", "utf-8")
    refused(call(*asked, "--file-visits"), "row 2", "a recording does not become a visit of Ben")
    listed.write_text("file\nben.trc\n", "utf-8")
    refused(call(*asked, "--file-visits"), "does not know whose")
    assert not listed.with_name("list-formcheck").exists()
    assert not visits(store)
