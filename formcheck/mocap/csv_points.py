"""Reads tables of points as CSV: MediaPipe's landmarks as people write them, and DeepLabCut's.

MediaPipe writes no files; these layouts are what its users write. One row a frame, with columns such as
`left_hip_x`, `LEFT_HIP.x`, `landmark_23_x`, `x23` (from 0, or from 1 where there is an `x33`); or one row a
landmark, with the columns frame, landmark, x, y.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.mocap.deeplabcut import table_of_columns
from formcheck.mocap.point_names import known_columns
from formcheck.mocap.point_table import PointTable
from formcheck.mocap.text import number, read_lines
from formcheck.pose.landmarks import LANDMARK_COUNT, Landmark
from formcheck.runtime.printable import printable, printable_text

Floats = NDArray[np.float64]
_AXES = {"x": "x", "y": "y", "v": "v", "vis": "v", "visibility": "v", "confidence": "v", "score": "v"}
_NAME_AXIS = re.compile(
    r"^(?P<name>.+?)[\s_.\-/:]+(?P<axis>x|y|v|vis|visibility|confidence|score)$", re.IGNORECASE
)
_AXIS_NUMBER = re.compile(r"^(?P<axis>x|y|v|vis|visibility)[\s_.\-]*(?P<number>\d+)$", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"^(?P<name>\D*)(?P<number>\d{1,3})$")
_TIMES = {
    "time": 1.0,
    "time_s": 1.0,
    "t": 1.0,
    "seconds": 1.0,
    "timestamp_s": 1.0,
    "time_ms": 1e-3,
    "timestamp_ms": 1e-3,
}
_STAMP = "timestamp"
MILLISECONDS_FROM = 2.0
"""A column `timestamp` that grows by more than this a frame is in milliseconds, as MediaPipe's clock is; else
in seconds."""
_FRAMES = ("frame", "frame_number", "frame_id", "frame_idx", "frame_index", "frame_num")
_POINT = (
    "landmark",
    "landmark_id",
    "landmark_name",
    "landmark_index",
    "keypoint",
    "joint",
    "point",
    "name",
    "id",
    "index",
)
_SHARES_TO = 2.0
"""Coordinates that nowhere go beyond this are shares of the picture: 0 to 1, a little more outside it."""


def read_csv(path: Path) -> PointTable:
    """The points of a table.

    Raises:
        InputError: it cannot be read, is of another layout, or a row has no numbers.
    """
    shown = printable(path)
    lines = read_lines(path)
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) < 2:
        raise InputError(f"{shown} holds no rows", "Give a table with a line of names")
    between = max(",;\t", key=lines[0].count)
    rows = list(csv.reader(lines, delimiter=between))
    head = _head(rows[0])
    if head[0] == "scorer":
        return _deeplabcut(rows, shown)
    values = _numbers(rows[1:], len(head), shown, decimal_comma=between == ";", words=head)
    if _is_long(head):
        return _long(head, rows, values, shown)
    return _wide(head, values, shown)


def names_points(cells: Sequence[str]) -> bool:
    """Whether the first line of a table names points, as one that `read_csv` reads does."""
    head = _head(cells)
    columns = [found for name in head if (found := _column(name)) is not None]
    both = {name for name, axis in columns if axis == "x"} & {name for name, axis in columns if axis == "y"}
    return head[:1] == ["scorer"] or _is_long(head) or bool(both)


def _head(cells: Sequence[str]) -> list[str]:
    return [cell.strip().lstrip("#").strip().lower() for cell in cells]


def _is_long(head: Sequence[str]) -> bool:
    """Whether there is one row a landmark."""
    return {"x", "y"} <= set(head) and any(name in head for name in _POINT)


def _numbers(
    rows: Sequence[Sequence[str]],
    width: int,
    shown: str,
    *,
    decimal_comma: bool,
    words: Sequence[str],
    first: int = 2,
) -> Floats:
    """(T, width) numbers. Cells of columns without coordinates may be words: those are NaN."""
    asked = [_column(name) is not None or name in ("x", "y", "z") for name in words]
    table = np.full((len(rows), width), np.nan)
    for row, cells in enumerate(rows):
        if len(cells) != width:
            raise InputError(
                f"Line {row + first} of {shown} has {len(cells)} cells and not {width}",
                "The file may be cut off",
            )
        for column, cell in enumerate(cells):
            try:
                table[row, column] = number(cell.replace(",", ".") if decimal_comma else cell)
            except ValueError as error:
                if asked[column]:
                    raise InputError(
                        f"Line {row + first} of {shown} holds no numbers ({error})", "Mend the line"
                    ) from error
    return table


def _column(name: str) -> tuple[str, str] | None:
    """(point, "x", "y" or "v") of a column's name; None for another column."""
    if name in _TIMES or name in _FRAMES or name in _POINT:
        return None
    match = _AXIS_NUMBER.match(name) or _NAME_AXIS.match(name)
    if match is None:
        return None
    point = match["number"] if "number" in match.groupdict() else match["name"]
    return (point, _AXES[match["axis"].lower()]) if point else None


def _wide(head: list[str], values: Floats, shown: str) -> PointTable:
    places: dict[str, dict[str, int]] = {}
    for place, name in enumerate(head):
        if (found := _column(name)) is not None:
            places.setdefault(found[0], {}).setdefault(found[1], place)
    names = [name for name, axes in places.items() if {"x", "y"} <= axes.keys()]
    columns, points = known_columns(_numbers_named(names), shown)
    axes = [places[names[column]] for column in columns]
    xy = np.stack([values[:, [one["x"], one["y"]]] for one in axes], axis=1)
    sight = None
    if all("v" in one for one in axes):
        sight = np.stack([values[:, one["v"]] for one in axes], axis=1)
    return _table(points, xy, sight, head, values)


def _numbers_named(names: list[str]) -> list[str]:
    """Names, with those that end in MediaPipe's numbers replaced by its names."""
    found = [_LAST_NUMBER.match(name) for name in names]
    numbers = [int(match["number"]) for match in found if match]
    prefixes = {match["name"] for match in found if match}
    if len(numbers) < len(names) or len(prefixes) != 1 or max(numbers) > LANDMARK_COUNT:
        return names
    first = 1 if max(numbers) == LANDMARK_COUNT else 0
    return [Landmark(one - first).name if 0 <= one - first < LANDMARK_COUNT else "" for one in numbers]


def _long(head: list[str], rows: list[list[str]], values: Floats, shown: str) -> PointTable:
    """One row a landmark: rows of one frame, or of one time, belong together."""
    which = next((head.index(name) for name in (*_FRAMES, *_TIMES, _STAMP) if name in head), None)
    if which is None:
        raise InputError(f"{shown} does not tell which frame a row belongs to", "Add a column frame")
    if not np.isfinite(values[:, which]).all():
        raise InputError(f"A row of {shown} has no number of its frame", "Mend it")
    named = next(head.index(name) for name in _POINT if name in head)
    words = _numbers_named([row[named].strip() for row in rows[1:]])
    unique = list(dict.fromkeys(words))
    columns, points = known_columns(unique, shown)
    order = {unique[column]: place for place, column in enumerate(columns)}
    _, first, frame = np.unique(values[:, which], return_index=True, return_inverse=True)
    xy = np.full((len(first), len(points), 2), np.nan)
    seen = next(
        (head.index(name) for name in ("visibility", "v", "vis", "confidence", "score") if name in head), None
    )
    sight = None if seen is None else np.zeros(xy.shape[:2])
    for row, word in enumerate(words):
        if (place := order.get(word)) is not None:
            xy[frame[row], place] = values[row, [head.index("x"), head.index("y")]]
            if sight is not None and seen is not None:
                sight[frame[row], place] = values[row, seen]
    return _table(points, xy, sight, head, values[first])


def _table(
    points: tuple[Landmark, ...], xy: Floats, sight: Floats | None, head: list[str], values: Floats
) -> PointTable:
    xy[(xy == 0).all(axis=2)] = np.nan
    time, frames = _time(head, values), None
    for name in _FRAMES:
        if name in head and frames is None and np.isfinite(values[:, head.index(name)]).all():
            frames = values[:, head.index(name)]
    return PointTable(
        points,
        xy,
        "MediaPipe CSV",
        sight=None if sight is None else np.maximum(np.nan_to_num(sight), 0.0),
        time=time,
        frames=frames,
        shares=bool(np.nanmax(np.abs(xy), initial=0.0) <= _SHARES_TO),
    )


def _time(head: list[str], values: Floats) -> Floats | None:
    for name, unit in _TIMES.items():
        if name in head and np.isfinite(values[:, head.index(name)]).all():
            return values[:, head.index(name)] * unit
    if _STAMP in head and np.isfinite(stamps := values[:, head.index(_STAMP)]).all():
        steps = np.diff(stamps)
        return stamps * (1e-3 if len(steps) and np.median(steps) > MILLISECONDS_FROM else 1.0)
    return None


def _deeplabcut(rows: list[list[str]], shown: str) -> PointTable:
    """DeepLabCut's own CSV: three or four lines of names (scorer, individuals, bodyparts, coords)."""
    lines = next((place for place, row in enumerate(rows[:5]) if row and row[0].strip() == "coords"), None)
    if lines is None or len({len(row) for row in rows[: lines + 1]}) != 1:
        raise InputError(f"{shown} begins as DeepLabCut's CSV and has no line coords", "Have it written anew")
    names = [
        tuple(printable_text(row[place]) for row in rows[: lines + 1]) for place in range(1, len(rows[0]))
    ]
    words = ["index", *("x" for _ in names)]
    values = _numbers(
        rows[lines + 1 :], len(rows[0]), shown, decimal_comma=False, words=words, first=lines + 2
    )
    return table_of_columns(names, values[:, 1:], values[:, 0], shown)
