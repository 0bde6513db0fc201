"""`formcheck agreement`: the figures of the page in the terminal, as JSON and as CSV."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.visits.judgements import Place, faults_of_exercise, put_judgements
from formcheck.visits.schema import Exercise
from formcheck.visits.store import DATABASE, VisitStore
from tests.support.cli_program import Call, refused
from tests.support.practice import NOW, small_practice


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of four patients; everything was judged by two, who never saw a fault."""
    folder = tmp_path_factory.mktemp("agreement") / "store"
    with small_practice(folder) as store, store.writing() as session:
        for exercise in session.scalars(select(Exercise)):
            places = {
                Place(event.number, fault): "absent"
                for event in exercise.events
                for fault in faults_of_exercise(session, exercise)
            }
            for judge in (None, "b" * 32):
                put_judgements(session, exercise, places, judge, NOW)
    return folder


def test_figures_as_text_json_and_csv(call: Call, judged: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    said = call("agreement", "--store", judged, "--csv", file)
    assert (said.status, said.err) == (0, "")
    for part in (
        "therapists (1) and formcheck (2)",
        "too few",
        "4 patients",
        "figures-judgements.csv",
        "95 %",
    ):
        assert part in said.out
    told = json.loads(call("agreement", "--store", judged, "--json", "--blind-only").out)
    figures = told["figures"]
    assert len(file.read_text().splitlines()) == len(figures) + 1
    assert len((tmp_path / "figures-judgements.csv").read_text().splitlines()) == told["judgements"] + 1
    sag = next(one for one in figures if one["fault"] == "sag" and one["second"] == "formcheck")
    assert sag["only_second_present"] > 0
    assert sag["share_low"] <= sag["share"] <= sag["share_high"]
    assert sag["kappa"] is None
    one = json.loads(call("agreement", "--store", judged, "--json", "--patient", "Anna 000").out)
    assert {row["patients"] for row in one["figures"]} <= {0, 1}
    assert 0 < one["judgements"] < told["judgements"]


def test_nothing_to_show_and_wrong_use(call: Call, judged: Path, tmp_path: Path) -> None:
    with VisitStore(tmp_path / "empty"):
        pass
    said = call("agreement", "--store", tmp_path / "empty", "--csv", tmp_path / "none.csv")
    assert "Nothing has been judged yet" in said.out
    assert (tmp_path / "none.csv").read_text().startswith("first,second,")
    refused(call("agreement", "--store", tmp_path / "nowhere"), "no store of visits")
    refused(call("agreement", "--store", judged, "--patient", "Nobody"), "no patient 'Nobody'")
    refused(call("agreement", "--store", judged, "--csv", tmp_path / "a.xlsx"), "ends in .csv")
    refused(call("agreement", "--store", judged, "--csv", judged / DATABASE / "a.csv"), "--csv")
