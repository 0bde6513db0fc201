"""Writes C3D files (https://www.c3d.org), which programs of motion laboratories read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from formcheck.errors import InputError, OutputError
from formcheck.mocap.extra import library
from formcheck.mocap.placed import Placed
from formcheck.runtime.printable import printable
from formcheck.runtime.version import __version__

MOST_FRAMES = 65_535
"""A C3D file counts its frames in 16 bits; readers lose what goes beyond."""
SAME_STEP = 0.02
"""A frame within this share of a step of where it is due stays as it is."""
FURTHEST_STEPS = 1.5
"""Between frames further apart than this many steps nothing is told: the points are missing there."""


def evenly(data: Placed) -> Placed:
    """The same landmarks at even times, as C3D has them: it knows a rate and no times.

    The step is the median one. A frame that is where it is due stays as it is; between two neighbours the
    line is followed; in a gap (`FURTHEST_STEPS`) the points are missing.
    """
    if len(data.time) < 2:
        return data
    step = float(np.median(np.diff(data.time)))
    due = data.time[0] + step * np.arange(round((data.time[-1] - data.time[0]) / step) + 1)
    after = np.clip(np.searchsorted(data.time, due), 1, len(data.time) - 1)
    before = after - 1
    share = (due - data.time[before]) / (data.time[after] - data.time[before])
    share = np.where(np.abs(due - data.time[before]) <= SAME_STEP * step, 0.0, share)
    share = np.where(np.abs(due - data.time[after]) <= SAME_STEP * step, 1.0, share)
    first, second = data.xyz[before], data.xyz[after]
    part = share[:, None, None]
    xyz = np.where(part == 0, first, np.where(part == 1, second, first + part * (second - first)))
    alone = (data.time[after] - data.time[before] > FURTHEST_STEPS * step) & (share > 0) & (share < 1)
    xyz[alone | (share > 1)] = np.nan
    return replace(data, time=due, xyz=xyz, rate=1.0 / step)


def write_c3d(path: Path, data: Placed) -> None:
    """Write the landmarks as points; those that are missing in a frame have a residual of -1 there.

    Args:
        path: where to write.
        data: at even times; the group FORMCHECK says at which time of the video the first frame is.

    Raises:
        InputError: more frames than such a file can hold.
        MissingPackageError: ezc3d is not installed.
        OutputError: ezc3d could not write.
    """
    ezc3d = library("ezc3d", "C3D files")
    if len(data.time) > MOST_FRAMES:
        raise InputError(
            f"A C3D file holds {MOST_FRAMES} frames, and there are {len(data.time)}", "Write a TRC file"
        )
    file = ezc3d.c3d()
    point = file["parameters"]["POINT"]
    point["RATE"]["value"] = [data.rate]
    point["LABELS"]["value"] = data.names
    point["DESCRIPTIONS"]["value"] = data.names
    point["UNITS"]["value"] = [data.unit]
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Y" if data.unit == "m" else "-Y"])
    file.add_parameter("MANUFACTURER", "COMPANY", ["formcheck"])
    file.add_parameter("MANUFACTURER", "SOFTWARE", ["formcheck"])
    file.add_parameter("MANUFACTURER", "VERSION_LABEL", [__version__])
    file.add_parameter("FORMCHECK", "START_S", [float(data.time[0])])
    points = np.ones((4, len(data.points), len(data.time)))
    points[:3] = data.xyz.transpose(2, 1, 0)
    missing = np.isnan(points[0])
    file["data"]["points"] = points
    file["data"]["meta_points"]["residuals"] = np.where(missing, -1.0, 0.0)[None]
    file["data"]["meta_points"]["camera_masks"] = np.zeros((7, *missing.shape), bool)
    try:
        file.write(str(path))
    except (RuntimeError, OSError) as error:  # of C++, where the disk says no
        raise OutputError(f"{printable(path)} cannot be written ({error})", "Choose another place") from error
