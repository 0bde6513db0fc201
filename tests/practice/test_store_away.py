"""A practice whose database does not answer: each page says so, and looks as pages do."""

from __future__ import annotations

import pytest

from formcheck.visits.database_errors import UnreachableStoreError
from tests.support.practice_people import ANNA, ORIGIN, People


def test_pages_say_so_also_where_nobody_can_be_recognised(
    people: People, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who asks is looked up before any page: what fails there is answered in the same words."""
    anna = people.browser(ANNA)

    def away(*_: object) -> None:
        raise UnreachableStoreError("The database postgresql://secret cannot be reached", "Start it")

    monkeypatch.setattr("formcheck.web.guard.find_session", away)
    page = anna.get("/therapist/")
    assert page.status_code == 503
    assert "does not answer" in page.text
    assert "secret" not in page.text
    assert 'href="/"' not in page.text, "no coach is offered to who may not have it"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    form = anna.client.post("/therapist/patients", data={"name": "x"}, headers={"origin": ORIGIN})
    assert (form.status_code, "does not answer" in form.text) == (503, True)
    for style in ("/therapist/static/therapist.css", "/static/icon.svg"):
        assert anna.get(style).status_code == 200, "a page without its style cannot be read"
    assert "postgresql://secret" in capsys.readouterr().err
