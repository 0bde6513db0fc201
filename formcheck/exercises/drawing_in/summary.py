"""What a whole hold shows: stillness, calm breathing. Observations, no score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.drawing_in.limits import DrawingInLimits
from formcheck.judge.segments import FrameColumns
from formcheck.judge.vocabulary import SIGNAL_ROW

Floats = NDArray[np.float64]


def observed(
    frames: FrameColumns, end_s: float, limits: DrawingInLimits, longest_pause_s: float
) -> dict[str, float]:
    """Measures of a hold; what could not be measured is left out.

    Returns:
        `still_share` (share of the time in which hip and shoulder lay still, 0-1); where a rhythm was clear
        for long enough `breaths_per_min` (median), `breath_quality` (median, 0-1) and `calm_breathing`
        (1 yes, 0 no).
    """
    inside = frames.time <= end_s
    seconds = np.diff(frames.time[inside], append=end_s)
    sway, rate, quality, pause = (
        frames.signals[SIGNAL_ROW[name]][inside]
        for name in ("sway", "breath_rate_per_min", "breath_quality", "breath_pause_s")
    )
    found: dict[str, float] = {}
    known = np.isfinite(sway)
    if seconds[known].sum() > 0:
        found["still_share"] = _share(sway <= limits.still, seconds, known)
    clear = np.isfinite(rate)
    if seconds[clear].sum() < limits.rhythm_least_s:
        return found
    found["breaths_per_min"] = round(float(np.median(rate[clear])), 1)
    found["breath_quality"] = round(float(np.median(quality[clear])), 2)
    calm = (rate >= limits.calm_low_per_min) & (rate <= limits.calm_high_per_min)
    paused = bool((pause > longest_pause_s).any())
    found["calm_breathing"] = float(_share(calm, seconds, clear) >= limits.calm_share and not paused)
    return found


def _share(holds: NDArray[np.bool_], seconds: Floats, known: NDArray[np.bool_]) -> float:
    return round(float(seconds[holds & known].sum() / seconds[known].sum()), 2)
