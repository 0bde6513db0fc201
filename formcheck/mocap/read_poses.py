"""`read_poses`: poses that another program found, as a `Track`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from formcheck.errors import InputError
from formcheck.mocap.formats import holds_pose_json
from formcheck.mocap.point_table import PointTable
from formcheck.pose.track import Track
from formcheck.runtime.printable import printable


def _trc(path: Path) -> PointTable:
    from formcheck.mocap.trc_in import read_trc

    return read_trc(path)


def _csv(path: Path) -> PointTable:
    from formcheck.mocap.csv_points import read_csv

    return read_csv(path)


def _h5(path: Path) -> PointTable:
    from formcheck.mocap.deeplabcut import read_deeplabcut

    return read_deeplabcut(path)


def _array(path: Path) -> PointTable:
    from formcheck.mocap.arrays import read_array

    return read_array(path)


def _folder(path: Path) -> PointTable:
    from formcheck.mocap.openpose import read_openpose

    return read_openpose(path)


READERS: Mapping[str, Callable[[Path], PointTable]] = {
    ".trc": _trc,
    ".csv": _csv,
    ".tsv": _csv,
    ".h5": _h5,
    ".hdf5": _h5,
    ".npy": _array,
    ".npz": _array,
}
"""Ending of a file's name -> its reader."""


def read_poses(
    path: str | os.PathLike[str], *, fps: float | None = None, size: tuple[int, int] | None = None
) -> Track:
    """The poses of another program, ready for `formcheck.score`. docs/formats.md lists the formats.

    Points that the program does not have are missing. There is no outline, so what is read from it (the curve
    of the back, breathing) is unmeasured, with the reason "no_outline".

    Args:
        path: the file, or the folder of OpenPose.
        fps: frames a second, where the file has no times; it goes before the file's own.
        size: (width, height) of the pictures in pixels, where the file does not tell it.

    Raises:
        InputError: it cannot be read, is cut off, or of no known format.
        UsageError: a rate or a size is needed and not given.
    """
    place = Path(path)
    reader = _folder if holds_pose_json(place) else READERS.get(place.suffix.lower())
    if reader is None:
        raise InputError(
            f"{printable(place)} is no file of poses that is known",
            f"Known are {', '.join(READERS)}, and OpenPose's folders of .json",
        )
    return reader(place).track(printable(place), fps, size)
