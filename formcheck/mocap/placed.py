"""`Placed`: landmarks in the axes and the unit of the files that are written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import InputError
from formcheck.mocap.point_names import written_name
from formcheck.mocap.stature import metres_per_pixel
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placed:
    """Landmarks over time, as files hold them.

    With a stature the unit is the metre and the axes are OpenSim's: X to the right of the picture, Y up,
    Z towards the camera; the origin is the lower left corner of the picture. Without one it is the pixel and
    the axes are those of the picture, and of Sports2D's files in pixels: X right, Y down, from the upper left
    corner. Z is 0 always: one camera sees no depth.

    Attributes:
        points: those landmarks that were seen in some frame.
        xyz: (T, N, 3), NaN where a point was not seen.
        unit: "m" or "px".
        time: (T,) media time in seconds.
        rate: frames a second, the mean of the recording; 1 of a single frame.
    """

    points: tuple[Landmark, ...]
    xyz: Floats
    unit: str
    time: Floats
    rate: float

    @property
    def names(self) -> list[str]:
        """Of the points, in order."""
        return [written_name(point) for point in self.points]


def placed(track: Track, stature_m: float | None) -> Placed:
    """The landmarks of a track as files hold them.

    Args:
        track: of a recording.
        stature_m: of the person, in metres; None leaves pixels.

    Raises:
        UsageError: no stature.
        InputError: nobody is seen.
    """
    seen = np.isfinite(track.xy).all(axis=2).any(axis=0)
    if not seen.any():
        raise InputError("Nobody is seen in the recording: there is nothing to export", "")
    xyz = np.zeros((len(track), int(seen.sum()), 3))
    xyz[..., :2] = track.xy[:, seen]
    unit = "px"
    if stature_m is not None:
        xyz[..., 1] = track.size[1] - xyz[..., 1]
        xyz *= metres_per_pixel(track, stature_m)
        unit = "m"
    xyz[np.isnan(xyz).any(axis=2)] = np.nan
    span = track.time[-1] - track.time[0]
    rate = (len(track) - 1) / span if span > 0 else 1.0
    points = tuple(Landmark(row) for row in np.flatnonzero(seen).tolist())
    return Placed(points, xyz, unit, track.time, float(rate))
