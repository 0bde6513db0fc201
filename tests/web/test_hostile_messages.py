"""Whatever comes through the WebSocket, the visit goes on and every frame is answered."""

from __future__ import annotations

import contextlib
import json
import struct
import zlib
from collections.abc import Iterator
from math import inf, nan
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from formcheck.web.wire import LARGEST_BYTES
from tests.support.packing import packed
from tests.support.page_client import Server, answer, begin, blank, bye, hello, picture, press, shown

PLANK = {"exercise": "plank", "sets": 1, "hold_s": 30}


@pytest.fixture
def link(served: Server) -> Iterator[ClientConnection]:
    """A visit as far as the camera check, which still has to be in order at the end."""
    with served.live() as link:
        begin(link, PLANK, keep=False)
        shown(link, 1.0)
        yield link
        assert shown(link, 9e8)[0]["type"] == "frame", "the visit goes on"
        assert press(link, "pause")["type"] == "screen"
        assert bye(link) == {"type": "kept", "folders": [], "visit": None}


BEFORE_HELLO: dict[str, str | bytes] = {
    "no JSON": "hello",
    "half of it": '{"type":"hello"',
    "nothing": "",
    "a list": "[]",
    "a number": "1",
    "another message": '{"type":"press","button":"start"}',
    "no such language": '{"type":"hello","lang":"de"}',
    "items that are none": '{"type":"hello","items":7}',
    "no set": '{"type":"hello","items":[{"exercise":"plank","sets":0}]}',
    "endless": '{"type":"hello","items":[{"exercise":"plank","hold_s":1e999}]}',
    "not a number": '{"type":"hello","items":[{"exercise":"plank","hold_s":NaN}]}',
    "unknown field": '{"type":"hello","items":[{"exercise":"plank","file":"/etc/passwd"}]}',
    "too much": json.dumps({"type": "hello", "items": [PLANK] * 1000}),
    "deep": "[" * 100_000,
    "half a letter": '{"type":"hello","items":[{"exercise":"\\ud800"}]}',
    "a frame": blank(0.0),
    "an empty frame": b"",
}


@pytest.mark.parametrize("what", BEFORE_HELLO)
def test_before_hello_nothing_is_understood_but_hello(served: Server, what: str) -> None:
    with served.live() as link:
        for _ in range(3):
            link.send(BEFORE_HELLO[what])
            assert answer(link)["type"] == "error"
        assert hello(link, PLANK, keep=False)["type"] == "ready"


REFUSED: dict[str, dict[str, Any]] = {
    "unknown exercise": {"exercise": "headstand"},
    "a path": {"exercise": "../../plank"},
    "unknown view": {"exercise": "plank", "view": "front-high"},
    "unknown object": {"exercise": "bird-dog", "book": "piano"},
    "strictness below nothing": {"exercise": "plank", "strictness": -1},
    "strictness of nothing": {"exercise": "plank", "strictness": 0},
    "an override of nothing": {"exercise": "plank", "override": {"nothing": 1}},
    "an override that is no config": {"exercise": "plank", "override": {"bands": 7, "timing": []}},
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_there_is_not_is_refused_in_words(served: Server, what: str) -> None:
    with served.live() as link:
        told = hello(link, REFUSED[what], keep=False)
        assert told["type"] == "error", told
        assert len(told["text"]) > 20
        assert "Traceback" not in told["text"]
        assert "inside" not in told["text"]
        with pytest.raises(ConnectionClosed):
            answer(link)


TEXTS = [
    "", "x", "[]", "null", "true", '"bye"', "{}", '{"type":1}', '{"type":"press"}', '{"type":["bye"]}',
    '{"type":"press","button":"fly"}', '{"type":"press","button":"pain","value":11}',
    '{"type":"press","button":"pain","value":-1}', '{"type":"press","button":"pain","value":2.5}',
    '{"type":"press","button":"pain","value":1e999}', '{"type":"press","button":"pain","value":NaN}',
    '{"type":"press","button":"pain","value":' + "9" * 4000 + "}",
    '{"type":"press","button":"pain","value":' + "9" * 5000 + "}",
    '{"type":"press","button":"choose","value":7}', '{"type":"press","button":"choose"}',
    '{"type":"hello"}', "[" * 100_000, '{"a":' * 50_000, "€" * 1000, "\x00", '{"type":"\\ud800"}',
    "x" * (LARGEST_BYTES - 10),
]  # fmt: skip


def test_texts_that_mean_nothing_are_answered_in_words(link: ClientConnection) -> None:
    for text in TEXTS:
        link.send(text)
        told = answer(link)
        if told["type"] == "screen":  # "choose" changes nothing once the visit has begun
            assert '"choose"' in text
            continue
        assert told["type"] == "error", text[:50]
        assert 10 < len(told["text"]) < 300


def test_a_flood_of_texts_is_answered_and_frames_still_are(link: ClientConnection) -> None:
    told: list[str] = []
    for number in range(300):
        link.send('{"type":"press","button":"pain","value":12}')
        if number % 30 == 0:
            link.send(blank(2.0 + number / 15))
    while len(told) < 310:
        told.append(answer(link)["type"])
    assert told.count("error") == 300
    assert told.count("frame") + told.count("skipped") == 10
    assert told.count("frame") >= 2


def _bomb() -> bytes:
    """A PNG of a few kilobytes that claims 60 000 by 60 000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")


def _claims(width: int, height: int) -> bytes:
    """A JPEG whose head claims this size."""
    good = picture()
    at = good.index(b"\xff\xc0") + 5
    return good[:at] + struct.pack(">HH", height, width) + good[at + 4 :]


BROKEN = {
    "nothing": b"",
    "half a time": bytes(4),
    "no picture": packed(b"", 2.0),
    "no JPEG": packed(b"picture" * 100, 2.0),
    "a GIF": packed(b"GIF89a" + bytes(100), 2.0),
    "the head of a JPEG": packed(picture()[:100], 2.0),
    "only its first bytes": packed(b"\xff\xd8\xff", 2.0),
    "markers without end": packed(b"\xff\xd8\xff" + b"\xff\xe0\x00\x00" * 5000, 2.0),
    "huge": packed(picture(4000, 3000), 2.0),
    "claims to be huge": packed(_claims(65_500, 65_500), 2.0),
    "claims to be nothing": packed(_claims(0, 0), 2.0),
    "a small file of gigabytes": packed(_bomb(), 2.0),
    "no time": blank(nan),
    "never": blank(inf),
    "before everything": blank(-inf),
    "before the page": blank(-1.0),
    "in a thousand years": blank(1e12),
    "the end of time": blank(1e308),
    "the same time": blank(1.0),
    "backward": blank(0.5),
    "a heap of noise": packed(bytes(range(256)) * 8000, 2.0),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_frame_is_skipped(link: ClientConnection, what: str) -> None:
    link.send(BROKEN[what])
    told = answer(link)
    assert told["type"] == "skipped", told
    assert "t" in told
    told = shown(link, 3.0)[0]
    assert told["type"] == "frame"
    assert told["dropped"] == 1, "and counted"


def test_a_picture_of_one_dot_is_a_picture_without_anybody(link: ClientConnection) -> None:
    for number, size in enumerate(((1, 1), (1, 900), (1920, 1), (1920, 1920))):
        link.send(blank(2.0 + number, *size))
        told = answer(link)
        assert told["type"] == "frame"
        assert tuple(told["size"]) == size


def test_a_torn_picture_is_a_picture_or_none(link: ClientConnection) -> None:
    good = picture()
    for number, cut in enumerate(range(20, len(good), len(good) // 20)):
        link.send(packed(good[:cut], 2.0 + number))
        assert answer(link)["type"] in ("frame", "skipped")


def test_more_than_any_frame_ends_the_connection_not_the_program(served: Server) -> None:
    with served.live() as link:
        begin(link, PLANK, keep=False)
        with contextlib.suppress(ConnectionClosed):
            link.send(bytes(LARGEST_BYTES + 100))
        with pytest.raises(ConnectionClosed) as closed:
            answer(link)
        # What was still being sent resets the connection, which may overtake the reason.
        assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
    with served.live() as link:
        assert hello(link, PLANK, keep=False)["type"] == "ready"


def test_leaps_in_time_are_gaps(link: ClientConnection) -> None:
    """The lid was closed for a night, or for ten years."""
    for time_s in (2.0, 2.1, 30_000.0, 30_000.1, 3e8, 3e8 + 0.1):
        told = shown(link, time_s)[0]
        assert told["type"] == "frame"
        assert told["t"] == time_s
