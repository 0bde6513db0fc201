"""What a whole look shows: the middle of each quantity. Values for a line over visits, no score."""

from __future__ import annotations

import numpy as np

from formcheck.judge.segments import FrameColumns

ROWS = ("", "lumbar_line_deg", "head_forward_deg", "weight_shift")
"""Measure that each row of the rule's `extra` gives, "" for none."""
DIGITS = {"weight_shift": 2}
LEAST_FRAMES = 10


def observed(frames: FrameColumns, end_s: float, least_share: float) -> tuple[tuple[str, float], ...]:
    """(name, median) of what could be read for enough of the time.

    Args:
        frames: of the look.
        end_s: it ends then.
        least_share: of its frames that a quantity has to be read in, 0-1.
    """
    inside = frames.time <= end_s
    found = []
    for row, name in enumerate(ROWS):
        values = frames.extra[row][inside]
        known = values[np.isfinite(values)]
        if name and len(known) >= max(LEAST_FRAMES, least_share * len(values)):
            found.append((name, round(float(np.median(known)), DIGITS.get(name, 1)) + 0.0))
    return tuple(found)
