"""Can this frame be measured at all? The reasons why not, before any form is judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, EAR, ELBOW, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.latches import Dwell, DwellState

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MIN_TRUNK_PX = 30.0
"""Below this a landmark error of one pixel is more than 1 % of the shoulder-ankle length, half of the
narrowest green band."""
MAX_TRUNK_SHARE = 0.6
"""A trunk longer than this share of the picture's width leaves no room for the legs (trunk : stature 0.3)."""
RIM = 0.005
"""A landmark this close to the edge of the picture (share of its side) is a guess: trackers clamp to the edge."""
SHOULDERS_PER_TRUNK = 0.7
"""Biacromial width over hip-shoulder length (Winter: 0.259 over 0.288 of stature minus the tracker's inset)."""
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
    """(rows of GATES, T) settled conditions, whether any holds, and (T,) whether the frame is lost or follows a gap."""

    closed: Bools
    any_closed: bool
    lost: Bools
    gone: Bools
    gap: Bools


class FramingGates:
    """Settled reasons why frames cannot be measured, in a side view or from the front."""

    def __init__(self, side_view: bool) -> None:
        self._needed = np.array(LYING_POINTS if side_view else FRONT_POINTS)
        self._side_view = side_view
        rows = (SETTLE_S,) * len(GATES)
        self._dwell = Dwell(rows, rows)

    def start(self) -> GateState:
        """Nobody seen yet."""
        return GateState(self._dwell.start(), -np.inf, -np.inf)

    def step(self, track: Track, body: Body, detected: Bools, state: GateState) -> tuple[Gates, GateState]:
        """Judge the framing of a chunk of at least one frame."""
        raw = self._conditions(track, body)
        settled, _, dwell = self._dwell.step(raw & detected, ~raw & detected, track.time, state.dwell)
        if len(track) == 1:
            lost, gone, gap, seen_s = self._absence_of_one(track.time.item(), detected.item(), state)
        else:
            lost, gone, gap, seen_s = self._absence(track.time, detected, state)
        gates = Gates(settled, any(dwell.settled) or settled.any(), lost, gone, gap)
        return gates, GateState(dwell, track.time[-1].item(), seen_s)

    @staticmethod
    def _absence(time: Floats, detected: Bools, state: GateState) -> tuple[Bools, Bools, Bools, float]:
        seen = np.where(detected, time, -np.inf)
        seen = np.maximum.accumulate(np.concatenate(([state.seen_s], seen)))[1:]
        last = np.concatenate(([state.last_s], time[:-1]))
        away = time - seen
        gap = (time - last > LONGEST_GAP_S) & np.isfinite(last)
        return ~detected & (away <= LOST_S), ~detected & (away > LOST_S), gap, float(seen[-1])

    @staticmethod
    def _absence_of_one(now: float, detected: bool, state: GateState) -> tuple[Bools, Bools, Bools, float]:
        away = now - state.seen_s
        gap = now - state.last_s > LONGEST_GAP_S and state.last_s > -np.inf
        lost, gone = not detected and away <= LOST_S, not detected and away > LOST_S
        return np.array([lost]), np.array([gone]), np.array([gap]), now if detected else state.seen_s

    def _conditions(self, track: Track, body: Body) -> Bools:
        width, height = track.size
        x, y = body.x[0, self._needed], -body.y[0, self._needed]
        x = np.where(body.head_right, x, -x)
        raw = np.empty((len(GATES), len(track)), bool)
        raw[0] = track.people >= 2
        raw[2] = (
            (x < RIM * width) | (x > width - RIM * width) | (y < RIM * height) | (y > height - RIM * height)
        ).any(axis=0)
        if self._side_view:
            trunk = body.trunk_px
            raw[4] = shoulder_along(body) > MAX_ALONG
            raw[5] = _near_visibility(track, body) < MIN_VISIBILITY
        else:  # from the front the trunk is foreshortened and the legs are behind it: the shoulders tell size
            dx, dy = body.x[0, SHOULDER] - body.x[1, SHOULDER], body.y[0, SHOULDER] - body.y[1, SHOULDER]
            trunk = np.sqrt(dx * dx + dy * dy) / SHOULDERS_PER_TRUNK
            raw[4:] = False
        raw[1] = trunk > MAX_TRUNK_SHARE * width
        raw[3] = trunk < MIN_TRUNK_PX
        return raw


def _near_visibility(track: Track, body: Body) -> NDArray[np.float32]:
    sight = track.visibility
    left = np.minimum(sight[:, L.LEFT_KNEE], sight[:, L.LEFT_ANKLE])
    right = np.minimum(sight[:, L.RIGHT_KNEE], sight[:, L.RIGHT_ANKLE])
    return np.asarray(np.where(body.left_near, left, right))


def shoulder_along(body: Body) -> Floats:
    """(T,) apparent distance between the shoulders along the trunk, in torso lengths, unsigned."""
    dx, dy = body.x[0, SHOULDER] - body.x[1, SHOULDER], body.y[0, SHOULDER] - body.y[1, SHOULDER]
    ux, uy = body.x[0, SHOULDER] - body.x[0, HIP], body.y[0, SHOULDER] - body.y[0, HIP]
    return np.asarray(np.abs(dx * ux + dy * uy) / (body.trunk_px * body.trunk_px))


def shoulder_across(body: Body) -> Floats:
    """(T,) apparent distance between the shoulders across the trunk, in torso lengths, unsigned."""
    dx, dy = body.x[0, SHOULDER] - body.x[1, SHOULDER], body.y[0, SHOULDER] - body.y[1, SHOULDER]
    ux, uy = body.x[0, SHOULDER] - body.x[0, HIP], body.y[0, SHOULDER] - body.y[0, HIP]
    return np.asarray(np.abs(dx * uy - dy * ux) / (body.trunk_px * body.trunk_px))


FRONT_POINTS = (SHOULDER, ELBOW, WRIST)
"""Points of both sides' arms that a view from the front needs inside the picture."""
LYING_POINTS = (EAR, SHOULDER, HIP, KNEE, ANKLE)
"""Near-side points that every floor exercise needs inside the picture."""
