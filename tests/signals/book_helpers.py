"""Short ways to lay something on a back and follow it."""

import numpy as np
from numpy.typing import ArrayLike

from formcheck.signals.book import BookFrames, BookSimulator
from formcheck.signals.book_objects import BookObject, BookSettings, book_object

GRAVITY = 9.80665


def seconds(duration: float, rate: float = 30.0) -> np.ndarray:
    return np.arange(round(duration * rate) + 1) / rate


def follow(
    obj: str | BookObject,
    time: np.ndarray,
    pitch: ArrayLike = np.nan,
    roll: ArrayLike = np.nan,
    shift: ArrayLike = np.nan,
    placed: ArrayLike = True,
    guard_s: float | None = None,
    settings: BookSettings | None = None,
) -> BookFrames:
    thing = book_object(obj) if isinstance(obj, str) else obj
    simulator = BookSimulator(thing, guard_s=guard_s, settings=settings)
    columns = [np.broadcast_to(np.asarray(column, float), time.shape) for column in (pitch, roll, shift)]
    on_back = np.broadcast_to(np.asarray(placed, bool), time.shape)
    frames, _ = simulator.step(time, *columns, on_back, simulator.start())
    return frames
