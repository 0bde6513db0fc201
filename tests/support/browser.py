"""A patient at the page: Debian's Chromium with a fake camera, driven by Playwright."""

from __future__ import annotations

import re
import shutil
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

from formcheck.cli.bench.chromium import NAMES
from tests.support.camera_films import Film
from tests.support.page_client import Server

WATCH = Path(__file__).with_name("watch.js").read_text("utf-8")
PATIENCE_MS = 40_000
_WHERE = "JSON.stringify({...window.formcheck?.state, said: window.formcheck?.state.said.slice(-5)})"
LAPTOP, TABLET = {"width": 1366, "height": 768}, {"width": 810, "height": 1080}
FAKE_CAMERA = (
    "--use-fake-device-for-media-stream=device-count={count},fps=15",
    "--use-fake-ui-for-media-stream",
)
_QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-gpu", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip


def chromium_path() -> str:
    """Where Chromium is; the test skips where there is none."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("needs chromium, which is not installed")
    return path


def fake_cameras(count: int = 1) -> tuple[str, ...]:
    """Arguments for so many cameras that show a test picture, few a second: each costs time."""
    return tuple(one.format(count=count) for one in FAKE_CAMERA)


@contextmanager
def browser(playwright: Playwright, film: Film | None = None, *more: str) -> Iterator[Browser]:
    """Chromium whose camera plays the film; whoever asks for it gets it."""
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"] if film else []
    camera += [f"--use-file-for-fake-video-capture={film.path}"] if film else []
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=[*_QUIET, *camera, *more])
    try:
        yield chromium
    finally:
        chromium.close()


class Tab:
    """One page, and all that it complains of."""

    def __init__(self, page: Page, server: Server | None) -> None:
        self.page, self._server = page, server
        self.complaints: list[str] = []
        self.abroad: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(WATCH)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _asked(self, request: Request) -> None:
        if not re.match(rf"(http|ws)://127\.0\.0\.1:{self.server.port}/|data:|blob:", request.url):
            self.abroad.append(request.url)

    @property
    def server(self) -> Server:
        """The one that the page belongs to; it may be started after the tab."""
        assert self._server is not None
        return self._server

    @server.setter
    def server(self, server: Server) -> None:
        self._server = server

    def come_in(self) -> None:
        """Open the page with the key of somebody who was let in: the token works for one browser only."""
        self.server.enter()
        name, _, value = self.server.cookie.partition("=")
        self.page.context.add_cookies(
            [
                {
                    "name": name,
                    "value": value,
                    "url": self.server.base,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )
        self.page.goto(self.server.base)

    def open(self, lang: str = "en", *, keep: bool = True) -> None:
        """Come in, as far as the choice of exercises."""
        self.come_in()
        self.page.locator(f'label:has(input[name=lang][value="{lang}"])').click()
        self.wait(f"document.documentElement.lang === {lang!r}")  # its words come from the server
        if self.page.locator("#keep").is_checked() != keep:
            self.page.locator("label:has(#keep)").click()
        self.page.locator("#welcome-next").click()
        self.page.locator("#safety-no").click()
        self.page.locator("#ever-no").click()
        self.page.locator("#start").wait_for()

    def choose(self, exercise: str, **values: str) -> None:
        """Choose an exercise, and press start."""
        self.page.locator(f'label:has(input[name=exercise][value="{exercise}"])').click()
        for name, value in values.items():
            self.page.locator(f'label:has(input[name="{name}"][value="{value}"])').click()
        self.page.locator("#start").click()

    def to_camera(self, pain: int = 2) -> None:
        """Answer how much it hurts, and skip what is explained."""
        self.page.locator(f'#pain [data-answer="{pain}"]').click()
        self.wait_stage("explain")
        self.page.locator("#next").click()
        self.wait_stage("camera", "position", "calibrate", "perform")

    def wait(self, condition: str) -> None:
        """Wait until a condition holds; Playwright waits by "eval", which the policy of the page forbids."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, f"never: {condition}; {self.page.evaluate(_WHERE)}"
            self.page.wait_for_timeout(50)

    def wait_stage(self, *stages: str) -> str:
        """Wait until the visit is there."""
        self.wait(f"{list(stages)!r}.includes(window.formcheck?.state.stage)")
        return str(self.state("stage"))

    def wait_shown(self, screen: str) -> None:
        """Wait until this screen is shown."""
        self.wait(f"window.formcheck?.state.shown === {screen!r}")

    def state(self, name: str) -> Any:
        """Of `window.formcheck.state`."""
        return self.page.evaluate(f"window.formcheck.state.{name}")

    def stats(self) -> dict[str, Any]:
        """Counters and latencies."""
        return dict(self.page.evaluate("window.formcheck.stats.snapshot()"))

    def notes(self, name: str) -> list[Any]:
        """What was noted down: "film", "captions", "seen"."""
        return list(self.page.evaluate(f"window.notes.{name}"))

    def captions(self) -> list[str]:
        """Everything that was shown as being said."""
        return [str(one["text"]) for one in self.notes("captions")]

    def finish(self, pain: int = 2) -> list[Path]:
        """From the last screen: how it feels, done; gives the folders that it names."""
        self.page.locator(f'#end [data-answer="{pain}"]').click()
        self.page.locator("#finish").click()
        self.wait_shown("done")
        self.wait("!!document.querySelector('#kept p')")
        return [Path(path) for path in self.page.locator("#kept code").all_inner_texts()]

    def clip_time(self, film: Film, at_ms: float) -> float:
        """Where in the clip the film was at a time of the page's clock, seconds."""
        log = self.notes("film")
        place = bisect_right([one[0] for one in log], at_ms)
        assert place, "no picture was seen before"
        return film.clip_time(log[place - 1][1])

    def check_quiet(self) -> None:
        """Nothing on the console, no promise broken, nobody else asked."""
        assert self.complaints == []
        assert self.abroad == []
        assert self.notes("rejections") == []


@contextmanager
def tab(chromium: Browser, server: Server | None, **how: Any) -> Iterator[Tab]:
    """A tab of its own, with cookies of its own; quiet to the end."""
    context = chromium.new_context(**{"viewport": LAPTOP, "locale": "nl-NL", **how})
    try:
        one = Tab(context.new_page(), server)
        yield one
        one.check_quiet()
    finally:
        context.close()
