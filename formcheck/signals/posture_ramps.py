"""Conditions of a posture: each a ramp from 0 (not so) to 1 (so); a posture holds as far as the weakest."""

from __future__ import annotations

import numpy as np

from formcheck.signals.posture_geometry import Floats

Ramp = tuple[float, float]
"""(not so, so): values at which a condition is 0 and 1. The second may be the smaller one."""


def ramp(value: Floats, between: Ramp) -> Floats:
    """0 at the first, 1 at the second, linear between and level beyond; NaN stays."""
    start, end = between
    return np.minimum(np.maximum((value - start) / (end - start), 0.0), 1.0)


def weakest(*conditions: Floats) -> Floats:
    """(T,) how far all of them hold."""
    least: Floats = np.minimum.reduce(conditions)
    return least
