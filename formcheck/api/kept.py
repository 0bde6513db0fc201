"""Answers that are ready: sent again as long as nothing in the store has changed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from starlette.types import Message, Send

from formcheck.api.answers import names
from formcheck.practice.principal import Principal

MOST_KEPT, MOST_BYTES = 200, 32_000_000
"""Answers that are kept, and their bytes together: a list of a practice takes 30 kB."""

Headers = list[tuple[bytes, bytes]]


class Key(NamedTuple):
    """What an answer depends on beside the store: who asks, and for what."""

    principal: Principal
    path: str
    query: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: of which version of the store, with its ETag.

    Attributes:
        version: the store's, and the second: what is "lately" in a list moves on without a change.
    """

    version: str
    tag: str
    headers: Headers
    body: bytes

    async def send(self, wanted: str, send: Send) -> None:
        """Send it, or 304 where `wanted` (`If-None-Match`) names it."""
        if wanted and names(wanted, self.tag):
            few = [header for header in self.headers if header[0] not in (b"content-length", b"content-type")]
            await send({"type": "http.response.start", "status": 304, "headers": few})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


@dataclass(slots=True)
class Making:
    """An answer that is being made; None where it may not be kept."""

    done: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Answer | None = None


class Kept:
    """The answers that are kept."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._making: dict[tuple[Key, str], Making] = {}
        self._bytes = 0

    def get(self, key: Key, version: str) -> Answer | None:
        """The answer of this version, or None."""
        found = self._answers.get(key)
        if found is None or found.version != version:
            return None
        self._answers.move_to_end(key)
        return found

    async def coming(self, key: Key, version: str) -> Answer | None:
        """The answer of this version that is being made for somebody else, when it is there; None of none."""
        making = self._making.get((key, version))
        if making is None:
            return None
        await making.done.wait()
        return making.answer

    @contextmanager
    def making(self, key: Key, version: str) -> Iterator[Making]:
        """Within the block an answer is made; it is kept if it may be."""
        making = self._making.setdefault((key, version), Making())
        try:
            yield making
        finally:
            self._making.pop((key, version), None)
            making.done.set()
        if making.answer is not None:
            self._put(key, making.answer)

    def _put(self, key: Key, answer: Answer) -> None:
        self._forget(key)
        self._answers[key] = answer
        self._bytes += len(answer.body)
        while self._answers and (len(self._answers) > MOST_KEPT or self._bytes > MOST_BYTES):
            self._forget(next(iter(self._answers)))

    def _forget(self, key: Key) -> None:
        before = self._answers.pop(key, None)
        if before is not None:
            self._bytes -= len(before.body)


class Watch:
    """Takes an answer that is being made whole, so that it can be kept; what is refused passes by.

    The application is asked without `If-None-Match`: a 304 of its own could not be kept, and each program
    that names what it has would have the answer made anew.

    Args:
        send: where it goes.
        version: of the store before it was made.
    """

    def __init__(self, send: Send, version: str) -> None:
        self._send, self._version = send, version
        self._headers: Headers = []
        self._body: list[bytes] = []
        self._whole = False

    async def __call__(self, message: Message) -> None:
        """Hold a message of an answer; pass one of a refusal on."""
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._headers = list(message["headers"])
        elif message["type"] == "http.response.body" and self._headers:
            self._body.append(message.get("body", b""))
            self._whole = not message.get("more_body", False)
        else:
            await self._send(message)

    async def finish(self, wanted: str) -> None:
        """Send the answer that was held, or 304 where `wanted` names it."""
        if self._headers:
            held = self.answer or Answer(self._version, "", self._headers, b"".join(self._body))
            await held.send(wanted, self._send)

    @property
    def answer(self) -> Answer | None:
        """What may be kept, or None."""
        if not self._whole:
            return None
        tag = next((value.decode("latin-1") for name, value in self._headers if name == b"etag"), "")
        return Answer(self._version, tag, self._headers, b"".join(self._body)) if tag else None
