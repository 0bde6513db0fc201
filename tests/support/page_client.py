"""A page without a browser: comes in with the token, and plays a video through the real WebSocket."""

from __future__ import annotations

import contextlib
import http.client
import http.cookiejar
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from websockets.sync.client import ClientConnection, connect

from formcheck.media.video import VideoFile
from tests.support.packing import packed, packed_bare
from tests.support.warm import AVAILABLE, WarmProgram

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90.0
"""For an answer: the machines that run this are shared."""
RGBA = 3
"""Number of that layout of bare pixels."""
SLOW_S = 0.1
"""How long a frame takes on the slow machine of the tests."""


def store_beside(visits: Path) -> Path:
    """The store of a server that writes results to this folder as well."""
    return visits.parent / "store"


class Server:
    """A running `formcheck serve`."""

    def __init__(self, child: subprocess.Popen[str] | WarmProgram, address: str, visits: Path) -> None:
        self.child, self.address, self.visits = child, address, visits
        self.store = store_beside(visits)
        self.base = address.split("/?", maxsplit=1)[0]
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    @property
    def pid(self) -> int:
        """Of the program itself, also where another one watches it (and keeps signals to itself)."""
        children = Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children")
        watched = "strace" in str(self.child.args) and children.exists()
        return int(children.read_text().split()[0]) if watched else self.child.pid

    @property
    def port(self) -> int:
        return int(self.base.rsplit(":", 1)[1])

    @property
    def cookie(self) -> str:
        """What a browser that was let in sends."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def get(self, path: str) -> bytes:
        """The body of a page that must be there."""
        with self.opener.open(self.base + path, timeout=PATIENCE_S) as answer:
            return bytes(answer.read())

    def ask(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of a request exactly as given: nothing is added, followed or tidied up."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        with contextlib.closing(link):
            link.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
            for name, value in ({"Host": f"127.0.0.1:{self.port}"} | headers).items():
                link.putheader(name, value)
            link.endheaders()
            answer = link.getresponse()
            return answer.status, dict(answer.headers), answer.read()

    def enter(self) -> None:
        """Use the token, unless that was done."""
        if not self.cookie:
            with self.opener.open(self.address, timeout=PATIENCE_S):
                pass

    def live(self, **more: Any) -> ClientConnection:
        """The WebSocket, as a page of this server opens it."""
        self.enter()
        host = more.pop("host", f"127.0.0.1:{self.port}")
        headers = {"Cookie": more.pop("cookie", self.cookie)}
        options: dict[str, Any] = {
            "origin": self.base,
            "open_timeout": PATIENCE_S,
            "additional_headers": headers,
            **more,
        }
        line = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        live: ClientConnection = connect(f"ws://{host}/live", sock=line, **options)
        return live

    def end(self, *signals: signal.Signals) -> tuple[int, str]:
        """Send it signals, and give its exit status and what it said on standard error."""
        for one in signals:
            os.kill(self.pid, one)
        _, complaint = self.child.communicate(timeout=PATIENCE_S)
        return self.child.wait(), complaint


@contextmanager
def serving(
    out: Path, *more: str, staged: Mapping[str, Any] | None = None, wrapped: Iterable[str] = (), **env: str
) -> Iterator[Server]:
    """`formcheck serve` in a process of its own, on a free port.

    Args:
        out: the folder of visits.
        more: options.
        staged: what the network sees instead of the pictures, see `staged.py`.
        wrapped: a program with its arguments that runs it.
        env: added to the environment.
    """
    options = [] if "--port" in more else ["--port", "0"]
    options += [] if "--model" in more else ["--model", "lite"]
    places = {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "FORMCHECK_STORE": str(store_beside(out)),
    }
    command = ["serve", "--no-browser", "-o", str(out), *options, *more]
    with _started(command, staged, list(wrapped), {**os.environ, **places, **env}) as child:
        assert child.stdout is not None
        line = next((line for line in child.stdout if "http://" in line), "")
        assert line, child.communicate()[1]
        server = Server(child, line.split()[-1], out)
        try:
            yield server
        finally:
            for last in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    if child.poll() is None:
                        server.end(last)


def _started(
    command: list[str], staged: Mapping[str, Any] | None, wrapped: list[str], env: dict[str, str]
) -> subprocess.Popen[str] | WarmProgram:
    if staged is not None and not wrapped and AVAILABLE:
        return WarmProgram(staged, command, env)
    program = ["formcheck"] if staged is None else ["tests.support.staged", json.dumps(staged)]
    return subprocess.Popen(
        [*wrapped, sys.executable, "-m", *program, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=env,
    )


def hello(link: ClientConnection, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Begin a visit."""
    link.send(json.dumps({"type": "hello", "lang": "en", "items": list(items) or None, **more}))
    return answer(link)


def press(link: ClientConnection, button: str, value: int | None = None) -> dict[str, Any]:
    """Press a button, and give the screen after it; frames that are answered meanwhile are let go."""
    link.send(json.dumps({"type": "press", "button": button, "value": value}))
    while (told := answer(link))["type"] in ("frame", "skipped"):
        pass
    return told


def begin(link: ClientConnection, *items: dict[str, Any], **more: Any) -> None:
    """A visit up to the camera check, by hand."""
    assert hello(link, *items, **more)["type"] == "ready"
    for button in ("start", "next", "next"):
        assert press(link, button)["type"] == "screen"


def kept_of(answers: Iterable[dict[str, Any]], stage: str) -> list[dict[str, Any]]:
    """The frames that a recording has, of a visit that was in this stage before: those of the exercise."""
    kept = []
    for told in answers:
        if told["type"] == "frame":
            kept += [told] if stage in ("position", "calibrate", "perform") else []
            stage = told["screen"]["stage"]
    return kept


def bye(link: ClientConnection) -> dict[str, Any]:
    """Say goodbye, and give what is told after what was still under way."""
    link.send(json.dumps({"type": "bye"}))
    while (told := answer(link))["type"] in ("frame", "skipped"):
        pass
    return told


def answer(link: ClientConnection) -> dict[str, Any]:
    """The next message."""
    return dict(json.loads(link.recv(timeout=PATIENCE_S)))


@cache
def picture(width: int = 640, height: int = 360) -> bytes:
    """A JPEG with nothing to be seen."""
    done, jpeg = cv2.imencode(".jpg", np.full((height, width, 3), 90, np.uint8))
    assert done
    return jpeg.tobytes()


def blank(time_s: float, width: int = 640, height: int = 360) -> bytes:
    """A frame for a server that does not look at it."""
    return packed(picture(width, height), time_s)


def shown(link: ClientConnection, *times_s: float) -> list[dict[str, Any]]:
    """Send blank frames of these times one by one, and give the answers."""
    answers = []
    for time_s in times_s:
        link.send(blank(time_s))
        answers.append(answer(link))
    return answers


def steps(start_s: float, end_s: float, fps: float = 15.0) -> list[float]:
    """Times of frames."""
    return [start_s + i / fps for i in range(round((end_s - start_s) * fps))]


def frames(video: Path, start_s: float = 0.0, *, bare: bool = False) -> Iterator[tuple[float, bytes]]:
    """Capture times and binary messages of a video's frames; `bare` ones leave every pixel as it is."""
    with VideoFile(video) as file:
        for frame in file.frames():
            time_s = frame.time_s + start_s
            if bare:
                pixels = cv2.cvtColor(frame.image, cv2.COLOR_RGB2RGBA).tobytes()
                yield time_s, packed_bare(pixels, RGBA, frame.size, time_s)
                continue
            done, jpeg = cv2.imencode(".jpg", frame.image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
            assert done
            yield time_s, packed(jpeg.tobytes(), time_s)


def play(
    link: ClientConnection, video: Path, start_s: float = 0.0, *, bare: bool = False
) -> Iterator[dict[str, Any]]:
    """Send the frames one by one, as fast as they are answered."""
    for _, message in frames(video, start_s, bare=bare):
        link.send(message)
        yield answer(link)
