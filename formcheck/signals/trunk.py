"""What the trunk head tells of somebody who is filmed from in front, on all fours."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.pose.track import Track
from formcheck.signals.latches import NO_SAMPLE, latest
from formcheck.signals.samples import Flags, Rows, Samples

HELD_S = 0.35
"""The head is asked ten times a second at most, as the outline is read; a reading is used until the third
beat after it."""


class TrunkRows(NamedTuple):
    """Of every frame; NaN where the head was not asked.

    Attributes:
        roll: of the trunk, degrees, + left side up.
        error: expected absolute error of the roll, degrees.
        middle: of the back's midline, pixels to the right in the picture.
        apart: sacrum to the right of the vertebra prominens, pixels.
    """

    roll: Samples
    error: Samples
    middle: Samples
    apart: Samples


TrunkState = tuple[tuple[float, float], ...]
"""(value, time) of each quantity when it was last told."""

NOTHING_TOLD: TrunkState = (NO_SAMPLE,) * len(TrunkRows._fields)


def told_trunk(track: Track, time: Samples, state: TrunkState) -> tuple[TrunkRows, TrunkState]:
    """What the head told in a chunk of at least one frame, held between its readings; the new state."""
    held = [latest(row, time, last, HELD_S) for row, last in zip(_raw(track), state, strict=True)]
    return TrunkRows._make(row for row, _ in held), tuple(last for _, last in held)


def is_told(track: Track) -> Flags:
    """Whether the head was asked in the frame itself."""
    told = np.isfinite(track.trunk_roll)
    return bool(told.item()) if len(track) == 1 else told


def _raw(track: Track) -> Rows:
    if len(track) == 1 and math.isnan(track.trunk_roll.item()):
        return (math.nan,) * len(TrunkRows._fields)  # the usual frame needs no work
    across = track.spine[:, :, 0].astype(np.float64)
    # Added in order: a sum's last digits must not hang on the number of frames (law 2).
    middle = np.add.accumulate(across, axis=1)[:, -1] / across.shape[1]
    rows = (
        track.trunk_roll.astype(np.float64),
        track.trunk_roll_error.astype(np.float64),
        middle,
        across[:, -1] - across[:, 0],
    )
    return tuple(float(row.item()) for row in rows) if len(track) == 1 else rows
