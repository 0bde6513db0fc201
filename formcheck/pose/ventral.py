"""Which side of the trunk is the belly, as seen in the picture: a vote of knees, face and wrists."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark

MEMORY_S = 1.0  # time constant of the vote's memory
HYSTERESIS = 0.05  # torso lengths: a vote against the present side must be stronger than this to turn it
FORGET_S = 3.0  # after such a gap the person may have turned round
LIMIT = 0.4  # torso lengths: no single witness counts for more
KNEE_WEIGHT, FACE_WEIGHT, WRIST_WEIGHT = 1.0, 1.0, 0.25

LEGS = (
    (Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE),
    (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE),
)
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
EARS = [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
WRISTS = [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]


def ventral_vote(xy: NDArray[np.float64]) -> float:
    """How far, in torso lengths, the signs of the front of the body lie beyond the trunk's axis.

    Positive means that the belly is on the side of the normal (-axis_y, axis_x) of the axis mid-hip ->
    mid-shoulder, negative on the other. The witnesses: a knee only bends to the front, so it lies on the
    belly's hand of the line hip -> ankle for somebody who walks down the body, wherever the thigh points; the
    nose lies in front of the ears; the wrists are mostly in front of the trunk.

    Args:
        xy: (33, 2) landmarks in pixels, of frame or crop.
    """
    # Plain numbers: of two or three points NumPy's own work is a hundred times the arithmetic.
    points = xy.tolist()

    def mean(pair: Sequence[int]) -> tuple[float, float]:
        (ax, ay), (bx, by) = points[pair[0]], points[pair[1]]
        return (ax + bx) / 2, (ay + by) / 2

    (hx, hy), (sx, sy) = mean(HIPS), mean(SHOULDERS)
    tx, ty = sx - hx, sy - hy
    torso = math.hypot(tx, ty)
    if not torso > 0:
        return 0.0

    def forward(x: float, y: float) -> float:
        return (y * tx - x * ty) / torso**2

    knee = (_knee(points, LEGS[0], torso) + _knee(points, LEGS[1], torso)) / 2
    (ex, ey), (nx, ny), (wx, wy) = mean(EARS), points[Landmark.NOSE], mean(WRISTS)
    witnesses = (
        (KNEE_WEIGHT, knee),
        (FACE_WEIGHT, forward(nx - ex, ny - ey)),
        (WRIST_WEIGHT, forward(wx - sx, wy - sy)),
    )
    return sum(weight * min(max(seen, -LIMIT), LIMIT) for weight, seen in witnesses)


def _knee(points: Sequence[Sequence[float]], leg: Sequence[int], torso: float) -> float:
    """How far a knee lies on the belly's hand of the line hip -> ankle, in torso lengths."""
    hip, knee, ankle = (points[joint] for joint in leg)
    leg_x, leg_y = ankle[0] - hip[0], ankle[1] - hip[1]
    across = leg_x * (knee[1] - hip[1]) - leg_y * (knee[0] - hip[0])
    length = max(math.hypot(leg_x, leg_y), 0.1 * torso)
    return -across / (length * torso)  # the axis points up the body, the leg down: hence the sign


class VentralSide:
    """The side over time: remembers votes for about a second and does not flicker."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the person."""
        self._score, self._time, self._side = 0.0, math.nan, 0

    def update(self, xy: NDArray[np.float64], time_s: float) -> int:
        """+1 or -1 (see `ventral_vote`) after one more frame at this media time."""
        gap = time_s - self._time
        if not 0 <= gap <= FORGET_S:
            self.reset()
            gap = math.inf
        weight = 1 - math.exp(-gap / MEMORY_S)
        self._score += weight * (ventral_vote(xy) - self._score)
        self._time = time_s
        if self._side == 0 or self._side * self._score < -HYSTERESIS:
            self._side = 1 if self._score >= 0 else -1
        return self._side
