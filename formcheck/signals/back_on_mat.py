"""Does the lower back of somebody on the back lie on the mat? Read from the outline on the mat's side.

Where the lower back hollows, buttock and ribs stay on the mat and the outline between them rises. Its
tangents at the ends say little then (the buttock's roundness changes with the thigh: good dead bugs read -13
to +5 degrees, a hollow of 21 reads -20), so the rise itself is taken: how far the outline's middle lies
nearer to the line hip-shoulder than the straight line from buttock to ribs.
"""

from __future__ import annotations

import math

import numpy as np

from formcheck.pose.track import STATIONS, Track
from formcheck.signals.outline import MIN_CONTRAST
from formcheck.signals.samples import Samples

BUTTOCK, MIDDLE, RIBS = (0.05, 0.15), (0.30, 0.45), (0.70, 0.85)
"""Stretches from hip (0) to shoulder (1) whose means are compared."""
DEG_PER_TORSO = 400.0
"""Degrees of the lower back for a rise of one torso length: four for a hundredth (5 mm). Rendered hollows of
21 degrees rise by 0.055; a circular arc over 0.65 of a torso would give 390."""


class BackOnMat:
    """The linear functional that reads the rise."""

    def __init__(self) -> None:
        def among(stretch: tuple[float, float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
            inside = (stretch[0] - 1e-6 < STATIONS) & (stretch[1] + 1e-6 > STATIONS)
            return np.asarray(inside / inside.sum(), np.float64)

        first, middle, last = (sum(stretch) / 2 for stretch in (BUTTOCK, MIDDLE, RIBS))
        share = (middle - first) / (last - first)
        weights = (1 - share) * among(BUTTOCK) + share * among(RIBS) - among(MIDDLE)
        used = np.flatnonzero(weights)
        self._rows = slice(int(used[0]), int(used[-1]) + 1)
        self._weights = -DEG_PER_TORSO * weights[self._rows]
        self._used = self._weights != 0.0

    def __call__(self, track: Track) -> Samples:
        """Degrees, - where the back is off the mat, before any neutral is taken off; NaN where not read."""
        if len(track) == 1 and (
            math.isnan(track.dorsal.item(self._rows.start)) or track.contrast.item() < MIN_CONTRAST
        ):
            return math.nan
        part = np.where(self._used, np.asarray(track.dorsal[:, self._rows], np.float64), 0.0)
        read = np.add.reduce(part * self._weights, axis=1)
        if len(track) == 1:
            return float(read.item())
        return np.where(track.contrast < MIN_CONTRAST, np.nan, read)
