"""`NeutralLine`: the personal neutral of the back or belly line, which is drawn behind the present line."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.calibration import Reference
from formcheck.overlay.body import median_outline
from formcheck.pose.track import Track

KEEP_S = 15.0
"""Outlines are kept for this long, seconds: longer than any calibration takes."""


class NeutralLine:
    """Keeps recent outlines, and takes their median over the time of the personal reference, once.

    Args:
        outline: "dorsal" (back) or "ventral" (belly); None when the exercise reads neither.

    Attributes:
        distances: (K,) float32, torso lengths at `STATIONS`, NaN where not read; None until there is a
            reference with an outline.
    """

    def __init__(self, outline: str | None) -> None:
        self._outline = outline
        self._recent: deque[tuple[float, NDArray[np.float32]]] = deque()
        self.distances: NDArray[np.float32] | None = None

    def step(self, track: Track, reference: Reference | None) -> None:
        """Add a frame, a track of one row, with the reference in force after it."""
        if self._outline is None or self.distances is not None:
            return
        now = track.time.item()
        row: NDArray[np.float32] = getattr(track, self._outline)[0]
        if np.isfinite(row).any():
            self._recent.append((now, row))
        while self._recent and now - self._recent[0][0] > KEEP_S:
            self._recent.popleft()
        if reference is not None:
            self.distances = self._median(reference)
            self._recent.clear()

    def _median(self, reference: Reference) -> NDArray[np.float32] | None:
        rows = [row for time, row in self._recent if reference.start_s <= time <= reference.end_s]
        return median_outline(np.stack(rows)) if rows else None
