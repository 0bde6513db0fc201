"""The near side: chosen by visibility over a window, or by how the body lies, then locked."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.latches import Debounce, DebounceState
from formcheck.signals.samples import Flags, Samples

_PAIRS = ((L.LEFT_ELBOW, L.RIGHT_ELBOW), (L.LEFT_KNEE, L.RIGHT_KNEE), (L.LEFT_ANKLE, L.RIGHT_ANKLE))
MARGIN = 0.3
"""Difference in visibility, summed over elbow, knee and ankle, that counts as a vote; BlazePose's far knee
alone reads 0.5 against 0.98 near."""
VOTE_S = 1.0
"""A side must lead for this long before the lock moves: longer than any left/right swap of the tracker."""

SideState = tuple[DebounceState, bool | None]


class NearSide:
    """Which of the person's sides faces the camera. Visibility ranks sides at elbow, knee and ankle.

    Poses of other programs may come without visibility (NaN). Somebody who lies with the head on the right of
    the picture and the belly down then shows the right side; each of the two turned round, the left one.

    Args:
        fixed: "left" or "right", when it is known.
        belly_down: where the belly faces, in an exercise that is seen from the side; None in any other.
    """

    def __init__(self, fixed: str | None = None, belly_down: bool | None = None) -> None:
        self._fixed = fixed
        self._belly_down = belly_down
        self._debounce = Debounce((VOTE_S,), (VOTE_S,))

    def start(self) -> SideState:
        """No side chosen yet."""
        return self._debounce.start(), None

    def step(self, track: Track, time: Samples, state: SideState) -> tuple[Flags, SideState]:
        """Whether the left side is near. The first frame with a person decides until a vote lasts."""
        if self._fixed is not None:
            is_left = self._fixed == "left"
            return (is_left if isinstance(time, float) else np.full(len(track), is_left)), state
        if isinstance(time, float):
            return self._step_one(track, time, state)
        debounce, chosen = state
        sight = track.visibility.astype(np.float64)
        lead = sum((sight[:, left] - sight[:, right] for left, right in _PAIRS), np.zeros(len(track)))
        if self._belly_down is not None and (unknown := np.isnan(lead)).any():
            lead = np.where(unknown, self._by_lie(track), lead)
        first = 0
        if chosen is None:
            seen = np.flatnonzero(np.isfinite(lead))
            if not len(seen):
                return np.ones(len(track), bool), state
            first = int(seen[0])
            chosen = bool(lead[first] >= 0)
            debounce = self._debounce.start(chosen)
        near_left = np.full(len(track), chosen)
        near_left[:first] = True  # as long as nothing shows it
        vote = lead[first:]
        settled, _, debounce = self._debounce.step(
            (vote > MARGIN,), (vote < -MARGIN,), time[first:], debounce
        )
        near_left[first:] = settled[0]
        return near_left, (debounce, debounce.settled[0])

    def _step_one(self, track: Track, now: float, state: SideState) -> tuple[bool, SideState]:
        debounce, chosen = state
        sight, lead = track.visibility.item, 0.0
        for left, right in _PAIRS:
            lead += sight(left) - sight(right)
        if lead != lead and self._belly_down is not None:
            lead = self._by_lie(track).item()
        if chosen is None:
            if math.isnan(lead):
                return True, state
            debounce = self._debounce.start(lead >= 0)
        _, _, debounce = self._debounce.step((lead > MARGIN,), (lead < -MARGIN,), now, debounce)
        return debounce.settled[0], (debounce, debounce.settled[0])

    def _by_lie(self, track: Track) -> NDArray[np.float64]:
        """(T,) a whole vote for the left (1) or the right (-1) while the trunk lies, NaN otherwise."""
        xy = track.xy.astype(np.float64)
        trunk = xy[:, L.LEFT_SHOULDER] + xy[:, L.RIGHT_SHOULDER] - xy[:, L.LEFT_HIP] - xy[:, L.RIGHT_HIP]
        lies = np.abs(trunk[:, 0]) > np.abs(trunk[:, 1])
        vote = np.where((trunk[:, 0] > 0) != self._belly_down, 1.0, -1.0)
        return np.where(lies, vote, np.nan)
