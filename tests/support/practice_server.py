"""A running `formcheck serve --practice`, and a browser that signs in there."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.support.page_client import PATIENCE_S, ROOT

_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')
Answer = tuple[int, http.client.HTTPMessage, str]


def free_port() -> int:
    """One that nobody has now."""
    with contextlib.closing(socket.socket()) as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """A certificate of its own, and its key; anew at each call."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    folder.mkdir(exist_ok=True)
    cert, key = folder / "cert.pem", folder / "key.pem"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    subprocess.run(
        ["openssl", "req", "-x509", *curve, "-keyout", str(key), "-out", str(cert), "-subj", f"/CN={name}",
         "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    key.chmod(0o600)
    return cert, key


@contextmanager
def practice_serving(store: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The program, from the moment it answers."""
    command = [sys.executable, "-m", "formcheck", "serve", "--practice", "--store", str(store), *options]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    ) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        try:
            assert line.startswith("formcheck is at "), (line, child.communicate()[1])
            yield child
        finally:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
                child.communicate(timeout=PATIENCE_S)


class Visitor:
    """A browser, as far as cookies go.

    Args:
        port: of the server.
        tls: what it trusts; None for plain HTTP.
        headers: sent with each request.
        origin: of the pages.
    """

    def __init__(
        self, port: int, tls: ssl.SSLContext | None, origin: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self._port, self._tls, self._origin = port, tls, origin
        self._headers = dict(headers or {})
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(
        self, path: str, form: Mapping[str, str] | None = None, *, method: str = "GET", **headers: str
    ) -> Answer:
        """Status, headers and page; with a form by POST."""
        link = (
            http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
            if self._tls is None
            else http.client.HTTPSConnection("localhost", self._port, timeout=PATIENCE_S, context=self._tls)
        )
        with contextlib.closing(link):
            cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
            sent = {**self._headers, "Cookie": cookies, **headers}
            body = None
            if form is not None:
                body = urlencode(form)
                sent |= {"Origin": self._origin, "Content-Type": "application/x-www-form-urlencoded"}
            link.request(method if form is None else "POST", path, body, sent)
            answer = link.getresponse()
            for cookie in answer.headers.get_all("set-cookie", []):
                self.cookies.load(cookie)
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")

    def sign_in(self, login: str, password: str, prefix: str = "") -> Answer:
        """Fill in the form for it."""
        _, _, page = self.ask(f"{prefix}/therapist/sign-in")
        found = _TOKEN.search(page)
        assert found is not None, page
        form = {"form_token": found[1], "login": login, "password": password}
        return self.ask(f"{prefix}/therapist/sign-in", form)
