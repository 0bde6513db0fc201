"""When a movement really began or ended, of which only what passed a threshold was counted."""

from __future__ import annotations

import numpy as np

from formcheck.judge.segments import FrameColumns

BACK_S = 0.2
LONGEST_BACK_S = 0.6


def from_rest_s(frames: FrameColumns, end: bool = False, skipped: float = 0.0) -> float:
    """How long before its first (after its last) frame a movement really began (ended), seconds.

    The drive has to pass a threshold before a movement counts. A limb that leaves rest with even acceleration
    a has gone f = a t^2 / 2 after t seconds; its mean speed v over the next BACK_S is a (t + BACK_S / 2),
    hence t = (f + sqrt(f^2 + BACK_S f v)) / v. `skipped` is the share of the way that the drive leaves out.
    """
    time, drive = (-frames.time[::-1], frames.drive[::-1]) if end else (frames.time, frames.drive)
    later = int(np.searchsorted(time, time[0] + BACK_S))
    drive = skipped + (1.0 - skipped) * drive
    gone = float(drive[0])
    if later >= len(time) or not gone > 0:
        return 0.0
    speed = (float(drive[later]) - gone) / float(time[later] - time[0])
    if not speed > 0:
        return 0.0
    return min((gone + float(np.sqrt(gone * gone + BACK_S * gone * speed))) / speed, LONGEST_BACK_S)
