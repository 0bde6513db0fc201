"""One patient, one camera, one visit: a second page is told, and may take over."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from formcheck.coach.programme import Item, Programme
from formcheck.live_visit.visit import LiveVisit
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.web.link import Link
from formcheck.web.messages import Hello
from tests.support.page_client import Server, answer, begin, blank, bye, hello, press, serving, shown, steps
from tests.support.visit_files import leftovers, whole

PLANK = {"exercise": "plank", "sets": 1, "hold_s": 60}


def test_the_second_is_told_and_the_first_goes_on(served: Server) -> None:
    with served.live() as first, served.live() as second:
        begin(first, PLANK, keep=False)
        for _ in range(3):
            assert hello(second, PLANK, keep=False) == {"type": "busy"}
        assert shown(first, 1.0)[0]["type"] == "frame"
        bye(first)
        assert hello(second, PLANK, keep=False)["type"] == "ready", "once the first has left"
        bye(second)


def test_taking_over_writes_what_the_first_did(visits: Path, tmp_path: Path) -> None:
    with serving(visits, staged={"pause_s": 0.03}) as server:
        with server.live() as first, server.live() as second:
            begin(first, PLANK)
            shown(first, *steps(0, 9))
            assert hello(second, PLANK) == {"type": "busy"}
            first.send(blank(9.0))  # is being judged when the other takes over
            assert hello(second, PLANK, take=True)["type"] == "ready"
            heard = []
            with contextlib.suppress(ConnectionClosed):
                while True:
                    heard.append(answer(first))
            kinds = [one["type"] for one in heard if one["type"] not in ("frame", "skipped")]
            assert kinds == ["kept", "taken"]
            (folder,) = (Path(f) for one in heard if one["type"] == "kept" for f in one["folders"])
            whole(folder, tmp_path / "again")
            for button in ("start", "next", "next"):
                press(second, button)
            assert shown(second, *steps(26, 35))[-1]["verdict"] == "good"
            (other,) = (Path(f) for f in bye(second)["folders"])
            assert other.parent != folder.parent, "a visit of its own"
        assert server.end(signal.SIGTERM)[1] == ""
    assert not leftovers(visits)


@pytest.mark.parametrize("hurry_s", [0.0, 0.01, 0.04, 0.08])
def test_taking_over_in_the_middle_of_a_frame(slow: Server, hurry_s: float, tmp_path: Path) -> None:
    """Whatever the moment, nothing is judged after the visit was closed: no second folder, no leftover."""
    before = set(slow.visits.glob("*"))
    with slow.live() as first, slow.live() as second:
        begin(first, PLANK)
        shown(first, *steps(0, 7, 5))
        first.send(blank(7.0))
        time.sleep(hurry_s)
        assert hello(second, PLANK, keep=False, take=True)["type"] == "ready"
        assert not leftovers(slow.visits)
        (visit,) = set(slow.visits.iterdir()) - before
        assert sorted(path.name for path in visit.iterdir()) == ["01-plank", "visit.json"]
        whole(visit / "01-plank", tmp_path / "again")


def test_many_want_it_at_once(served: Server) -> None:
    """Each takes over from the one before; in the end one has it, and all the others were told."""
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(served.live()) for _ in range(6)]
        heard: list[list[str]] = [[] for _ in links]
        begin(links[0], PLANK, keep=False)
        for link in links[1:]:
            link.send(json.dumps({"type": "hello", "items": [PLANK], "keep": False, "take": True}))
        threads = [threading.Thread(target=_listen, args=both) for both in zip(links, heard, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum("taken" in kinds for kinds in heard) == len(links) - 1
    assert sum(kinds[-1:] == ["ready"] for kinds in heard) == 1


def _listen(link: ClientConnection, heard: list[str]) -> None:
    with contextlib.suppress(ConnectionClosed, TimeoutError):
        while True:
            heard.append(json.loads(link.recv(timeout=4))["type"])


class _Deaf:
    """A page that was frozen: takes nothing any more, until every buffer on the way is full."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def receive(self) -> Message:
        await asyncio.sleep(1000)
        return {"type": "websocket.disconnect"}

    async def send_text(self, text: str) -> None:
        self.told.append(json.loads(text)["type"])
        if self.told[-1] != "ready":
            await asyncio.sleep(1000)


def test_a_first_tab_that_hears_nothing_cannot_hold_the_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.web.link.FAREWELL_S", 0.1)
    deaf: Any = _Deaf()

    async def taken_over() -> None:
        programme = Programme(items=(Item(exercise="plank"),))
        visit = LiveVisit(programme, "nl", FakePoseEstimator(lambda _: None))
        link = asyncio.create_task(Link(deaf, lambda _: visit).run(Hello(type="hello")))
        while "ready" not in deaf.told:
            await asyncio.sleep(0.01)
        link.cancel()
        await asyncio.wait([link], timeout=30)
        assert link.cancelled(), "it does not wait for whoever does not hear"

    with ThreadPoolExecutor(1) as own:  # a loop may be running in this one, with a browser's tests beside
        own.submit(asyncio.run, taken_over()).result()
    assert deaf.told == ["ready", "kept"]
