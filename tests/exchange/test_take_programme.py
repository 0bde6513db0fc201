"""A programme comes to the patient's machine, is followed, and comes back with the visits."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.exchange.import_visits import import_file
from formcheck.exchange.programme_file import ProgrammeContent, pack_programme, unpack_programme
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.take_programme import take_programme
from formcheck.visits.programmes import add_version, in_force
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW
from tests.support.programmes import programme_content
from tests.support.store_places import on_both

OTHER = {"items": [{"exercise": "bridge"}], "note": "Rustiger aan"}


@on_both("receiver")
def test_the_newest_programme_is_in_force_and_an_older_one_only_on_purpose(receiver: VisitStore) -> None:
    first = programme_content()
    assert (take_programme(receiver, first).same, take_programme(receiver, first).same) == (False, True)
    second = programme_content(programme_id="d4" * 16, content=OTHER)
    taken = take_programme(receiver, second)
    assert (taken.exercises, taken.message, taken.same) == (1, "Rustiger aan", False)
    assert len(in_force(receiver).programme.items) == 1
    with pytest.raises(ExchangeError) as error:
        take_programme(receiver, first)
    assert error.value.why == "programme_older"
    assert len(in_force(receiver).programme.items) == 1
    take_programme(receiver, first, anyway=True)
    assert len(in_force(receiver).programme.items) == 6


@on_both("receiver")
def test_a_programme_of_somebody_else_is_asked_about(receiver: VisitStore) -> None:
    take_programme(receiver, programme_content())
    foreign = programme_content(patient_id="e5" * 16, patient="Bram", programme_id="d4" * 16, content=OTHER)
    with pytest.raises(ExchangeError, match="Bram") as error:
        take_programme(receiver, foreign)
    assert error.value.why == "programme_other"
    assert len(in_force(receiver).programme.items) == 6
    take_programme(receiver, foreign, anyway=True)
    assert len(in_force(receiver).programme.items) == 1
    with receiver.reading() as session:
        assert session.scalars(select(Patient.name)).all() == ["Anna 003"]


def test_a_programme_goes_out_is_followed_and_comes_back_to_the_same_patient(tmp_path: Path) -> None:
    with (
        VisitStore(tmp_path / "therapist", now=lambda: NOW) as desk,
        VisitStore(tmp_path / "home", now=lambda: NOW) as home,
    ):
        with desk.writing() as session:
            patient = Patient(name="Anna", created_at=NOW)
            session.add(patient)
            session.flush()
            version = add_version(session, patient.id, programme_content().programme, NOW, "Succes")
            content = ProgrammeContent.of(version, patient)
        take_programme(home, unpack_programme(pack_programme(content)))
        followed = in_force(home).version
        assert followed is not None
        assert (followed.id, followed.digest) == (version.id, version.digest)
        with home.writing() as session:
            own = home.own_patient(session)
            session.add(
                Visit(
                    patient_id=own.id,
                    programme_id=followed.id,
                    state="closed",
                    began_at=NOW,
                    arrived_at=NOW,
                    plan=followed.content,
                )
            )
        export_visits(home, Selection(own.id), tmp_path / "visit.formcheck")
        done = import_file(desk, tmp_path / "visit.formcheck")
        assert (done.found, done.patient_id, done.patient) == ("linked", patient.id, "Anna")
        with desk.reading() as session:
            visit = session.scalars(select(Visit)).one()
            assert (visit.patient_id, visit.programme_id) == (patient.id, version.id)
            assert len(session.scalars(select(Patient)).all()) == 1
