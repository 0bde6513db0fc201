"""Which side of the trunk is the belly, as seen in the picture: a vote of knees, face and wrists."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark

MEMORY_S = 1.0  # time constant of the vote's memory
HYSTERESIS = 0.05  # torso lengths: a vote against the present side must be stronger than this to turn it
FORGET_S = 3.0  # after such a gap the person may have turned round
LIMIT = 0.4  # torso lengths: no single witness counts for more
KNEE_WEIGHT, FACE_WEIGHT, WRIST_WEIGHT = 1.0, 1.0, 0.25

LEGS = np.array(
    [
        [Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE],
        [Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE],
    ]
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
    hip, shoulder = xy[HIPS].mean(axis=0), xy[SHOULDERS].mean(axis=0)
    trunk = shoulder - hip
    torso = float(np.hypot(*trunk))
    if not torso > 0:
        return 0.0
    normal = np.array([-trunk[1], trunk[0]]) / torso**2
    hips, knees, ankles = xy[LEGS].transpose(1, 0, 2)
    leg, thigh = ankles - hips, knees - hips
    across = leg[:, 0] * thigh[:, 1] - leg[:, 1] * thigh[:, 0]
    length = np.maximum(np.hypot(leg[:, 0], leg[:, 1]), 0.1 * torso)
    knee = -across / (length * torso)  # the axis points up the body, the leg down: hence the sign
    face = (xy[Landmark.NOSE] - xy[EARS].mean(axis=0)) @ normal
    wrist = (xy[WRISTS] - shoulder) @ normal
    witnesses = np.clip([knee.mean(), face, wrist.mean()], -LIMIT, LIMIT)
    return float(witnesses @ (KNEE_WEIGHT, FACE_WEIGHT, WRIST_WEIGHT))


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
