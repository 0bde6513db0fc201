"""Signing in and out: cookies, their end, wrong passwords, and what a stranger learns."""

from __future__ import annotations

from tests.support.practice_people import ANNA, BRAM, SECRET, People


def test_anna_sees_her_patient_and_nobody_else(people: People) -> None:
    anna = people.browser(ANNA)
    hers, his = people.patient_of(ANNA), people.patient_of(BRAM)
    listed = anna.get("/therapist/").text
    assert hers in listed
    assert his not in listed
    assert anna.get(f"/therapist/patients/{hers}").status_code == 200
    refused = anna.get(f"/therapist/patients/{his}")
    assert refused.status_code == 404
    assert refused.text == anna.get(f"/therapist/patients/{'0' * 32}").text
    assert people.log() == [
        (ANNA, "signed_in", None),
        (ANNA, "opened", hers),
        (ANNA, "refused", his),
        (ANNA, "refused", "0" * 32),
    ]


def test_a_stranger_is_sent_to_sign_in(people: People) -> None:
    stranger = people.browser()
    answer = stranger.get("/therapist/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/therapist/sign-in")
    assert stranger.get(f"/therapist/patients/{people.patient_of(ANNA)}").status_code == 303
    assert stranger.sign_in(ANNA, SECRET + "!").status_code == 403
    assert stranger.get("/therapist/").status_code == 303
