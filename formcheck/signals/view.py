"""Where does the camera stand? Side, front, high in front, or oblique, with a confidence.

The name is read from two lines of the body: the trunk (mid-hip to mid-shoulder) and the shoulders. Seen
from the side the shoulders lie behind each other; a camera that is turned towards the head or the feet
spreads them along the trunk; one that faces the chest or the back of somebody who lies on a side, across it;
one that looks along the trunk makes the trunk short. All are ratios: neither mirroring nor scale matters.

How far the camera is turned is read from all pairs, shoulders, hips, knees and ankles, along the picture's
horizontal: a camera that looks down on an inclined trunk spreads them along it, too. Shoulders alone move
with the arms, and differ between people who are filmed from straight beside by 10 degrees.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.gates import ALONG_FROM_BESIDE, MAX_ALONG

ViewName = Literal["side", "front", "front-high", "oblique"]
VIEWS: tuple[ViewName, ...] = ("side", "front", "front-high", "oblique")
SIDE, FRONT, HIGH, OBLIQUE = range(4)

END_ON_RATIO = 0.95
"""Apparent shoulder spacing over trunk length. From the side under 0.3; facing the camera on all fours the
trunk is foreshortened and it passes 1.5; upright and facing it reads 0.8."""
ACROSS = 0.45
"""Spacing across a lying trunk: one shoulder on top of the other (side planks read 0.66-0.69) rather than a
camera that looks down on a back (under 0.2)."""
UPRIGHT = (0.33, 0.55)
"""Spacing across an upright trunk, side up to the first, front from the second."""
LOW = 0.3
"""Looking along the trunk: shoulders this far above the hips in the picture, in shoulder spacings, hide the
hips: the camera stands low."""
SPACINGS, YAWS_DEG = (0.0, 0.04, 0.065, 0.147, 0.245, 0.5), (0.0, 10.0, 20.0, 30.0, 40.0, 60.0)
"""Horizontal spacing in the mean of the pairs, beyond that from straight beside, in apparent trunk lengths,
and the yaw that makes it: planks and bridges turned by 10 to 40 degrees, the last beyond that (trackers draw
the far joints nearer than they are)."""
BESIDE = (ALONG_FROM_BESIDE, 0.0, 0.025, 0.07)
"""The same spacings of shoulders, hips, knees and ankles from straight beside (ten planks and bridges)."""
SIDE_BY_SIDE = 0.3
"""Knees or ankles further apart than this, in apparent trunk lengths, are not side by side, as of a leg that
is raised: they tell no turn. From straight beside they read under 0.2, turned by 40 degrees 0.3."""
EVERY_S = 0.5
"""A frame in each so many seconds is looked at."""
SEEN_LOOKS = 3
"""Looks from which a view counts as seen: somebody who turns passes through others faster."""
SURE = 0.12
"""This far from a boundary a frame is certain of its side of it, as a share of the trunk."""
LEAST_DOWN = 0.15
"""Frames before lying down do not count once this share of the frames shows somebody down."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera stands.

    Attributes:
        name: side, front, front-high or oblique.
        confidence: 0..1: share of the frames that say so, each weighed by how clearly (0.5 at a boundary).
        yaw_deg: side and oblique: how far the camera is turned away from straight beside; else NaN.
        towards: the end of the body it is turned to.
    """

    name: ViewName
    confidence: float
    yaw_deg: float
    towards: Literal["head", "feet"]


@dataclass
class ViewTally:
    """Looks at a few frames a second and keeps count; the same for any chunking."""

    _due: float = -math.inf
    _rows: list[tuple[int, float, float, bool]] = field(default_factory=list)

    def step(self, track: Track) -> None:
        """Take a chunk in time order."""
        if not len(track) or track.time[-1] < self._due:
            return
        beat = np.floor(track.time / EVERY_S)
        new = np.flatnonzero((beat != np.concatenate(([-np.inf], beat[:-1]))) & (track.time >= self._due))
        self._due = (float(beat[-1]) + 1.0) * EVERY_S
        new = new[np.isfinite(track.xy[new][:, _TRUNK]).all(axis=(1, 2))]
        sight = track.visibility[new]
        nearer = np.take(sight, _LEFT_JOINTS, 1).sum(axis=1) - np.take(sight, _RIGHT_JOINTS, 1).sum(axis=1)
        rows = zip(track.xy[new].tolist(), sight.tolist(), nearer.tolist(), strict=True)
        self._rows += [_look(*row) for row in rows]

    def seen(self) -> frozenset[ViewName]:
        """The views that at least `SEEN_LOOKS` frames show."""
        counts = Counter(row[0] for row in self._rows)
        return frozenset(VIEWS[code] for code, count in counts.items() if count >= SEEN_LOOKS)

    def view(self) -> View | None:
        """What the frames agree on; None before anybody was seen."""
        down = [row for row in self._rows if row[3]]
        rows = down if len(down) >= max(LEAST_DOWN * len(self._rows), 1) else self._rows
        if not rows:
            return None
        counts = [sum(row[0] == code for row in rows) for code in range(len(VIEWS))]
        code = counts.index(max(counts))
        own = [row for row in rows if row[0] == code]
        sure = sum(0.5 + 0.5 * row[1] for row in own) / len(rows)
        along = float(np.median([row[2] for row in own]))
        yaw = float(np.interp(abs(along), SPACINGS, YAWS_DEG)) if code in (SIDE, OBLIQUE) else math.nan
        return View(VIEWS[code], round(sure, 3), yaw, "head" if along >= 0 else "feet")


def find_view(track: Track) -> View | None:
    """The view of a whole track; None when nobody is in it."""
    tally = ViewTally()
    tally.step(track)
    return tally.view()


def end_on(track: Track) -> NDArray[np.bool_]:
    """(T,) frames in which the camera looks along the trunk; there no outline shows how the back bends."""
    xy = track.xy.astype(np.float64)
    left, right = xy[:, L.LEFT_SHOULDER], xy[:, L.RIGHT_SHOULDER]
    trunk = (left + right - xy[:, L.LEFT_HIP] - xy[:, L.RIGHT_HIP]) / 2
    spacing = np.hypot(*(left - right).T)
    return np.asarray(spacing > END_ON_RATIO * np.hypot(*trunk.T))


def accepted(view: View | None, views: Sequence[str]) -> str:
    """The one of an exercise's views that comes nearest to the view found, its first one by default."""
    if view is not None and view.name in views:
        return view.name
    if view is not None and view.name == "front" and "front-high" in views:
        return "front-high"
    return views[0]


def _look(
    xy: Sequence[Sequence[float]], sight: Sequence[float], nearer: float
) -> tuple[int, float, float, bool]:
    """(code of the view, how clearly 0..1, signed spacing of the pairs, down) of one frame.

    The spacing is beyond that from straight beside; NaN where no visibility shows which side is near. Plain
    numbers: NumPy takes four times as long for a few of them.

    Args:
        xy: place of each landmark, pixels.
        sight: visibility of each.
        nearer: how much more of the left joints is seen than of the right ones.
    """
    left, right, left_hip, right_hip = (
        xy[point] for point in (L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP)
    )
    tx = (left[0] + right[0] - (left_hip[0] + right_hip[0])) / 2
    ty = (left[1] + right[1] - (left_hip[1] + right_hip[1])) / 2
    square = max(tx * tx + ty * ty, 1.0)
    # From the near to the far shoulder: the sign says to which end the camera is turned.
    sign = -1.0 if nearer >= 0 else 1.0
    sx, sy = sign * (left[0] - right[0]), sign * (left[1] - right[1])
    along, across = (sx * tx + sy * ty) / square, abs(sx * ty - sy * tx) / square
    ratio = math.hypot(along, across)
    beyond = abs(along - ALONG_FROM_BESIDE) - MAX_ALONG
    spread = _spread(xy, sight, (tx, ty), sign) + nearer - nearer
    if ratio > END_ON_RATIO:
        low = -ty > LOW * math.hypot(sx, sy)
        return (FRONT if low else HIGH), min((ratio - END_ON_RATIO) / SURE, 1.0), spread, True
    if abs(ty) > abs(tx):
        return (*_upright(across), spread, False)
    if across > ACROSS:
        return FRONT, min((across - ACROSS) / SURE, 1.0), spread, True
    return (SIDE if beyond <= 0 else OBLIQUE), min(abs(beyond) / SURE, 1.0), spread, True


def _spread(
    xy: Sequence[Sequence[float]], sight: Sequence[float], trunk: tuple[float, float], sign: float
) -> float:
    """Mean horizontal spacing of the pairs, from near to far, + towards the head, beyond that from beside.

    A pair counts by how well the joint that is seen worse is seen; shoulders and hips always count.
    """
    tx, ty = trunk
    square = max(tx * tx + ty * ty, 1.0)
    along = math.copysign(1.0, sign * tx) / math.sqrt(square)
    total = weights = 0.0
    for number, (left, right) in enumerate(_SPREAD):
        (lx, ly), (rx, ry) = xy[left], xy[right]
        dx, dy = lx - rx, ly - ry
        legs = number >= 2
        if legs and not dx * dx + dy * dy < SIDE_BY_SIDE * SIDE_BY_SIDE * square:
            continue
        seen = min(sight[left], sight[right]) if legs else 1.0
        weight = seen if seen == seen else 1.0
        total += weight * (dx * along - BESIDE[number])
        weights += weight
    return total / weights


def _upright(across: float) -> tuple[int, float]:
    side, front = UPRIGHT
    if across <= side:
        return SIDE, min((side - across) / SURE, 1.0)
    if across >= front:
        return FRONT, min((across - front) / SURE, 1.0)
    return OBLIQUE, min(min(across - side, front - across) / SURE, 1.0)


_TRUNK = [L.LEFT_SHOULDER, L.RIGHT_SHOULDER, L.LEFT_HIP, L.RIGHT_HIP]
_SPREAD = (
    (L.LEFT_SHOULDER, L.RIGHT_SHOULDER),
    (L.LEFT_HIP, L.RIGHT_HIP),
    (L.LEFT_KNEE, L.RIGHT_KNEE),
    (L.LEFT_ANKLE, L.RIGHT_ANKLE),
)
_LEFT_JOINTS = [L.LEFT_ELBOW, L.LEFT_KNEE, L.LEFT_ANKLE]
_RIGHT_JOINTS = [L.RIGHT_ELBOW, L.RIGHT_KNEE, L.RIGHT_ANKLE]
