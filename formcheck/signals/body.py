"""The body in the plane of the picture: canonical points and the angles every rule reads.

Canonical plane: x grows towards the head, y grows upwards, pixels. A body that lies head-left is mirrored,
so that every signal has one sign whichever way the person lies (law 7).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.lanes import Lane, Rows
from formcheck.signals.vectors import direction_deg, wrap180, wrap360

POINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot")
_LEFT = (L.LEFT_EAR, L.LEFT_SHOULDER, L.LEFT_ELBOW, L.LEFT_WRIST, L.LEFT_HIP, L.LEFT_KNEE, L.LEFT_ANKLE)
_LEFT_ROWS = np.array([*_LEFT, L.LEFT_FOOT_INDEX])
_LEFT_LIST, _RIGHT_LIST = _LEFT_ROWS.tolist(), (_LEFT_ROWS + 1).tolist()  # BlazePose numbers right after left
# In a row of 66 numbers x, y, x, y, ...: all x of left and right, then all y.
_COLUMNS = [2 * i + axis for axis in (0, 1) for i in (*_LEFT_LIST, *_RIGHT_LIST)]
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


@dataclass(frozen=True, slots=True)
class Body:
    """Canonical geometry of a chunk. First index near (0) or far (1) side, second the point or vector.

    Attributes:
        x, y: [2][8] lanes, pixels in the canonical plane, in the order of `POINTS`.
        angle: [2][8] lanes, direction of each body vector in degrees, -180..180, 0 = towards the head along
            the picture's horizontal, 90 = up.
        trunk_px: length hip -> shoulder of the near side, pixels.
        belly_down: the ventral side faces the floor (prone, quadruped), else up (supine).
        left_near: the near side is the person's left.
        head_right: the head is on the right of the picture.
    """

    x: Rows
    y: Rows
    angle: Rows
    trunk_px: Lane
    belly_down: bool
    left_near: Lane
    head_right: Lane

    def point(self, which: int, side: int = 0) -> tuple[Lane, Lane]:
        """(x, y) of one of `POINTS`."""
        return self.x[side][which], self.y[side][which]

    def flexion_deg(self, upper: int, lower: int, ventral: bool, side: int = 0) -> Lane:
        """Joint angle between two vectors of a chain (upper segment, lower segment), 0..360.

        180 is straight, less is flexed, more is hyperextended. `ventral` says whether the joint flexes
        towards the belly (hip, elbow) or the back (knee).
        """
        bend = wrap180(self.angle[side][lower] - self.angle[side][upper])
        # Going down a prone body (head right, belly down) the belly is on the left hand, so a turn towards
        # it is counter-clockwise; a supine body is its mirror.
        return wrap360(180.0 - bend if ventral == self.belly_down else 180.0 + bend)


def body_of(track: Track, left_near: Lane, belly_down: bool) -> Body:
    """Canonical geometry of a chunk, given which side is near and where the belly faces."""
    if type(left_near) is bool:
        return _body_of_one(track.xy[0].tolist(), left_near, belly_down)
    # (x and y, left and right, point, T): contiguous in T, so that NumPy takes the same way for any T. Column
    # by column it is copied twice as fast as by fancy indexing.
    flat = track.xy.reshape(len(track), -1)
    columns = np.empty((len(_COLUMNS), len(track)))
    for row, number in enumerate(_COLUMNS):
        columns[row] = flat[:, number]
    plane = columns.reshape(2, 2, 8, -1)
    if not left_near.all():
        plane = np.where(left_near, plane, plane[:, ::-1])
    head_right = plane[0, 0, SHOULDER] >= plane[0, 0, HIP]
    plane[0] *= np.where(head_right, 1.0, -1.0)
    plane[1] *= -1.0
    along = np.empty_like(plane)
    for row, (start, to) in enumerate(_VECTORS):
        np.subtract(plane[:, :, to], plane[:, :, start], out=along[:, :, row])
    trunk = along[:, 0, TRUNK]
    square = trunk * trunk
    angle = direction_deg(along[0], along[1])
    return Body(plane[0], plane[1], angle, np.sqrt(square[0] + square[1]), belly_down, left_near, head_right)


def _body_of_one(xy: list[list[float]], left_near: bool, belly_down: bool) -> Body:
    near, far = (_LEFT_LIST, _RIGHT_LIST) if left_near else (_RIGHT_LIST, _LEFT_LIST)
    head_right = xy[near[SHOULDER]][0] >= xy[near[HIP]][0]
    sign = 1.0 if head_right else -1.0
    x = [[xy[i][0] * sign for i in rows] for rows in (near, far)]
    y = [[xy[i][1] * -1.0 for i in rows] for rows in (near, far)]
    dx = [row[to] - row[start] for row in x for start, to in _VECTORS]
    dy = [row[to] - row[start] for row in y for start, to in _VECTORS]
    angle = direction_deg(dx, dy)
    trunk = math.sqrt(dx[TRUNK] * dx[TRUNK] + dy[TRUNK] * dy[TRUNK])
    return Body(x, y, [angle[:8], angle[8:]], trunk, belly_down, left_near, head_right)
