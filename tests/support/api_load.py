"""How many lists a second the API answers: `python -m tests.support.api_load --patients 300 --seconds 5`.

It fills a store, serves it with `formcheck serve` and asks for the list of patients on several connections at
once, from a process of its own. On a busy machine requests a second mean little; the server's processor time
for one request, which it tells beside it, does not depend on what else runs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from formcheck.practice.accounts import add_account, turn_accounts
from formcheck.practice.bindings import bind
from formcheck.practice.principal import OF_A_TOKEN, Role
from formcheck.practice.tokens import make_token
from formcheck.visits.schema import Patient
from tests.support.practice import small_practice

ADDRESS = "127.0.0.1"
LIST = "/api/v1/patients"


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked for.

    Attributes:
        path: e.g. `LIST`.
        token: shown with each request.
        connections: at once.
        tag: an ETag that each request names, or "".
    """

    path: str
    token: str
    connections: int
    tag: str = ""

    def request(self, port: int) -> bytes:
        """The bytes of one request."""
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: {ADDRESS}:{port}",
            f"Authorization: Bearer {self.token}",
        ]
        lines += [f"If-None-Match: {self.tag}"] * bool(self.tag)
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _ask(port: int, load: Load, until: float) -> tuple[int, int, list[float]]:
    reader, writer = await asyncio.open_connection(ADDRESS, port)
    sent, count, size, times = load.request(port), 0, 0, []
    while (began := time.perf_counter()) < until:
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")):
            raise SystemExit(head.decode())
        at = head.find(b"content-length: ")
        length = int(head[at + 16 : head.index(b"\r", at)]) if at > 0 else 0
        if length:
            await reader.readexactly(length)
        size = length
        count += 1
        times.append(time.perf_counter() - began)
    writer.close()
    return count, size, times


async def _all(port: int, load: Load, seconds: float) -> tuple[int, int, list[float]]:
    until = time.perf_counter() + seconds
    parts = await asyncio.gather(*(_ask(port, load, until) for _ in range(load.connections)))
    return sum(part[0] for part in parts), parts[0][1], sorted(t for part in parts for t in part[2])


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Fill a store, serve it and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=300)
    parser.add_argument("--visits", type=int, default=1200)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--path", default=LIST)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        token = _filled(store, asked.patients, asked.visits)
        command = [
            sys.executable,
            "-m",
            "formcheck",
            "serve",
            "--no-browser",
            "--port",
            "0",
            "--model",
            "lite",
        ]
        with subprocess.Popen([*command, "--store", str(store)], stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                line = next((line for line in server.stdout if "http://" in line), "")
                port = int(line.partition("http://")[2].partition("/")[0].rpartition(":")[2])
                for name, tag in (("whole", ""), ("304", "*")):
                    load = Load(asked.path, token, asked.connections, tag)
                    asyncio.run(_all(port, load, 0.5))  # warm
                    before, began = _cpu_s(server.pid), time.perf_counter()
                    count, size, times = asyncio.run(_all(port, load, asked.seconds))
                    took, cpu = time.perf_counter() - began, _cpu_s(server.pid) - before
                    p95 = 1000 * times[int(0.95 * len(times))]
                    print(
                        f"{name}: {count / took:.0f} requests/s of {size / 1000:.1f} kB, p95 {p95:.1f} ms; "
                        f"server {1e6 * cpu / count:.0f} us each, {100 * cpu / took:.0f} % of a core: "
                        f"{count / cpu:.0f} requests a second of its processor; load {os.getloadavg()[0]:.1f}"
                    )
            finally:
                server.terminate()


def _filled(folder: Path, patients: int, visits: int) -> str:
    """Fill a store with a practice of one therapist; gives a token."""
    with small_practice(folder, patients=patients, visits=visits) as store, store.writing() as session:
        for login, role in (("anna", Role.THERAPIST), ("cato", Role.ADMINISTRATOR)):
            account = add_account(
                session, login, login, role, "zeven groene fietsen", store.now(), given=False
            )
            if role is Role.THERAPIST:
                for key in session.scalars(select(Patient.id)).all():
                    bind(session, key, account.id, store.now())
                token = make_token(session, account.id, "load", OF_A_TOKEN, store.now())
        turn_accounts(session, on=True)
    return token


if __name__ == "__main__":
    main()
