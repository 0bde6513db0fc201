"""Does the picture lie on its side, or upside down? Told from a body that gravity would let fall.

Whoever holds a plank stands on the floor with hands and feet. On a picture that was turned they touch a
wall, or a ceiling. So each posture of the exercises is looked for in the picture as it is, and turned by 90,
180 and 270 degrees; there the floor has to be below it: hands and feet at one height, nothing lower.

That is not enough where gravity allows both. Somebody on all fours who is turned by 180 degrees lies on the
back, arms and knees up, as in a dead bug; turned by 90 degrees with the head up, sits on a chair and reaches
ahead. On all fours is therefore believed only with the head below the hips and the arms square to the trunk,
which nobody can do, or where somebody was seen to stand on the head with hanging arms.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import Track
from formcheck.signals.posture import POSTURE_CODE, memberships
from formcheck.signals.posture_geometry import (
    ANKLE,
    EAR,
    ELBOW,
    FOOT,
    HIP,
    KNEE,
    SHOULDER,
    WRIST,
    Heights,
    heights,
)

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]

TURNS_DEG = (0, 90, 180, 270)
"""Clockwise turns that may set a picture upright; the first one leaves it as it is."""
EVERY_S = 0.25
"""A frame in each so many seconds is looked at."""
TOGETHER = 256
"""Frames that are looked at together: a minute of them; a few alone cost as much as a hundred."""
LEAST_S = 1.5
"""A posture held for less is a movement in passing (`scoring.cutting.LEAST_DONE_S`)."""
STANDS_S = 1.0
"""Somebody is seen to stand after so many seconds, in all."""
AS_IS_SHARE = 0.1
"""Seen as it is in more than this share of the frames in which it is seen turned, the exercise is done in a
picture that stands upright."""
CLEAR = 0.5
"""Another turn in which the exercise is held for more than this share of the time of the best one leaves it
open which is right."""
HOLDS = 0.5
"""A posture holds in a frame from this membership on."""
ONE_FLOOR = 0.3
"""Between the heights of hands and feet on one floor, in torso lengths: 0.25 at most in 37 of 42 real planks
and side planks, of the others hands or feet are raised. Arms held square to a body that stands are 0.7 beyond
the toes at least, those of somebody on the back 0.65."""
SHOULDERS_OVER = 0.35
"""Shoulders over feet: 0.4 to 1.2 in real planks."""
NOTHING_BELOW = -0.1
"""No shoulder, hip, knee or ear lies further below hands and feet than the tracker errs."""
LEGS_TOGETHER = 0.3
"""Between the ankles of a side plank: a leg (1.7) lifted by 10 degrees. Upside down, somebody who lies on the
side and lifts a leg stands on its foot and the free hand."""
FEET_UNDER_SHOULDERS = (-0.5, 0.25)
"""Feet over the lower shoulder: -0.4 to 0.2 in real bridges, lying and lifted."""
SOLE_DOWN = (-0.25, 0.1)
"""Toes over ankle of the standing foot: -0.2 to 0 in real bridges. On a picture that stands upright, who sits
or squats has them 0.3 to 0.4 towards the knees, who kneels on the heels as far away from them."""
ARMS_DOWN = 0.5
"""Wrists over the lower shoulder in a bridge; on all fours upside down they are 1.1 over it."""
HEELS_AWAY = -0.75
"""Cosine of the turn at the knee: beyond it heels touch the buttocks, bridges stay 20 degrees off."""
KNEES_ON_FLOOR = 0.25
"""Between the heights of knees and of hands or toes on all fours: within it in 9 of 11 real ones."""
HEAD_DOWN = -0.64
"""Trunk at 40 degrees below the horizontal, the head lowest."""
ARMS_HANG = 0.7
"""Both wrists below the shoulders of somebody who stands: 1.1. At the bottom of a push-up, which looks like
standing on a picture that lies on its side, they are an upper arm towards the feet at most, 0.6."""

GROUPS = (
    ("plank",),
    ("side_plank_left", "side_plank_right"),
    ("bridge_lying", "bridge_lifted"),
    ("quadruped", "bird_dog"),
)
"""Postures between which an exercise moves; they count together."""
_GROUPED = frozenset(name for group in GROUPS for name in group)
_PLANK, _SIDE_PLANK, _BRIDGE, _ALL_FOURS = range(4)


def _zeros() -> Counts:
    return np.zeros((len(TURNS_DEG), len(GROUPS)), np.int64)


def is_told_turned(postures: Collection[str]) -> bool:
    """Whether one of the postures is looked for in turned pictures: as it is, it shows a picture that stands
    upright.
    """
    return not _GROUPED.isdisjoint(postures)


@dataclass(slots=True)
class TurnTally:
    """Looks at a few frames a second; the same for any chunking, and what it keeps does not grow.

    Frames wait until there are `TOGETHER`, or somebody asks: of a recording in which something was measured
    nobody does.
    """

    _due: float = -math.inf
    _waiting: list[Track] = field(default_factory=list)
    _rows: int = 0
    _run: Counts = field(default_factory=_zeros)
    _longest: Counts = field(default_factory=_zeros)
    _seen: Counts = field(default_factory=_zeros)
    _stands: Counts = field(default_factory=lambda: np.zeros(len(TURNS_DEG), np.int64))

    def step(self, track: Track) -> None:
        """Take a chunk in time order."""
        if not len(track) or track.time[-1] < self._due:
            return
        beat = np.floor(track.time / EVERY_S)
        new = np.flatnonzero((beat != np.concatenate(([-np.inf], beat[:-1]))) & (track.time >= self._due))
        self._due = (float(beat[-1]) + 1.0) * EVERY_S
        if not len(new):
            return
        self._waiting.append(Track.build(track.time[new], track.xy[new], size=track.size, model=track.model))
        self._rows += len(new)
        if self._rows >= TOGETHER:
            self._look()

    def _look(self) -> None:
        """Look at the frames that wait."""
        if not self._waiting:
            return
        rows = Track.concatenate(self._waiting)
        self._waiting, self._rows = [], 0
        with np.errstate(invalid="ignore", over="ignore"):  # a recording edited by hand may hold anything
            head_down = np.less_equal(heights(rows).trunk_rise, HEAD_DOWN)
        for turn, degrees in enumerate(TURNS_DEG):
            self._count(turn, *_looked_at(rows.turned(degrees), degrees, head_down))

    def _count(self, turn: int, holds: Mask, stands: Mask) -> None:
        self._stands[turn] += stands.sum()
        self._seen[turn] += holds.sum(axis=1)
        if not holds.shape[1]:
            return
        held = holds.cumsum(axis=1)
        run = held - np.maximum.accumulate(np.where(holds, -self._run[turn][:, None], held), axis=1)
        self._run[turn] = run[:, -1]
        np.maximum(self._longest[turn], run.max(axis=1), out=self._longest[turn])

    def turn_deg(self, postures: Collection[str]) -> int:
        """By how much the picture has to be turned clockwise: 0 where it stands upright, or nothing is sure.

        Args:
            postures: those of the exercise, or of all exercises that may be meant.
        """
        self._look()
        own = [group for group, names in enumerate(GROUPS) if set(names) & set(postures)]
        if not own or self._stands[0] * EVERY_S >= STANDS_S:
            return 0
        longest = self._longest[:, own].copy()
        if _ALL_FOURS in own and self._stands[2] * EVERY_S < STANDS_S:
            longest[2, own.index(_ALL_FOURS)] = 0
        held = longest.max(axis=1)
        held[0] = 0
        best = int(held.argmax())
        others = np.delete(held, best).max()
        seen = self._seen[:, own].max(axis=1)
        upright = seen[0] > AS_IS_SHARE * seen[best]
        unsure = held[best] * EVERY_S < LEAST_S or others > CLEAR * held[best]
        return 0 if upright or unsure else TURNS_DEG[best]


def _looked_at(track: Track, turned: int, head_down: Mask) -> tuple[Mask, Mask]:
    """(groups, T) which postures hold, if `turned` on a floor that is below them; (T,) somebody stands."""
    with np.errstate(invalid="ignore", divide="ignore"):
        body, member = heights(track), memberships(track)
        standing = member[POSTURE_CODE["standing"]] >= HOLDS
        hangs = (body.over(SHOULDER, WRIST) >= ARMS_HANG).all(axis=0)
        codes = [[POSTURE_CODE[name] for name in names] for names in GROUPS]
        holds = np.array([(member[rows] >= HOLDS).any(axis=0) for rows in codes])
        if turned:
            on_floor = _on_floor(body)
            # Upside down the head is not lower than the hips: there only somebody who stands tells (below).
            on_floor[_ALL_FOURS] &= head_down | (turned == 180)
            holds &= on_floor
    return holds, standing & hangs


def _on_floor(body: Heights) -> Mask:
    """(groups, T) hands and feet, as each group needs them, stand on one floor and nothing lies below it."""
    y = body.y
    hand = np.minimum(y[:, ELBOW], y[:, WRIST]).min(axis=0)
    foot = np.minimum(y[:, ANKLE], y[:, FOOT]).min(axis=0)
    knee, shoulder = y[:, KNEE].min(axis=0), y[:, SHOULDER].min(axis=0)
    lowest = y[:, [SHOULDER, HIP, KNEE, EAR]].min(axis=(0, 1))
    above = lowest - np.minimum(hand, foot) > NOTHING_BELOW
    plank = above & (np.abs(foot - hand) < ONE_FLOOR) & (shoulder - foot > SHOULDERS_OVER)
    sole, feet = body.over(FOOT, ANKLE).min(axis=0), foot - shoulder
    bridge = (FEET_UNDER_SHOULDERS[0] < feet) & (feet < FEET_UNDER_SHOULDERS[1])
    bridge &= (y[:, WRIST] - shoulder).max(axis=0) < ARMS_DOWN
    bridge &= (SOLE_DOWN[0] < sole) & (sole < SOLE_DOWN[1]) & (body.knee_line.max(axis=0) > HEELS_AWAY)
    fours = above & (np.abs(knee - hand) < KNEES_ON_FLOOR) & (np.abs(knee - foot) < KNEES_ON_FLOOR)
    together = np.abs(y[0, ANKLE] - y[1, ANKLE]) < LEGS_TOGETHER
    return np.array([plank, plank & together, bridge, fours])
