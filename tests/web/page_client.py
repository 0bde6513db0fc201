"""A page without a browser: comes in with the token, and plays a video through the real WebSocket."""

from __future__ import annotations

import http.cookiejar
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
from websockets.sync.client import ClientConnection, connect

from formcheck.media.video import VideoFile
from formcheck.web.wire import packed


class Server:
    """A running `formcheck serve`."""

    def __init__(self, child: subprocess.Popen[str], address: str) -> None:
        self.child, self.address = child, address
        self.base = address.split("/?", maxsplit=1)[0]
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> bytes:
        """The body of a page that must be there."""
        with self.opener.open(self.base + path, timeout=20) as answer:
            return bytes(answer.read())

    def enter(self) -> None:
        """Use the token."""
        with self.opener.open(self.address, timeout=20):
            pass

    def live(self, **more: Any) -> ClientConnection:
        """The WebSocket, as a page of this server opens it."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        address = self.base.replace("http://", "ws://") + "/live"
        headers = {"Cookie": cookies} | more.pop("headers", {})
        return connect(address, origin=more.pop("origin", self.base), additional_headers=headers, **more)


@contextmanager
def serving(out: Path, *more: str) -> Iterator[Server]:
    """`formcheck serve` in a process of its own, on a free port."""
    options = ["--no-browser", "--port", "0", "-o", str(out), *more]
    command = [sys.executable, "-m", "formcheck", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        assert "http://" in line, (line, child.communicate()[1])
        try:
            yield Server(child, line.split()[-1])
        finally:
            child.terminate()


def hello(link: ClientConnection, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Begin a visit."""
    link.send(json.dumps({"type": "hello", "lang": "en", "items": list(items) or None, **more}))
    return answer(link)


def press(link: ClientConnection, button: str, value: int | None = None) -> dict[str, Any]:
    """Press a button, and give the screen after it."""
    link.send(json.dumps({"type": "press", "button": button, "value": value}))
    return answer(link)


def answer(link: ClientConnection) -> dict[str, Any]:
    """The next message."""
    return dict(json.loads(link.recv(timeout=60)))


def frames(video: Path, start_s: float = 0.0) -> Iterator[tuple[float, bytes]]:
    """Capture times and binary messages of a video's frames."""
    with VideoFile(video) as file:
        for frame in file.frames():
            done, jpeg = cv2.imencode(".jpg", frame.image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
            assert done
            yield frame.time_s + start_s, packed(jpeg.tobytes(), frame.time_s + start_s)


def play(link: ClientConnection, video: Path, start_s: float = 0.0) -> Iterator[dict[str, Any]]:
    """Send the frames one by one, as fast as they are answered."""
    for _, message in frames(video, start_s):
        link.send(message)
        yield answer(link)
