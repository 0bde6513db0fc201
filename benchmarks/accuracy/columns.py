"""What of a signal is held against the truth: its column, and the target of its error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Column:
    """A signal column, where it is compared, and how its figures are shown (`scale` units of `shown_in`)."""

    signal: str
    where: str
    unit: str
    scale: float = 1.0
    shown_in: str = "deg"


@dataclass(frozen=True, slots=True)
class SignalTarget:
    """Mean error of a signal over the clips that show an exercise from a view it can be judged from.

    `worst`: no single clip above this. `least_r`: correlation of every clip at least this. `model`: the
    network it is meant for, where that was run; otherwise the first.
    """

    exercise: str
    signal: str
    where: str
    limit: float
    worst: float = np.inf
    least_r: float = -np.inf
    model: str | None = None
