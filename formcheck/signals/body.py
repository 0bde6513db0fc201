"""The body in the plane of the picture: canonical points and the angles every rule reads.

Canonical plane: x grows towards the head, y grows upwards, pixels. A body that lies head-left is mirrored,
so that every signal has one sign whichever way the person lies (law 7).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import itemgetter, neg, sub
from typing import NamedTuple, TypeAlias

import numpy as np

from formcheck.pose.landmarks import Landmark as L
from formcheck.pose.track import Track
from formcheck.signals.samples import Flags, Samples
from formcheck.signals.vectors import directions_deg, directions_of, wrap180, wrap360

POINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "foot")
_LEFT = (L.LEFT_EAR, L.LEFT_SHOULDER, L.LEFT_ELBOW, L.LEFT_WRIST, L.LEFT_HIP, L.LEFT_KNEE, L.LEFT_ANKLE)
_LEFT_ROWS = np.array([*_LEFT, L.LEFT_FOOT_INDEX])
_LEFT_LIST, _RIGHT_LIST = _LEFT_ROWS.tolist(), (_LEFT_ROWS + 1).tolist()  # BlazePose numbers right after left
# In a row of 66 numbers x, y, x, y, ...: all x of left and right, then all y.
_COLUMNS = [2 * i + axis for axis in (0, 1) for i in (*_LEFT_LIST, *_RIGHT_LIST)]
# Of the same row: all x and all y of one side.
_LEFT_XY, _RIGHT_XY = (
    tuple(itemgetter(*[2 * i + axis for i in side]) for axis in (0, 1)) for side in (_LEFT_LIST, _RIGHT_LIST)
)
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
_STARTS, _ENDS = (itemgetter(*points) for points in zip(*_VECTORS, strict=True))
TRUNK, THIGH, SHANK, UPPER_ARM, FOREARM, NECK, LEG, ARM = range(8)


Sides: TypeAlias = tuple[Sequence[Samples], Sequence[Samples]]
"""Quantities of the near side (0) and of the far side (1)."""


class Body(NamedTuple):
    """Canonical geometry of a chunk. First index near (0) or far (1) side, second the point or vector.

    Attributes:
        x, y: [2][8], pixels in the canonical plane, in the order of `POINTS`.
        angle: [2][8], direction of each body vector in degrees, -180..180, 0 = towards the head along
            the picture's horizontal, 90 = up.
        pitch_deg: elevation of mid-hip -> mid-shoulder, -180..180, + head up.
        trunk_px: length hip -> shoulder of the near side, pixels.
        belly_down: the ventral side faces the floor (prone, quadruped), else up (supine).
        left_near: the near side is the person's left.
        head_right: the head is on the right of the picture.
        tilt_deg: how far the floor's end at the head appears above the one at the feet (camera roll, see
            `signals.level`); to be taken off what is held against the horizontal, 0 while unknown.
        legs_unsure, arms_unsure: which of the two is the left one is not sure (see `signals.limb_names`).
    """

    x: Sides
    y: Sides
    angle: Sides
    pitch_deg: Samples
    trunk_px: Samples
    belly_down: bool
    left_near: Flags
    head_right: Flags
    tilt_deg: Samples = 0.0
    legs_unsure: Flags = False
    arms_unsure: Flags = False

    def point(self, which: int, side: int = 0) -> tuple[Samples, Samples]:
        """(x, y) of one of `POINTS`."""
        return self.x[side][which], self.y[side][which]

    def flexion_deg(self, upper: int, lower: int, ventral: bool, side: int = 0) -> Samples:
        """Joint angle between two vectors of a chain (upper segment, lower segment), 0..360.

        180 is straight, less is flexed, more is hyperextended. `ventral` says whether the joint flexes
        towards the belly (hip, elbow) or the back (knee).
        """
        bend = wrap180(self.angle[side][lower] - self.angle[side][upper])
        # Going down a prone body (head right, belly down) the belly is on the left hand, so a turn towards
        # it is counter-clockwise; a supine body is its mirror.
        return wrap360(180.0 - bend if ventral == self.belly_down else 180.0 + bend)


def body_of(track: Track, left_near: Flags, belly_down: bool) -> Body:
    """Canonical geometry of a chunk, given which side is near and where the belly faces."""
    if isinstance(left_near, bool):
        return _body_of_one(track.xy.ravel().tolist(), left_near, belly_down)
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
    angle = directions_deg(along[0], along[1])
    middle = (plane[:, 0] + plane[:, 1])[:, [SHOULDER, HIP]]
    pitch = directions_deg(middle[0, 0] - middle[0, 1], middle[1, 0] - middle[1, 1])
    length = np.sqrt(square[0] + square[1])
    (x_near, x_far), (y_near, y_far), (near, far) = plane[0], plane[1], angle
    sides = (list(x_near), list(x_far)), (list(y_near), list(y_far)), (list(near), list(far))
    return Body(*sides, pitch, length, belly_down, left_near, head_right)


def _body_of_one(xy: list[float], left_near: bool, belly_down: bool) -> Body:
    # Standard-library functions that loop in C: this runs for every frame of a live scoring.
    near, far = (_LEFT_XY, _RIGHT_XY) if left_near else (_RIGHT_XY, _LEFT_XY)
    x = near[0](xy), far[0](xy)
    y = tuple(map(neg, near[1](xy))), tuple(map(neg, far[1](xy)))
    head_right = x[0][SHOULDER] >= x[0][HIP]
    if not head_right:
        x = tuple(map(neg, x[0])), tuple(map(neg, x[1]))
    dx = [*map(sub, _ENDS(x[0]), _STARTS(x[0])), *map(sub, _ENDS(x[1]), _STARTS(x[1]))]
    dy = [*map(sub, _ENDS(y[0]), _STARTS(y[0])), *map(sub, _ENDS(y[1]), _STARTS(y[1]))]
    # One call for all directions: NumPy's arctangent costs microseconds.
    dx.append((x[0][SHOULDER] + x[1][SHOULDER]) - (x[0][HIP] + x[1][HIP]))
    dy.append((y[0][SHOULDER] + y[1][SHOULDER]) - (y[0][HIP] + y[1][HIP]))
    angle = directions_of(dx, dy)
    trunk = math.sqrt(dx[TRUNK] * dx[TRUNK] + dy[TRUNK] * dy[TRUNK])
    return Body(x, y, (angle[:8], angle[8:16]), angle[16], trunk, belly_down, left_near, head_right)
