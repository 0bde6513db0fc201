"""Two small solvers; enough for the few unknowns of a posture, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

STEP = 1e-6
ENOUGH = 1e-8
MOST_STEPS = 25


def least_squares(residuals: Callable[[Floats], ArrayLike], start: ArrayLike) -> Floats:
    """The x near `start` that makes the sum of squared residuals least (damped Gauss-Newton).

    Nocedal and Wright, Numerical Optimization, 2nd ed., 10.3; the Jacobian is taken by differences.
    """
    x = np.array(start, np.float64)
    value = np.asarray(residuals(x), np.float64)
    damping = 1e-9
    for _ in range(MOST_STEPS):
        jacobian = np.empty((len(value), len(x)))
        for i in range(len(x)):
            moved = x.copy()
            moved[i] += STEP
            jacobian[:, i] = (np.asarray(residuals(moved)) - value) / STEP
        normal = jacobian.T @ jacobian
        step = -np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-9), jacobian.T @ value)
        tried = np.asarray(residuals(x + step), np.float64)
        if tried @ tried <= value @ value:
            x, value, damping = x + step, tried, max(damping / 10, 1e-9)
            if np.abs(step).max() < ENOUGH:
                break
        else:
            damping = max(damping * 100, 1e-6)
            if damping > 1e6:
                break
    return x


def bisect(rising: Callable[[float], float], low: float, high: float, steps: int = 24) -> float:
    """Where a rising function crosses 0 between `low` and `high` (an end, if it does not)."""
    for _ in range(steps):
        middle = (low + high) / 2
        if rising(middle) > 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2
