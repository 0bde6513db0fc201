"""A part of a replay, read as the page reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ReadPart:
    """What came of a part: its head, the times of all frames, and the shapes of its own."""

    head: dict[str, Any]
    times: NDArray[np.float32]
    frames: list[tuple[str, str, list[tuple[list[Any], list[float]]]]]
    """Word, caption, and (style, numbers in shares) of each shape."""


def read_part(body: bytes) -> ReadPart:
    """Read the body of a part."""
    length = int.from_bytes(body[:4], "little")
    head = json.loads(body[4 : 4 + length])
    at = 4 + length
    times = np.frombuffer(body, "<f4", head["frames"], at)
    at += 4 * head["frames"]
    places = np.frombuffer(body, "<u4", head["here"] + 1, at)
    numbers = np.frombuffer(body, "<i2", -1, at + 4 * (head["here"] + 1)).astype(int)
    assert places[-1] == len(numbers)
    return ReadPart(head, times, list(_frames(head, places, numbers)))


def _frames(
    head: dict[str, Any], places: NDArray[np.uint32], numbers: NDArray[np.int_]
) -> Iterator[tuple[str, str, list[tuple[list[Any], list[float]]]]]:
    for first, last in zip(places[:-1].tolist(), places[1:].tolist(), strict=True):
        word, caption = head["words"][numbers[first]], head["captions"][numbers[first + 1]]
        shapes, at = [], first + 2
        while at < last:
            count = numbers[at] >> 8
            values = (numbers[at + 1 : at + 1 + count] / head["scale"]).tolist()
            shapes.append((head["styles"][numbers[at] & 255], values))
            at += 1 + count
        yield word, caption, shapes
