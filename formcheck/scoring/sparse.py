"""Pictures too far apart to judge anything in: how much of a recording's time has none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.scoring.coverage import LEAST_SHARE
from formcheck.signals.gates import LONGEST_GAP_S

LEAST_RUN_S = 3.0
"""No exercise is judged in less: getting into the posture is believed after half a second, and a slow
repetition or the shortest hold that counts takes two."""
MOST_GAPS = 0.5
"""Share of the time without pictures from which a recording is sparse, if no run of them is long enough."""


class SparseTally:
    """Looks at the times of all frames, in any chunks."""

    def __init__(self) -> None:
        self._first_s = self._last_s = self._run_s = np.nan
        self._gaps_s = self._longest_s = 0.0

    def step(self, time: NDArray[np.float64]) -> None:
        """Take the times of the next frames, seconds."""
        if not len(time):
            return
        if np.isnan(self._first_s):
            self._first_s = self._last_s = self._run_s = time[0].item()
        steps = np.diff(time, prepend=self._last_s)
        gaps = np.flatnonzero(steps > LONGEST_GAP_S).tolist()
        self._gaps_s += float(steps[gaps].sum())
        for row in gaps:
            before_s = time[row - 1].item() if row else self._last_s
            self._longest_s = max(self._longest_s, before_s - self._run_s)
            self._run_s = time[row].item()
        self._last_s = time[-1].item()
        self._longest_s = max(self._longest_s, self._last_s - self._run_s)

    def reasons(self, known: Mapping[str, float]) -> dict[str, float]:
        """Why nothing was measured, shares of the time, given the shares of the time that has pictures."""
        whole_s = self._last_s - self._first_s
        share = self._gaps_s / whole_s if whole_s > 0 else 0.0
        if share <= MOST_GAPS or self._longest_s >= LEAST_RUN_S:
            return dict(known)
        rest = {name: round(value * (1 - share), 4) for name, value in known.items() if name != "frame_rate"}
        rest = {name: value for name, value in rest.items() if value > LEAST_SHARE}
        return {**rest, "frame_rate": round(1 - sum(rest.values()), 4)}
