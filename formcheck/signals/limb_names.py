"""Limbs that the network takes for each other: noticed from the jump, and given back to where they were.

On real people one leg that is raised may change names with the other for one frame or for seconds (up to 37
times a minute in bird-dogs); the arms do so where the face is covered. Knee and ankle then jump to where the
other leg's were, while hips and shoulders stay. No leg does that: a leg moves by less between two frames than
the two are apart. So each leg gets the name that makes it move least. The network's own naming holds again as
soon as the legs are too near each other to tell, and after a while in which it has contradicted the first
naming more than supported it. Of frames in which a leg is drawn between the two places nothing is known.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.gates import SHOULDERS_PER_TRUNK
from formcheck.signals.samples import Bools, Flags, Floats

TOLD = 0.04
"""Knees and ankles this far apart in the mean, in torso lengths, can be told by where they are: ten times
what the network's noise moves them from frame to frame. Legs side by side read 0.05 to 0.15."""
APART = 0.5
"""This far apart one leg is raised (1.0 to 1.6), or the two kneel in view of a corner of the room (0.55); a
leg that is drawn half way to the other's place is then neither."""
CLEAR = 0.5
"""The better naming moves the legs by less than this share of what the other one would: half way between the
two places none is better. A leg that is raised as fast as one can (a torso length in 0.3 s) and filmed with
5 frames a second moves by 0.35 of it."""
SLACK, SPEED = 0.3, 7.5
"""How far knees and ankles of both legs together move between two frames, in torso lengths: the network's
own noise, and so much a second of a leg that is raised as fast as one can (its ankle twice as fast as its
knee)."""
STRAIGHT = 1.3
"""Legs that moved further, but are drawn on the way from one to the other's place (the way over them is
longer by less than this), are between two names: the network is filtered over time, so that a change takes
some frames."""
STANDS = 0.1
"""... unless one leg moved by less than this share of the way, and the other no faster than legs do: then
that one was lowered, and seldom filmed."""
KEPT_S = 0.5
"""Where a leg was is remembered for so long; a leg is raised in about that time."""
CUT = 0.5
"""Shoulders or hips that jump by this many torso lengths are another scene."""
OUTWEIGHED_S = 1.2
"""The network's naming is taken once it has stood against the first one for this much longer than with it:
longer than the legs were exchanged at a stretch on real people (up to 0.9 s), and only a part of a
repetition. A naming that was wrong from the start is given up so."""
MANY_ROWS = 48
"""Rows from which looking at all of them together costs less than one after the other."""
SETTLED_S = 0.2
"""After the legs changed names the network's filter draws them towards their places for some frames."""

LEFT_LEG = (L.LEFT_KNEE, L.LEFT_ANKLE, L.LEFT_HEEL, L.LEFT_FOOT_INDEX)
RIGHT_LEG = (L.RIGHT_KNEE, L.RIGHT_ANKLE, L.RIGHT_HEEL, L.RIGHT_FOOT_INDEX)
LEFT_ARM = (L.LEFT_ELBOW, L.LEFT_WRIST, L.LEFT_PINKY, L.LEFT_INDEX, L.LEFT_THUMB)
RIGHT_ARM = (L.RIGHT_ELBOW, L.RIGHT_WRIST, L.RIGHT_PINKY, L.RIGHT_INDEX, L.RIGHT_THUMB)
_TRUNK = [L.LEFT_HIP, L.RIGHT_HIP, L.LEFT_SHOULDER, L.RIGHT_SHOULDER]


class Limbs:
    """A pair of limbs: its points, where it is rooted, and whether it may be lost between two places.

    Args:
        left, right: points of either, the inner two first.
        roots: hips or shoulders.
        lost: a limb that is drawn between two places is nowhere. An arm that the body hides is drawn here and
            there, and the other one is where it is.
    """

    def __init__(self, left: tuple[L, ...], right: tuple[L, ...], roots: tuple[L, L], *, lost: bool) -> None:
        self.roots_at = 2 * _TRUNK.index(roots[0])
        self.read = [*_TRUNK, *left[:2], *right[:2]]
        self.own, self.other = [*left, *right], [*right, *left]
        self.whole, self.whole_other = [*self.own, *roots], [*self.other, *reversed(roots)]
        self.lost = lost


LEGS = Limbs(LEFT_LEG, RIGHT_LEG, (L.LEFT_HIP, L.RIGHT_HIP), lost=True)
ARMS = Limbs(LEFT_ARM, RIGHT_ARM, (L.LEFT_SHOULDER, L.RIGHT_SHOULDER), lost=False)

Leg: TypeAlias = tuple[float, float, float, float, float, float]
"""Knee, ankle and hip (x, y, x, y, x, y) from the middle of the hips, or the same of an arm, pixels."""
Trunk: TypeAlias = tuple[float, float, float, float]
"""Middle of the hips and of the shoulders (x, y, x, y), pixels."""


class LegState(NamedTuple):
    """State between chunks.

    Attributes:
        legs: where the two legs were when last known, by the names in force at the first of them; None while
            they are together.
        trunk: where hips and shoulders were then.
        known_s: when that was.
        outweighed: the first naming has been given up for the network's.
        against_s: for how much longer the network contradicted the naming than supported it.
    """

    legs: tuple[Leg, Leg] | None = None
    trunk: Trunk = (0.0, 0.0, 0.0, 0.0)
    known_s: float = -math.inf
    outweighed: bool = False
    against_s: float = 0.0


class NamesState(NamedTuple):
    """State between chunks: where the legs are, and when the network last named them otherwise, seconds."""

    legs: LegState
    otherwise_s: float


class CalmRows:
    """Rows of a chunk in which nothing happens to the names: nearly all. Found together, they cost a tenth.

    A calm row follows the one before it under the network's naming, and would be named so by `_named`, whose
    arithmetic this repeats operation by operation, so that every bit is the same. Where the roots alone have
    changed names (shoulders behind each other), rows stay calm until they change back.

    Args:
        points: (T, 16) as of `_named`.
        time: (T,) media time, seconds.
        limbs: which pair.
    """

    def __init__(self, points: Floats, time: Floats, limbs: Limbs) -> None:
        p = points.T
        self._time = time
        hips, shoulders = (p[0:2] + p[2:4]) / 2, (p[4:6] + p[6:8]) / 2
        self._trunk = np.concatenate((hips, shoulders))
        size = np.maximum(_lengths(shoulders - hips), _lengths(p[4:6] - p[6:8]) / SHOULDERS_PER_TRUNK)
        at, root = limbs.roots_at, (hips, shoulders)[limbs.roots_at // 4]
        self._limbs = [
            np.concatenate((p[8 + 4 * side : 12 + 4 * side], p[at + 2 * side : at + 2 * side + 2]))
            - np.tile(root, (3, 1))
            for side in (0, 1)
        ]
        left, right = self._limbs
        self._apart = _ways(left, right) > 2.0 * TOLD * size
        before = [np.roll(limb, 1, axis=1) for limb in self._limbs]
        self._since = np.diff(time, prepend=time[0])
        step = self._trunk - np.roll(self._trunk, 1, axis=1)
        jumped = np.maximum(_lengths(step[0:2]), _lengths(step[2:4])) > CUT * size
        self._anew = ~np.roll(self._apart, 1) | (self._since > KEPT_S) | jumped
        stayed = _ways(left, before[0]) + _ways(right, before[1])
        changed = _ways(left, before[1]) + _ways(right, before[0])
        hips_stayed = _lengths(left[4:6] - before[0][4:6]) + _lengths(right[4:6] - before[1][4:6])
        hips_changed = _lengths(left[4:6] - before[1][4:6]) + _lengths(right[4:6] - before[0][4:6])
        most = np.minimum((SLACK + SPEED * self._since) * size, CLEAR * np.maximum(stayed, changed))
        quiet = (np.minimum(stayed, changed) <= most) & ~(changed < stayed)
        known = np.isfinite(points).all(axis=1)
        known &= np.roll(known, 1)
        calm = known & (self._anew | (quiet & ~(hips_changed < CLEAR * hips_stayed)))
        exchanged = known & ~self._anew & quiet & (hips_stayed < CLEAR * hips_changed)
        self._calm = calm, exchanged
        self._stops = tuple(np.flatnonzero(~rows[1:]) + 1 for rows in self._calm)

    def roots_exchanged(self, row: int, state: LegState) -> bool | None:
        """Whether the roots have changed names where a row is calm after the state of the row before it.

        None where it is not calm after that state.
        """
        if row == 0 or state.outweighed or not (self._calm[0][row] or self._calm[1][row]):
            return None
        if not self._apart[row - 1]:
            return False if self._calm[0][row] and state.legs is None else None
        if state.known_s != self._time[row - 1]:
            return None
        for exchanged in (False, True):
            if self._calm[exchanged][row] and state.legs == self._legs(row - 1, exchanged):
                return exchanged
        return None

    def stop(self, row: int, exchanged: bool) -> int:
        """The first row after `row` that is not calm."""
        stops = self._stops[exchanged]
        at = int(np.searchsorted(stops, row))
        return int(stops[at]) if at < len(stops) else len(self._time)

    def state_after(self, first: int, stop: int, against_s: float, exchanged: bool) -> LegState:
        """The state after the calm rows from `first` to before `stop`; `against_s` is that before them."""
        last = stop - 1
        if not self._apart[last]:
            return LegState()
        anew = np.flatnonzero(self._anew[first:stop])
        row = first
        if len(anew):
            row, against_s = first + int(anew[-1]) + 1, 0.0
        for since_s in self._since[row:stop].tolist():
            against_s = max(against_s - since_s, -OUTWEIGHED_S)
            if against_s == -OUTWEIGHED_S:
                break
        trunk: Trunk = tuple(self._trunk[:, last].tolist())
        return LegState(self._legs(last, exchanged), trunk, self._time.item(last), False, against_s)

    def _legs(self, row: int, exchanged: bool) -> tuple[Leg, Leg]:
        left, right = (tuple(limb[:, row].tolist()) for limb in self._limbs)
        return ((*left[:4], *right[4:]), (*right[:4], *left[4:])) if exchanged else (left, right)


def _lengths(ways: Floats) -> Floats:
    """Lengths of (2, T) ways."""
    return np.asarray(np.sqrt(ways[0] * ways[0] + ways[1] * ways[1]))


def _ways(one: Floats, other: Floats) -> Floats:
    """`_between` of (6, T) limbs."""
    return _lengths(one[0:2] - other[0:2]) + _lengths(one[2:4] - other[2:4])


class LimbNames:
    """Names the legs, or the arms, of a track as they move."""

    def __init__(self, limbs: Limbs = LEGS) -> None:
        self._limbs = limbs

    def start(self) -> NamesState:
        """Nothing seen yet."""
        return NamesState(LegState(), -math.inf)

    def step(self, track: Track, state: NamesState) -> tuple[Track, Flags, NamesState]:
        """Run over a chunk of at least one frame.

        Returns:
            the track with each leg under the name that it had when the two parted, and NaN where a leg is
            drawn between two places; (T,) frames in which the network names them otherwise, or not at all, or
            did a moment ago: which of the two is the left one, and where it is, is not sure; the new state.
        """
        points = track.xy[:, self._limbs.read].astype(np.float64).reshape(len(track), -1)
        calm = CalmRows(points, track.time, self._limbs) if len(track) >= MANY_ROWS else None
        names, unsure, (legs, otherwise_s) = self._rows(points, track.time, state, calm)
        if (names != _AS_GIVEN).any():
            track = _renamed(track, names, self._limbs)
        return track, bool(unsure[0]) if len(track) == 1 else unsure, NamesState(legs, otherwise_s)

    def _rows(
        self, points: Floats, time: Floats, state: NamesState, calm: CalmRows | None
    ) -> tuple[NDArray[np.int8], Bools, NamesState]:
        """How the limbs of each frame are named, whether that is unsure, and the new state."""
        names = np.full(len(time), _AS_GIVEN, np.int8)
        unsure = np.empty(len(time), np.bool_)
        legs, otherwise_s = state
        row = 0
        every_row = points.tolist() if calm is None else ()
        while row < len(time):
            if calm is not None and (exchanged := calm.roots_exchanged(row, legs)) is not None:
                stop = calm.stop(row, exchanged)
                unsure[row:stop] = time[row:stop] - otherwise_s < SETTLED_S
                legs = calm.state_after(row, stop, legs.against_s, exchanged)
                row = stop
                continue
            time_s = time.item(row)
            own = every_row[row] if every_row else points[row].tolist()
            name, legs = _named(own, time_s, legs, self._limbs)
            if name != _AS_GIVEN:
                otherwise_s = time_s
            names[row], unsure[row] = name, time_s - otherwise_s < SETTLED_S
            row += 1
        return names, unsure, NamesState(legs, otherwise_s)


_AS_GIVEN, _EXCHANGED, _WHOLE, _BETWEEN = range(4)


def _named(points: list[float], time_s: float, state: LegState, limbs: Limbs) -> tuple[int, LegState]:
    """How the limbs of one frame are to be named, and the new state.

    Args:
        points: x and y of hips and shoulders, then of knee and ankle, or elbow and
            wrist, left and right, pixels.
    """
    trunk = _middles(points)
    size = _size(points, trunk)
    left, right = _leg(points, trunk, 0, limbs), _leg(points, trunk, 1, limbs)
    apart = _between(left, right)
    if apart != apart:
        return _AS_GIVEN, state
    here = LegState((left, right), trunk, time_s) if apart > 2.0 * TOLD * size else LegState()
    there, since_s = state.legs, time_s - state.known_s
    if there is None or since_s > KEPT_S or _jumped(trunk, state.trunk, size):
        return _AS_GIVEN, here
    kept = _between(left, there[0]), _between(right, there[1])
    given = _between(left, there[1]), _between(right, there[0])
    stayed, changed = sum(kept), sum(given)
    moved, most = min(stayed, changed), (SLACK + SPEED * since_s) * size
    if moved > min(most, CLEAR * max(stayed, changed)):
        way = _between(*there)
        on_the_way = way > 2.0 * APART * size and stayed + changed < 2.0 * STRAIGHT * way
        on_the_way = on_the_way and (moved > most or min(*kept, *given) > STANDS * way)
        if not on_the_way:  # elsewhere: nothing to go by
            return _AS_GIVEN, here
        return (_BETWEEN if limbs.lost else _AS_GIVEN), state
    crossed = changed < stayed
    against_s = state.against_s + (since_s if crossed != state.outweighed else -since_s)
    outweighed = state.outweighed
    if against_s > OUTWEIGHED_S:
        outweighed, against_s = not outweighed, 0.0
    hips_too = _hips_crossed(left, right, there)
    name = _AS_GIVEN
    if crossed != outweighed:
        name = _WHOLE if hips_too != outweighed else _EXCHANGED
    if here.legs is None:  # too near to tell: from here on the network's naming holds
        return name, here
    legs = (right, left) if crossed else (left, right)
    if hips_too != crossed:
        legs = (*legs[0][:4], *legs[1][4:]), (*legs[1][:4], *legs[0][4:])
    return name, LegState(legs, trunk, time_s, outweighed, max(against_s, -OUTWEIGHED_S))


def _hips_crossed(left: Leg, right: Leg, there: tuple[Leg, Leg]) -> bool:
    """Whether the network names the hips the other way than at first."""
    stayed = _hips(left, there[0]) + _hips(right, there[1])
    return _hips(left, there[1]) + _hips(right, there[0]) < CLEAR * stayed


def _renamed(track: Track, names: NDArray[np.int8], limbs: Limbs) -> Track:
    """The track with the limbs exchanged, or away, where `names` says so."""
    xy, sight = track.xy.copy(), track.visibility.copy()
    for code, own, other in (
        (_EXCHANGED, limbs.own, limbs.other),
        (_WHOLE, limbs.whole, limbs.whole_other),
    ):
        at = np.flatnonzero(names == code)[:, None]
        xy[at, own], sight[at, own] = xy[at, other], sight[at, other]
    xy[np.flatnonzero(names == _BETWEEN)[:, None], limbs.own] = np.nan
    return replace(track, xy=xy, visibility=sight)


def _middles(points: list[float]) -> Trunk:
    """Middle of the hips and of the shoulders."""
    return (
        (points[0] + points[2]) / 2,
        (points[1] + points[3]) / 2,
        (points[4] + points[6]) / 2,
        (points[5] + points[7]) / 2,
    )


def _size(points: list[float], trunk: Trunk) -> float:
    """Length of the trunk, or of what the shoulders show of it where the camera looks along it, pixels."""
    shoulders = _length(points[4] - points[6], points[5] - points[7])
    return max(_length(trunk[2] - trunk[0], trunk[3] - trunk[1]), shoulders / SHOULDERS_PER_TRUNK)


def _leg(points: list[float], trunk: Trunk, side: int, limbs: Limbs) -> Leg:
    """Knee, ankle and hip (elbow, wrist, shoulder) of the left (0) or right side (1), from the middle of the
    hips (shoulders), pixels.
    """
    knee_x, knee_y, ankle_x, ankle_y = points[8 + 4 * side : 12 + 4 * side]
    root = limbs.roots_at + 2 * side
    hip_x, hip_y = points[root : root + 2]
    x, y = trunk[limbs.roots_at // 2 : limbs.roots_at // 2 + 2]
    return knee_x - x, knee_y - y, ankle_x - x, ankle_y - y, hip_x - x, hip_y - y


def _between(one: Leg, other: Leg) -> float:
    """Distance of two legs: knee from knee plus ankle from ankle."""
    return _length(one[0] - other[0], one[1] - other[1]) + _length(one[2] - other[2], one[3] - other[3])


def _hips(one: Leg, other: Leg) -> float:
    """Distance of the hips of two legs."""
    return _length(one[4] - other[4], one[5] - other[5])


def _jumped(now: Trunk, before: Trunk, size: float) -> bool:
    """Hips or shoulders are elsewhere."""
    hips = _length(now[0] - before[0], now[1] - before[1])
    return max(hips, _length(now[2] - before[2], now[3] - before[3])) > CUT * size


def _length(dx: float, dy: float) -> float:
    return math.sqrt(dx * dx + dy * dy)
