"""The WebSocket of one page: one visit, one frame at a time."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect

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
from formcheck.web.messages import (
    Answer,
    Answered,
    Bye,
    Hello,
    Pressed,
    Refused,
    Told,
    bytes_of,
    said_of,
    text_of,
)
from formcheck.web.wire import parse_frame, time_of
from formcheck.words.catalogue import Words

FAREWELL_S = 5.0
"""Longest wait for a page to take the last message, seconds: another page may want the camera."""
_WORDS: dict[type[FormcheckError], str] = {
    UsageError: "page.not_understood",
    MissingSystemLibraryError: "page.lacking",
    InstallationError: "page.incomplete",
    FormcheckError: "page.slip",
}
"""What a page says about an error: the first class that fits."""
Result = TypeVar("Result")


Begin = Callable[[Hello], LiveVisit]
"""Makes the visit that a hello asks for; raises `FormcheckError`."""


class Link:
    """Serves one connection until it ends.

    One frame waits while another is judged. A newer frame replaces the waiting one, which is answered with
    "skipped". No picture is kept.

    Args:
        socket: accepted.
        begin: makes the visit.

    Attributes:
        ending: the page has gone or is going, and the results are being written.
    """

    def __init__(self, socket: WebSocket, begin: Begin) -> None:
        self.ending = False
        self._said_goodbye = False
        self._socket, self._begin = socket, begin
        self._visit: LiveVisit | None = None
        self._words = Words("nl")
        self._waiting: tuple[bytes, float] | None = None
        self._arrived = asyncio.Event()
        self._busy = asyncio.Lock()
        self._dropped = 0
        # One thread for the whole visit: each thread of a pool would hold memory of its own.
        self._thread = ThreadPoolExecutor(1, "formcheck-visit")

    async def run(self, hello: Hello) -> None:
        """Serve from hello to goodbye; the results are written whatever ends the visit."""
        with contextlib.closing(self):
            await self._run(hello)

    def close(self) -> None:
        """Release the thread, which ends by itself."""
        self._thread.shutdown(wait=False)

    async def _run(self, hello: Hello) -> None:
        self._words = Words(hello.lang)
        try:
            self._visit = await self._in_thread(self._begin, hello)
        except FormcheckError as error:
            await self._send_last(self._refusal(error))
            return
        except Exception as error:
            await self._slip(error)
            return
        tasks = [asyncio.create_task(work()) for work in (self._judge_frames, self._listen)]
        try:
            await self._send({"type": "ready", "lang": hello.lang, "visit": self._visit.log_id})
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        except WebSocketDisconnect:  # the page has gone
            pass
        except Exception as error:  # a bug: the page must not wait for an answer that never comes
            await self._slip(error)
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
            elif await self._said(message.get("text") or ""):
                return

    async def _put(self, frame: bytes) -> None:
        if self._waiting is not None:
            await self._skip(self._waiting[0])
        self._waiting = frame, time.perf_counter()
        self._arrived.set()

    async def _skip(self, frame: bytes) -> None:
        self._dropped += 1
        await self._answer({"type": "skipped", "t": time_of(frame)})

    async def _said(self, text: str) -> bool:
        """Do what a text message asks for; gives whether it was the goodbye."""
        try:
            said = said_of(text)
        except ValueError:
            await self._send({"type": "error", "text": self._words.text("page.not_understood")})
            return False
        if isinstance(said, Bye):
            self._said_goodbye = True
            return True
        await (self._note(said) if isinstance(said, Answered) else self._press(said))
        return False

    async def _note(self, answered: Answered) -> None:
        assert self._visit is not None
        try:
            async with self._busy:
                kept = await self._in_thread(self._visit.answer, answered.kind, answered.value, answered.text)
            await self._send({"type": "noted", "kind": answered.kind, "kept": kept})
        except FormcheckError as error:
            await self._send(self._refusal(error))

    async def _press(self, press: Pressed) -> None:
        assert self._visit is not None
        try:
            async with self._busy:
                screen = await self._in_thread(self._visit.press, press.button, press.value)
            await self._send({"type": "screen", "screen": screen})
        except FormcheckError as error:
            await self._send(self._refusal(error))

    async def _judge_frames(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            if self._waiting is None:
                continue
            (frame, arrived), self._waiting = self._waiting, None
            async with self._busy:
                answer = await self._in_thread(self._judged, frame, arrived)
            await (self._skip(frame) if answer is None else self._send_bytes(answer))

    def _judged(self, message: bytes, arrived: float) -> bytes | None:
        """The answer to a frame, None for one that is not judged; runs in the visit's thread."""
        assert self._visit is not None
        began = time.perf_counter()
        frame = parse_frame(message)
        decoded = time.perf_counter()
        update = None if frame is None else self._visit.frame(frame)
        if update is None:
            return None
        answer = as_message(update, self._words, self._dropped)
        answer["ms"] |= {
            "wait": round(1e3 * (began - arrived), 2),
            "decode": round(1e3 * (decoded - began), 2),
            "total": round(1e3 * (time.perf_counter() - arrived), 2),
        }
        return bytes_of(answer)

    def _refusal(self, error: FormcheckError) -> Refused:
        """What the page says of an error, in its language; the terminal gets the error itself."""
        print_error(str(error), error)
        if isinstance(error, OutputError):
            return {"type": "error", "text": unkept(error, self._words)}
        key = next(key for kind, key in _WORDS.items() if isinstance(error, kind))
        return {"type": "error", "text": self._words.text(key)}

    async def _slip(self, error: Exception) -> None:
        print_error(str(as_formcheck_error(error)), error)
        await self._send_last({"type": "error", "text": self._words.text("page.slip")})

    async def _close(self) -> None:
        visit = self._visit
        if visit is None:
            return
        try:
            await self._in_thread(lambda: visit.close(left=not self._said_goodbye))
        except OutputError as error:
            await self._send_last(self._refusal(error))
        except Exception as error:
            await self._slip(error)
        folders = [str(folder) for folder in visit.kept]
        await self._send_last({"type": "kept", "folders": folders, "visit": visit.visit_id})

    async def _in_thread(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run a function in the visit's thread, to its end also when this task is cancelled meanwhile.

        A thread cannot be stopped: going on before it ends would close the visit while it is in use.
        """
        work = asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)
        if await _settled(work):
            work.exception()  # marks it as seen: nobody else asks for it
            raise asyncio.CancelledError
        return work.result()

    async def _send_last(self, message: Told) -> None:
        """Send to a page that may have gone or no longer listens; the results are on the disk anyway."""
        with contextlib.suppress(WebSocketDisconnect, TimeoutError):
            await asyncio.wait_for(self._send(message), FAREWELL_S)

    async def _send(self, message: Told) -> None:
        """Send a text message.

        Raises:
            WebSocketDisconnect: the page has gone.
        """
        with _gone():
            await self._socket.send_text(text_of(message))

    async def _answer(self, answer: Answer) -> None:
        await self._send_bytes(bytes_of(answer))

    async def _send_bytes(self, answer: bytes) -> None:
        with _gone():
            await self._socket.send_bytes(answer)


@contextlib.contextmanager
def _gone() -> Iterator[None]:
    """Starlette raises RuntimeError for a connection that was closed before."""
    try:
        yield
    except RuntimeError as error:
        raise WebSocketDisconnect from error


async def _settled(*work: asyncio.Future[Any]) -> bool:
    """Wait until all of it is over, however often this task is cancelled; gives whether it was."""
    stopped = False
    while not all(one.done() for one in work):
        try:
            await asyncio.wait(work)
        except asyncio.CancelledError:
            stopped = True
    return stopped
