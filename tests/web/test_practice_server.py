"""`formcheck serve --practice` in a process of its own: TLS, a proxy in front of it, health and metrics."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.visits.practice_schema import AuditEntry
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from formcheck.web.access import COOKIE, PageAccess
from formcheck.web.server import SECRET as SECRET_FILE
from formcheck.web.tls import Certificate
from tests.support.people_fixtures import made_people, quick_passwords
from tests.support.practice_people import ANNA, SECRET
from tests.support.practice_server import Visitor, certificate, free_port, practice_serving

__all__ = ("made_people", "quick_passwords")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, made_people: Path) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "store"
    shutil.copytree(made_people, folder)
    return folder


@dataclass(frozen=True)
class Served:
    """A server with a certificate of its own."""

    child: subprocess.Popen[str]
    port: int
    status_port: int
    folder: Path

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "cert.pem"))

    def visitor(self) -> Visitor:
        return Visitor(self.port, self.trust, f"https://localhost:{self.port}")


@pytest.fixture(scope="module")
def served(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("tls")
    cert, key = certificate(folder)
    port, status_port = free_port(), free_port()
    options = ("--port", str(port), "--status-port", str(status_port))
    with practice_serving(store, *options, "--tls-cert", str(cert), "--tls-key", str(key)) as child:
        yield Served(child, port, status_port, folder)
        child.send_signal(signal.SIGTERM)
        began = time.monotonic()
        child.wait(timeout=30)
        assert time.monotonic() - began < 20
        assert child.returncode in (0, -signal.SIGTERM)


def test_a_therapist_signs_in_with_tls(served: Served) -> None:
    visitor = served.visitor()
    assert visitor.ask("/therapist/")[0] == 303, "nobody is known yet"
    status, headers, _ = visitor.sign_in(ANNA, SECRET)
    assert (status, headers["location"]) == (303, "/therapist/")
    (cookie,) = headers.get_all("set-cookie", [])[:1]
    assert cookie.startswith("__Host-")
    assert "secure" in cookie.lower()
    status, headers, page = visitor.ask("/therapist/")
    assert status == 200
    assert "/therapist/patients/" in page
    assert f"wss://localhost:{served.port}" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers, "not of localhost, where others have servers too"


def test_without_the_coach_a_machine_s_cookie_of_before_is_good_for_nothing(
    served: Served, store: Path
) -> None:
    """From before accounts were turned on, with the key that is still in the store."""
    visitor = served.visitor()
    visitor.cookies[COOKIE] = PageAccess(served.port, (store / SECRET_FILE).read_bytes()).cookie
    for path, status in (("/", 303), ("/options.json", 401), ("/visits/", 401), ("/programme", 401)):
        assert visitor.ask(path)[0] == status, path


def test_a_monitor_asks_for_the_head_alone(served: Served) -> None:
    visitor = served.visitor()
    whole, head = (visitor.ask("/therapist/sign-in", method=method) for method in ("GET", "HEAD"))
    assert (head[0], head[1]["content-type"]) == (200, whole[1]["content-type"])
    assert int(head[1]["content-length"]) > 0
    assert head[2] == ""


def test_no_other_name_and_no_old_tls(served: Served) -> None:
    visitor = served.visitor()
    assert visitor.ask("/therapist/sign-in", Host="evil.example")[0] == 421
    cert, key = served.folder / "cert.pem", served.folder / "key.pem"
    assert Certificate(cert, key).context.minimum_version == ssl.TLSVersion.TLSv1_2
    older = served.trust
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    assert Visitor(served.port, older, "").ask("/therapist/sign-in")[0] == 200
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        Visitor(served.port, None, "").ask("/therapist/sign-in")


def test_health_and_metrics_tell_nothing_of_patients(served: Served, store: Path) -> None:
    visitor = served.visitor()
    visitor.sign_in(ANNA, SECRET)
    with VisitStore(store) as opened, opened.reading() as session:
        patients = session.execute(select(Patient.id, Patient.name).where(~Patient.own)).all()
    for patient, _ in patients:
        visitor.ask(f"/therapist/patients/{patient}")
    near = Visitor(served.status_port, None, "")
    assert near.ask("/health/live")[::2] == (200, "live\n")
    assert near.ask("/health/ready")[::2] == (200, '{"ready":true,"store":true,"room":true,"serving":true}')
    status, _, text = near.ask("/metrics")
    assert status == 200
    assert re.search(
        r'formcheck_request_seconds_count\{.*"/therapist/patients/\{patient_id\}".*\} [1-9]', text
    )
    told = (ANNA, *(word for patient in patients for word in patient))
    assert [word for word in told if word in text] == []
    assert near.ask("/metrics", Host="evil.example")[0] == 400
    for path in ("/metrics", "/health/ready"):
        assert visitor.ask(path)[0] in (403, 404), "only on the port of its own"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="a signal of POSIX")
def test_a_new_certificate_without_a_break(served: Served) -> None:
    def shown() -> str:
        return ssl.get_server_certificate(("localhost", served.port))

    first = shown()
    new = certificate(served.folder / "new")
    for old, renewed in zip((served.folder / "cert.pem", served.folder / "key.pem"), new, strict=True):
        shutil.copy(renewed, old)
    served.child.send_signal(signal.SIGHUP)
    end = time.monotonic() + 30
    while shown() == first and time.monotonic() < end:
        time.sleep(0.05)
    second = shown()
    assert second == (served.folder / "cert.pem").read_text()
    assert served.visitor().ask("/therapist/sign-in")[0] == 200
    (served.folder / "key.pem").write_text("no key")
    served.child.send_signal(signal.SIGHUP)
    assert served.child.stderr is not None
    assert any("The certificate stays as it was" in line for line in served.child.stderr)
    assert shown() == second


def test_behind_a_proxy_below_a_path(store: Path) -> None:
    """The proxy leaves the path as it is, and says who asks and that they came with TLS."""
    port = free_port()
    options = ("--port", str(port), "--proxy", "127.0.0.1", "--url", "https://praktijk.test/zorg")
    with practice_serving(store, *options):
        said = {"Host": "praktijk.test", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
        visitor = Visitor(port, None, "https://praktijk.test", said)
        status, headers, _ = visitor.sign_in(ANNA, SECRET, "/zorg")
        assert (status, headers["location"]) == (303, "/zorg/therapist/")
        status, headers, page = visitor.ask("/zorg/therapist/")
        assert status == 200
        assert headers["strict-transport-security"]
        links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
        assert len(links) > 5
        assert [link for link in links if not link.startswith("/zorg/")] == []
        assert visitor.ask(next(link for link in links if link.endswith(".css")))[0] == 200
        assert visitor.ask("/zorg/therapist/", None, **{"X-Forwarded-Proto": "http"})[0] == 421
        assert visitor.ask("/zorg/therapist/", Host="127.0.0.1")[0] == 421
    with VisitStore(store) as opened, opened.reading() as session:
        addresses = session.scalars(select(AuditEntry.address).order_by(AuditEntry.id)).all()
    assert addresses[-1] == "198.51.100.7", "the log has the therapist's address, not the proxy's"
