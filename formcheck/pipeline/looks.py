"""When to look at a film: a second here and there, so that what is done shows without reading it all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.media.film_times import FilmTimes
from formcheck.signals.gates import LONGEST_GAP_S

LOOK_S = 1.0
"""A posture counts once it has lasted for 0.4 s (`signals.posture_stream.DWELL_S`)."""
STEP_S = 0.25
"""Between two frames of a look: as often as `signals.turned` looks, and no gap (`LONGEST_GAP_S`)."""
SHORTEST_STEP_S = 0.1
"""The same of a short film: the outline is read no more often."""
EVERY_S = 4.0
"""From one look to the next in a film of a minute or some: the shortest hold that counts, and a slow
repetition, take about as long."""
FEWEST, MOST = 16, 150
"""Looks: a film shorter than the first many seconds is looked at throughout; one longer than ten minutes
in wider steps."""
FRAMES_A_LOOK = round(LOOK_S / STEP_S)


class Looks(NamedTuple):
    """Which pictures to look at.

    Attributes:
        numbers: (N,) of pictures in the order of the file, sorted by time.
        looks: number of looks.
        every_s: seconds from one look to the next, as planned.
    """

    numbers: NDArray[np.int64]
    looks: int
    every_s: float


def plan_looks(times: FilmTimes) -> Looks:
    """Looks over a whole film, evenly but for key pictures nearby, from which decoding costs least."""
    order = times.in_order()
    shown = times.time_s[order]
    keys = shown[times.key[order]]
    length_s = float(shown[-1] - shown[0])
    count = round(min(max(length_s / EVERY_S, FEWEST), MOST))
    every_s = length_s / count
    if every_s <= LOOK_S:  # all through
        steps = max(1, round(length_s / max(SHORTEST_STEP_S, length_s / (FEWEST * FRAMES_A_LOOK))))
        wanted = shown[0] + np.linspace(0.0, length_s, steps + 1)
        count = 1
    else:
        starts = shown[0] + every_s * (np.arange(count) + 0.5) - LOOK_S / 2
        starts = _at_keys(starts, keys, (every_s - LOOK_S) / 2)
        wanted = (starts[:, None] + STEP_S * np.arange(FRAMES_A_LOOK)).ravel()
    nearest = np.searchsorted((shown[1:] + shown[:-1]) / 2, wanted)
    return Looks(order[np.unique(nearest)], count, every_s)


def _at_keys(starts: NDArray[np.float64], keys: NDArray[np.float64], most_s: float) -> NDArray[np.float64]:
    """Each start moved to the nearest key picture, where that is less than `most_s` away."""
    if not len(keys):
        return starts
    nearest = keys[np.searchsorted((keys[1:] + keys[:-1]) / 2, starts)]
    return np.where(np.abs(nearest - starts) < most_s, nearest, starts)


def joined(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) times as if the looks had followed each other: between two of them lies a step, and no gap."""
    steps = np.diff(time_s)
    steps = np.where(steps > LONGEST_GAP_S, STEP_S, steps)
    return np.concatenate(([0.0], np.cumsum(steps)))
