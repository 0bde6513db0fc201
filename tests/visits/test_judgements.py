"""Judgements by fault: what is kept, whether it was blind, what the lot draws, and the tables of them."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.exchange.agreement_csv import FIGURES, JUDGEMENTS, as_csv, figures, judgements
from formcheck.visits.agreement_rows import counted_rows, events_by_finding, judged_rows, pseudonym
from formcheck.visits.agreement_table import agreement_table
from formcheck.visits.blind import hidden_visits, is_unseen, note_seen, set_blind_mode
from formcheck.visits.judgement_schema import Judgement
from formcheck.visits.judgements import Place, faults_of_exercise, found_in, put_judgements
from formcheck.visits.judging_lot import draw
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.paper_visits import put_visit
from tests.support.practice import NOW

ANNA, BRAM = "a" * 32, "b" * 32
"""Two accounts."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three patients, each with a plank that sags, a high leg and two good exercises."""
    folder = tmp_path_factory.mktemp("judged") / "store"
    with VisitStore(folder, now=lambda: NOW) as store:
        for name in ("Anna 001", "Bram 002", "Cor 003"):
            put_visit(store, name=name)
    return folder


@pytest.fixture
def store(tmp_path: Path, made: Path) -> Iterator[VisitStore]:
    """A copy of it."""
    shutil.copytree(made, tmp_path / "store")
    with VisitStore(tmp_path / "store", now=lambda: NOW) as store:
        yield store


def exercise_named(session: Session, name: str) -> Exercise:
    return session.scalars(select(Exercise).where(Exercise.name == name).order_by(Exercise.id)).all()[0]


def kept(session: Session) -> list[tuple[str | None, str, bool]]:
    rows = session.scalars(select(Judgement).order_by(Judgement.given_at))
    return [(row.judge, row.answer, row.blind) for row in rows]


def test_a_judgement_is_added_and_never_changed(store: VisitStore) -> None:
    """Blind until the findings were shown; after that it is another judgement, and the blind one counts."""
    place = Place(0, "sag")
    with store.writing() as session:
        plank = exercise_named(session, "plank")
        assert put_judgements(session, plank, {place: "absent"}, ANNA, NOW) == 1
        assert put_judgements(session, plank, {place: "absent"}, ANNA, NOW) == 0, "it stands already"
        assert put_judgements(session, plank, {place: "unclear"}, ANNA, NOW) == 1
        note_seen(session, ANNA, [plank.visit_id], NOW)
        # The clock was set back meanwhile; the order stays.
        assert put_judgements(session, plank, {place: "present"}, ANNA, NOW - timedelta(days=1)) == 1
        put_judgements(session, plank, {place: "present"}, None, NOW + timedelta(hours=1))
        assert kept(session) == [
            (ANNA, "absent", True), (ANNA, "unclear", True), (ANNA, "present", False), (None, "present", True)
        ]  # fmt: skip
        rows = judged_rows(session)
        assert {row.found for row in rows} == {"present"}
        assert [(row.judge, row.answer) for row in counted_rows(rows)] == [
            (ANNA, "unclear"),
            (None, "present"),
        ]
        assert [row.judge for row in counted_rows(rows[2:3])] == [ANNA]
        assert counted_rows(rows[2:3], blind_only=True) == []


def test_a_judgement_that_makes_no_sense_is_refused(store: VisitStore) -> None:
    wrong = (
        (Place(99, "sag"), "present"),
        (Place(-1, "sag"), "present"),
        (Place(0, "over_lift"), "present"),
        (Place(0, "'; --"), "absent"),
        (Place(0, "sag"), "maybe"),
    )
    for place, answer in wrong:
        with store.writing() as session:
            plank = exercise_named(session, "plank")
            with pytest.raises(UsageError):
                put_judgements(session, plank, {Place(0, "pike"): "absent", place: answer}, None, NOW)
    with store.reading() as session:
        assert kept(session) == []


def test_what_is_hidden_is_hidden_from_one_therapist(store: VisitStore) -> None:
    with store.writing() as session:
        visits = session.scalars(select(Visit.id).order_by(Visit.id)).all()
        own = store.own_patient(session)
        moved = session.get_one(Visit, visits[0])
        moved.patient_id = own.id
        assert hidden_visits(session, ANNA) == frozenset()
        set_blind_mode(session, ANNA, True)
        assert hidden_visits(session, ANNA) == set(visits[1:]), (
            "one's own visits are read by whoever did them"
        )
        assert hidden_visits(session, BRAM) == hidden_visits(session, None) == frozenset()
        note_seen(session, ANNA, visits, NOW)
        note_seen(session, ANNA, visits, NOW)
        assert hidden_visits(session, ANNA) == frozenset()
        assert is_unseen(session, BRAM, visits[1])
        assert not is_unseen(session, None, visits[0])
        set_blind_mode(session, ANNA, False)
        set_blind_mode(session, ANNA, False)


def judge_by_lot(store: VisitStore, judge: str | None, most: int) -> Counter[tuple[str, str, str]]:
    """Answer what the lot draws as formcheck does; gives how often each stratum came up."""
    came: Counter[tuple[str, str, str]] = Counter()
    for _ in range(most):
        with store.writing() as session:
            question = draw(session, judge)
            if question is None:
                break
            exercise = session.get_one(Exercise, question.exercise_id)
            (event,) = [one for one in exercise.events if one.number == question.event]
            found = found_in(event, question.fault, ())
            came[question.name, question.fault, found] += 1
            answers = {Place(question.event, question.fault): "present" if found == "present" else "absent"}
            assert put_judgements(session, exercise, answers, judge, NOW, by_lot=True) == 1
    return came


def test_the_lot_brings_rare_faults_up_and_ends(store: VisitStore) -> None:
    with store.reading() as session:
        assert draw(session, None) == draw(session, None), "to load the page anew draws nothing else"
    came = judge_by_lot(store, None, 30)
    rare = came["plank", "sag", "present"], came["bird-dog", "over_lift", "present"]
    assert rare == (3, 6), "all 9, among some 80 places: without strata 3 of 30 would have come up"
    assert len({name for name, _, _ in came}) == 4
    with store.writing() as session:
        seen = draw(session, ANNA)
        assert seen is not None
        note_seen(session, ANNA, [seen.visit_id], NOW)
        other = draw(session, ANNA)
        assert other is not None
        assert other.visit_id != seen.visit_id, "what was not shown comes first"
        for visit in session.scalars(select(Visit)):
            note_seen(session, ANNA, [visit.id], NOW)
        assert draw(session, ANNA) is not None
        for exercise in session.scalars(select(Exercise)):
            places = {
                Place(event.number, fault): "absent"
                for event in exercise.events
                if event.kind in ("hold", "rep")
                for fault in faults_of_exercise(session, exercise)
            }
            put_judgements(session, exercise, places, ANNA, NOW)
        assert draw(session, ANNA) is None


def test_the_tables(store: VisitStore) -> None:
    """Two therapists: one as formcheck, one who sees sagging everywhere and sometimes cannot tell."""
    with store.writing() as session:
        for number, exercise in enumerate(session.scalars(select(Exercise).order_by(Exercise.id))):
            for event in exercise.events:
                if event.kind not in ("hold", "rep"):
                    continue
                faults = faults_of_exercise(session, exercise)
                found = {fault: found_in(event, fault, ()) for fault in faults}
                places = {Place(event.number, fault): found[fault] for fault in faults}
                put_judgements(session, exercise, places, ANNA, NOW)
                other = dict.fromkeys(places, "unclear" if number % 5 == 0 else "present")
                put_judgements(session, exercise, other, BRAM, NOW)
        table = agreement_table(session)
        assert (table.judges, table.patients, table.blind, table.by_lot) == (2, 3, table.judgements, 0)
        sag = next(one for one in table.faults if one.fault == "sag")
        assert (sag.agreement.ratings, sag.unclear, sag.judges) == (6 - sag.unclear, sag.unclear, 2)
        assert sag.agreement.counts["present", "present"] == sag.agreement.ratings
        roll = next(one for one in table.faults if one.fault == "trunk_roll")
        assert roll.agreement.ratings == 0
        assert roll.unmeasured > 0, "this view does not show it"
        lift = next(one for one in table.faults if one.fault == "over_lift")
        assert lift.in_all is not None
        (pair,) = table.pairs
        assert (pair.first, pair.second) == (ANNA, BRAM)
        assert {one.fault for one in pair.faults} == {one.fault for one in table.faults}
        patient = session.scalars(select(Visit.patient_id)).first()
        assert agreement_table(session, Patient.id == patient).patients == 1
        assert agreement_table(session, blind_only=True) == table

        rows = judged_rows(session)
        text = as_csv(judgements(rows, counted_rows(rows)), JUDGEMENTS)
        assert text.count("\n") == len(rows) + 1
        secret = {"Anna 001", ANNA, BRAM, *(row.patient_id for row in rows), *(row.visit_id for row in rows)}
        assert not [one for one in secret if one in text]
        assert pseudonym(ANNA) in text
        shown = as_csv(figures(table), FIGURES)
        assert shown.count("\n") == len(table.faults) + len(pair.faults) + 1


def test_what_is_there_is_counted_in_the_store(store: VisitStore) -> None:
    with store.reading() as session:
        there = events_by_finding(session, [("plank", "sag"), ("plank", "pike"), ("bird-dog", "over_lift")])
    assert there["plank", "sag"] == {"present": 3, "absent": 0}
    assert there["plank", "pike"] == {"present": 0, "absent": 3}
    assert there["bird-dog", "over_lift"] == {"present": 6, "absent": 0}
