"""Forms that no browser sends are refused before anything reads them."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from formcheck.web.access import COOKIE, PageAccess
from formcheck.web.app import Settings, create_app


@pytest.mark.parametrize(
    ("charset", "status"),
    [("utf-7", 415), ("punycode", 415), ("unicode_escape", 415), ("UTF-8", 404), ('"utf-8"', 404), ("", 415)],
)
def test_forms_are_utf_8(charset: str, status: int) -> None:
    access = PageAccess(8000)
    app = create_app(Settings(access, lambda: pytest.fail("asked"), lambda _: pytest.fail("begun")))
    client = TestClient(app, "http://127.0.0.1:8000", cookies={COOKIE: access.cookie})
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    headers = {"origin": "http://127.0.0.1:8000", "content-type": kind}
    assert client.post("/none", content=b"--x--", headers=headers).status_code == status
