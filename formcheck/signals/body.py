"""The body in the plane of the picture: canonical points and the angles every rule reads.

Canonical plane: x grows towards the head, y grows upwards, pixels. A body that lies head-left is mirrored,
so that every signal has one sign whichever way the person lies (law 7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.vectors import direction_deg, wrap180, wrap360

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

POINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot")
_LEFT = (L.LEFT_EAR, L.LEFT_SHOULDER, L.LEFT_ELBOW, L.LEFT_WRIST, L.LEFT_HIP, L.LEFT_KNEE, L.LEFT_ANKLE)
_LEFT_ROWS = np.array([*_LEFT, L.LEFT_FOOT_INDEX])
_ROWS = np.concatenate((_LEFT_ROWS, _LEFT_ROWS + 1))  # BlazePose numbers right after left
EAR, SHOULDER, ELBOW, WRIST, HIP, KNEE, ANKLE, FOOT = range(8)

# Vectors whose direction is needed, as (from, to) within one side.
_VECTORS = (
    (HIP, SHOULDER),
    (HIP, KNEE),
    (KNEE, ANKLE),
    (SHOULDER, ELBOW),
    (ELBOW, WRIST),
    (SHOULDER, EAR),
    (HIP, ANKLE),
    (SHOULDER, WRIST),
)
TRUNK, THIGH, SHANK, UPPER_ARM, FOREARM, NECK, LEG, ARM = range(8)
_FROM = np.array([v[0] for v in _VECTORS])
_TO = np.array([v[1] for v in _VECTORS])


@dataclass(frozen=True, slots=True)
class Body:
    """Canonical geometry of T frames.

    Attributes:
        x, y: (2, 8, T) pixels in the canonical plane; first axis near side, far side; second `POINTS`.
        angle: (2, 8, T) direction of each body vector in degrees, -180..180, 0 = towards the head along
            the picture's horizontal, 90 = up.
        trunk_px: (T,) length hip -> shoulder of the near side, pixels.
        belly_down: the ventral side faces the floor (prone, quadruped), else up (supine).
        left_near: (T,) bool, the near side is the person's left.
        head_right: (T,) bool, the head is on the right of the picture.
    """

    x: Floats
    y: Floats
    angle: Floats
    trunk_px: Floats
    belly_down: bool
    left_near: Bools
    head_right: Bools

    def point(self, which: int, far: bool = False) -> tuple[Floats, Floats]:
        """(x, y) of one of `POINTS`, each (T,)."""
        return self.x[int(far), which], self.y[int(far), which]

    def flexion_deg(self, upper: int, lower: int, ventral: bool, far: bool = False) -> Floats:
        """Joint angle between two vectors of a chain (upper segment, lower segment), (T,) in 0..360.

        180 is straight, less is flexed, more is hyperextended. `ventral` says whether the joint flexes
        towards the belly (hip, elbow) or the back (knee).
        """
        bend = wrap180(self.angle[int(far), lower] - self.angle[int(far), upper])
        return wrap360(180.0 - self._towards_belly(bend if ventral else -bend))

    def _towards_belly(self, turn_deg: Floats) -> Floats:
        """Turn of the lower segment against the upper, positive when it closes the belly's side.

        Going down a prone body (head right, belly down) the belly is on the left hand, so a turn towards
        it is counter-clockwise; a supine body is its mirror.
        """
        return turn_deg if self.belly_down else -turn_deg


def body_of(track: Track, left_near: Bools, belly_down: bool) -> Body:
    """Canonical geometry of a chunk, given which side is near and where the belly faces."""
    # (x and y, near and far, point, T): contiguous in T, so that NumPy takes the same way for any T.
    plane = np.ascontiguousarray(track.xy[:, _ROWS].transpose(2, 1, 0), np.float64).reshape(2, 2, 8, -1)
    if not left_near.all():
        plane = np.where(left_near, plane, plane[:, ::-1])
    head_right = plane[0, 0, SHOULDER] >= plane[0, 0, HIP]
    plane[0] *= np.where(head_right, 1.0, -1.0)
    plane[1] *= -1.0
    along = plane[:, :, _TO] - plane[:, :, _FROM]
    angle = direction_deg(along[0], along[1])
    trunk = along[:, 0, TRUNK]
    square = trunk * trunk
    return Body(plane[0], plane[1], angle, np.sqrt(square[0] + square[1]), belly_down, left_near, head_right)
