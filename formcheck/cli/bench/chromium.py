"""Drives a page in Chromium without slowing it down.

Tools that drive browsers follow all that a page does. Playwright gets every message of a WebSocket as text,
with all its bytes: for a page that sends 14 MB a second, this costs the browser as much as the sending.
Here the page only evaluates expressions, and no event is subscribed to.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from formcheck.cli.bench.errors import BrowserError
from formcheck.errors import UnavailableError

NAMES = ("chromium", "chromium-browser", "google-chrome")
COMMANDS_FD, ANSWERS_FD = 3, 4
"""The file descriptors from which Chromium reads commands and to which it writes answers."""
_QUIET = (
    "--headless=new", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-pipe",
)  # fmt: skip


class Page:
    """The one page of a browser.

    Args:
        commands, answers: file descriptors; they are closed with the page.
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = os.fdopen(commands, "wb", buffering=0)
        self._answers = os.fdopen(answers, "rb")
        self._unread = b""
        self._count = 0
        self._session: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._commands.close()
        self._answers.close()

    def attach(self, url: str) -> None:
        """Open the page at `url`.

        Raises:
            BrowserError: Chromium has ended.
        """
        target = self._ask("Target.createTarget", url=url)["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def evaluate(self, script: str) -> object:
        """The value of an expression, as plain values (those of JSON).

        Raises:
            BrowserError: Chromium has ended, or the expression throws.
        """
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            why = answer["exceptionDetails"].get("exception", {}).get("description", "an error")
            raise BrowserError(f"The page of the bench fails ({why.splitlines()[0]})", "Run it again")
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 60.0) -> None:
        """Wait until an expression is true.

        Raises:
            BrowserError: it is not true after `seconds`.
        """
        end = time.monotonic() + seconds
        while not self.evaluate(f"!!({condition})"):
            if time.monotonic() > end:
                raise BrowserError(
                    "The visit of the bench does not get on", "Run it again on a quieter machine"
                )
            time.sleep(0.1)

    def click(self, element: str) -> None:
        """Click a button, by its id, as soon as it is visible."""
        found = f"document.getElementById({json.dumps(element)})"
        self.wait(f"{found}?.checkVisibility()")
        self.evaluate(f"{found}.click()")

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        try:
            self._commands.write(json.dumps(message).encode() + b"\0")
            while (answer := self._read()).get("id") != self._count:
                pass
        except OSError as error:
            raise _ended(str(error)) from error
        if "error" in answer:
            raise _ended(str(answer["error"].get("message")))
        result: dict[str, Any] = answer["result"]
        return result

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            more = self._answers.read1(1 << 20)
            if not more:
                raise _ended("it closed")
            self._unread += more
        text, self._unread = self._unread.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        return message


def _ended(why: str) -> BrowserError:
    return BrowserError(f"The browser of the bench ended early ({why})", "Run it again")


def find_chromium() -> str:
    """The path of Chromium.

    Raises:
        UnavailableError: it is not installed, or this system cannot pass pipes to it.
    """
    if os.name != "posix":
        raise UnavailableError("bench --live drives Chromium over pipes, which Windows does not pass on")
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise UnavailableError("bench --live needs Chromium, which is not installed", "apt install chromium")
    return path


@contextmanager
def open_page(
    browser: str, folder: Path, url: str, size: tuple[int, int], options: Sequence[str]
) -> Iterator[Page]:
    """A page in a new browser, which ends with the block.

    Args:
        browser: path of Chromium.
        folder: for its profile.
        url: address of the page.
        size: (width, height) of the window in pixels.
        options: more options of the command line.


    Raises:
        BrowserError: Chromium does not start.
    """
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    command = [
        browser, *_QUIET, *options, f"--user-data-dir={folder}", f"--window-size={size[0]},{size[1]}",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]  # fmt: skip
    high = {COMMANDS_FD: _high(theirs_in), ANSWERS_FD: _high(theirs_out)}

    def place() -> None:
        for at, descriptor in high.items():
            os.dup2(descriptor, at)

    with Page(ours_out, ours_in) as page:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=place,  # noqa: PLW1509 - this process has no other thread
        )
        for descriptor in high.values():
            os.close(descriptor)
        try:
            page.attach(url)
            yield page
        finally:
            child.terminate()
            child.wait(30)


def _high(descriptor: int) -> int:
    """The same file under a number that Chromium does not use itself."""
    import fcntl

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved
