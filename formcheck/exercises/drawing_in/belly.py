"""The belly line's height in the picture, and the breathing that moves it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from formcheck.exercises.drawing_in.breathing import Breath, Breathing, BreathState
from formcheck.exercises.drawing_in.limits import DrawingInLimits
from formcheck.pose.track import STATIONS, Track
from formcheck.signals.outline import MAX_AGE_S, MIN_CONTRAST
from formcheck.signals.samples import Rows, Samples, magnitude

LOW, HIGH = 0.1, 0.9
"""Stations whose mean is the height: belly and ribs, without groin and throat. The mean moves whether
somebody breathes with the belly or with the ribs."""

_INSIDE = np.flatnonzero((STATIONS >= LOW - 1e-9) & (STATIONS <= HIGH + 1e-9))
_PART = slice(int(_INSIDE[0]), int(_INSIDE[-1]) + 1)
_MIDDLE = float(STATIONS[_PART].mean())
_UNKNOWN = (math.nan,) * 4


Point = tuple[Samples, Samples]


@dataclass(frozen=True, slots=True)
class BellyState:
    """State: the breathing so far, and when the outline was last read, seconds."""

    breath: BreathState = field(default_factory=BreathState)
    read_s: float = -math.inf


def belly_height(track: Track, hip: Point, shoulder: Point) -> Samples:
    """Mean height of the belly line, pixels, + up; NaN where the outline was not read or has no contrast.

    The outline is stored as distances from the axis hip -> shoulder. Put back into the picture it is the edge
    of the mask, without the drift of the landmarks, which is as slow as breathing.

    Args:
        track: the chunk.
        hip, shoulder: (x, y) of the middles of both sides, canonical plane, pixels.
    """
    single = len(track) == 1
    if single and (math.isnan(track.ventral[0, _PART.start]) or track.contrast[0] < MIN_CONTRAST):
        return math.nan  # two frames in three have no outline
    part = np.ascontiguousarray(track.ventral[:, _PART], np.float64)
    mean = np.add.reduce(part, axis=1) / part.shape[1]
    distance: Samples = mean.item() if single else np.where(track.contrast < MIN_CONTRAST, np.nan, mean)
    return hip[1] + (shoulder[1] - hip[1]) * _MIDDLE + distance * magnitude(shoulder[0] - hip[0])


class BellyBreathing:
    """Runs `Breathing` over the readings of a chunk.

    Args:
        limits: the exercise's numbers, see its `config.toml`.
    """

    def __init__(self, limits: DrawingInLimits) -> None:
        self._breathing = Breathing(limits)

    def start(self) -> BellyState:
        """Nothing seen yet."""
        return BellyState(self._breathing.start())

    def step(
        self, height: Samples, torso_px: Samples, time: Samples, state: BellyState
    ) -> tuple[Rows, BellyState]:
        """Follow a chunk of at least one frame.

        Args:
            height: as of `belly_height`; NaN where there is nothing to read.
            torso_px: length hip -> shoulder.
            time: seconds.
            state: from the chunk before.

        Returns:
            values in the order of `Breath`'s fields, each reading held until the next, NaN when that fails
            to come; the new state.
        """
        if isinstance(time, float):
            if height - height == 0.0 and torso_px > 0:
                breath = self._breathing.step(time, float(height), float(torso_px), state.breath)
                state = BellyState(breath, time)
            fresh = time - state.read_s <= MAX_AGE_S
            return _columns(state.breath.breath) if fresh else _UNKNOWN, state
        height, torso_px = np.asarray(height), np.asarray(torso_px)
        read = np.isfinite(height) & (torso_px > 0)
        table, stamps, breath = [_columns(state.breath.breath)], [state.read_s], state.breath
        for row in np.flatnonzero(read).tolist():
            now = time[row].item()
            breath = self._breathing.step(now, height[row].item(), torso_px[row].item(), breath)
            table.append(_columns(breath.breath))
            stamps.append(now)
        latest = np.cumsum(read)
        held = np.array(table).T[:, latest]
        held[:, time - np.array(stamps)[latest] > MAX_AGE_S] = np.nan
        return tuple(held), BellyState(breath, stamps[-1])


def _columns(breath: Breath) -> tuple[float, float, float, float]:
    return breath.level, breath.rate_per_min, breath.quality, breath.pause_s
