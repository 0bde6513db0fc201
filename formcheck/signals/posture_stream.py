"""Postures over time: single bad frames taken out, short drop-outs bridged, a change accepted once it
lasts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import Track
from formcheck.signals.latches import latest
from formcheck.signals.posture import OTHER, UNSEEN, memberships
from formcheck.signals.samples import Rows
from formcheck.signals.smoothing import Smoother, SmoothState

Floats = NDArray[np.float64]

DWELL_S = 0.4
"""A posture counts once it has lasted this long: passing through one while getting up takes less."""
DROP_OUT_S = 1.0
"""Not seen for no longer than this, somebody is taken to be as before: no posture is left and regained
sooner."""


@dataclass(frozen=True, slots=True)
class PostureFrames:
    """T frames.

    Attributes:
        time: (T,) seconds.
        code: (T,) int8, index in POSTURES, or UNSEEN.
        since: (T,) seconds, when this posture began, which was before it was accepted.
        confidence: (T,) 0-1, how far it holds in this very frame; 0 where nobody is seen.
    """

    time: Floats
    code: NDArray[np.int8]
    since: Floats
    confidence: Floats


@dataclass(frozen=True, slots=True)
class PostureState:
    """State: the filter's, the last posture seen and when, the run of equal codes, the accepted posture."""

    smooth: SmoothState
    seen: tuple[float, float]
    raw: float
    raw_since: float
    settled: float
    settled_since: float


class PostureReader:
    """Streams a track into postures; any cutting into chunks gives the same bytes (law 2)."""

    def __init__(self) -> None:
        self._smoother: Smoother[Rows] = Smoother(tuple)

    def start(self) -> PostureState:
        """Nobody seen yet."""
        unseen = float(UNSEEN)
        return PostureState(
            self._smoother.start(), (math.nan, -math.inf), unseen, -math.inf, unseen, -math.inf
        )

    def step(self, track: Track, state: PostureState) -> tuple[PostureFrames, PostureState]:
        """Take a chunk of at least one frame."""
        time = track.time
        with np.errstate(invalid="ignore", divide="ignore"):
            smoothed, smooth = self._smoother.step(tuple(memberships(track)), time, state.smooth)
        rows = np.array(smoothed)
        known = ~np.isnan(rows).any(axis=0)
        best = np.where(known, np.where(known, rows, 0.0).argmax(axis=0), np.nan)
        held, seen = latest(best, time, state.seen, DROP_OUT_S)
        raw = np.where(np.isnan(held), float(UNSEEN), held)
        raw_since = _carried(np.diff(raw, prepend=state.raw) != 0, time, state.raw_since)
        lasted = time - raw_since >= DWELL_S
        settled = _carried(lasted, raw, state.settled)
        since = _carried(lasted, raw_since, state.settled_since)
        code = settled.astype(np.int8)
        confidence = np.where(
            known & (code >= 0), np.take_along_axis(rows, np.maximum(code, OTHER)[None], 0)[0], 0.0
        )
        after = PostureState(
            smooth, seen, float(raw[-1]), float(raw_since[-1]), float(settled[-1]), float(since[-1])
        )
        return PostureFrames(time, code, since, confidence), after


def _carried(fresh: NDArray[np.bool_], values: Floats, before: float) -> Floats:
    """Each frame's value where it is fresh, else that of the last frame where it was."""
    index = np.where(fresh, np.arange(1, len(values) + 1), 0)
    np.maximum.accumulate(index, out=index)
    joined: Floats = np.concatenate(([before], values))
    return joined[index]
