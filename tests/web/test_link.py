"""One page's connection without a server: what it is told, in which form, and what is counted where."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest
from starlette.types import Message

from formcheck.coach.programme import Item, Programme
from formcheck.errors import (
    FormcheckError,
    MissingPackageError,
    MissingSystemLibraryError,
    ModelError,
    PoseBackendError,
    UsageError,
)
from formcheck.live_visit.visit import LiveVisit
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.web.link import Link
from formcheck.web.messages import Hello
from formcheck.words.catalogue import LANGUAGES, Lang, Words
from tests.support.page_client import blank


class Page:
    """Sends frames, each when the one before was answered, and leaves."""

    def __init__(self, *frames: bytes) -> None:
        self.frames, self.sent = frames, 0
        self.told: list[str | bytes] = []

    async def receive(self) -> Message:
        while len(self.told) <= self.sent:  # "ready" is the first answer
            await asyncio.sleep(0.01)
        if self.sent == len(self.frames):
            return {"type": "websocket.disconnect"}
        self.sent += 1
        return {"type": "websocket.receive", "bytes": self.frames[self.sent - 1]}

    async def send_text(self, text: str) -> None:
        self.told.append(text)

    async def send_bytes(self, data: bytes) -> None:
        self.told.append(data)


class Watched(Link):
    """Notes on which thread it counts."""

    counted_on: ClassVar[set[str]] = set()

    @property
    def _dropped(self) -> int:
        return int(self.__dict__.get("dropped", 0))

    @_dropped.setter
    def _dropped(self, count: int) -> None:
        self.__dict__["dropped"] = count
        self.counted_on.add(threading.current_thread().name)


def run(page: Page, begin: Callable[[Hello], LiveVisit], lang: Lang = "nl") -> list[str | bytes]:
    """What the page was told from its hello on."""
    socket: Any = page

    async def visited() -> None:
        await Watched(socket, begin).run(Hello(type="hello", lang=lang))

    # A loop may be running in this thread, with a browser's tests beside.
    with ThreadPoolExecutor(1, "loop") as own:
        own.submit(lambda: asyncio.run(visited())).result(60)
    return page.told


def nobody(hello: Hello) -> LiveVisit:
    """A visit that sees nobody."""
    programme = Programme(items=(Item(exercise="plank"),))
    return LiveVisit(programme, hello.lang, FakePoseEstimator(lambda _: None))


def test_frames_that_are_left_out_are_counted_where_the_others_are() -> None:
    """The loop counts those that a newer one replaced; two threads that count lose some."""
    Watched.counted_on.clear()
    told = run(Page(blank(1.0), blank(0.5), b"none", blank(2.0)), nobody)
    answers = [json.loads(text) for text in told[1:5]]
    assert [one["type"] for one in answers] == ["frame", "skipped", "skipped", "frame"]
    assert [one["dropped"] for one in answers if one["type"] == "frame"] == [0, 2]
    assert {name.split("_")[0] for name in Watched.counted_on} == {"loop"}


def test_only_what_answers_a_picture_is_binary() -> None:
    """The page's worker counts the binary messages, and reads none of them."""
    told = run(Page(blank(1.0), blank(0.5), b"none"), nobody)
    kinds = [(json.loads(one)["type"], isinstance(one, bytes)) for one in told]
    answers = [("frame", True), ("skipped", True), ("skipped", True)]
    assert kinds == [("ready", False), *answers, ("kept", False)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("error", "key"),
    [
        (UsageError("no such exercise"), "page.not_understood"),
        (ModelError("a network is damaged"), "page.incomplete"),
        (MissingPackageError("The Python package onnxruntime is missing"), "page.incomplete"),
        (PoseBackendError("The backend failed"), "page.slip"),
        (MissingSystemLibraryError("This machine lacks libGL.so.1"), "page.lacking"),
    ],
)
def test_why_a_visit_cannot_begin(
    error: FormcheckError, key: str, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    def begin(_: Hello) -> LiveVisit:
        raise error

    (told,) = run(Page(), begin, lang)
    assert json.loads(told) == {"type": "error", "text": Words(lang).text(key)}
    assert error.message in capsys.readouterr().err, "the terminal gets the error itself"
