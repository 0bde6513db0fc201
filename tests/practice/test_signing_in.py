"""Signing in and out: cookies, their end, wrong passwords, and what a stranger learns."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from formcheck.errors import UsageError
from formcheck.practice import passwords, signing_in
from formcheck.practice.accounts import account_of, change_password, disable, enable
from formcheck.practice.addresses import network_of
from formcheck.practice.principal import Scope
from formcheck.practice.session_cookie import NAME
from formcheck.practice.sessions import IDLE, LONGEST
from formcheck.practice.signing_in import (
    AT_THE_DOOR,
    FIRST_WAIT,
    FREE_OF_ADDRESS,
    FREE_TRIES,
    LONGEST_WAIT,
    SignedIn,
    TurnedAway,
)
from formcheck.practice.tokens import make_token, principal_of_token
from tests.practice.conftest import REAL_NOBODYS
from tests.support.practice_people import ANNA, BRAM, CATO, SECRET, Browser, People

WRONG = "rode fietsen, acht"


def inside(browser: Browser) -> bool:
    """Whether a browser is let in."""
    return browser.get("/therapist/").status_code == 200


def without_token(browser: Browser, text: str) -> str:
    """A page for signing in without what differs by browser."""
    token = browser.token("/therapist/sign-in")
    assert token in text
    return text.replace(token, "")


def test_a_stranger_is_sent_to_sign_in(people: People) -> None:
    stranger = people.browser()
    answer = stranger.get("/therapist/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/therapist/sign-in")
    assert stranger.sign_in(ANNA, WRONG).status_code == 403
    assert not inside(stranger)


def test_a_session_ends(people: People) -> None:
    """By the button, when nothing was asked for long, after a working day, and with its account."""
    left = people.browser(ANNA)
    key = left.client.cookies[NAME]
    assert left.post("/therapist/sign-out").status_code == 303
    left.client.cookies.set(NAME, key)
    assert not inside(left), "the cookie of before is good no longer"

    idle, busy = people.browser(ANNA), people.browser(ANNA)
    people.wait(IDLE - timedelta(minutes=1))
    assert inside(busy)
    people.wait(timedelta(minutes=2))
    assert inside(busy)
    assert not inside(idle)
    for _ in range(int(LONGEST / IDLE)):
        people.wait(IDLE - timedelta(minutes=2))
        inside(busy)
    people.wait(timedelta(minutes=30))
    assert not inside(busy), "also who goes on asking signs in again"

    bram = people.browser(BRAM)
    with people.store.writing() as session:
        disable(session, account_of(session, BRAM), people.store.now())
    assert not inside(bram)
    assert bram.sign_in(BRAM).status_code == 403


def test_tokens_end_with_their_account_for_good(people: People) -> None:
    with people.store.writing() as session:
        bram = account_of(session, BRAM)
        token = make_token(session, bram.id, "record", (Scope.PATIENTS_READ,), people.store.now())
        assert principal_of_token(session, token, people.store.now()) is not None
        disable(session, bram, people.store.now())
        enable(session, bram)
        assert principal_of_token(session, token, people.store.now()) is None


def test_another_password_signs_other_browsers_out(people: People) -> None:
    here, there = people.browser(ANNA), people.browser(ANNA)
    page = "/therapist/account/password"
    new = "acht rode fietsen en een step"
    for wrong in (
        {"old": WRONG, "new": new, "again": new},
        {"old": SECRET, "new": new, "again": new + "s"},
        {"old": SECRET, "new": "kort", "again": "kort"},
        {"old": SECRET, "new": "x" * 201, "again": "x" * 201},
        {"old": SECRET, "new": SECRET, "again": SECRET},
    ):
        assert here.post(page, wrong).status_code == 422
    before = here.client.cookies[NAME]
    assert here.post(page, {"old": SECRET, "new": new, "again": new}).status_code == 303
    assert inside(here)
    assert here.client.cookies[NAME] != before
    assert not inside(there)
    assert there.sign_in(ANNA).status_code == 403
    assert there.sign_in(ANNA, new).status_code == 303


def test_a_password_of_somebody_else_s_is_changed_first(people: People) -> None:
    with people.store.writing() as session:
        change_password(session, account_of(session, ANNA), "van de beheerder", given=True)
    anna = people.browser()
    assert anna.sign_in(ANNA, "van de beheerder").status_code == 303
    for path in ("/therapist/", f"/therapist/patients/{people.patient_of(ANNA)}", "/therapist/import"):
        assert anna.get(path).headers["location"] == "/therapist/account"
    assert "First choose a password" in anna.get("/therapist/account").text
    form = {"old": "van de beheerder", "new": SECRET, "again": SECRET}
    assert anna.post("/therapist/account/password", form).status_code == 303
    assert inside(anna)


def test_no_session_is_fixed_before_signing_in(people: People) -> None:
    """Neither a made-up cookie nor an attacker's own good one is what the victim works with."""
    attacker, victim = people.browser(BRAM), people.browser()
    planted = attacker.client.cookies[NAME]
    for value in ("0" * 43, planted):
        victim.client.cookies.set(NAME, value, domain="127.0.0.1", path="/")
        if value == planted:  # a victim who is taken for signed in signs out first
            assert victim.get("/therapist/sign-in").status_code == 303
            victim.post("/therapist/sign-out")
        assert victim.sign_in(ANNA).status_code == 303
        assert victim.client.cookies[NAME] not in ("0" * 43, planted)
        victim.client.cookies.clear()
    assert not inside(attacker)


@pytest.mark.parametrize("login", [ANNA, "nobody", "", "a" * 200, "anna'--", "anna\r\nSet-Cookie: a=b"])
def test_wrong_passwords_cost_ever_more_time(
    people: People, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    """Of a name that nobody has as well: what is said, what is waited and what is hashed are the same."""
    looked: list[str] = []
    verify = PasswordHasher.verify

    def spy(self: PasswordHasher, kept: str | bytes, password: str | bytes) -> bool:
        looked.append(str(kept))
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", spy)
    stranger = people.browser()
    said = [stranger.sign_in(login, WRONG) for _ in range(FREE_TRIES)]
    known = login == ANNA
    assert [answer.status_code for answer in said] == [403] * (FREE_TRIES - 1) + [429]
    assert len(looked) == FREE_TRIES
    assert all((kept == passwords.NOBODYS) != known for kept in looked)
    assert {"Name or password is not right." in answer.text for answer in said[:-1]} == {True}
    assert "Try again in 1 min." in said[-1].text
    assert stranger.sign_in(login, SECRET).status_code == 429, "the right one is not looked at either"
    assert len(looked) == FREE_TRIES
    people.wait(FIRST_WAIT)
    assert stranger.sign_in(login, WRONG).status_code == 429
    people.wait(FIRST_WAIT)
    assert stranger.sign_in(login, WRONG).status_code == 429, "the wait has doubled"
    assert len(looked) == FREE_TRIES + 1
    people.wait(LONGEST_WAIT)
    assert stranger.sign_in(login, SECRET).status_code == (303 if known else 429)


def test_what_is_said_tells_nobody_who_has_an_account(people: People) -> None:
    with people.store.writing() as session:
        disable(session, account_of(session, BRAM), people.store.now())
    told: set[tuple[int, str, frozenset[str]]] = set()
    for login, password in ((ANNA, WRONG), ("nobody", WRONG), (BRAM, SECRET), (BRAM, WRONG)):
        stranger = people.browser(address=f"10.0.1.{len(told)}")
        answer = stranger.sign_in(login, password)
        headers = {name for name, _ in answer.headers.multi_items()}
        told.add((answer.status_code, without_token(stranger, answer.text), frozenset(headers)))
    assert len(told) == 1


def test_nobody_s_password_costs_what_anybody_s_does() -> None:
    assert not PasswordHasher().check_needs_rehash(REAL_NOBODYS)


def test_tries_of_an_address_are_counted_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over all names; another address goes on, and so does Anna there."""
    monkeypatch.setattr(signing_in, "is_right", lambda kept, password: password == SECRET)
    for number in range(FREE_OF_ADDRESS):
        answer = signing_in.sign_in(people.store, f"name-{number}", WRONG, "10.0.9.9")
    assert answer == TurnedAway(FIRST_WAIT, tried=True)
    assert isinstance(signing_in.sign_in(people.store, ANNA, SECRET, "10.0.9.9"), TurnedAway)
    assert isinstance(signing_in.sign_in(people.store, ANNA, SECRET, "10.0.9.8"), signing_in.SignedIn)


def test_an_ipv6_network_is_one_place(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has one address of it has all others, a try for each; what is no address is one place, too."""
    monkeypatch.setattr(signing_in, "is_right", lambda kept, password: False)
    for start in ("2001:db8:1:2:{:x}::", "odd-{}"):
        for number in range(FREE_OF_ADDRESS):
            answer = signing_in.sign_in(people.store, f"{start[:3]}-{number}", WRONG, start.format(number))
        assert answer == TurnedAway(FIRST_WAIT, tried=True), start
        answer = signing_in.sign_in(people.store, "another", WRONG, start.format(99))
        assert answer == TurnedAway(FIRST_WAIT, tried=False), start
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("fe80::1%eth0") == network_of("fe80::2")


def test_who_has_to_wait_writes_nothing(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """One writes at a time: a flood of tries would hold up those who work, and fill the store."""
    monkeypatch.setattr(signing_in, "is_right", lambda kept, password: False)
    for number in range(FREE_OF_ADDRESS):
        signing_in.sign_in(people.store, f"name-{number}", WRONG, "10.0.9.9")
    with monkeypatch.context() as patch:
        patch.setattr(people.store, "writing", lambda: pytest.fail("it writes"))
        for login in ("name-0", "new"):
            answer = signing_in.sign_in(people.store, login, WRONG, "10.0.9.9")
            assert answer == TurnedAway(FIRST_WAIT, tried=False)


def test_the_present_password_is_guessed_no_faster_than_at_the_door(people: People) -> None:
    """By who sits down before a browser that was left open."""
    anna, form = people.browser(ANNA), {"new": "x" * 12, "again": "x" * 12}
    page = "/therapist/account/password"
    for _ in range(FREE_TRIES - 1):
        assert anna.post(page, {"old": WRONG, **form}).status_code == 422
    assert anna.post(page, {"old": WRONG, **form}).status_code == 429
    said = anna.post(page, {"old": SECRET, **form})
    assert said.status_code == 429, "the right one is not looked at either"
    assert "Try again in 1 min." in said.text
    assert people.log().count((ANNA, "wrong_password", None)) == FREE_TRIES
    people.wait(FIRST_WAIT)
    assert anna.post(page, {"old": SECRET, **form}).status_code == 303


def test_many_tries_at_the_same_moment_get_no_further(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def wrong(_: str, password: str) -> bool:
        looked.append(password)
        return False

    monkeypatch.setattr(signing_in, "is_right", wrong)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: signing_in.sign_in(people.store, ANNA, f"try {n}", "10.0.0.7"), range(24)))
    assert len(looked) == FREE_TRIES


def test_a_crowd_at_the_door_holds_up_nobody_inside(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each password takes a while and a thread of the server's; from many places many can come at once."""
    held = threading.Event()
    monkeypatch.setattr(signing_in, "is_right", lambda kept, password: not held.wait(20))

    def tries(number: int) -> TurnedAway | SignedIn:
        return signing_in.sign_in(people.store, f"name-{number}", WRONG, f"10.1.{number}.1")

    with ThreadPoolExecutor(AT_THE_DOOR + 8) as pool:
        inside = [pool.submit(tries, number) for number in range(AT_THE_DOOR + 8)]
        over, _ = wait(inside, timeout=20, return_when=FIRST_COMPLETED)
        assert over.pop().result() == TurnedAway(timedelta(0), tried=False, crowded=True)
        answer = people.browser().sign_in(ANNA)
        assert (answer.status_code, "Too many people" in answer.text) == (503, True)
        held.set()
    told = [one.result() for one in inside]
    assert sum(isinstance(one, TurnedAway) and one.tried for one in told) == AT_THE_DOOR


def test_a_new_password_from_the_administrator_ends_the_wait(people: People) -> None:
    stranger = people.browser()
    for _ in range(FREE_TRIES):
        stranger.sign_in(ANNA, WRONG)
    assert stranger.sign_in(ANNA).status_code == 429
    cato = people.browser(CATO)
    page = cato.post("/therapist/practice/reset", {"login": ANNA}).text
    made = page.split('class="made">')[1].split("<")[0]
    assert stranger.sign_in(ANNA).status_code == 403
    assert stranger.sign_in(ANNA, made).status_code == 303


def test_rules_of_a_password_are_its_length(people: People) -> None:
    with people.store.writing() as session, pytest.raises(UsageError, match="12 to 200 characters"):
        change_password(session, account_of(session, ANNA), "x" * 11, given=True)
    for good in ("x" * 12, "twaalf  ééns", "\N{GRINNING FACE}" * 12):
        assert passwords.is_right(passwords.hashed(good), good)
    assert not passwords.is_right("", "")
