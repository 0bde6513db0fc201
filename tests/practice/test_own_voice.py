"""Whose voice it is: each account has its own, a form needs its token, and the log tells of it."""

from __future__ import annotations

from httpx2 import Response

from formcheck.exchange.programme_file import unpack_programme
from formcheck.practice.bindings import bind
from formcheck.visits.schema import Patient
from formcheck.voice.sentences import sentences
from tests.support.practice import NOW
from tests.support.practice_people import ANNA, BRAM, Browser, People
from tests.support.spoken_sounds import recorded

SOUND = "/therapist/voice/nl/coach.go"
DIGEST = next(one.digest for one in sentences("nl") if one.key == "coach.go")


def save(browser: Browser, pitch: float, token: str) -> Response:
    fields = {"form_token": token, "digest": DIGEST}
    audio = recorded(pitch=pitch, spoken_s=0.5)
    return browser.client.post(SOUND, data=fields, files={"audio": ("sentence", audio, "audio/webm")})


def test_everybody_has_their_own_voice(people: People) -> None:
    anna, bram = people.browser(ANNA), people.browser(BRAM)
    patient = people.patient_of(ANNA)
    with people.store.writing() as session:
        bind(session, patient, people.account(BRAM).id, NOW)
        session.get_one(Patient, patient).lang = "nl"
    assert save(anna, 150, "no token").status_code == 403
    assert anna.get(SOUND).status_code == 404
    assert save(anna, 150, anna.token()).status_code == 200
    assert bram.get(SOUND).status_code == 404, "a colleague neither hears it"
    assert save(bram, 250, bram.token()).status_code == 200
    file = f"/therapist/patients/{patient}/programme/file"
    for browser in (anna, bram):  # nor gives it to a patient of both
        voice = unpack_programme(browser.get(file).content).voice
        assert voice is not None
        assert [one.clip.audio for one in voice.sentences] == [browser.get(SOUND).content]
    assert anna.get(SOUND).content != bram.get(SOUND).content
    assert bram.post(file).status_code == 200
    assert people.log()[-1] == (BRAM, "exported", patient)
    assert bram.post("/therapist/voice/delete").status_code == 303
    assert (anna.get(SOUND).status_code, bram.get(SOUND).status_code) == (200, 404)
    noted = [entry for entry in people.log() if entry[1] in ("changed", "deleted")]
    assert noted == [(ANNA, "changed", None), (BRAM, "changed", None), (BRAM, "deleted", None)]
