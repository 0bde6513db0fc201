"""Can this frame be measured at all? The reasons why not, before any form is judged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, ELBOW, HIP, KNEE, SHOULDER, WRIST, Body
from formcheck.signals.latches import Debounce, DebounceState
from formcheck.signals.picture_edge import SETTLE_S, Edge, EdgeState, PictureEdge, Place, both, near
from formcheck.signals.samples import FlagRows, Flags, Samples, divide, magnitude, negated, sqrt

MIN_TRUNK_PX = 30.0
"""Below this a landmark error of one pixel is more than 1 % of the shoulder-ankle length, half of the
narrowest green band."""
MAX_TRUNK_SHARE = 0.6
"""A trunk longer than this share of the picture's width leaves no room for the legs (trunk : stature 0.3)."""
DARK = 0.15
"""Median brightness of a picture (0-1) in which nobody is found for want of light: rooms in daylight or
lamplight read 0.48-0.76, at a quarter of the light 0.12-0.19 (benchmarks)."""
SHOULDERS_PER_TRUNK = 0.7
"""Spacing of the tracker's shoulders over hip-shoulder length when seen square: side planks, which show it,
read 0.63-0.77 on the synthetic clips."""
FORESHORTENED = 1.0
"""Shoulder spacing over trunk length beyond which a body that is to be seen from its front or back is seen
from its end: 0.63-0.77 when square, so a yaw of 40 to 50 degrees. Until there an offset from the body's line,
measured over its shortened length, reads up to half too large."""
STACKED = 0.5
"""Shoulders further apart than this across the trunk (torso lengths) are one above the other, not one behind
the other: side planks read 0.6-0.8, front planks under 0.2."""
ALONG_FROM_BESIDE = -0.07
"""The far shoulder is drawn this much nearer to the feet than the near one, in torso lengths, by a camera
straight beside the body (-0.05 to -0.09 on ten planks and bridges)."""
MAX_ALONG = 0.25
"""Horizontal shoulder spacing beyond that, in torso lengths, up to which a camera counts as beside the body:
clips turned by 30 degrees read 0.19-0.21, by 40 degrees 0.41, photographs of about 40 degrees 0.33-0.37. A
straight line's deviation bears 30 degrees (10 degrees read 11.5, docs/clinical.md#what-a-view-shows;
measured: planks within 0.6 % of their length, sags named), joint angles have wide bands."""
MIN_VISIBILITY = 0.2
"""BlazePose's visibility ranks joints and proves nothing, but below this the joint is hidden."""
LOST_S = 5.0
"""A person not seen for longer than this has gone; until then the tracking is lost."""
LONGEST_GAP_S = 0.5
"""Nothing is known of a gap between two frames longer than this: half of the shortest dwell times."""
UPRIGHT_OBLIQUE = (0.36, 0.58)
"""Shoulders across an upright trunk, torso lengths, between which the body is seen neither from its side nor
from its front: shoulders of 0.7 turned by 31 to 56 degrees. From the side 0.02 to 0.3, from in front 0.67 to
0.75; a real man turned by about 45 degrees reads 0.54."""
Framing = Literal["sagittal", "frontal", "facing", "upright"]
"""What an exercise needs the camera to see: the body from its side; from its front or back while it lies on
its side; from in front, along the body; or upright, from its side or from its front, one after the other."""

GATES = ("several_people", "too_close", "out_of_frame", "cut_off", "wrong_view", "too_far", "occluded")
REASON_OF = {name: name for name in GATES} | {"cut_off": "out_of_frame"}
"""What is said of a gate: the body is out of the picture by its landmarks or by its mask."""
_OUTSIDE, _CUT = GATES.index("out_of_frame"), GATES.index("cut_off")

_OPEN = (False,) * len(GATES)


class GateState(NamedTuple):
    """State of the gates, of the picture's edge, and the times of the last frame and of the last frame with a
    person, seconds.
    """

    debounce: DebounceState
    edge: EdgeState
    last_s: float
    seen_s: float


class Gates(NamedTuple):
    """Settled conditions (rows of GATES), whether any of them holds, and whether the frame is lost (person
    not seen for a moment; of somebody who was out of the picture that is known and not lost), gone (for
    long), gone in the dark, or follows a gap; and what the edge of the picture does to the body.
    """

    closed: FlagRows
    any_closed: bool
    lost: Flags
    gone: Flags
    dark: Flags
    gap: Flags
    edge: Edge

    def open(self) -> Flags:
        """No gate is closed."""
        closed = self.closed[0]
        for flags in self.closed[1:]:
            closed = closed | flags
        return negated(closed)


class FramingGates:
    """Settled reasons why frames cannot be measured under the framing that an exercise needs.

    Args:
        framing: what the camera has to see.
        posture: places that tell the exercise's posture; None for those of every exercise of this framing.
        upright: a sagittal exercise that is done upright: near and far shoulder lie across the trunk, and
            which end of it a camera is turned to is no question.
    """

    def __init__(
        self, framing: Framing, posture: Sequence[Place] | None = None, upright: bool = False
    ) -> None:
        self._framing = framing
        self._upright = upright
        # The trunk hides the rest of somebody who faces the camera: a guess tells nothing there.
        self._edge = PictureEdge(POSTURE_PLACES[framing] if posture is None else posture, framing != "facing")
        rows = (SETTLE_S,) * len(GATES)
        self._debounce = Debounce(rows, rows)

    def start(self) -> GateState:
        """Nobody seen yet."""
        return GateState(self._debounce.start(), self._edge.start(), -math.inf, -math.inf)

    def step(
        self, track: Track, body: Body, detected: Flags, time: Samples, state: GateState
    ) -> tuple[Gates, GateState]:
        """Judge the framing of a chunk of at least one frame."""
        single = isinstance(time, float)
        unit = self._unit(body)
        edge, edge_state = self._edge.step(track, body, unit, detected, time, state.edge)
        conditions = self._conditions(track, body, unit, edge, single)
        # The usual case of a single frame needs no work.
        if isinstance(time, float) and detected and True not in conditions and state.debounce.idle:
            late = time - state.last_s > LONGEST_GAP_S and state.last_s > -math.inf
            gates = Gates(_OPEN, False, False, False, False, late, edge)
            return gates, GateState(state.debounce, edge_state, time, time)
        on = tuple([c & detected for c in conditions])
        clear = [negated(c) & detected for c in conditions]
        closed, _, debounce = self._debounce.step(on, tuple(clear), time, state.debounce)
        before, away, after = _unseen(detected, time, state._replace(debounce=debounce, edge=edge_state))
        absent = negated(detected)
        if (
            edge.any_out
        ):  # of somebody who was partly out of the picture when last seen that is known, not lost
            beyond = closed[_OUTSIDE] | (absent & edge.somewhere())
            closed = (*closed[:_OUTSIDE], beyond, *closed[_OUTSIDE + 1 :])
        gap = (time - before > LONGEST_GAP_S) & (before > -math.inf)
        gone = absent & (away > LOST_S)
        lost = absent & negated(gone | closed[_OUTSIDE] | closed[_CUT])
        dark = gone & ((track.light.item() if isinstance(time, float) else track.light) < DARK)
        any_closed = any(closed) if isinstance(time, float) else bool(np.array(closed).any())
        return Gates(closed, any_closed, lost, gone, dark, gap, edge), after

    def _unit(self, body: Body) -> Samples:
        """Length of the torso in the picture, pixels."""
        if self._framing != "facing":
            return body.trunk_px
        return _spacing(body) / SHOULDERS_PER_TRUNK  # the trunk is foreshortened: the shoulders show the size

    def _conditions(self, track: Track, body: Body, unit: Samples, edge: Edge, single: bool) -> list[Flags]:
        people = track.people.item() if single else track.people
        if self._framing == "sagittal":
            if self._upright:
                yawed = magnitude(shoulder_along(body)) > UPRIGHT_OBLIQUE[0]
            else:
                yawed = magnitude(shoulder_along(body) - ALONG_FROM_BESIDE) > MAX_ALONG
            if yawed is not False:
                yawed = yawed & negated(_stacked(body))
            hidden = _near_visibility(track, body) < MIN_VISIBILITY
        else:
            yawed = hidden = unit < 0.0
            if self._framing == "upright":
                across = shoulder_across(body)
                yawed = (across > UPRIGHT_OBLIQUE[0]) & (across < UPRIGHT_OBLIQUE[1])
                hidden = _knees_visibility(track, single) < MIN_VISIBILITY
            if self._framing == "frontal":
                yawed = _spacing(body) > FORESHORTENED * unit
                hidden = _knees_visibility(track, single) < MIN_VISIBILITY
        close, far = unit > MAX_TRUNK_SHARE * track.size[0], unit < MIN_TRUNK_PX
        cut = edge.cut
        if self._framing == "facing":  # the legs behind the body need not be seen
            cut = cut & False
        return [people >= 2.0, close, edge.untold, cut, yawed, far, hidden]  # a turned body looks small


def _unseen(detected: Flags, time: Samples, state: GateState) -> tuple[Samples, Samples, GateState]:
    """When the frame before was, seconds; how long nobody has been seen, seconds; the new state.

    `state` holds what is new of the gates and of the edge already.
    """
    if isinstance(time, float):
        seen_s = time if detected else state.seen_s
        return state.last_s, time - seen_s, state._replace(last_s=time, seen_s=seen_s)
    seen = np.maximum.accumulate(np.concatenate(([state.seen_s], np.where(detected, time, -np.inf))))
    before = np.concatenate(([state.last_s], time[:-1]))
    return before, time - seen[1:], state._replace(last_s=float(time[-1]), seen_s=float(seen[-1]))


def _near_visibility(track: Track, body: Body) -> Samples:
    sight = track.visibility
    if isinstance(body.left_near, bool):
        knee, ankle = (L.LEFT_KNEE, L.LEFT_ANKLE) if body.left_near else (L.RIGHT_KNEE, L.RIGHT_ANKLE)
        return float(min(sight.item(knee), sight.item(ankle)))
    left = np.minimum(sight[:, L.LEFT_KNEE], sight[:, L.LEFT_ANKLE])
    right = np.minimum(sight[:, L.RIGHT_KNEE], sight[:, L.RIGHT_ANKLE])
    return np.asarray(np.where(body.left_near, left, right), np.float64)


def _knees_visibility(track: Track, single: bool) -> Samples:
    """Of the knee that is seen better. Knees that are bent to the back hide the ankles, which is no harm."""
    knees = track.visibility[:, [L.LEFT_KNEE, L.RIGHT_KNEE]].max(axis=1)
    return float(knees.item()) if single else knees.astype(np.float64)


def _spacing(body: Body) -> Samples:
    """Apparent distance between the shoulders, pixels."""
    dx, dy = body.x[0][SHOULDER] - body.x[1][SHOULDER], body.y[0][SHOULDER] - body.y[1][SHOULDER]
    return sqrt(dx * dx + dy * dy)


def _stacked(body: Body) -> Flags:
    """One shoulder is above the other, as of somebody who lies on the side: across an inclined trunk they are
    apart horizontally, too, and that is no yaw.
    """
    x, y = body.x, body.y
    steep = magnitude(y[0][SHOULDER] - y[1][SHOULDER]) > magnitude(x[0][SHOULDER] - x[1][SHOULDER])
    return steep & (shoulder_across(body) > STACKED)


def shoulder_along(body: Body) -> Samples:
    """Apparent horizontal distance from the near to the far shoulder, in torso lengths, + towards the head.

    A camera that is turned about the vertical spreads near and far shoulder horizontally; one that looks down
    spreads them vertically, which is no harm.
    """
    return divide(body.x[1][SHOULDER] - body.x[0][SHOULDER], body.trunk_px)


def shoulder_across(body: Body) -> Samples:
    """Apparent distance between the shoulders across the trunk, in torso lengths, unsigned."""
    dx, dy, ux, uy = _shoulders_and_trunk(body)
    return divide(magnitude(dx * uy - dy * ux), body.trunk_px * body.trunk_px)


def _shoulders_and_trunk(body: Body) -> tuple[Samples, Samples, Samples, Samples]:
    x, y = body.x, body.y
    return (
        x[0][SHOULDER] - x[1][SHOULDER],
        y[0][SHOULDER] - y[1][SHOULDER],
        x[0][SHOULDER] - x[0][HIP],
        y[0][SHOULDER] - y[0][HIP],
    )


POSTURE_PLACES: dict[Framing, tuple[Place, ...]] = {
    "sagittal": near(SHOULDER, HIP, KNEE, ANKLE),
    "frontal": both(SHOULDER, HIP, KNEE, ANKLE),
    "facing": near(SHOULDER, ELBOW, WRIST),
    "upright": both(SHOULDER, HIP, KNEE, ANKLE),
}
"""Places that tell a posture; a head that is cut off hides no more than how it is held."""
