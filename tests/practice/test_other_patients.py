"""Keys of somebody else's patient in forms, queries and files: they give nothing, and change nothing."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, true, update

from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.practice.accounts import principal_of_account
from formcheck.practice.bindings import bind, unbind, visible
from formcheck.visits.judgement_schema import VerdictSeen
from formcheck.visits.opinion_schema import Note
from formcheck.visits.opinions import counts_of_agreement
from formcheck.visits.practice_schema import Binding
from formcheck.visits.schema import Exercise, Patient, Visit
from tests.support.exchange_files import changed, members_of
from tests.support.exchange_files import file_of as made_file
from tests.support.practice_people import ANNA, BRAM, CATO, Browser, People


def file_of(people: People, login: str, folder: Path) -> bytes:
    """Everything of that therapist's patient in a file."""
    path = folder / f"{login}.formcheck"
    export_visits(people.store, Selection(people.patient_of(login), everything=True), path, None)
    return path.read_bytes()


def taken_in(browser: Browser, data: bytes) -> str:
    """The page after a file was sent."""
    answer = browser.client.post(
        "/therapist/import", data={"form_token": browser.token()}, files=[("files", ("a.formcheck", data))]
    )
    assert answer.status_code == 303
    return browser.get(answer.headers["location"]).text


def bound(people: People) -> set[tuple[str, str]]:
    """Who sees whom."""
    with people.store.reading() as session:
        return {(row.patient_id, row.account_id) for row in session.scalars(select(Binding))}


def test_a_file_of_somebody_else_s_patient_is_refused(people: People, tmp_path: Path) -> None:
    data, anna = file_of(people, BRAM, tmp_path), people.browser(ANNA)
    before = bound(people)
    with people.store.reading() as session:
        name = session.get_one(Patient, people.patient_of(BRAM)).name
        visits = session.scalar(select(func.count()).select_from(Visit))
    page = taken_in(anna, data)
    assert "somebody who is not in your list" in page
    assert name not in page
    other_key = changed(data, "patient", lambda table: table.update(id="f" * 32))
    page = taken_in(anna, other_key)
    assert "somebody who is not in your list" in page, "his visits under another key"
    assert name not in page
    assert bound(people) == before
    with people.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == visits


def test_who_comes_in_new_is_theirs_who_took_them_in(people: People, tmp_path: Path) -> None:
    data, key = file_of(people, BRAM, tmp_path), people.patient_of(BRAM)
    with people.store.writing() as session:
        session.execute(delete(Patient).where(Patient.id == key))
    anna = people.browser(ANNA)
    page = taken_in(anna, data)
    assert f"/therapist/patients/{key}" in page
    assert (key, people.account(ANNA).id) in bound(people)
    assert (ANNA, "imported", key) in people.log()
    assert people.browser(BRAM).get(f"/therapist/patients/{key}").status_code == 404


def test_what_came_in_is_told_to_who_sent_it_alone(people: People, tmp_path: Path) -> None:
    anna, bram = people.browser(ANNA), people.browser(BRAM)
    answer = anna.client.post(
        "/therapist/import",
        data={"form_token": anna.token()},
        files=[("files", ("a.formcheck", file_of(people, ANNA, tmp_path)))],
    )
    there = answer.headers["location"]
    assert people.patient_of(ANNA) in anna.get(there).text
    assert people.patient_of(ANNA) not in bram.get(there).text


def test_the_same_name_at_a_colleague_s_is_not_told(people: People, tmp_path: Path) -> None:
    """Nor is anybody else offered to be joined with."""
    his = people.patient_of(BRAM)
    with people.store.reading() as session:
        name = session.get_one(Patient, his).name
    new = changed(
        file_of(people, ANNA, tmp_path), "patient", lambda table: table.update(id="e" * 32, name=name)
    )
    with people.store.writing() as session:
        session.execute(delete(Patient).where(Patient.id == people.patient_of(ANNA)))
    page = taken_in(people.browser(ANNA), new)
    assert "of that name was in the list already" not in page
    assert his not in page


@pytest.mark.parametrize("turned", [False, True])
def test_patients_are_joined_only_by_who_sees_both(people: People, turned: bool) -> None:
    keys = [people.patient_of(ANNA), people.patient_of(BRAM)]
    kept, other = reversed(keys) if turned else keys
    anna, before = people.browser(ANNA), bound(people)
    form = {"kept": kept, "other": other}
    assert anna.post("/therapist/import/join", form).status_code == 422
    assert bound(people) == before
    with people.store.writing() as session:
        bind(session, people.patient_of(BRAM), people.account(ANNA).id, people.store.now())
    assert anna.post("/therapist/import/join", form).status_code == 303
    accounts = {people.account(login).id for login in (ANNA, BRAM)}
    assert bound(people) == {(kept, one) for one in accounts}, "Bram goes on seeing whom he saw"


def test_tables_of_all_are_of_one_s_own(people: People) -> None:
    data = people.browser(ANNA).get("/therapist/tables").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("csv"))
    assert people.patient_of(ANNA) in text
    assert people.patient_of(BRAM) not in text
    data = people.browser(CATO).get("/therapist/tables").content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("visits.csv").count(b"\n") == 1


def test_keys_of_another_s_in_a_query_or_a_form(people: People) -> None:
    anna, hers = people.browser(ANNA), people.patient_of(ANNA)
    visit, exercise = people.visit_of(BRAM)
    picked = f"exercise_id={exercise}&start_s=1&end_s=2"
    assert anna.get(f"/therapist/patients/{hers}/programme?{picked}").status_code == 404
    for form in ({"visit_id": visit}, {"exercise_id": exercise}, {"patient_id": people.patient_of(BRAM)}):
        anna.post(f"/therapist/patients/{hers}/note", {"text": "hers", **form})
    with people.store.reading() as session:
        notes = session.scalars(select(Note).where(Note.text == "hers")).all()
        assert {(note.patient_id, note.visit_id) for note in notes} == {(hers, None)}


def test_an_exercise_of_another_s_is_not_there_while_judging_blind(people: People) -> None:
    """Nor does the answer tell that there is one, or note that it was shown."""
    anna, hers = people.browser(ANNA), people.patient_of(ANNA)
    exercise = people.visit_of(BRAM)[1]
    for on in ("1", "0"):
        anna.post("/therapist/agreement/blind", {"on": on})
        asked = f"/therapist/patients/{hers}/programme?exercise_id={exercise}&start_s=1&end_s=2"
        assert anna.get(asked).status_code == 404
    with people.store.reading() as session:
        assert session.get(VerdictSeen, (people.visit_of(BRAM)[0], people.account(ANNA).id)) is None


def test_the_hash_of_a_recording_does_not_give_it(people: People, tmp_path: Path) -> None:
    """A bundle for a record names it; a made-up file then has no way to the poses of another's patient."""
    with people.store.writing() as session:
        theirs = session.get_one(Exercise, people.visit_of(BRAM)[1]).recording_hash
        of_hers = select(Visit.id).where(Visit.patient_id == people.patient_of(ANNA))
        same = Exercise.visit_id.in_(of_hers), Exercise.recording_hash == theirs
        session.execute(update(Exercise).where(*same).values(recording_hash=None))
    members = members_of(file_of(people, ANNA, tmp_path))
    name = next(one for one in members if one.startswith("visits/"))
    table = json.loads(members[name])
    fresh = {"id": "e" * 32, "exercises": [{**table["exercises"][0], "id": "d" * 32, "recording": theirs}]}
    made = {one: data for one, data in members.items() if not one.startswith(("visits/", "recordings/"))}
    anna = people.browser(ANNA)
    for lie in ({}, {f"recordings/{theirs}.parquet": b"not it"}):
        made |= {f"visits/{'e' * 32}.json": json.dumps({**table, **fresh}).encode(), **lie}
        taken_in(anna, made_file(made))
        assert anna.get(f"/therapist/exercises/{'d' * 32}/replay").status_code in (404, 410), lie


def test_counts_of_agreement_are_of_one_s_own(people: People) -> None:
    """Also on the page of a visit: with one patient at a colleague's they would be that patient's."""
    bram, anna = people.browser(BRAM), people.browser(ANNA)
    bram.post(f"/therapist/exercises/{people.visit_of(BRAM)[1]}/marks", {"agrees-0": "0", "rest": "1"})
    with people.store.reading() as session:
        name = session.get_one(Exercise, people.visit_of(BRAM)[1]).name
        assert counts_of_agreement(session, (name,), true()) == {name: (0, 1)}
        of_anna = visible(principal_of_account(people.account(ANNA)))
        assert counts_of_agreement(session, (name,), of_anna) == {}
    assert 'id="said"' in bram.get("/therapist/agreement").text
    assert 'id="said"' not in anna.get("/therapist/agreement").text


def test_a_new_patient_is_theirs_who_added_them(people: People) -> None:
    anna = people.browser(ANNA)
    there = anna.post("/therapist/patients", {"name": "Nieuw"}).headers["location"]
    assert anna.get(there).status_code == 200
    assert people.browser(BRAM).get(there).status_code == 404


def test_the_administrator_binds_and_unbinds(people: People) -> None:
    cato, his = people.browser(CATO), people.patient_of(BRAM)
    anna = people.browser(ANNA)
    form = {"patient": his, "account": people.account(ANNA).id}
    page = "/therapist/practice/bindings"
    assert cato.post(page, {**form, "do": "bind"}).status_code == 303
    assert anna.get(f"/therapist/patients/{his}").status_code == 200
    assert cato.post(page, {**form, "do": "unbind"}).status_code == 303
    assert anna.get(f"/therapist/patients/{his}").status_code == 404
    for wrong in ({"patient": "x"}, {"account": "x"}, {"do": "x"}):
        assert cato.post(page, {**form, "do": "bind", **wrong}).status_code == 422
    with people.store.reading() as session:
        own = session.scalars(select(Patient.id).where(Patient.own)).one()
    assert cato.post(page, {**form, "do": "bind", "patient": own}).status_code == 422
    assert own not in cato.get(page).text
    said = cato.get("/therapist/practice/audit").text
    for word in ("bound", "unbound", "opened", "refused", "signed in"):
        assert word in said


def test_nobody_deletes_the_file_of_a_colleague_s_patient_too(people: People) -> None:
    key, anna = people.patient_of(BRAM), people.browser(ANNA)
    there = f"/therapist/patients/{key}/delete"
    with people.store.writing() as session:
        bind(session, key, people.account(ANNA).id, people.store.now())
        bram = people.account(BRAM).name
    for asked in (anna.get(there), anna.post(there, {})):
        assert asked.status_code == 409
        assert bram in asked.text
    with people.store.reading() as session:
        assert session.get(Patient, key) is not None
    assert (ANNA, "refused", key) in people.log()
    with people.store.writing() as session:
        unbind(session, key, people.account(BRAM).id)
    assert anna.post(there, {}).status_code == 200
    with people.store.reading() as session:
        assert session.get(Patient, key) is None
