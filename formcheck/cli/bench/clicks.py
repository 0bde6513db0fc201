"""Therapists who click through the pages of a server on this machine, all at once."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

_TOKEN = re.compile(rb'name="form_token" value="([0-9a-f]+)"')
_PATIENT = re.compile(rb'href="(/therapist/patients/[0-9a-f]+)"')
_VISIT = re.compile(rb'href="(/therapist/visits/[0-9a-f]+)"')
LIST = "/therapist/"
SIGN_IN = "/therapist/sign-in"


@dataclass(slots=True)
class Clicks:
    """How the pages answered.

    Attributes:
        ms: milliseconds of each answer, by page: "list", "patient", "visit".
        failed: answers that were no page.
    """

    ms: dict[str, list[float]] = field(default_factory=lambda: {"list": [], "patient": [], "visit": []})
    failed: int = 0

    @property
    def count(self) -> int:
        """All pages together."""
        return sum(map(len, self.ms.values()))


class Browser:
    """One therapist's browser, as far as time goes: one connection that is kept, and cookies.

    Args:
        port: of the server, on this machine.
        lot: what is clicked.
    """

    def __init__(self, port: int, lot: random.Random) -> None:
        self._port, self._lot = port, lot
        self._cookies: dict[str, str] = {}
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def sign_in(self, login: str, password: str) -> bool:
        """Fill in the page for it, with what needs no quoting; gives whether that led in."""
        _, page = await self.ask(SIGN_IN)
        token = _TOKEN.search(page)
        fields = {
            "form_token": token[1].decode() if token else "",
            "login": login,
            "password": password,
        }
        form = "&".join(f"{name}={value}" for name, value in fields.items())
        return (await self.ask(SIGN_IN, form))[0] == 303

    async def click(self, clicks: Clicks, pause_s: float, until: float) -> None:
        """List, a patient of it, a visit of theirs, and so on.

        Args:
            clicks: gets the times.
            pause_s: mean time between an answer and the next click; drawn by lot.
            until: end, by the clock of the event loop.
        """
        clock = asyncio.get_running_loop().time
        while True:
            path = LIST
            for page, link in (("list", _PATIENT), ("patient", _VISIT), ("visit", None)):
                await asyncio.sleep(self._lot.expovariate(1 / pause_s) if pause_s else 0)
                if clock() >= until:
                    return
                began = time.perf_counter()
                status, body = await self.ask(path)
                if status != 200:
                    clicks.failed += 1
                    break
                clicks.ms[page].append(1000 * (time.perf_counter() - began))
                found = link.findall(body) if link else ()
                if not found:
                    break
                path = self._lot.choice(found).decode()

    async def ask(self, path: str, form: str | None = None) -> tuple[int, bytes]:
        """Status and body; the connection is opened anew where the server has closed it."""
        for _ in range(2):
            try:
                return await self._ask(path, form)
            except (ConnectionError, asyncio.IncompleteReadError):
                await self.close()
        return 0, b""

    async def _ask(self, path: str, form: str | None) -> tuple[int, bytes]:
        if self._line is None:
            self._line = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        reader, writer = self._line
        body = (form or "").encode()
        writer.write("\r\n".join(self._head(path, form, len(body))).encode() + body)
        await writer.drain()
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in lines if ": " in line]
        length = 0
        for name, value in headers:
            if name.lower() == "content-length":
                length = int(value)
            elif name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].partition("=")
                self._cookies[key] = kept
        return int(first.split(" ")[1]), await reader.readexactly(length)

    def _head(self, path: str, form: str | None, length: int) -> Iterator[str]:
        host = f"127.0.0.1:{self._port}"
        yield f"{'GET' if form is None else 'POST'} {path} HTTP/1.1"
        yield f"Host: {host}"
        yield f"Cookie: {'; '.join(f'{name}={value}' for name, value in self._cookies.items())}"
        if form is not None:
            yield f"Origin: http://{host}"
            yield "Content-Type: application/x-www-form-urlencoded"
            yield f"Content-Length: {length}"
        yield "\r\n"

    async def close(self) -> None:
        """Let go of the connection."""
        if self._line is not None:
            self._line[1].close()
            with suppress(ConnectionError):
                await self._line[1].wait_closed()
            self._line = None


async def all_click(browsers: list[Browser], seconds: float, pause_s: float) -> tuple[Clicks, float]:
    """Let all of them click.

    Args:
        browsers: have signed in.
        seconds: for so long.
        pause_s: mean pause of each between an answer and the next click; 0 for none.

    Returns:
        Their times, and how long it took, seconds.
    """
    clicks, began = Clicks(), asyncio.get_running_loop().time()
    await asyncio.gather(*(browser.click(clicks, pause_s, began + seconds) for browser in browsers))
    return clicks, asyncio.get_running_loop().time() - began
