"""The programme page: what is written becomes a version, what cannot be meant is refused beside its field."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from formcheck.coach.programme import GivenReference, Item, Programme
from formcheck.exercises import exercise_names
from formcheck.therapist.programme_fields import ItemDraft
from formcheck.visits.programmes import add_version, history, programme_of
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words
from tests.support.practice import NOW, small_practice
from tests.support.store_places import on_both

CONTENT = {
    "title": "Week 2",
    "items": [
        {"exercise": "plank", "hold_s": 20, "override": {"limits": {"settled": 0.03}}},
        {"exercise": "side-plank", "side": "left", "hold_s": 10},
        {"exercise": "bird-dog", "reps": 8, "days": ["mon"], "reference": "none"},
        {"exercise": "bridge"},
    ],
}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    """One for all tests here: each has a patient of its own."""
    with small_practice(tmp_path_factory.mktemp("practice") / "store", patients=2, visits=8) as store:
        yield store


@pytest.fixture
def address(practice: VisitStore) -> str:
    """The page of a new patient with a programme."""
    with practice.writing() as session:
        patient = Patient(name="Piet", created_at=NOW)
        session.add(patient)
        session.flush()
        add_version(session, patient.id, Programme.model_validate(CONTENT), NOW)
    return f"/therapist/patients/{patient.id}/programme"


def visited(practice: VisitStore, address: str) -> list[str]:
    """Gives the patient all visits there are; keys of their exercises."""
    with practice.writing() as session:
        for visit in session.scalars(select(Visit)):
            visit.patient_id = address.split("/")[3]
        return list(session.scalars(select(Exercise.id).where(Exercise.name == "plank")))


def fields(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form, without a button."""
    form = page[page.index('id="programme"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if named.get("type") != "checkbox" or " checked" in tag:
            sent.setdefault(named["name"], []).append(unescape(named.get("value", "")))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)', form):
        sent[name] = [unescape(text)]
    for name, choices in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', choices) or re.search(r'value="([^"]*)"', choices)
        assert chosen
        sent[name] = [chosen[1]]
    return sent


def versions(practice: VisitStore, address: str) -> list[Programme]:
    """The newest first."""
    with practice.reading() as session:
        return [programme_of(version) for version in history(session, address.split("/")[3])]


def sent(client: TestClient, address: str, do: str, **changes: object) -> str:
    """The page after a button, with some fields changed."""
    form = fields(client.get(address).text) | {"do": [do]}
    form |= {name: [str(value)] for name, value in changes.items()}
    answer = client.post(address, data=form)
    assert answer.status_code == 200
    return answer.text


def test_saving_what_is_shown_changes_nothing(client: TestClient, practice: VisitStore, address: str) -> None:
    """Also what has no field on the page stays: the side, the limits of a file."""
    before = versions(practice, address)
    page = sent(client, address, "save")
    assert versions(practice, address) == before
    assert "Saved as version 1" in page
    assert before[0] == Programme.model_validate(CONTENT)


@on_both("practice")
def test_what_is_written_is_a_new_version_and_the_old_one_stays(
    client: TestClient, practice: VisitStore, address: str
) -> None:
    before = versions(practice, address)
    changes = {
        "i0-amount": "25",
        "i0-band.sag/green/high": "4",
        "i0-note": "<b>Schouders</b> laag",
        "i1-side": "",
        "i2-book": "ball",
        "i3-kind": "reps",
        "i3-amount": 12,
        "note": "Rustig aan",
    }
    page = sent(client, address, "save", **changes)
    after = versions(practice, address)
    assert after[1:] == before
    plank, side, dog, bridge = after[0].items
    assert plank.hold_s == 25
    assert plank.override == {
        "limits": {"settled": 0.03},
        "bands": [{"fault": "sag", "fault_from": 0.04}],
    }
    assert side.side is None
    assert (dog.book, dog.days, dog.reference) == ("ball", ("mon",), "none")
    assert (bridge.reps, bridge.hold_s) == (12, None)
    assert after[0].note == "Rustig aan"
    assert "3 × 20 s → 3 × 25 s" in unescape(page)
    assert "<b>Schouders" not in page


def test_red_at_four_per_cent_is_one_field(client: TestClient, practice: VisitStore, address: str) -> None:
    sent(client, address, "save", **{"i0-band.sag/amber/high": "4 %"})
    (sag, *_) = versions(practice, address)[0].items[0].plan().rule().config.bands
    assert sag.amber == sag.calibrated_amber == (-float("inf"), 0.04)
    assert (sag.green, sag.calibrated_green) == ((-float("inf"), 0.035), (-float("inf"), 0.025))


REFUSED = (
    ("i0-band.sag/green/high", "90", "from 0 % to 50 %"),
    ("i0-band.sag/green/high", "vier", "from 0 % to 50 %"),
    ("i0-band.sag/amber/high", "1", "Then move amber as well"),
    ("i0-band.knees_bent/green/low", "140", "from 145° to 180°"),
    ("i0-strictness", "9", "from 0.25 to 4"),
    ("i0-amount", "1", "too short"),
    ("i0-amount", "nan", "from 0 to 600"),
    ("i0-sets", "2.5", "from 1 to 20"),
    ("i2-times_a_week", "3", "not both"),
    ("i0-note", "x" * 700, "600 characters"),
    ("easier_from", "11", "from 0 to 10"),
)


def test_what_cannot_be_meant_is_refused_at_its_field(
    client: TestClient, practice: VisitStore, address: str
) -> None:
    form = fields(client.get(address).text)
    for name, written, told in REFUSED:
        page = client.post(address, data=form | {"do": ["save"], name: [written]}).text
        page = unescape(page).replace("\N{NO-BREAK SPACE}", " ")
        assert len(versions(practice, address)) == 1
        assert written[:600] in page, "what was written is still there"
        error = re.search(r'class="error" id="([^"]+)">([^<]*)<', page)
        assert error, name
        assert told in error[2]
        assert re.search(rf'name="{re.escape(name)}"[^>]*aria-describedby="{re.escape(error[1])}"', page), (
            name
        )


def test_buttons_change_the_draft_and_save_nothing(
    client: TestClient, practice: VisitStore, address: str
) -> None:
    page = sent(client, address, "down:0", **{"i0-amount": "33"})
    form = fields(page)
    assert re.findall(r"<legend>\d\. ([^<]+) <", page)[:2] == ["Side plank, left only", "Front plank"]
    assert form["i1-amount"] == ["33"]
    page = client.post(address, data=form | {"do": ["remove:0"]}).text
    page = client.post(address, data=fields(page) | {"do": ["add"], "exercise": ["cat-camel"]}).text
    assert "data-changed" in page
    assert len(versions(practice, address)) == 1
    client.post(address, data=fields(page) | {"do": ["save"]})
    names = [item.exercise for item in versions(practice, address)[0].items]
    assert names == ["plank", "bird-dog", "bridge", "cat-camel"]


@on_both("practice")
def test_two_windows_lose_nothing_unseen(client: TestClient, practice: VisitStore, address: str) -> None:
    first = fields(client.get(address).text)
    sent(client, address, "save", **{"i0-amount": "25"})
    page = client.post(address, data=first | {"do": ["save"], "i0-amount": ["30"]}).text
    assert "a newer version came meanwhile" in page
    assert versions(practice, address)[0].items[0].hold_s == 25
    client.post(address, data=fields(page) | {"do": ["save"]})
    assert versions(practice, address)[0].items[0].hold_s == 30


def test_the_next_step_is_taken_by_its_button_only(
    client: TestClient, practice: VisitStore, address: str
) -> None:
    visited(practice, address)
    with practice.writing() as session:
        for visit in session.scalars(select(Visit)):
            visit.plan = Programme.model_validate({"items": [{"exercise": "plank", "hold_s": 20}]}).content()
            visit.pain_before, visit.pain_after, visit.exertion, visit.legs = 2, 2, 4, False
            of_visit = select(Exercise).where(Exercise.visit_id == visit.id, Exercise.name == "plank")
            for one in session.scalars(of_visit):
                one.item = 0
                one.good_s, one.almost_s, one.different_s, one.unmeasured_s = 60.0, 0.0, 0.0, 0.0
                one.result = {**(one.result or {}), "dose": {"counted_hold_s": 60.0}}
    page = client.get(address).text
    assert "Take it: 3 × 25 s" in page
    assert "The last two visits reached the dose" in page
    assert versions(practice, address)[0].items[0].hold_s == 20
    page = sent(client, address, "take:0")
    assert fields(page)["i0-amount"] == ["25"]
    assert versions(practice, address)[0].items[0].hold_s == 20, "taken over, not saved"


def test_going_on_to_the_harder_exercise_is_saved_as_the_therapists_step(
    client: TestClient, practice: VisitStore, address: str
) -> None:
    visited(practice, address)
    plan = Programme.model_validate({"items": [{"exercise": "kneeling-plank", "sets": 2, "hold_s": 30}]})
    with practice.writing() as session:
        add_version(session, address.split("/")[3], plan, practice.now())
        for visit in session.scalars(select(Visit)):
            visit.plan = plan.content()
            visit.pain_before, visit.pain_after, visit.exertion, visit.legs = 2, 2, 4, False
            of_visit = select(Exercise).where(Exercise.visit_id == visit.id, Exercise.name == "plank")
            for one in session.scalars(of_visit):
                one.name, one.item, one.state = "kneeling-plank", 0, "done"
                one.good_s, one.almost_s, one.different_s, one.unmeasured_s = 60.0, 0.0, 0.0, 0.0
                one.result = {**(one.result or {}), "dose": {"counted_hold_s": 60.0}}
    page = unescape(client.get(address).text).replace("\N{NO-BREAK SPACE}", " ")
    assert "Go on to: Front plank, 2 × 10 s" in page
    page = sent(client, address, "take:0")
    assert versions(practice, address)[0] == plan, "taken over, not saved"
    client.post(address, data=fields(page) | {"do": ["save"], "own_steps": ["yes"]})
    saved = versions(practice, address)[0]
    assert (saved.items[0].exercise, saved.items[0].hold_s, saved.own_steps) == ("plank", 10, True)
    assert saved.items[0].step
    assert (saved.items[0].step.by, saved.items[0].step.before) == ("therapist", "kneeling-plank")
    with practice.writing() as session:  # other tests have the same practice
        for one in session.scalars(select(Exercise).where(Exercise.name == "kneeling-plank")):
            one.name = "plank"


def test_a_reference_is_approved_cleared_and_picked(
    client: TestClient, practice: VisitStore, address: str
) -> None:
    exercise = visited(practice, address)[0]
    page = sent(client, address, "approve:0")
    form = fields(page)
    assert form["i0-reference"] == ["given"]
    client.post(address, data=form | {"do": ["save"]})
    given = versions(practice, address)[0].items[0].reference
    assert isinstance(given, GivenReference)
    assert "hip_offset" in given.values
    assert given.taken_on
    sent(client, address, "save", **{"i0-reference": "first"})
    assert versions(practice, address)[0].items[0].reference == "first"

    asked = {"exercise_id": exercise, "start_s": "6", "end_s": "8"}
    answer = client.post(f"{address}/reference", data=asked, follow_redirects=False)
    assert answer.status_code == 303
    form = fields(client.get(answer.headers["location"]).text)
    assert form["i0-reference"] == ["given"]
    client.post(address, data=form | {"do": ["save"]})
    picked = versions(practice, address)[0].items[0].reference
    assert isinstance(picked, GivenReference)
    assert picked.span_s == (6, 8)
    assert client.get(f"{address}?exercise_id=none&start_s=6&end_s=8").status_code == 404


def test_the_preview_has_the_new_dose_in_the_patients_language(client: TestClient, address: str) -> None:
    page = unescape(sent(client, address, "look", **{"i0-amount": "40"}))
    assert "20 s:</span> “Je bent op de helft”" in page
    assert "3 × 40 sec" in page
    assert "6/12-gradenregel" in client.get(address, headers={"accept-language": "nl"}).text


def test_forms_of_elsewhere_and_other_patients_are_refused(client: TestClient, address: str) -> None:
    assert client.post(address, data={"do": "save"}).status_code == 422
    form = fields(client.get(address).text) | {"i0-source": ['{"exercise": "nothing"}'], "do": ["save"]}
    assert client.post(address, data=form).status_code == 422
    assert client.get("/therapist/patients/nobody/programme").status_code == 404


def test_whatever_is_written_in_an_exercise_is_refused_in_words_or_comes_back() -> None:
    """Numbers of all kinds and none, in every field, by chance."""
    lot, words = random.Random(1), Words("nl")
    texts = (
        "",
        "0",
        "1",
        "-1",
        "4",
        "12",
        "1e9",
        "nan",
        "inf",
        "abc",
        "1_000",
        "\u0663",
        "-0",
        "50",
        "170",
        "3.5",
        "\x00",
    )
    for _ in range(150):
        draft = ItemDraft.of(Item(exercise=lot.choice(exercise_names())))
        for name in lot.sample(list(draft.values), lot.randint(1, 4)):
            draft.values[name] = lot.choice(texts)
        item = draft.item(words)
        assert (item is None) == bool(draft.errors)
        if item is not None:
            item.plan().rule()
            assert ItemDraft.of(item).item(words) == item
