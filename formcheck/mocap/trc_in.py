"""Reads TRC files: Sports2D's in pixels and in metres, Pose2Sim's in three dimensions, OpenSim's, and ours.

Layout: https://opensimconfluence.atlassian.net/wiki/spaces/OpenSim/pages/53089972 (Marker (.trc) Files).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.mocap.plane import in_a_picture
from formcheck.mocap.point_names import known_columns
from formcheck.mocap.point_table import PointTable
from formcheck.mocap.text import number, read_lines
from formcheck.runtime.printable import printable, printable_text

_METRES = {"m": 1.0, "meters": 1.0, "cm": 0.01, "mm": 0.001}
_PIXELS = ("px", "pixel", "pixels")
_ROOM_M = 50.0
"""Points further out than this are pixels, whatever the header says: Sports2D writes "m" there always."""
_HEAD = 5
"""Lines before the rows: file, names and values of the header, names and axes of the markers."""
_MEND = "Have it written anew, or mend the line"


@dataclass(frozen=True, slots=True)
class _Head:
    names: list[str]
    units: str
    frames: int
    rate: float


def read_trc(path: Path) -> PointTable:
    """The points of a TRC file.

    Points in metres are laid into a picture of their own (`plane`). A point of which a coordinate is missing,
    or all are exactly 0, is missing.

    Raises:
        InputError: it cannot be read, is no TRC file, is cut off, or a row has no numbers.
    """
    shown = printable(path)
    lines = read_lines(path)
    head = _head(lines, shown)
    time, xyz = _rows(lines, head, shown)
    columns, points = known_columns(head.names, shown)
    xyz = xyz[:, columns]
    xyz[(xyz == 0).all(axis=2)] = np.nan
    clock = time if np.isfinite(time).all() else None
    rate = head.rate if head.rate > 0 else None
    if head.units in _PIXELS or _really_pixels(xyz, head.units):
        return PointTable(points, xyz[..., :2], "TRC in pixels", time=clock, fps=rate)
    xy, size = in_a_picture(xyz * _METRES[head.units], shown)
    return PointTable(points, xy, "TRC in metres", time=clock, fps=rate, size=size, metric=True)


def _really_pixels(xyz: NDArray[np.float64], units: str) -> bool:
    flat = np.nan_to_num(xyz[..., 2]).any()
    return not flat and bool(np.nanmax(np.abs(xyz), initial=0.0) * _METRES[units] > _ROOM_M)


def _head(lines: list[str], shown: str) -> _Head:
    if not lines or not lines[0].startswith("PathFileType") or len(lines) < _HEAD:
        raise InputError(f"{shown} is no TRC file, or only its beginning", "Give a whole .trc file")
    keys, values = (line.split() for line in lines[1:3])
    header = dict(zip(keys, values, strict=False))
    try:
        units = header.get("Units", "m").lower()
        frames, markers = int(float(header["NumFrames"])), int(float(header["NumMarkers"]))
        rate = float(header.get("DataRate", "nan"))
    except (KeyError, ValueError, OverflowError) as error:
        raise InputError(f"The header of {shown} lacks a number ({error})", _MEND) from error
    if units not in (*_METRES, *_PIXELS):
        raise InputError(
            f"{shown} is in {printable_text(units)!r}, which is no unit of length",
            "Write m, cm, mm or px under Units in its third line",
        )
    cells = _cells(lines[3])
    names = [name.strip() for name in cells[2:] if name.strip()]
    if [cell.strip().lower() for cell in cells[:2]] != ["frame#", "time"]:
        raise InputError(f"The fourth line of {shown} does not begin with Frame# and Time", _MEND)
    if len(names) != markers:
        raise InputError(f"{shown} says {markers} markers and names {len(names)}", _MEND)
    return _Head([printable_text(name) for name in names], units, frames, rate)


def _rows(lines: list[str], head: _Head, shown: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """((T,) seconds, (T, N, 3) coordinates) of the rows."""
    width = 2 + 3 * len(head.names)
    rows: list[NDArray[np.float64]] = []
    for number_of, line in enumerate(lines[_HEAD:], _HEAD + 1):
        if not line.strip():
            continue
        cells = _cells(line)
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            raise InputError(
                f"Line {number_of} of {shown} has {len(cells)} cells and not {width}",
                "The file may be cut off",
            )
        try:
            rows.append(np.array([number(cell) for cell in cells]))
        except ValueError as error:
            raise InputError(f"Line {number_of} of {shown} holds no numbers ({error})", _MEND) from error
    if len(rows) < head.frames or not rows:
        raise InputError(
            f"{shown} says {head.frames} frames and holds {len(rows)}",
            "It may be cut off; if not, write the number of rows under NumFrames",
        )
    table = np.array(rows, np.float64)
    return table[:, 1], table[:, 2:].reshape(len(table), -1, 3)


def _cells(line: str) -> list[str]:
    return line.split("\t") if "\t" in line else line.split()
