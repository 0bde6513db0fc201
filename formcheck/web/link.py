"""The WebSocket of one page: one visit, one frame at a time, the newest first."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from formcheck.coach.programme import Item
from formcheck.coach.stages import Button
from formcheck.errors import FormcheckError, OutputError
from formcheck.feedback.words import Words
from formcheck.live.message import as_message
from formcheck.live.visitor import LiveVisit
from formcheck.web.wire import parse_frame


class Hello(BaseModel):
    """How a page begins a visit."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["hello"]
    lang: Literal["nl", "en"] = "nl"
    items: list[Item] | None = None
    keep: bool = True
    take: bool = False


class Pressed(BaseModel):
    """A button of the page."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["press"]
    button: Button
    value: int | None = None


Begin = Callable[[Hello], LiveVisit]
"""Makes the visit that a page asks for; raises `FormcheckError`."""


class Link:
    """Serves one connection until it ends.

    One frame waits while another is worked on; a third takes the place of the one that waits, which is
    answered with "skipped". Frames are decoded, judged and forgotten.

    Args:
        socket: accepted.
        begin: makes the visit.
    """

    def __init__(self, socket: WebSocket, begin: Begin) -> None:
        self._socket, self._begin = socket, begin
        self._visit: LiveVisit | None = None
        self._words = Words("nl")
        self._waiting: tuple[bytes, float] | None = None
        self._arrived = asyncio.Event()
        self._busy = asyncio.Lock()
        self._dropped = 0

    async def run(self, hello: Hello) -> None:
        """From hello to goodbye. Whatever ends it, what is to be kept is written."""
        try:
            self._visit = await run_in_threadpool(self._begin, hello)
        except FormcheckError as error:
            await self._send({"type": "error", "text": str(error)})
            return
        self._words = Words(hello.lang)
        tasks = [asyncio.create_task(work()) for work in (self._work, self._listen)]
        try:
            await self._send({"type": "ready", "lang": hello.lang})
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except (WebSocketDisconnect, RuntimeError):  # the page has gone, perhaps while it was being told
            pass
        finally:
            for task in tasks:
                task.cancel()
            async with self._busy:
                await self._close()

    async def _listen(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if (frame := message.get("bytes")) is not None:
                await self._put(frame)
            elif await self._told(message.get("text") or ""):
                return

    async def _put(self, frame: bytes) -> None:
        if self._waiting is not None:
            self._dropped += 1
            await self._send({"type": "skipped"})
        self._waiting = frame, time.perf_counter()
        self._arrived.set()

    async def _told(self, text: str) -> bool:
        """Whether that was goodbye."""
        try:
            said = json.loads(text)
            if isinstance(said, dict) and said.get("type") == "bye":
                return True
            press = Pressed.model_validate(said)
        except ValueError:  # a ValidationError is one
            await self._send({"type": "error", "text": self._words.text("page.not_understood")})
            return False
        assert self._visit is not None
        try:
            async with self._busy:
                screen = await run_in_threadpool(self._visit.press, press.button, press.value)
            await self._send({"type": "screen", "screen": screen.as_json()})
        except FormcheckError as error:
            await self._send({"type": "error", "text": str(error)})
        return False

    async def _work(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            if self._waiting is None:
                continue
            (frame, arrived), self._waiting = self._waiting, None
            async with self._busy:
                answer = await run_in_threadpool(self._judge, frame, arrived)
            await self._send(answer)

    def _judge(self, message: bytes, arrived: float) -> dict[str, Any]:
        assert self._visit is not None
        began = time.perf_counter()
        frame = parse_frame(message)
        decoded = time.perf_counter()
        update = None if frame is None else self._visit.frame(frame)
        if update is None:
            self._dropped += 1
            return {"type": "skipped"}
        answer = as_message(update, self._words)
        answer["ms"] |= {
            "wait": round(1e3 * (began - arrived), 2),
            "decode": round(1e3 * (decoded - began), 2),
            "total": round(1e3 * (time.perf_counter() - arrived), 2),
        }
        answer["dropped"] = self._dropped
        return answer

    async def _close(self) -> None:
        visit = self._visit
        if visit is None:
            return
        try:
            await run_in_threadpool(visit.close)
            told: dict[str, Any] = {"type": "kept", "folders": [str(folder) for folder in visit.kept]}
        except OutputError as error:
            told = {"type": "error", "text": str(error)}
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # it is on the disk all the same
            await self._send(told)

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(json.dumps(message, separators=(",", ":"), allow_nan=False))


def hello_of(text: str) -> Hello | None:
    """The hello in a message, or None."""
    try:
        return Hello.model_validate_json(text)
    except ValidationError:
        return None
