"""Requests that no page of ours sends: each gets a sentence or a plain status, and names no folder."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect

from formcheck.runtime.error_lines import show_tracebacks
from formcheck.therapist.desk import Desk
from formcheck.therapist.trouble import say_troubles
from formcheck.visits.schema import Exercise, Visit
from formcheck.visits.store import VisitStore
from tests.therapist.test_visit_page import exercise_of

ENDLESS = "9" * 5000


def patient_of(store: VisitStore, exercise: Exercise) -> str:
    with store.reading() as session:
        return session.get_one(Visit, exercise.visit_id).patient_id


def test_numbers_that_nothing_has_room_for(client: TestClient, practice: VisitStore) -> None:
    exercise = exercise_of(practice)
    patient = f"/therapist/patients/{patient_of(practice, exercise)}"
    for path, status in (
        (f"{patient}/programme/file?number={10**30}", 422),
        (f"{patient}/programme/qr.svg?number={10**30}", 422),
        (f"{patient}/programme/paper?number={10**30}", 422),
        (f"{patient}/what-if?limit={ENDLESS}", 200),
        (f"/therapist/exercises/{exercise.id}/reference?at_s=nan", 422),
        (f"/therapist/exercises/{exercise.id}/reference?at_s=-inf", 422),
    ):
        assert client.get(path).status_code == status, path[:120]
    form = {"count": "1", "base": "0", "i0-source": '{"exercise":"plank"}'}
    for odd in ({"times_a_week": ENDLESS}, {"easier_from": ENDLESS}, {"do": f"up:{ENDLESS}"}):
        assert client.post(f"{patient}/programme", data={**form, **odd}).status_code == 200


@pytest.mark.parametrize("referer", ["http://[bad/therapist/", "//evil/x", "javascript:x", ""])
def test_a_language_is_chosen_from_no_page(client: TestClient, referer: str) -> None:
    answer = client.post(
        "/therapist/language", data={"lang": "en"}, headers={"referer": referer}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/therapist/")


def test_a_damaged_recording_names_no_folder(
    client: TestClient, practice: VisitStore, capfd: pytest.CaptureFixture[str]
) -> None:
    exercise = exercise_of(practice)
    path = practice.recordings.path(exercise.recording_hash or "")
    path.write_bytes(b"PAR1" + bytes(100) + b"PAR1")
    picked = f"programme?exercise_id={exercise.id}&start_s=1&end_s=3"
    for address in (
        f"/therapist/exercises/{exercise.id}/replay",
        f"/therapist/patients/{patient_of(practice, exercise)}/{picked}",
    ):
        text = client.get(address).text
        assert "The window in which formcheck runs says why." in text
        assert str(practice.folder) not in text
        assert str(path) in capfd.readouterr().err


def test_a_slip_is_a_sentence_too(practice: VisitStore, capfd: pytest.CaptureFixture[str]) -> None:
    show_tracebacks(False)  # another test may have asked for them
    app = FastAPI()
    say_troubles(app, Desk(practice))

    @app.get("/therapist/{kind}")
    def slips(kind: str) -> None:
        raise {"slip": ZeroDivisionError, "gone": ClientDisconnect}[kind]("secret")

    client = TestClient(app, raise_server_exceptions=False, headers={"accept-language": "en"})
    answer = client.get("/therapist/slip")
    assert (answer.status_code, "That did not work." in answer.text) == (500, True)
    assert "secret" not in answer.text
    assert "ZeroDivisionError" in capfd.readouterr().err
    client.get("/therapist/gone")
    assert not capfd.readouterr().err, "nobody waits for the answer"
