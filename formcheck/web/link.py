"""The WebSocket of one page: one visit, one frame at a time, the newest first."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_json
from starlette.websockets import WebSocket, WebSocketDisconnect

from formcheck.coach.programme import Item
from formcheck.coach.stages import Button
from formcheck.errors import (
    FormcheckError,
    InstallationError,
    MissingSystemLibraryError,
    OutputError,
    UsageError,
)
from formcheck.live_visit.message import as_message
from formcheck.live_visit.visit import LiveVisit
from formcheck.runtime.error_lines import as_formcheck_error, print_error
from formcheck.visits.folder import unkept
from formcheck.web.wire import parse_frame, time_of
from formcheck.words.catalogue import Words

FAREWELL_S = 5.0
"""A page that does not even take its goodbye is not waited for any longer: others want the camera."""
_TOLD: dict[type[FormcheckError], str] = {
    UsageError: "page.not_understood",
    MissingSystemLibraryError: "page.lacking",
    InstallationError: "page.incomplete",
    FormcheckError: "page.slip",
}
"""What a page says about an error: the first class that fits."""
Result = TypeVar("Result")


class Hello(BaseModel):
    """How a page begins a visit."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["hello"]
    lang: Literal["nl", "en"] = "nl"
    items: list[Item] | None = Field(default=None, max_length=50)
    keep: bool = True
    take: bool = False


class Pressed(BaseModel):
    """A button of the page."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["press"]
    button: Button
    value: int | None = Field(default=None, ge=-1000, le=1000)


Begin = Callable[[Hello], LiveVisit]
"""Makes the visit that a page asks for; raises `FormcheckError`."""


class Link:
    """Serves one connection until it ends.

    One frame waits while another is worked on; a third takes the place of the one that waits, which is
    answered with "skipped". Frames are decoded, judged and forgotten.

    Args:
        socket: accepted.
        begin: makes the visit.

    Attributes:
        ending: its page has gone or is going; what is kept is being written.
    """

    def __init__(self, socket: WebSocket, begin: Begin) -> None:
        self.ending = False
        self._socket, self._begin = socket, begin
        self._visit: LiveVisit | None = None
        self._words = Words("nl")
        self._waiting: tuple[bytes, float] | None = None
        self._arrived = asyncio.Event()
        self._busy = asyncio.Lock()
        self._dropped = 0
        # One thread for all of the visit: a pool's take turns, and each would lay up memory of its own.
        self._thread = ThreadPoolExecutor(1, "formcheck-visit")

    async def run(self, hello: Hello) -> None:
        """From hello to goodbye. Whatever ends it, what is to be kept is written."""
        with contextlib.closing(self):
            await self._run(hello)

    def close(self) -> None:
        """Let go of the thread, which ends by itself."""
        self._thread.shutdown(wait=False)

    async def _run(self, hello: Hello) -> None:
        self._words = Words(hello.lang)
        try:
            self._visit = await self._whole(self._begin, hello)
        except FormcheckError as error:
            await self._farewell(self._told_plainly(error))
            return
        except Exception as error:
            await self._sorry(error)
            return
        tasks = [asyncio.create_task(work()) for work in (self._work, self._listen)]
        try:
            await self._send({"type": "ready", "lang": hello.lang})
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except WebSocketDisconnect:  # the page has gone, perhaps while it was being told
            pass
        except Exception as error:  # a slip of ours: the page must not wait for an answer that never comes
            await self._sorry(error)
        finally:
            self.ending = True
            for task in tasks:
                task.cancel()
            await _settled(*tasks)
            await _settled(asyncio.create_task(self._close()))

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
            await self._skip(self._waiting[0])
        self._waiting = frame, time.perf_counter()
        self._arrived.set()

    async def _skip(self, frame: bytes) -> None:
        self._dropped += 1
        await self._send({"type": "skipped", "t": time_of(frame)})

    async def _told(self, text: str) -> bool:
        """Whether that was goodbye."""
        try:
            said = json.loads(text)
            if isinstance(said, dict) and said.get("type") == "bye":
                return True
            press = Pressed.model_validate(said)
        except (ValueError, RecursionError):  # a ValidationError is a ValueError
            await self._send({"type": "error", "text": self._words.text("page.not_understood")})
            return False
        assert self._visit is not None
        try:
            async with self._busy:
                screen = await self._whole(self._visit.press, press.button, press.value)
            await self._send({"type": "screen", "screen": screen.as_json()})
        except FormcheckError as error:
            await self._send(self._told_plainly(error))
        return False

    async def _work(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            if self._waiting is None:
                continue
            (frame, arrived), self._waiting = self._waiting, None
            async with self._busy:
                answer = await self._whole(self._judge, frame, arrived)
            await (self._skip(frame) if answer is None else self._send_text(answer))

    def _judge(self, message: bytes, arrived: float) -> str | None:
        """The answer to a frame, None to one left out; its thread is the visit's and counts nothing."""
        assert self._visit is not None
        began = time.perf_counter()
        frame = parse_frame(message)
        decoded = time.perf_counter()
        update = None if frame is None else self._visit.frame(frame)
        if update is None:
            return None
        answer = as_message(update, self._words)
        answer["ms"] |= {
            "wait": round(1e3 * (began - arrived), 2),
            "decode": round(1e3 * (decoded - began), 2),
            "total": round(1e3 * (time.perf_counter() - arrived), 2),
        }
        answer["dropped"] = self._dropped
        return _text(answer)

    def _told_plainly(self, error: FormcheckError) -> dict[str, Any]:
        """What the page says of it, in the language of the visit; the terminal gets the error itself."""
        print_error(str(error), error)
        if isinstance(error, OutputError):
            return {"type": "error", "text": unkept(error, self._words)}
        key = next(key for kind, key in _TOLD.items() if isinstance(error, kind))
        return {"type": "error", "text": self._words.text(key)}

    async def _sorry(self, error: Exception) -> None:
        print_error(str(as_formcheck_error(error)), error)
        await self._farewell({"type": "error", "text": self._words.text("page.slip")})

    async def _close(self) -> None:
        visit = self._visit
        if visit is None:
            return
        try:
            await self._whole(visit.close)
        except OutputError as error:
            await self._farewell(self._told_plainly(error))
        except Exception as error:
            await self._sorry(error)
        await self._farewell({"type": "kept", "folders": [str(folder) for folder in visit.kept]})

    async def _farewell(self, message: dict[str, Any]) -> None:
        """Tell a page that may have gone, or no longer listens; what is kept is on the disk all the same."""
        with contextlib.suppress(WebSocketDisconnect, TimeoutError):
            await asyncio.wait_for(self._send(message), FAREWELL_S)

    async def _whole(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run it on the visit's thread, to its end also when we are told to stop meanwhile.

        A thread cannot be stopped; whoever goes on before it has ended closes a visit under its hands.
        """
        work = asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)
        if await _settled(work):
            work.exception()  # nobody asks for it any more
            raise asyncio.CancelledError
        return work.result()

    async def _send(self, message: dict[str, Any]) -> None:
        """Tell the page.

        Raises:
            WebSocketDisconnect: it has gone.
        """
        await self._send_text(_text(message))

    async def _send_text(self, text: str) -> None:
        try:
            await self._socket.send_text(text)
        except RuntimeError as error:  # so Starlette calls it when somebody has closed the connection before
            raise WebSocketDisconnect from error


def _text(message: dict[str, Any]) -> str:
    """As JSON without spaces, in the order of the keys: the page's `wire.js` tells messages apart by their
    beginning, without parsing them, so that their "type" comes first.
    """
    return to_json(message).decode()


async def _settled(*work: asyncio.Future[Any]) -> bool:
    """Wait until all of it is over, however often we are told to stop; gives whether we were."""
    stopped = False
    while not all(one.done() for one in work):
        try:
            await asyncio.wait(work)
        except asyncio.CancelledError:
            stopped = True
    return stopped


def hello_of(text: str) -> Hello | None:
    """The hello in a message, or None."""
    try:
        return Hello.model_validate_json(text)
    except ValidationError:
        return None
