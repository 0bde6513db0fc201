"""Can this frame be measured at all? The reasons why not, before any form is judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, HIP, KNEE, SHOULDER, Body
from formcheck.signals.latches import Dwell, DwellState

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MIN_TRUNK_PX = 30.0
"""Below this a landmark error of one pixel is more than 1 % of the shoulder-ankle length, half of the
narrowest green band."""
MAX_TRUNK_SHARE = 0.6
"""A trunk longer than this share of the picture's width leaves no room for the legs (trunk : stature 0.3)."""
MAX_ALONG = 0.25
"""Apparent shoulder spacing along the trunk, in torso lengths, that a yaw of about 20 degrees gives
(biacromial width is about 0.7 torso lengths, 0.7 sin 20 = 0.24; docs/clinical 0.4: gate on yaw <= 20)."""
MIN_VISIBILITY = 0.2
"""BlazePose's visibility ranks and certifies nothing, but this low it says that the joint is hidden."""
LOST_S = 5.0
"""A person not seen for longer than this has gone; until then the tracking is lost."""
LONGEST_GAP_S = 0.5
"""Two frames further apart than this tell nothing of what lies between: half of the shortest dwell times."""
SETTLE_S = 0.3
"""A gate opens and closes after this long, so that no verdict flickers."""

GATES = ("several_people", "too_close", "out_of_frame", "too_far", "wrong_view", "occluded")


@dataclass(frozen=True, slots=True)
class GateState:
    """Carry: the gates' dwell, the time of the last frame and of the last frame with a person."""

    dwell: DwellState
    last_s: float
    seen_s: float


@dataclass(frozen=True, slots=True)
class Gates:
    """(rows of GATES, T) settled conditions, and (T,) whether the frame is lost or follows a gap."""

    closed: Bools
    lost: Bools
    gone: Bools
    gap: Bools


class FramingGates:
    """Settled reasons why frames cannot be measured in a side view."""

    def __init__(self, needed: tuple[int, ...], side_view: bool) -> None:
        self._needed = np.array(needed)
        self._side_view = side_view
        rows = np.full(len(GATES), SETTLE_S)
        self._dwell = Dwell(rows, rows)

    def start(self) -> GateState:
        """Nobody seen yet."""
        return GateState(self._dwell.start(), -np.inf, -np.inf)

    def step(self, track: Track, body: Body, state: GateState) -> tuple[Gates, GateState]:
        """Judge the framing of a chunk of at least one frame."""
        detected = track.detected
        raw = self._conditions(track, body)
        settled, _, dwell = self._dwell.step(raw & detected, ~raw & detected, track.time, state.dwell)
        seen = np.maximum.accumulate(
            np.concatenate(([state.seen_s], np.where(detected, track.time, -np.inf)))
        )
        last = np.concatenate(([state.last_s], track.time[:-1]))
        away = track.time - seen[1:]
        gap = (track.time - last > LONGEST_GAP_S) & np.isfinite(last)
        gates = Gates(settled, ~detected & (away <= LOST_S), ~detected & (away > LOST_S), gap)
        return gates, GateState(dwell, float(track.time[-1]), float(seen[-1]))

    def _conditions(self, track: Track, body: Body) -> Bools:
        width, height = track.size
        x, y = body.x[0, self._needed], -body.y[0, self._needed]
        across = np.abs(x)
        outside = ((across < 0) | (across > width) | (y < 0) | (y > height)).any(axis=0)
        trunk = body.trunk_px
        sight = np.where(
            body.left_near,
            np.minimum(track.visibility[:, 25], track.visibility[:, 27]),
            np.minimum(track.visibility[:, 26], track.visibility[:, 28]),
        )
        return np.stack(
            (
                track.people >= 2,
                trunk > MAX_TRUNK_SHARE * width,
                outside,
                trunk < MIN_TRUNK_PX,
                shoulder_along(body) > MAX_ALONG if self._side_view else np.zeros(len(track), bool),
                sight < MIN_VISIBILITY,
            )
        )


def shoulder_along(body: Body) -> Floats:
    """(T,) apparent distance between the shoulders along the trunk, in torso lengths, unsigned."""
    dx, dy = body.x[0, SHOULDER] - body.x[1, SHOULDER], body.y[0, SHOULDER] - body.y[1, SHOULDER]
    ux, uy = body.x[0, SHOULDER] - body.x[0, HIP], body.y[0, SHOULDER] - body.y[0, HIP]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.abs(dx * ux + dy * uy) / (body.trunk_px * body.trunk_px))


def shoulder_across(body: Body) -> Floats:
    """(T,) apparent distance between the shoulders across the trunk, in torso lengths, unsigned."""
    dx, dy = body.x[0, SHOULDER] - body.x[1, SHOULDER], body.y[0, SHOULDER] - body.y[1, SHOULDER]
    ux, uy = body.x[0, SHOULDER] - body.x[0, HIP], body.y[0, SHOULDER] - body.y[0, HIP]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.abs(dx * uy - dy * ux) / (body.trunk_px * body.trunk_px))


LYING_POINTS = (SHOULDER, HIP, KNEE, ANKLE)
"""Near-side points that every floor exercise needs inside the picture."""
