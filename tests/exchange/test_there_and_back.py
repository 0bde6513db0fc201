"""Visits leave one store and come into another: everything arrives, once, with whom it belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from formcheck.errors import UsageError
from formcheck.exchange.container_reader import ContainerReader
from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.exchange.import_visits import Imported, import_file
from formcheck.exchange.refused import ExchangeError
from formcheck.live_visit.recovery import recover_visits
from formcheck.visits.agreement_rows import pseudonym
from formcheck.visits.judgement_schema import Judgement
from formcheck.visits.opinion_schema import Mark, Note
from formcheck.visits.results import stored_result
from formcheck.visits.schema import (
    Answer,
    Exercise,
    Patient,
    ProgrammeVersion,
    Recording,
    ThresholdSet,
    Visit,
)
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import new_id
from tests.support.exchange_files import changed, file_of, members_of
from tests.support.practice import NOW
from tests.support.store_places import on_both


def take(store: VisitStore, data: bytes, passphrase: str = "") -> Imported:
    """Import bytes."""
    path = store.folder / "dropped"
    path.write_bytes(data)
    try:
        return import_file(store, path, passphrase)
    finally:
        path.unlink()


def everything(store: VisitStore, patient: str, path: Path) -> bytes:
    """A file with everything of a patient."""
    export_visits(store, Selection(patient, everything=True), path)
    return path.read_bytes()


def count(store: VisitStore, kind: type) -> int:
    """Rows of a table."""
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


@on_both("receiver")
def test_what_arrives_leaves_again_in_the_same_bytes(
    sender: VisitStore, receiver: VisitStore, sent: bytes, patient: str, tmp_path: Path
) -> None:
    done = take(receiver, sent)
    assert (done.found, len(done.new), done.patient_id) == ("new", 2, patient)
    assert done.recordings == count(receiver, Recording) > 0
    assert everything(receiver, patient, tmp_path / "again") == sent
    with receiver.reading() as there, sender.reading() as here:
        for exercise in there.scalars(select(Exercise)):
            thresholds = there.get_one(ThresholdSet, exercise.threshold_digest)
            original = here.get_one(Exercise, exercise.id)
            as_sent = here.get_one(ThresholdSet, original.threshold_digest)
            assert stored_result(exercise, thresholds).to_json() == stored_result(original, as_sent).to_json()
            assert exercise.quality_hold_s == original.quality_hold_s
        assert all(visit.arrived_at == NOW for visit in there.scalars(select(Visit)))
        assert not any(row.own for row in there.scalars(select(Patient)))
    assert not list((receiver.folder / "exchange").iterdir())


@on_both("receiver")
def test_what_is_here_already_is_recognised(receiver: VisitStore, sent: bytes) -> None:
    take(receiver, sent)
    done = take(receiver, sent)
    assert (done.found, done.new, done.updated, done.same, done.recordings) == ("known", [], [], 2, 0)
    assert (count(receiver, Patient), count(receiver, Visit)) == (1, 2)


def test_one_visit_or_some_days_and_with_or_without_recordings(
    sender: VisitStore, receiver: VisitStore, patient: str, sent: bytes, tmp_path: Path
) -> None:
    with sender.reading() as session:
        visits = list(session.scalars(select(Visit).where(Visit.patient_id == patient)))
    visits.sort(key=lambda visit: visit.began_at)
    first, last = visits[0].began_at.date(), visits[-1].began_at.date()
    one = export_visits(
        sender, Selection(patient, visits=(visits[0].id,), recordings=False), tmp_path / "one"
    )
    assert (one.visits, one.recordings) == (1, 0)
    some = export_visits(
        sender, Selection(patient, since=first, until=last - timedelta(days=1)), tmp_path / "x"
    )
    assert some.visits == sum(first <= v.began_at.date() < last for v in visits)
    with pytest.raises(UsageError, match="no such visit"):
        export_visits(sender, Selection(patient, since=date(2031, 1, 1)), tmp_path / "none")
    with pytest.raises(UsageError, match="no such patient"):
        export_visits(sender, Selection("0" * 32), tmp_path / "none")
    assert not (tmp_path / "none").exists()

    done = import_file(receiver, tmp_path / "one")
    assert (len(done.new), done.recordings) == (1, 0)
    with receiver.reading() as session:
        assert all(row.removed_at for row in session.scalars(select(Recording)))
    with_recordings = take(receiver, sent)
    assert (len(with_recordings.new), with_recordings.same) == (1, 1)
    with receiver.reading() as session:
        rows = list(session.scalars(select(Recording)))
        assert rows
        assert all(row.removed_at is None and receiver.recordings.path(row.hash).exists() for row in rows)


def test_the_days_are_those_of_the_patient(receiver: VisitStore, sent: bytes, tmp_path: Path) -> None:
    def late(visit: dict[str, object]) -> None:
        visit.update(began_at="2026-11-20T23:30:00+00:00", utc_offset_min=60)

    done = take(receiver, changed(sent, "visits/", late))
    day = date(2026, 11, 21)
    some = export_visits(receiver, Selection(done.patient_id, since=day, until=day), tmp_path / "day")
    assert some.visits == 1


def test_a_visit_that_grew_is_brought_up_to_date_and_never_set_back(
    receiver: VisitStore, sent: bytes
) -> None:
    def younger(visit: dict[str, object]) -> None:
        visit.update(state="open", ended_at=None, pain_after=None, finished=False)
        visit["exercises"] = visit["exercises"][:1]  # type: ignore[index]

    early = changed(sent, "visits/", younger)
    assert len(take(receiver, early).new) == 2
    with receiver.writing() as session:
        visit = session.scalars(select(Visit).where(Visit.state == "open")).one()
        exercise = session.scalars(select(Exercise).where(Exercise.visit_id == visit.id)).one()
        session.add(Mark(id=new_id(), exercise_id=exercise.id, event=-1, kind="exas", value=4, given_at=NOW))
        nothing = Exercise(visit_id=visit.id, number=2, name="plank", state="running", began_at=NOW)
        session.add(nothing)  # which went on when the file was made, and came to nothing
    recover_visits(receiver)
    with receiver.reading() as session:
        assert session.get_one(Visit, visit.id).state == "open"  # it goes on elsewhere
    done = take(receiver, sent)
    assert (done.updated, done.same) == ([visit.id], 1)
    assert count(receiver, Mark) == 1
    with receiver.reading() as session:
        assert session.get(Exercise, nothing.id) is None
        assert session.get_one(Visit, visit.id).state == "closed"
    back = take(receiver, early)
    assert (back.updated, back.older, back.same) == ([], 1, 1)
    with receiver.reading() as session:
        assert session.get_one(Visit, visit.id).state == "closed"


def test_a_visit_that_is_another_stays_as_it_is_here(receiver: VisitStore, sent: bytes) -> None:
    take(receiver, sent)
    done = take(receiver, changed(sent, "visits/", lambda visit: visit.update(pain_before=9)))
    assert (done.differing, done.same, done.updated) == (1, 1, [])
    with receiver.reading() as session:
        assert 9 not in session.scalars(select(Visit.pain_before)).all()


def test_answers_and_the_therapists_notes_and_marks_travel_with_everything(
    receiver: VisitStore, sent: bytes, tmp_path: Path
) -> None:
    patient = take(receiver, sent).patient_id
    with receiver.writing() as session:
        visit = session.scalars(select(Visit)).first()
        assert visit is not None
        exercise = session.scalars(select(Exercise).where(Exercise.visit_id == visit.id)).first()
        assert exercise is not None
        session.add_all(
            [
                Answer(visit_id=visit.id, given_at=NOW, at_s=1.5, kind="pain", value=3),
                Note(patient_id=patient, visit_id=visit.id, written_at=NOW, text="<b>beter</b>\n=1+1"),
                Note(patient_id=patient, visit_id=None, written_at=NOW, text="belt maandag"),
                Mark(exercise_id=exercise.id, event=0, kind="agrees", value=1, given_at=NOW),
            ]
        )
    data = everything(receiver, patient, tmp_path / "all")
    page = members_of(data)["index.html"].decode()
    assert "&lt;b&gt;beter" in page
    assert "<b>" not in page
    with VisitStore(tmp_path / "third", now=lambda: NOW) as third:
        take(third, data)
        take(third, data)
        assert [count(third, kind) for kind in (Answer, Note, Mark)] == [1, 2, 1]
        assert everything(third, patient, tmp_path / "again") == data
    export_visits(receiver, Selection(patient), tmp_path / "visits")
    with ContainerReader(tmp_path / "visits") as reader:
        assert "index.html" not in reader.members
        assert all("notes" not in reader.table(name) for name in reader.names("visits"))


def test_judgements_leave_with_everything_and_come_in_nowhere(
    receiver: VisitStore, sent: bytes, tmp_path: Path
) -> None:
    """A copy for the person whom they are about has them; agreement counts what was judged here."""
    patient, judge = take(receiver, sent).patient_id, "b" * 32
    with receiver.writing() as session:
        exercise = session.scalars(select(Exercise.id)).first()
        one = Judgement(exercise_id=exercise, event=0, fault="sag", answer="absent", judge=judge,
                        given_at=NOW, blind=True)  # fmt: skip
        session.add(one)
    data = everything(receiver, patient, tmp_path / "all")
    assert judge.encode() not in b"".join(members_of(data).values())
    texts = [text.decode() for name, text in members_of(data).items() if name.startswith("visits/")]
    told = [one for text in texts for e in json.loads(text)["exercises"] for one in e["judgements"]]
    assert [(one["fault"], one["answer"], one["blind"], one["therapist"]) for one in told] == [
        ("sag", "absent", True, pseudonym(judge))
    ]
    assert "bewoog" in members_of(data)["index.html"].decode()
    with VisitStore(tmp_path / "third", now=lambda: NOW) as third:
        take(third, data)
        assert count(third, Judgement) == 0


def _renamed(sent: bytes, name: str) -> bytes:
    """The same visits under other keys, of another patient of that name."""
    members = members_of(sent)
    old = [stem for member in members if len(stem := Path(member).stem) == 32]
    changes = {key: new_id() for key in old}
    data = {**members}
    for old_key, new_key in changes.items():
        data = {
            member.replace(old_key, new_key): (
                text if member.startswith("recordings") else text.replace(old_key.encode(), new_key.encode())
            )
            for member, text in data.items()
        }

    def other(patient: dict[str, object]) -> None:
        patient.update(id=new_id(), name=name)

    def other_exercises(visit: dict[str, object]) -> None:
        for exercise in visit["exercises"]:  # type: ignore[attr-defined]
            exercise["id"] = new_id()

    whole = changed(file_of(data), "patient.json", other)
    for member in [member for member in data if member.startswith("visits/")]:
        whole = changed(whole, member, other_exercises)
    return whole


def test_two_people_of_one_name_are_both_kept(receiver: VisitStore, sent: bytes) -> None:
    first = take(receiver, sent)
    second = take(receiver, _renamed(sent, first.patient.upper()))
    assert second.found == "alike"
    assert second.patient_id != first.patient_id
    assert count(receiver, Patient) == 2
    assert count(receiver, Visit) == 4


def test_a_patient_without_a_name_gets_one_to_be_called_by(receiver: VisitStore, sent: bytes) -> None:
    done = take(receiver, changed(sent, "patient.json", lambda patient: patient.update(name=" \u202e\n ")))
    assert done.patient == f"Patiënt {done.patient_id[:4]}"


@on_both("receiver")
def test_who_followed_a_programme_of_ours_is_the_patient_that_it_was_made_for(
    receiver: VisitStore, sent: bytes
) -> None:
    ours = take(receiver, sent)
    with receiver.writing() as session:
        session.execute(delete(Visit))
    other_machine = changed(sent, "patient.json", lambda patient: patient.update(id="c3" * 16, name=""))
    done = take(receiver, other_machine)
    assert (done.found, done.patient_id, done.patient) == ("linked", ours.patient_id, ours.patient)
    again = take(receiver, other_machine)
    assert (again.found, again.same) == ("known", 2)
    assert count(receiver, Patient) == 1


@pytest.mark.parametrize("taken", [True, False])
def test_a_programme_that_is_unknown_here_comes_with_its_visits(
    receiver: VisitStore, sent: bytes, taken: bool
) -> None:
    done = take(receiver, sent)
    with receiver.writing() as session:
        session.execute(delete(Visit))
        if taken:
            other = {"id": new_id(), "content": {"items": [{"exercise": "bridge"}]}, "digest": "0" * 64}
            session.execute(update(ProgrammeVersion).values(**other))
        else:
            session.execute(delete(ProgrammeVersion))
    assert take(receiver, sent).found == "known"
    with receiver.reading() as session:
        followed = set(session.scalars(select(Visit.programme_id).where(Visit.patient_id == done.patient_id)))
        assert len(session.scalars(select(ProgrammeVersion)).all()) == 1
    assert followed == ({None} if taken else followed - {None})


def _collide_visit(store: VisitStore) -> None:
    with store.writing() as session:
        other = Patient(name="Zoë", created_at=NOW)
        session.add(other)
        session.flush()
        session.execute(update(Visit).values(patient_id=other.id))


def _collide_exercise(store: VisitStore) -> None:
    _collide_visit(store)
    with store.writing() as session:
        for visit in session.scalars(select(Visit)):
            session.execute(update(Visit).where(Visit.id == visit.id).values(comment="x"))
            key = new_id()
            session.add(Visit(id=key, patient_id=visit.patient_id, began_at=NOW, arrived_at=NOW))
            session.flush()
            session.execute(update(Exercise).where(Exercise.visit_id == visit.id).values(visit_id=key))
            session.execute(delete(Visit).where(Visit.id == visit.id))


@on_both("receiver")
@pytest.mark.parametrize("collide", [_collide_visit, _collide_exercise])
def test_keys_that_belong_to_somebody_else_are_refused_and_nothing_changes(
    receiver: VisitStore, sent: bytes, collide: Callable[[VisitStore], None]
) -> None:
    take(receiver, sent)
    collide(receiver)
    visits = count(receiver, Visit)
    with pytest.raises(ExchangeError, match="Zoë"):
        take(receiver, sent)
    assert count(receiver, Visit) == visits
