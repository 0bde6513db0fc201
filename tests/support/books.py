"""Short ways to lay something on a back and follow it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from formcheck.signals.book import BookFrames, BookSimulator
from formcheck.signals.book_objects import BookObject, BookSettings, book_object

GRAVITY = 9.80665


def seconds(duration: float, rate: float = 30.0) -> np.ndarray:
    return np.arange(round(duration * rate) + 1) / rate


Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Time, pitch, roll, shift, placed: each (T,)."""
COLUMNS = ("x_cm", "y_cm", "slid_cm", "fallen")


def rows_of(columns: Columns, rows: slice) -> Columns:
    """Some frames of a recording."""
    time, pitch, roll, shift, placed = columns
    return time[rows], pitch[rows], roll[rows], shift[rows], placed[rows]


def joined(parts: list[BookFrames]) -> list[bytes]:
    """The bytes of every column."""
    return [np.concatenate([getattr(part, column) for part in parts]).tobytes() for column in COLUMNS]


def follow(*scoring: Any, **options: Any) -> BookFrames:
    """Lay an object on a back and follow it in one go; arguments as of `prepare`."""
    simulator, columns = prepare(*scoring, **options)
    return simulator.step(*columns, simulator.start())[0]


def one_by_one(*scoring: Any, **options: Any) -> list[BookFrames]:
    """The same, frame by frame."""
    simulator, columns = prepare(*scoring, **options)
    state, parts = simulator.start(), []
    for frame in range(len(columns[0])):
        part, state = simulator.step(*rows_of(columns, slice(frame, frame + 1)), state)
        parts.append(part)
    return parts


def prepare(
    obj: str | BookObject,
    time: np.ndarray,
    pitch: ArrayLike = np.nan,
    roll: ArrayLike = np.nan,
    shift: ArrayLike = np.nan,
    placed: ArrayLike = True,
    guard_s: float | None = None,
    settings: BookSettings | None = None,
) -> tuple[BookSimulator, Columns]:
    """A simulator and its columns; what is not given is not seen."""
    thing = book_object(obj) if isinstance(obj, str) else obj
    simulator = BookSimulator(thing, guard_s=guard_s, settings=settings)
    along, across, aside = (
        np.broadcast_to(np.asarray(column, float), time.shape) for column in (pitch, roll, shift)
    )
    return simulator, (time, along, across, aside, np.broadcast_to(np.asarray(placed, bool), time.shape))
