"""Where pages may be served, and what changes under TLS."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from formcheck.errors import UsageError
from formcheck.practice.place import LOOPBACK, check_place
from formcheck.web.access import PageAccess
from formcheck.web.place import place_of
from tests.support.practice_people import ANNA, PORT, Browser, People


@pytest.mark.parametrize("host", LOOPBACK)
@pytest.mark.parametrize("accounts", [False, True])
def test_this_machine_is_always_served(host: str, accounts: bool) -> None:
    check_place(host, accounts=accounts, tls=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "practice.example", "127.0.0.1.example", ""])
@pytest.mark.parametrize(
    ("accounts", "tls", "says"),
    [
        (False, False, ("nobody has to sign in", "unencrypted", "accounts on", "certificate")),
        (True, False, ("unencrypted", "certificate")),
        (False, True, ("nobody has to sign in", "accounts on")),
    ],
)
def test_beyond_it_accounts_and_tls_are_wanted(
    host: str, accounts: bool, tls: bool, says: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError) as refused:
        check_place(host, accounts=accounts, tls=tls)
    said = str(refused.value)
    assert all(part in said for part in says)
    assert ("nobody has to sign in" in said) == (not accounts)
    assert ("unencrypted" in said) == (not tls)
    assert "--host 127.0.0.1" in said
    check_place(host, accounts=True, tls=True)


def test_under_tls(people: People) -> None:
    """Cookies go over TLS alone, forms come from there alone, and browsers remember to."""
    origin = f"https://practice.example:{PORT}"
    people.access = PageAccess(PORT, place=place_of([origin]), token=False)
    client = TestClient(
        people.app,
        base_url=origin,
        headers={"accept-language": "en", "origin": origin},
        follow_redirects=False,
    )
    browser = Browser(client)
    answer = browser.sign_in(ANNA)
    assert answer.status_code == 303
    (session,) = [one for one in answer.headers.get_list("set-cookie") if "-session=" in one]
    assert session.startswith("__Host-formcheck-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= set(session.split("; "))
    page = browser.get("/therapist/")
    assert page.status_code == 200
    assert page.headers["strict-transport-security"].startswith("max-age=")
    assert f"wss://practice.example:{PORT}" in page.headers["content-security-policy"]
    plain = client.post(
        "/therapist/sign-out",
        data={"form_token": browser.token()},
        headers={"origin": origin.replace("https", "http")},
    )
    assert plain.status_code == 403
    assert people.access.familiar(client.cookies)
    assert not people.access.familiar({"__Host-formcheck-session": "x", "formcheck-session": "x"})
    key = client.cookies["__Host-formcheck-session"]
    client.cookies.clear()
    assert browser.get("/therapist/", headers={"cookie": f"formcheck-session={key}"}).status_code == 303
    assert browser.get("/?token=").headers["location"] == "/therapist/", "nobody is the machine's own user"
