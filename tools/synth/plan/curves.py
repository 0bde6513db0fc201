"""Values over time: eased keyframes and natural sway."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

Key = tuple[float, float]
"""(time in s, value)."""

SLOW_HZ, TREMOR_HZ = (0.12, 0.5), (0.9, 1.6)
"""Postural sway lies mostly below 0.5 Hz, with a little faster trembling on top."""
SLOW_WAVES, SLOW_SIZE, TREMOR_SIZE = 4, 0.5, 0.12


def ease(share: float) -> float:
    """From 0 to 1 with no speed at either end (smoothstep)."""
    u = min(max(share, 0.0), 1.0)
    return u * u * (3 - 2 * u)


def value_at(keys: Sequence[Key], time_s: float) -> float:
    """The eased value between keyframes; the first and last hold before and after."""
    if time_s <= keys[0][0]:
        return keys[0][1]
    for (start, a), (end, b) in pairwise(keys):
        if time_s <= end:
            return a + (b - a) * ease((time_s - start) / max(end - start, 1e-9))
    return keys[-1][1]


class Sway:
    """Smooth noise from a seed, a sum of sines: standard deviation about 0.7, rarely beyond 1.6."""

    def __init__(self, seed: int, channel: int) -> None:
        random = np.random.default_rng([seed, channel])
        slow = random.uniform(*SLOW_HZ, SLOW_WAVES)
        self._omega = 2 * np.pi * np.append(slow, random.uniform(*TREMOR_HZ))
        self._phase = random.uniform(0, 2 * np.pi, SLOW_WAVES + 1)
        self._size = np.append(np.full(SLOW_WAVES, SLOW_SIZE), TREMOR_SIZE)

    def __call__(self, time_s: float) -> float:
        """Value at a time."""
        return float(self._size @ np.sin(self._omega * time_s + self._phase))
