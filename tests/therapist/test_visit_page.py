"""The page of a visit."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from formcheck.errors import FullDiskError
from formcheck.visits.opinion_schema import Mark, Note, Rescoring
from formcheck.visits.opinions import AGREES, EXAS
from formcheck.visits.schema import Answer, Exercise, ExerciseEvent, Visit
from formcheck.visits.store import VisitStore
from tests.support.practice import sample
from tests.support.replayed import read_part
from tests.support.store_places import on_both


def exercise_of(store: VisitStore, name: str = "plank") -> Exercise:
    """One with a fault, where there is one."""
    with store.reading() as session:
        found = session.scalars(select(Exercise).where(Exercise.name == name).order_by(Exercise.word)).all()
    return found[0]


def page_of(client: TestClient, exercise: Exercise) -> str:
    answer = client.get(f"/therapist/visits/{exercise.visit_id}")
    assert answer.status_code == 200
    return answer.text


@contextmanager
def counted(store: VisitStore) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    run: list[str] = []

    def note(*about: object) -> None:
        run.append(str(about[2]))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


@on_both("practice")
def test_everything_of_the_visit_is_there(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    with practice.writing() as session:
        visit = session.get_one(Visit, exercise.visit_id)
        visit.comment, visit.legs = "<b>It went well</b>", True
        for minute, kind, value in ((2, "pain", 3), (0, "safety", 0)):
            at = visit.began_at + timedelta(minutes=minute)
            session.add(Answer(visit_id=visit.id, given_at=at, at_s=None, kind=kind, value=value))
    text = page_of(client, exercise)
    assert "<b>It went well</b>" not in text
    assert "&lt;b&gt;It went well&lt;/b&gt;" in text
    assert text.index("safety question") < text.index("<b>3</b></li>")
    assert "new or worse complaints in a leg" in text
    assert 'class="chart' in text
    assert f'data-src="/therapist/exercises/{exercise.id}/replay"' in text
    assert len(re.findall(r'name="exas"', text)) % 6 == 0
    assert not re.search(
        r'id="([^"]+)"(?=.*id="\1")', re.sub(r"\s+", " ", re.sub(r"<pattern[^>]*>", "", text))
    )


def test_a_dutch_browser_gets_dutch(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    answer = client.get(f"/therapist/visits/{exercise.visit_id}", headers={"accept-language": "nl"})
    assert "Uw eigen cijfer" in answer.text
    assert "therapist." not in re.sub(r'/therapist/[^"]*"', "", answer.text)


@on_both("practice")
def test_more_visits_need_no_more_queries(client: TestClient, practice: VisitStore) -> None:
    with practice.reading() as session:
        visits = session.scalars(select(Visit.id)).all()
    counts = set()
    for visit in visits:
        client.get(f"/therapist/visits/{visit}")  # the charts are made once
        with counted(practice) as run:
            client.get(f"/therapist/visits/{visit}")
        counts.add(len(run))
    assert len(counts) == 1
    assert counts.pop() < 20


def test_a_chart_is_made_once_and_stays_without_the_recording(
    client: TestClient, practice: VisitStore
) -> None:
    exercise = exercise_of(practice)
    page_of(client, exercise)
    assert exercise.recording_hash is not None
    practice.recordings.path(exercise.recording_hash).unlink()
    text = page_of(client, exercise)
    assert 'class="chart' in text
    assert "The recording is no longer kept" in text
    assert client.get(f"/therapist/exercises/{exercise.id}/replay").status_code == 410
    assert client.get(f"/therapist/exercises/{exercise.id}/reference?at_s=5").status_code == 410


def test_the_chart_of_a_long_recording_comes_later(
    client: TestClient, practice: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.therapist.missing_charts.SHORT_BYTES", 0)
    exercise = exercise_of(practice)
    assert "The chart is being drawn." in page_of(client, exercise)
    end = time.monotonic() + 60
    while "The chart is being drawn." in page_of(client, exercise):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert 'class="chart' in page_of(client, exercise)


def test_a_damaged_recording_is_no_chart_and_no_error(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    assert exercise.recording_hash is not None
    practice.recordings.path(exercise.recording_hash).write_bytes(b"nothing")
    assert page_of(client, exercise) == page_of(client, exercise)
    assert client.get(f"/therapist/exercises/{exercise.id}/replay").status_code == 422
    assert (
        "No reference can be read" in client.get(f"/therapist/exercises/{exercise.id}/reference?at_s=5").text
    )


def test_the_replay_comes_in_parts(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    answer = client.get(f"/therapist/exercises/{exercise.id}/replay")
    part = read_part(answer.content)
    assert part.head["here"] == len(part.frames)
    assert client.get(f"/therapist/exercises/{exercise.id}/replay?part=99").status_code == 404
    assert client.get("/therapist/exercises/none/replay").status_code == 404


@on_both("practice")
def test_a_note_is_kept_changed_and_taken_away(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    place = f"/therapist/visits/{exercise.visit_id}/note"
    for text in ("first", "=cmd|' /C calc'!A0 <script>alert(1)</script>"):
        answer = client.post(place, data={"text": text}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/therapist/visits/{exercise.visit_id}#note",
        )
        with practice.reading() as session:
            assert [note.text for note in session.scalars(select(Note))] == [text]
    assert "<script>alert" not in page_of(client, exercise)
    assert "Kept 30 Nov 2026 12:00." in page_of(client, exercise)
    assert client.post(place, data={"text": "x" * 10_001}, follow_redirects=False).status_code == 422
    client.post(place, data={"text": " "})
    with practice.reading() as session:
        assert session.scalars(select(Note)).all() == []


@on_both("practice")
def test_marks_are_the_therapists_and_can_change(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice, "bird-dog")
    before = exercise.word, exercise.result
    place = f"/therapist/exercises/{exercise.id}/marks"
    client.post(place, data={"exas": "4", "agrees-0": "1", "agrees-1": "0"})
    client.post(place, data={"exas": "2", "agrees-0": "", "agrees-1": "0"})
    with practice.reading() as session:
        marks = session.scalars(select(Mark)).all()
        assert {(mark.kind, mark.event): mark.value for mark in marks} == {(EXAS, -1): 2, (AGREES, 1): 0}
        row = session.get_one(Exercise, exercise.id)
        assert (row.word, row.result) == before
    text = page_of(client, exercise)
    assert "you agreed 0 times, 1 times you did not" in text
    assert re.search(r'name="exas" value="2" checked', text)


def test_one_button_agrees_with_all_that_is_open(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice, "bird-dog")
    with practice.reading() as session:
        events = session.scalars(select(ExerciseEvent).where(ExerciseEvent.exercise_id == exercise.id)).all()
    first, *others = [one.number for one in events if one.kind != "rest"]
    form = {"exas": "", f"agrees-{first}": "0", "rest": "1"} | {f"agrees-{number}": "" for number in others}
    assert client.post(f"/therapist/exercises/{exercise.id}/marks", data=form).status_code == 200
    with practice.reading() as session:
        marks = session.scalars(select(Mark)).all()
    assert others
    assert {mark.event: mark.value for mark in marks} == {first: 0} | dict.fromkeys(others, 1)


def test_a_mark_that_is_none_changes_nothing(client: TestClient, practice: VisitStore) -> None:
    place = f"/therapist/exercises/{exercise_of(practice).id}/marks"
    wrong = ({"exas": "6"}, {"exas": "good"}, {"agrees-999": "1"}, {"agrees-x": "1"}, {"agrees-0": "7"})
    for form in wrong:
        answer = client.post(place, data=form)
        assert answer.status_code == 422, form
        assert "That mark cannot be kept" in answer.text
    with practice.reading() as session:
        assert session.scalars(select(Mark)).all() == []


def test_a_moment_as_reference_shows_what_would_be_taken(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    text = client.get(f"/therapist/exercises/{exercise.id}/reference?at_s=5").text
    assert "height of the hips" in text
    assert f'name="exercise_id" value="{exercise.id}"' in text
    assert 'name="start_s" value="4.0"' in text
    assert "/programme/reference" in text
    nothing = client.get(f"/therapist/exercises/{exercise.id}/reference?at_s=500").text
    assert "No reference can be taken here" in nothing
    assert "/programme/reference" not in nothing


def test_a_kept_rescoring_stands_beside_the_result(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    with practice.writing() as session:
        session.add(
            Rescoring(
                exercise_id=exercise.id,
                made_at=practice.now(),
                changes={},
                result=sample("plank-good").result.model_dump(mode="json", by_alias=True),
                reason="sag at 4 %",
            )
        )
    assert "sag at 4 %" in page_of(client, exercise)


def test_who_is_not_there_gets_a_sentence(client: TestClient) -> None:
    answer = client.get("/therapist/visits/none")
    assert answer.status_code == 404
    assert "There is no such visit here." in answer.text
    assert client.post("/therapist/visits/none/note", data={"text": "x"}).status_code == 404
    assert client.post("/therapist/exercises/none/marks", data={"exas": "1"}).status_code == 404


def test_a_full_disk_is_said_and_nothing_is_lost(
    client: TestClient, practice: VisitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = exercise_of(practice)
    place = f"/therapist/visits/{exercise.visit_id}/note"
    client.post(place, data={"text": "before"})

    def full(*_: object) -> None:
        raise FullDiskError("The disk is full", "Make room")

    monkeypatch.setattr("formcheck.therapist.visit_page.put_note", full)
    answer = client.post(place, data={"text": "x" * 5000})
    assert answer.status_code == 507
    assert "no space left on the disk" in answer.text
    assert ">before<" in page_of(client, exercise)


def test_an_exercise_without_a_result_is_shown_too(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    with practice.writing() as session:
        row = session.get_one(Exercise, exercise.id)
        row.result, row.recording_hash, row.chart = None, None, None
    text = page_of(client, exercise)
    assert "no result was kept" in text
    assert "No recording was kept of this exercise" in text
