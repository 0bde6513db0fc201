"""What a whole stretch of sitting shows: how far the back has sunk, from the beginning to the end."""

from __future__ import annotations

import numpy as np

from formcheck.judge.segments import FrameColumns
from formcheck.judge.vocabulary import SIGNAL_ROW

SUNK = (
    ("back_sunk_deg", "lumbar_deg", 1.0),
    ("trunk_sunk_deg", "trunk_pitch_change_deg", -1.0),
    ("head_sunk_deg", "head_forward_deg", 1.0),
)
"""Measure, the signal that it is read from, and the sign that makes sinking forwards +."""
LEAST_FRAMES = 10


def observed(
    frames: FrameColumns, start_s: float, end_s: float, ends_s: float
) -> tuple[tuple[str, float], ...]:
    """(name, degrees) by which the middle of the last seconds differs from that of the first ones.

    Args:
        frames: of the stretch.
        start_s, end_s: its time.
        ends_s: how long its beginning and its end are; nothing of a stretch that is not twice as long.
    """
    if end_s - start_s < 2 * ends_s:
        return ()
    found = []
    for name, signal, sign in SUNK:
        values = frames.signals[SIGNAL_ROW[signal]]
        known = np.isfinite(values) & (frames.time <= end_s)
        early, late = frames.time < start_s + ends_s, frames.time > end_s - ends_s
        first, last = values[known & early], values[known & late]
        if min(len(first), len(last)) >= LEAST_FRAMES:
            sunk = sign * float(np.median(last) - np.median(first))
            found.append((name, round(sunk, 1) + 0.0))
    return tuple(found)
