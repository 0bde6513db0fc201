"""What is measured of every frame of the bird-dog from high in front."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, HIP, POINTS, SHOULDER, WRIST, Body
from formcheck.signals.samples import Samples, divide, magnitude, minimum, sqrt, where
from formcheck.signals.trunk import TrunkRows
from formcheck.signals.vectors import direction_deg

DEGREE = math.pi / 180


class FrontRows(NamedTuple):
    """Left and right are the person's own.

    Attributes:
        roll: of the trunk, degrees, + left side up.
        shift: middle of the trunk, pixels, + to the left.
        left_arm, right_arm: one wrist above the other, shoulder widths.
        left_leg, right_leg: ankle above the hips, shoulder widths.
        hands: shoulders above the lower wrist, shoulder widths.
        upright: shoulders above the hips, shoulder widths.
        width: of the shoulders, pixels.
        apart: hips to the left of the shoulders, shoulder widths.
        twist: tilt of the hips beyond that of the shoulders, degrees.
        left_knee, right_knee: how well they are seen, 0 to 1.
        error: expected error of the roll, degrees; 0 where no trunk head told it.
    """

    roll: Samples
    shift: Samples
    left_arm: Samples
    right_arm: Samples
    left_leg: Samples
    right_leg: Samples
    hands: Samples
    upright: Samples
    width: Samples
    apart: Samples
    twist: Samples
    left_knee: Samples
    right_knee: Samples
    error: Samples

    @property
    def limbs(self) -> tuple[Samples, Samples, Samples]:
        """What shows how far the arms, the left leg and the right leg are raised.

        The right arm's rise is the left arm's with the other sign; under a rolled camera neither rests at 0.
        """
        return self.left_arm, self.left_leg, self.right_leg


def rows_of_points(body: Body, track: Track) -> FrontRows:
    """By the landmarks alone. Undoes the canonical plane, which is that of a side view."""
    near = body.left_near
    back = where(body.head_right, 1.0, -1.0)
    x_left, x_right, y_left, y_right = [], [], [], []
    for point in range(len(POINTS)):
        (x0, y0), (x1, y1) = body.point(point), body.point(point, 1)
        x_left.append(where(near, x0, x1) * back)
        x_right.append(where(near, x1, x0) * back)
        y_left.append(where(near, y0, y1))
        y_right.append(where(near, y1, y0))
    dx, dy = x_left[SHOULDER] - x_right[SHOULDER], y_left[SHOULDER] - y_right[SHOULDER]
    width = sqrt(dx * dx + dy * dy)
    # Facing the camera, the person's left is on the right of the picture.
    facing = where(dx >= 0, 1.0, -1.0)
    hip_y = (y_left[HIP] + y_right[HIP]) / 2
    shoulder_y = (y_left[SHOULDER] + y_right[SHOULDER]) / 2
    middle = (x_left[HIP] + x_right[HIP] + x_left[SHOULDER] + x_right[SHOULDER]) / 4
    wrist = divide(y_left[WRIST] - y_right[WRIST], width)
    # A raised leg tips the hip line one way, the raised arm the shoulder line the other: their mean is
    # the trunk's roll.
    hips = direction_deg(magnitude(x_left[HIP] - x_right[HIP]), y_left[HIP] - y_right[HIP])
    shoulders = direction_deg(magnitude(dx), dy)
    apart = facing * (x_left[HIP] + x_right[HIP] - x_left[SHOULDER] - x_right[SHOULDER]) / 2
    return FrontRows(
        roll=(hips + shoulders) / 2,
        shift=facing * middle,
        left_arm=wrist,
        right_arm=-wrist,
        left_leg=divide(y_left[ANKLE] - hip_y, width),
        right_leg=divide(y_right[ANKLE] - hip_y, width),
        hands=divide(shoulder_y - minimum(y_left[WRIST], y_right[WRIST]), width),
        upright=divide(shoulder_y - hip_y, width),
        width=width,
        apart=divide(apart, width),
        twist=hips - shoulders,
        left_knee=_sight(track, Landmark.LEFT_KNEE),
        right_knee=_sight(track, Landmark.RIGHT_KNEE),
        error=where(width >= 0, 0.0, width),
    )


def with_told(rows: FrontRows, told: TrunkRows) -> FrontRows:
    """The trunk as the head tells it, and the limbs by the landmarks.

    The head is asked of people who face the camera: their left is on the right of the picture. A trunk that
    rolls takes the raised arm along, whose shoulder is a shoulder width from the hand's on the floor.
    """
    arm = rows.left_arm - sine(told.roll)
    return rows._replace(
        roll=told.roll,
        shift=told.middle,
        left_arm=arm,
        right_arm=-arm,
        apart=divide(told.apart, rows.width),
        error=told.error,
    )


def sine(angle_deg: Samples) -> Samples:
    """By its first terms, which are the same bits for one frame and many: 0.0003 off at 30 degrees."""
    angle = angle_deg * DEGREE
    return angle - angle * angle * angle / 6


def _sight(track: Track, landmark: Landmark) -> Samples:
    """How well a landmark is seen."""
    sight = track.visibility[:, landmark]
    return float(sight.item()) if len(track) == 1 else sight.astype(np.float64)
