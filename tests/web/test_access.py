"""Access to the page: the one-time token, the cookie, the host and the origin."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.page_client import Server, serving, store_beside

PATHS = ("/options.json", "/words/nl.json", "/static/app.js", "/static/index.html", "/static/none.js")
"""Everything but the way in."""


def test_the_token_works_once(visits: Path) -> None:
    with serving(visits, staged={}) as server:
        token = server.address.split("?token=")[1]
        assert len(token) >= 20
        for wrong in ("", "x", token[:-1], token + "x", "%00", "%ff", "%F0%9F%94%91" * 50):
            status, _, body = server.ask(f"/?token={wrong}")
            assert status == 403, wrong
            assert b"formcheck serve" in body, "says what to do"
            assert token.encode() not in body
        status, headers, _ = server.ask(f"/?token={token}")
        assert (status, headers["location"]) == (303, "/"), "the token leaves the address bar"
        cookie = headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert "domain" not in cookie.lower()
        assert server.ask(f"/?token={token}")[0] == 403, "once"
        key = cookie.split(";", maxsplit=1)[0]
        assert server.ask("/", Cookie=key)[0] == 200
        assert server.ask(f"/?token={token}", Cookie=key)[0] == 303, "who is in stays in"


def test_a_therapist_is_led_to_the_patients(visits: Path) -> None:
    with serving(visits, "--therapist", staged={}) as server:
        query = server.address.split("?")[1]
        status, headers, _ = server.ask(f"/?{query}")
        assert (status, headers["location"]) == (303, "/therapist/")


def test_a_page_goes_on_after_the_program_was_started_again(visits: Path) -> None:
    with serving(visits, staged={}) as first:
        first.enter()
        cookie = first.cookie
    key = store_beside(visits) / ".page-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_bytes().hex() not in cookie
    with serving(visits, "--port", str(first.port), staged={}) as second:
        assert second.ask("/options.json", Cookie=cookie)[0] == 200
    with serving(visits, "--store", str(visits.with_name("other")), staged={}) as stranger:
        assert stranger.ask("/options.json", Cookie=cookie)[0] == 403, "another store is another secret"


@pytest.mark.parametrize("path", PATHS)
def test_nothing_without_the_cookie(served: Server, path: str) -> None:
    for cookie in ({}, {"Cookie": "formcheck-key="}, {"Cookie": "formcheck-key=é; a=b"}, {"Cookie": "x"}):
        status, _, body = served.ask(path, **cookie)
        assert status == 403
        assert b"exercises" not in body


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "localhost.evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:{other}",
        "user@127.0.0.1:{port}",
        "0.0.0.0:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "",
    ],
)
def test_a_name_elsewhere_that_points_here_is_refused(served: Server, host: str) -> None:
    """DNS rebinding: the page of another site asks under its own name, which now leads to this machine."""
    name = host.format(port=served.port, other=served.port + 1)
    for path in ("/", *PATHS, f"/?token={served.address.split('=')[1]}"):
        status, _, body = served.ask(path, Host=name, Cookie=served.cookie)
        assert status in (400, 421), path
        assert b"exercises" not in body


def test_localhost_is_this_machine_too(served: Server) -> None:
    for name in ("localhost", "[::1]"):
        assert served.ask("/", Host=f"{name}:{served.port}", Cookie=served.cookie)[0] == 200


@pytest.mark.parametrize(
    "more",
    [
        {"origin": "http://evil.example"},
        {"origin": "https://127.0.0.1:{port}"},
        {"origin": "http://127.0.0.1:{other}"},
        {"origin": "http://127.0.0.1:{port}.evil.example"},
        {"origin": "null"},
        {"origin": None},
        {"cookie": ""},
        {"cookie": "formcheck-key=guess"},
        {"host": "evil.example:{port}"},
    ],
)
def test_the_websocket_is_for_pages_of_ours(served: Server, more: dict[str, str | None]) -> None:
    filled = {k: v and v.format(port=served.port, other=served.port + 1) for k, v in more.items()}
    with pytest.raises(InvalidStatus) as refused, served.live(**filled):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "..%5capp.py",
        "....//app.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "figures.svg/../../app.py",
        "..%00/app.py",
        "%00",
        "a" * 5000,
        "",
        ".",
        "CON",
    ],
)
def test_no_way_out_of_the_pages_folder(served: Server, name: str) -> None:
    status, _, body = served.ask(f"/static/{name}", Cookie=served.cookie)
    assert status in (400, 404), name
    assert b"import" not in body
    assert b"root:" not in body


def test_unknown_places_are_unknown(served: Server) -> None:
    for path in (
        "/words/de.json",
        "/words/..%2foptions.json",
        "/docs",
        "/openapi.json",
        "/redoc",
        "//",
        "/live",
    ):
        assert served.ask(path, Cookie=served.cookie)[0] in (403, 404), path


def test_every_answer_keeps_to_itself(served: Server) -> None:
    """No other site may frame, cache or read it, and a page of ours may load from and talk to us only."""
    for path in ("/", *PATHS):
        _, headers, _ = served.ask(path, Cookie=served.cookie)
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        for forbidden in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
            assert forbidden not in policy
        sources = re.search(r"connect-src ([^;]*)", policy)
        assert sources
        for source in sources.group(1).split():
            assert source == "'self'" or source.endswith(f":{served.port}"), source
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in {name.lower() for name in headers}


def test_the_page_is_whole_and_needs_nobody_else(served: Server) -> None:
    """Every file that one of our files names is there, and none is fetched from elsewhere."""
    seen: set[str] = set()
    wanted = ["/"]
    while wanted:
        path = wanted.pop()
        if path in seen:
            continue
        seen.add(path)
        status, headers, body = served.ask(path, Cookie=served.cookie)
        assert status == 200, path
        text = body.decode()
        for address in re.findall(r"(?:https?|wss?)://[^\s\"'`)>]+", text):
            assert re.match(r"http://www\.w3\.org/", address), (path, address)
        if "json" in headers["content-type"]:
            continue
        wanted += [f"/{found}" for found in re.findall(r'["\'`(]/?(static/[\w.-]+\.\w+)', text)]
        wanted += [f"/static/{found}" for found in re.findall(r'from "\./([\w.-]+)"', text)]
    assert {"/static/app.js", "/static/link.js", "/static/figures.svg", "/static/wire.js"} <= seen
    assert json.loads(served.get("/options.json"))["exercises"]
