"""Which points of a body the picture shows. What lies beyond its edge is a guess; only that is left out.

What a network makes of a body that is cut off was measured on 40 crops of six clips, two of them of real
people (feet, shanks, knees, head and hands cut away): a point 0.1 torso lengths and more inside the picture
is drawn where it is without the crop, within 0.05; one nearer to the edge is off by up to 0.25; one beyond it
by 0.2 until 0.3 from the edge and by 0.7 further out. When most of the trunk is away, nobody is found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.body import EAR, NECK, POINTS, SHOULDER, Body
from formcheck.signals.latches import NO_SAMPLE, Debounce, DebounceState, latest
from formcheck.signals.samples import FlagRows, Flags, Samples, negated, where

EDGE_MARGIN = 0.005
"""A landmark this close to the edge of the picture (share of its side) is a guess: trackers clamp to the
edge."""
MAX_EDGE_CONTACT = 0.06
"""A body whose mask covers more of the picture's edge than this (torso lengths, 3 cm) is cut off there,
wherever the tracker draws it: bodies that are cut off cover 0.2 to 1.8, whole ones nothing (benchmarks)."""
NEAR_EDGE = 0.1
"""Of a body that is cut off a point this near to the edge may lie elsewhere, torso lengths (crops, above)."""
GUESSED_WELL = 0.3
"""A point drawn this far beyond the edge still tells a posture, torso lengths: off by 0.2, which turns a
thigh or an arm (0.6 to 0.85 long) by 13 to 19 degrees, and postures have limits of 35 to 55."""
COVERS = 0.5
"""The most of the picture's edge that a hand, foot, head, knee or elbow covers, torso lengths: a foot of 26
cm. The body reaches the edge where landmarks are drawn near it; a mask that covers more than these can is
that of a larger body, on which the network has drawn a small one."""
COVERS_FROM = 0.2
"""This far from a landmark the body still goes on, torso lengths: fingers 10 cm beyond the knuckles."""
SETTLE_S = 0.3
"""A gate opens and closes after this long, so that no verdict flickers."""

NEAR, FAR, LOWER, EITHER, ALL = range(5)
Place: TypeAlias = tuple[int, int]
"""(side, one of `body.POINTS`). LOWER is the side whose shoulder is lower in the picture; of EITHER side one
point is enough; ALL is every point of the body, whichever is named."""
_SIDES = ("LEFT", "RIGHT")
_ENDS = ("EAR", "SHOULDER", "ELBOW", "WRIST", "INDEX", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_REACHING = np.array([L.NOSE, *(L[f"{side}_{name}"] for side in _SIDES for name in _ENDS)])
"""Landmarks that may reach the edge; only one for the face."""
_COUNT = len(POINTS)
_ALL_IN = (False,) * (2 * _COUNT)


def near(*points: int) -> tuple[Place, ...]:
    """Points of the near side."""
    return tuple((NEAR, point) for point in points)


WHOLE: tuple[Place, ...] = ((ALL, 0),)
"""The whole body: of one that is cut off a network draws a raised arm or leg beside the other one."""


def both(*points: int) -> tuple[Place, ...]:
    """The same points of both sides."""
    return tuple((side, point) for side in (NEAR, FAR) for point in points)


class EdgeState(NamedTuple):
    """State: which points are out, and (value, time) of the last reading of the mask at the edge."""

    debounce: DebounceState
    contact: tuple[float, float]


class Edge(NamedTuple):
    """What the edge of the picture does to a body.

    Attributes:
        out: of each point, near side then far side, whether its place is a guess, settled.
        any_out: whether one of them is.
        cut: the mask goes on where no landmark is: nothing that is drawn can be trusted (not settled).
        untold: so much lies outside that the posture cannot be told (not settled).
    """

    out: FlagRows
    any_out: bool
    cut: Flags
    untold: Flags

    def lacks(self, places: Iterable[Place], body: Body) -> Flags:
        """Whether one of these places is a guess."""
        found: Flags = False
        for side, point in places:
            if side == LOWER:
                nearer = body.y[NEAR][SHOULDER] < body.y[FAR][SHOULDER]
                one, other = self.out[point], self.out[_COUNT + point]
                found = found | (one & nearer) | (other & negated(nearer))
            elif side == ALL:
                found = found | self.somewhere()
            elif side == EITHER:
                found = found | (self.out[point] & self.out[_COUNT + point])
            else:
                found = found | self.out[_COUNT * side + point]
        return found

    def somewhere(self) -> Flags:
        """Whether any point is a guess."""
        found: Flags = False
        for gone in self.out:
            found = found | gone
        return found

    def without_head(self, body: Body) -> Body:
        """The body without ears that are out: they tell no posture, but would go into a reference."""
        if not self.any_out:
            return body
        x, y, angle = list(body.x), list(body.y), list(body.angle)
        for side in (NEAR, FAR):
            gone = self.out[_COUNT * side + EAR]
            if gone is not False:
                x[side] = _blanked(x[side], EAR, gone)
                y[side] = _blanked(y[side], EAR, gone)
                angle[side] = _blanked(angle[side], NECK, gone)
        return body._replace(x=(x[0], x[1]), y=(y[0], y[1]), angle=(angle[0], angle[1]))


def _blanked(rows: Sequence[Samples], row: int, gone: Flags) -> Sequence[Samples]:
    return [where(gone, math.nan, values) if i == row else values for i, values in enumerate(rows)]


class PictureEdge:
    """Follows which points of a body are out of the picture.

    Args:
        posture: places that tell the posture of the exercise.
        guesses: places beyond the edge tell it too, if they are near it and the mask reaches it: then they
            are drawn where the body goes on, and not put at the edge.
    """

    def __init__(self, posture: Sequence[Place], guesses: bool) -> None:
        self._posture = posture
        self._guesses = guesses
        rows = (SETTLE_S,) * (2 * _COUNT)
        self._debounce = Debounce(rows, rows)

    def start(self) -> EdgeState:
        """Nothing seen yet."""
        return EdgeState(self._debounce.start(), NO_SAMPLE)

    def step(
        self, track: Track, body: Body, unit: Samples, detected: Flags, time: Samples, state: EdgeState
    ) -> tuple[Edge, EdgeState]:
        """Look at a chunk of at least one frame; `unit` is the torso's length in pixels."""
        single = isinstance(time, float)
        contact, held = latest(
            track.edge_contact.item() if single else track.edge_contact.astype(np.float64),
            time,
            state.contact,
            np.inf,
        )
        # The usual case needs no work: all is well inside.
        touching = contact > MAX_EDGE_CONTACT
        touched = touching if isinstance(touching, bool) else bool(touching.any())
        if state.debounce.idle and not touched and _well_inside(track, body):
            return Edge(_ALL_IN, False, False, False), EdgeState(state.debounce, held)
        with np.errstate(invalid="ignore"):
            rows = _rows(track, body, np.atleast_1d(unit), np.atleast_1d(contact))
            untold = np.zeros(len(track), np.bool_)
            beyond = rows.inside < -GUESSED_WELL * np.atleast_1d(unit)
            away = np.where(rows.touching & self._guesses, beyond, rows.outside)
            for side, point in self._posture:
                own = away[[point, _COUNT + point]]
                untold |= own.all(axis=0) if side == EITHER else own[side]
        seen = np.atleast_1d(np.asarray(detected))
        on, off = rows.guessed & seen, ~rows.guessed & seen
        if single:
            settled, _, debounce = self._debounce.step(
                tuple(on[:, 0].tolist()), tuple(off[:, 0].tolist()), time, state.debounce
            )
            edge = Edge(settled, True in settled, bool(rows.cut[0]), bool(untold[0]))
        else:
            settled, _, debounce = self._debounce.step(tuple(on), tuple(off), time, state.debounce)
            edge = Edge(settled, bool(np.array(settled).any()), rows.cut, untold)
        return edge, EdgeState(debounce, held)


class _Rows(NamedTuple):
    """By point (near side, then far side) and frame: pixels to the nearest edge, + inside; within the margin
    of the edge or beyond it; whether its place is a guess. By frame: the mask reaches the edge; it is that of
    a larger body.
    """

    inside: NDArray[np.float64]
    outside: NDArray[np.bool_]
    guessed: NDArray[np.bool_]
    touching: NDArray[np.bool_]
    cut: NDArray[np.bool_]


def _rows(track: Track, body: Body, unit: NDArray[np.float64], contact: NDArray[np.float64]) -> _Rows:
    width, height = track.size
    x = np.array(body.x, np.float64).reshape(2 * _COUNT, -1)
    y = -np.array(body.y, np.float64).reshape(2 * _COUNT, -1)
    x = np.where(np.atleast_1d(np.asarray(body.head_right)), x, -x)
    aside, above = np.minimum(x, width - x), np.minimum(y, height - y)
    outside = (aside < EDGE_MARGIN * width) | (above < EDGE_MARGIN * height)
    inside = np.minimum(aside, above)
    touching = contact > MAX_EDGE_CONTACT
    reaching = _edge_distance(track) < COVERS_FROM * unit[:, None]
    cut = touching & (contact > COVERS * reaching.sum(axis=1))
    return _Rows(inside, outside, outside | (touching & (inside < NEAR_EDGE * unit)), touching, cut)


def _edge_distance(track: Track) -> NDArray[np.float64]:
    """(T, N) pixels from the landmarks that may reach the edge to the nearest one, + inside."""
    xy = track.xy[:, _REACHING].astype(np.float64)
    nearest: NDArray[np.float64] = np.minimum(xy, np.array(track.size, np.float64) - xy).min(axis=2)
    return nearest


def _well_inside(track: Track, body: Body) -> bool:
    """All points are clear of the edge."""
    width, height = track.size
    aside, above = EDGE_MARGIN * width, EDGE_MARGIN * height
    if isinstance(body.trunk_px, float):
        for xs, ys in zip(body.x, body.y, strict=True):
            # A missing point makes no comparison true, so that it needs a closer look.
            across = (min(xs), max(xs)) if body.head_right else (-max(xs), -min(xs))
            if not (across[0] >= aside and across[1] <= width - aside):
                return False
            if not (-max(ys) >= above and -min(ys) <= height - above):
                return False
        return True
    x, y = np.array(body.x), -np.array(body.y)
    x = np.where(np.asarray(body.head_right), x, -x)
    clear = (x >= aside) & (x <= width - aside) & (y >= above) & (y <= height - above)
    return bool((clear | np.isnan(x)).all())
