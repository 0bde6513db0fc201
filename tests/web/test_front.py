"""What a proxy says is believed of known proxies only; the path before all pages goes in and comes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.testclient import TestClient

from formcheck.errors import InputError, UsageError
from formcheck.practice.place import check_place
from formcheck.web.front import front
from formcheck.web.place import Place, alike, checked_proxies, own_place, place_of
from formcheck.web.practice import Practice
from formcheck.web.tls import Certificate
from tests.support.practice_server import certificate

SAID = {
    "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "/evil", "Forwarded": "for=6.6.6.6", "X-Real-IP": "6.6.6.6",
    "X-Original-URL": "/evil",
}  # fmt: skip


def told() -> FastAPI:
    app = FastAPI()

    @app.get("/seen")
    def seen(request: Request) -> dict[str, object]:
        names = [name for name in request.headers if "forward" in name or name.startswith("x-")]
        return {
            "client": request.client and request.client.host,
            "scheme": request.url.scheme,
            "names": names,
            "came": request.headers.get("referer"),
        }

    @app.get("/page")
    def page() -> Response:
        answer = HTMLResponse(
            '<a href="/seen">&lt;a href=&#34;/x&#34;&gt;</a><form action="/go"><img src="//x">'
        )
        answer.set_cookie("plain", "1", path="/therapist")
        answer.set_cookie("__Host-bound", "1", secure=True)
        return answer

    @app.get("/go")
    def go(to: str = "/page") -> Response:
        return RedirectResponse(to, 303)

    return app


def client(place: Place, proxies: tuple[str, ...], address: str = "10.0.3.7") -> TestClient:
    return TestClient(
        front(told(), place, proxies),
        base_url="http://a.example",
        client=(address, 5),
        follow_redirects=False,
    )


PLAIN = Place("http", frozenset({"a.example"}))


@pytest.mark.parametrize(
    ("proxies", "address", "client_address", "scheme"),
    [
        ((), "10.0.3.7", "10.0.3.7", "http"),
        (("10.0.3.8",), "10.0.3.7", "10.0.3.7", "http"),
        (("10.0.3.7",), "10.0.3.7", "198.51.100.7", "https"),
        (("10.0.3.0/28",), "10.0.3.7", "198.51.100.7", "https"),
        (("127.0.0.1",), "198.51.100.7", "198.51.100.7", "http"),
    ],
)
def test_who_is_believed(proxies: tuple[str, ...], address: str, client_address: str, scheme: str) -> None:
    told_of = client(PLAIN, proxies, address).get("/seen", headers=SAID).json()
    assert told_of == {"client": client_address, "scheme": scheme, "names": [], "came": None}


def test_the_last_address_that_is_no_proxy_counts() -> None:
    """A client can write what it likes before the addresses that proxies add."""
    said = {"X-Forwarded-For": "6.6.6.6, 198.51.100.7, 10.0.3.9"}
    told_of = client(PLAIN, ("10.0.3.0/28",)).get("/seen", headers=said).json()
    assert told_of["client"] == "198.51.100.7"


def test_without_tls_nothing_is_told() -> None:
    secure = client(Place("https", frozenset({"a.example"})), ("10.0.3.7",))
    assert secure.get("/seen").status_code == 421
    assert secure.get("/seen", headers={"X-Forwarded-Proto": "https, http"}).status_code == 421
    assert secure.get("/seen", headers={"X-Forwarded-Proto": "https"}).status_code == 200


@pytest.mark.parametrize("path", ["/zorg/form", ""])
def test_the_path_before_all_pages(path: str) -> None:
    """A proxy may leave the path, or take it off; what goes out has it."""
    there = client(Place("http", frozenset({"a.example"}), "/zorg/form"), ())
    answer = there.get(f"{path}/page")
    wanted = '<a href="/zorg/form/seen">&lt;a href=&#34;/x&#34;&gt;</a>'
    assert answer.text == wanted + '<form action="/zorg/form/go"><img src="//x">'
    assert answer.headers["content-length"] == str(len(answer.content))
    cookies = answer.headers.get_list("set-cookie")
    assert "Path=/zorg/form/therapist" in cookies[0]
    assert "Path=/;" in cookies[1]
    assert there.get(f"{path}/go").headers["location"] == "/zorg/form/page"
    assert there.get(f"{path}/go?to=//evil.example").headers["location"] == "//evil.example"
    assert there.get(f"{path}/seen").json()["client"] == "10.0.3.7"
    for came, inside in (
        ("http://a.example/zorg/form/page?q=1", "http://a.example/page?q=1"),
        ("http://evil.example/zorg/form/page", "http://evil.example/zorg/form/page"),
        ("http://a.example/zorg/formula", "http://a.example/zorg/formula"),
    ):
        seen = there.get(f"{path}/seen", headers={"referer": came}).json()
        assert seen["came"] == inside, "where a choice of the language leads back to"


def test_places() -> None:
    assert place_of(["https://praktijk.example"]) == Place("https", frozenset({"praktijk.example"}))
    assert place_of(["https://a.example:443/x/", "https://b.example:8443/x"]) == Place(
        "https", frozenset({"a.example", "b.example:8443"}), "/x"
    )
    assert place_of(["http://[::1]:80"]).loopback
    assert own_place(8321).loopback
    assert own_place(443, secure=True).hosts == {"127.0.0.1", "localhost", "[::1]"}
    assert not place_of(["https://localhost.evil.example"]).loopback


@pytest.mark.parametrize(
    "addresses",
    [
        ["praktijk.example"], ["ftp://a"], ["https://a.example/?x"], ["https://a b"], ["https://a.example/../x"],
        ["https://user@a.example"], ["https://a.example", "http://b.example"],
        ["https://a.example/x", "https://b.example/y"], ["https://A.EXAMPLE"], ["https://a.example/%2e"],
    ],
)  # fmt: skip
def test_no_places(addresses: list[str]) -> None:
    with pytest.raises(UsageError):
        place_of(addresses)


def test_proxies_have_addresses() -> None:
    assert checked_proxies(["10.0.3.0/28", "::1"]) == ("10.0.3.0/28", "::1")
    for everybody in ("*", "0.0.0.0/0", "::/0", "proxy.example", ""):
        with pytest.raises(UsageError):
            checked_proxies([everybody])
    assert alike(("10.0.3.0/28",))("10.0.3.9")
    assert not alike(("10.0.3.0/28",))("10.0.3.99")
    assert not alike(("10.0.3.0/28",))("")


HTTPS, LOCAL = place_of(["https://praktijk.example"]), place_of(["http://127.0.0.1:8321"])


@pytest.mark.parametrize(
    ("practice", "host", "accounts", "why"),
    [
        (Practice(), "127.0.0.1", False, "there are no accounts"),
        (Practice(), "0.0.0.0", True, "unencrypted"),
        (Practice(LOCAL), "0.0.0.0", True, "unencrypted"),
        (Practice(HTTPS), "127.0.0.1", True, "nobody in front"),
        (
            Practice(place_of(["http://praktijk.example"]), ("127.0.0.1",)),
            "127.0.0.1",
            True,
            "praktijk.example",
        ),
    ],
)
def test_a_practice_is_served_with_accounts_and_tls_or_not_at_all(
    practice: Practice, host: str, accounts: bool, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        practice.check(host, accounts=accounts)


def test_what_a_practice_is_served_with(tmp_path: Path) -> None:
    certified = Certificate(*certificate(tmp_path))
    Practice().check("127.0.0.1", accounts=True)
    Practice(HTTPS, ("127.0.0.1",)).check("127.0.0.1", accounts=True)
    Practice(HTTPS, ("10.0.3.7",)).check("10.0.3.1", accounts=True)
    Practice(HTTPS, certificate=certified).check("0.0.0.0", accounts=True)
    Practice(certificate=certified).check("0.0.0.0", accounts=True)
    with pytest.raises(UsageError, match="begins with https"):
        Practice(LOCAL, certificate=certified).check("0.0.0.0", accounts=True)
    with pytest.raises(UsageError, match="nobody has to sign in"):
        check_place("0.0.0.0", accounts=False, tls=True)


def test_certificates_that_cannot_be_used(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path / "one")
    other = certificate(tmp_path / "two")[1]
    with pytest.raises(InputError, match="does not belong to"):
        Certificate(cert, other)
    with pytest.raises(InputError, match="There is no file"):
        Certificate(tmp_path / "none.pem", key)
    with pytest.raises(InputError, match="cannot be used"):
        Certificate(key, key)
    key.chmod(0o644)
    with pytest.raises(InputError, match="Every user of this machine may read") as refusal:
        Certificate(cert, key)
    assert "chmod" in refusal.value.remedy
