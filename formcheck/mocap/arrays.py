"""Reads NumPy's arrays of key points: COCO-17 and other sets by their number of points."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.mocap.point_lists import BLAZEPOSE, known_counts, point_list
from formcheck.mocap.point_table import PointTable
from formcheck.mocap.text import read_bytes
from formcheck.runtime.printable import printable

Floats = NDArray[np.float64]
NAMES = {
    "xy": ("xy", "keypoints", "points", "poses", "kpts"),
    "sight": ("visibility", "scores", "confidence", "conf"),
    "time": ("time", "time_s", "times"),
    "fps": ("fps",),
    "size": ("size",),
}
"""What an .npz may hold -> the names that it is known by."""
_SHAPE = "(frames, points, 2 or 3): x, y in pixels and confidence"


def read_array(path: Path) -> PointTable:
    """The points of an `.npy` or `.npz` file.

    The array of points is (T, N, 2), or (T, N, 3) with the confidence as the third number; of one person also
    (T, 1, N, ...). BlazePose's 33 points come as MediaPipe has them: z is the third number, the visibility
    the fourth. An .npz may also hold the other things in `NAMES`; size is (width, height).

    Raises:
        InputError: it cannot be read, or is of another shape.
    """
    shown = printable(path)
    held = _arrays(path, shown)
    xy = held.get("xy")
    if xy is None:
        raise InputError(f"{shown} holds no array of points", f"Name it {' or '.join(NAMES['xy'])}")
    if xy.ndim == 4 and xy.shape[1] == 1:
        xy = xy[:, 0]
    if xy.ndim == 4:
        raise InputError(f"{shown} holds {xy.shape[1]} people in each frame", "Write one of them to a file")
    if xy.ndim != 3 or xy.shape[2] not in (2, 3, 4):
        raise InputError(f"The points of {shown} have the shape {xy.shape}", f"Write them as {_SHAPE}")
    points = point_list(xy.shape[1])
    if points is None:
        raise InputError(f"{shown} has {xy.shape[1]} points in a frame", f"Known are {known_counts()}")
    sight = held.get("sight")
    at = 3 if xy.shape[1] == BLAZEPOSE else 2
    if sight is None and xy.shape[2] == at + 1:
        sight = xy[..., at]
    if sight is not None and sight.ndim == 3 and 1 in sight.shape[1:]:
        sight = sight.reshape(len(sight), -1)
    if sight is not None and sight.shape != xy.shape[:2]:
        raise InputError(
            f"The confidence in {shown} has the shape {sight.shape}", f"{xy.shape[:2]} would fit"
        )
    time = held.get("time")
    if time is not None and time.shape != (len(xy),):
        raise InputError(f"The time in {shown} has the shape {time.shape}", f"{(len(xy),)} would fit")
    if sight is not None:
        sight = np.maximum(np.nan_to_num(sight[:, points.places]), 0.0)
    xy = xy[:, points.places, :2]
    seen = np.where((xy == 0).all(axis=2, keepdims=True), np.nan, xy)
    return PointTable(
        points.points,
        seen,
        f"array, {points.name}",
        sight=sight,
        time=time,
        fps=_one(held.get("fps"), shown),
        size=_size(held.get("size"), shown),
        shares=bool(np.nanmax(np.abs(seen), initial=0.0) <= 1.0),
    )


def _arrays(path: Path, shown: str) -> Mapping[str, Floats]:
    read_bytes(path)
    try:
        with path.open("rb") as file:
            loaded = np.load(file, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return {"xy": np.asarray(loaded, np.float64)}
            by_name = {name.lower(): name for name in loaded.files}
            found = {}
            for what, names in NAMES.items():
                for name in names:
                    if name in by_name and what not in found:
                        found[what] = np.asarray(loaded[by_name[name]], np.float64)
            return found
    except Exception as error:  # zipfile's, zlib's and NumPy's own, which have no common kind
        raise InputError(
            f"{shown} is no array of numbers of NumPy ({error})", "Save it with numpy.save"
        ) from error


def _one(value: Floats | None, shown: str) -> float | None:
    if value is None:
        return None
    if value.size != 1 or not 0 < value.item() < 1e6:
        raise InputError(f"The fps in {shown} is no frame rate", "Write one number above 0")
    return float(value.item())


def _size(value: Floats | None, shown: str) -> tuple[int, int] | None:
    if value is None:
        return None
    if value.shape != (2,) or not (np.isfinite(value).all() and (value > 0).all()):
        raise InputError(f"The size in {shown} is no (width, height)", "Write two numbers above 0")
    return int(value[0]), int(value[1])
