"""Curvature of the back or belly line: how far its tangent turns between two stations.

The outline (see `Track.dorsal`, `Track.ventral`) gives the distance d(s) from the hip-shoulder axis at fixed
stations s. A parabola fitted by least squares has tangent angle atan(d'(s)); the change of that angle
between the ends of the window follows the lumbar angle (docs/clinical.md#our-measurements; the windows
below were chosen by slope nearest 1 and smallest residual on the synthetic clips, `benchmarks/accuracy`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from formcheck.pose.track import STATIONS, Track
from formcheck.signals.samples import Floats, Samples

MAX_AGE_S = 0.35
"""The outline is read about 10 times a second; a reading older than this (three missed) is not held."""

MIN_CONTRAST = 0.02
"""Brightness step (0-1) across the outline below which mask and ground look the same: 5 of 255 grey
levels, about twice the noise of a webcam in room light."""


@dataclass(frozen=True, slots=True)
class OutlineWindow:
    """A stretch of the outline and the sign that makes its turning read as lumbar flexion (+)."""

    side: str
    low: float
    high: float
    sign: float


DORSAL = OutlineWindow("dorsal", 0.0, 1.0, -1.0)
DORSAL_REACHING = OutlineWindow("dorsal", 0.0, 0.9, -1.0)
"""For a back over a raised arm, which lifts the blade: short of the shoulder (mean error over seven clips 1.9
degrees, 2.2 up to it)."""
DORSAL_BENDING = OutlineWindow("dorsal", -0.1, 0.95, -1.0)
"""For a back that goes round and hollow: from the sacrum, a little behind the hip, to short of the shoulder,
where blade and sleeve carry the line along. Bodies differ in slope (0.9 and 1.3 on two of them); of the
windows around it this one keeps both nearest to 1 with little scatter.
"""
VENTRAL = OutlineWindow("ventral", 0.05, 0.75, 1.0)
"""From just above the groin: nearer to the hip the crease between thigh and belly comes and goes as the hips
rise, which a camera a few degrees towards the head sees as a hollow (good tops turned by 7 degrees read -10
with the crease, -6 without it; the hollow of 24 to 31 degrees reads 13 to 25 then).
"""


class TangentChange:
    """Linear functionals that read the two end slopes of the fitted parabola.

    Args:
        window: the stretch of the outline.
        gap: how many stations in a row may be missing within it; a straight line takes their place.
    """

    def __init__(self, window: OutlineWindow, gap: int = 0) -> None:
        self.window = window
        self._gap = gap
        inside = np.flatnonzero((window.low - 1e-9 <= STATIONS) & (window.high + 1e-9 >= STATIONS))
        self._rows = slice(int(inside[0]), int(inside[-1]) + 1)
        stations = STATIONS[self._rows]
        fit = np.linalg.pinv(np.vander(stations, 3))
        self._low = 2 * window.low * fit[0] + fit[1]
        self._high = 2 * window.high * fit[0] + fit[1]

    def __call__(self, track: Track) -> Samples:
        """Degrees, + flexion, before any neutral is taken off; NaN where the outline was not read."""
        distances = track.dorsal if self.window.side == "dorsal" else track.ventral
        if len(track) == 1 and (
            math.isnan(distances.item(self._rows.start)) or track.contrast.item() < MIN_CONTRAST
        ):
            return math.nan  # two frames in three have no outline
        part = np.ascontiguousarray(distances[:, self._rows], np.float64)
        if self._gap:
            part = _filled(part, self._gap)
        low = np.arctan(np.add.reduce(part * self._low, axis=1))
        high = np.arctan(np.add.reduce(part * self._high, axis=1))
        turned = self.window.sign * np.degrees(high - low)
        if len(track) == 1:
            return float(turned.item())
        return np.where(track.contrast < MIN_CONTRAST, np.nan, turned)


class Roughness:
    """How far the outline lies off the parabola that `TangentChange` reads it by.

    A back is a smooth curve: where the mask has taken a part of the room for the body, or an arm lies over
    the back, the parabola fits badly, and its turning is not the back's.

    Args:
        window: the stretch of the outline.
    """

    def __init__(self, window: OutlineWindow) -> None:
        inside = np.flatnonzero((window.low - 1e-9 <= STATIONS) & (window.high + 1e-9 >= STATIONS))
        self._side = window.side
        self._rows = slice(int(inside[0]), int(inside[-1]) + 1)
        powers = np.vander(STATIONS[self._rows], 3)
        self._off = np.eye(len(inside)) - powers @ np.linalg.pinv(powers)

    def __call__(self, track: Track) -> Samples:
        """Root mean square, torso lengths; NaN where the outline was not read."""
        distances = track.dorsal if self._side == "dorsal" else track.ventral
        if len(track) == 1 and math.isnan(distances.item(self._rows.start)):
            return math.nan  # two frames in three have no outline
        part = np.ascontiguousarray(distances[:, self._rows], np.float64)
        # Not as a product of matrices, whose last digits depend on how many frames there are (law 2).
        off = np.add.reduce(part[:, None, :] * self._off, axis=2)
        rough = np.sqrt(np.add.reduce(off * off, axis=1) / off.shape[1])
        return float(rough.item()) if len(track) == 1 else rough


def _filled(lines: Floats, most: int) -> Floats:
    """(T, K) lines with up to `most` missing stations in a row, within known ones, put on a straight line."""
    missing = np.isnan(lines)
    rows = np.flatnonzero(missing.any(axis=1) & ~missing[:, 0] & ~missing[:, -1])
    if not len(rows):
        return lines
    lines, at = lines.copy(), np.arange(lines.shape[1])
    for row in rows.tolist():
        known = at[~missing[row]]
        if np.diff(known).max() <= most + 1:
            lines[row] = np.interp(at, known, lines[row, known])
    return lines
