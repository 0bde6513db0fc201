"""A body that lies on its side, seen from its front or back: it has a lower and an upper side, none is near.

Which side is lower is read from the picture, who it belongs to from the landmarks' names. Whether the camera
sees chest or back, and which way the head lies, changes neither.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.signals.body import ANKLE, EAR, ELBOW, HIP, KNEE, SHOULDER, UPPER_ARM, Body
from formcheck.signals.head import short_neck
from formcheck.signals.samples import Flags, Samples, divide, magnitude, minimum, sqrt, where
from formcheck.signals.vectors import direction_deg, directions_of, signed_offset, wrap180

Point = tuple[Samples, Samples]


@dataclass(frozen=True, slots=True)
class Stacked:
    """The body's sides by height; canonical plane as in `Body`.

    Attributes:
        body: where it all comes from.
        near_low: the near side of `body` is the lower one.
        left_low: the person's left side is the lower one.
        trunk: middle of the hips to the middle of the shoulders, pixels.
    """

    body: Body
    near_low: Flags
    left_low: Flags
    trunk: Samples

    @classmethod
    def of(cls, body: Body) -> Stacked:
        """The side whose shoulder is lower in the picture is the lower one."""
        near_low = body.y[0][SHOULDER] < body.y[1][SHOULDER]
        (sx, sy), (hx, hy) = middle(body, SHOULDER), middle(body, HIP)
        trunk = sqrt((sx - hx) * (sx - hx) + (sy - hy) * (sy - hy))
        return cls(body, near_low, near_low == body.left_near, trunk)

    def lower(self, point: int) -> Point:
        """One of `body.POINTS` of the lower side."""
        x, y = self.body.x, self.body.y
        return where(self.near_low, x[0][point], x[1][point]), where(self.near_low, y[0][point], y[1][point])

    def offset_below(self, tail: int) -> Samples:
        """Mid-hip from the line mid-`tail` -> mid-shoulder over its length, + towards the floor."""
        ends = middle(self.body, tail), middle(self.body, SHOULDER)
        return -signed_offset(*ends, middle(self.body, HIP))[0]

    def clearance(self, tail: int) -> Samples:
        """Lower hip above the line lower `tail` -> lower elbow, which lie on the floor, in trunk lengths."""
        offset, length = signed_offset(self.lower(tail), self.lower(ELBOW), self.lower(HIP))
        return divide(offset * length, self.trunk)

    def slope(self, tail: int) -> Samples:
        """Rise over run of the line mid-`tail` -> mid-shoulder, unsigned."""
        (ax, ay), (bx, by) = middle(self.body, tail), middle(self.body, SHOULDER)
        return magnitude(divide(by - ay, bx - ax))

    def shoulders(self) -> tuple[Samples, Samples]:
        """Apparent distance between the shoulders, and its part across the trunk, both in trunk lengths."""
        x, y = self.body.x, self.body.y
        dx, dy = x[0][SHOULDER] - x[1][SHOULDER], y[0][SHOULDER] - y[1][SHOULDER]
        (sx, sy), (hx, hy) = middle(self.body, SHOULDER), middle(self.body, HIP)
        across = magnitude(dx * (sy - hy) - dy * (sx - hx))
        return divide(sqrt(dx * dx + dy * dy), self.trunk), divide(across, self.trunk * self.trunk)

    def arms_deg(self) -> tuple[Samples, Samples]:
        """Upper arms from the vertical, 0 hanging down: of the lower side, + elbow towards the head; of the
        upper side, unsigned.
        """
        near, far = (wrap180(self.body.angle[side][UPPER_ARM] + 90.0) for side in (0, 1))
        return where(self.near_low, near, far), magnitude(where(self.near_low, far, near))

    def knee_and_head_deg(self) -> tuple[Samples, Samples]:
        """Hip-knee-ankle, 180 straight, unsigned, of the middle of both legs; and the middle of the ears seen
        from the middle of the shoulders against the trunk, 0 in line, + away from the floor, NaN where
        they are too near to tell.
        """
        ways = ((HIP, SHOULDER), (SHOULDER, EAR), (HIP, KNEE), (KNEE, ANKLE))
        ends = [(middle(self.body, a), middle(self.body, b)) for a, b in ways]
        trunk, neck, thigh, shank = directions_of(
            [b[0] - a[0] for a, b in ends], [b[1] - a[1] for a, b in ends]
        )
        (sx, sy), (ex, ey) = ends[1]
        head = where(short_neck(ex - sx, ey - sy, self.trunk), math.nan, wrap180(neck - trunk))
        return 180.0 - magnitude(wrap180(shank - thigh)), head

    def leg_shares(self) -> tuple[Samples, Samples]:
        """Apparent length of the shank over that of the thigh, and hip to ankle in trunk lengths: of a knee
        bent to the back, away from the camera or towards it, little is left.
        """
        hip, knee, ankle = (middle(self.body, point) for point in (HIP, KNEE, ANKLE))
        shank = sqrt(divide(_square(knee, ankle), _square(hip, knee)))
        return shank, divide(sqrt(_square(hip, ankle)), self.trunk)


def middle(body: Body, point: int) -> Point:
    """Half-way between both sides."""
    x, y = body.x, body.y
    return 0.5 * (x[0][point] + x[1][point]), 0.5 * (y[0][point] + y[1][point])


def twist_deg(width: Samples, square_width: Samples, least_deg: float) -> Samples:
    """How far the shoulders have turned out of the picture's plane, degrees, unsigned.

    acos(apparent width / width seen square) (docs/clinical.md#side-plank). It is flat near zero: 20
    degrees take 6 % off the width, about as much as an error of 1 cm. Less than `least_deg` cannot be
    distinguished from no turn, and reads 0.
    """
    share = minimum(divide(width, square_width), 1.0)
    angle = direction_deg(share, sqrt(1.0 - share * share))
    return where(angle < least_deg, 0.0, angle)


def _square(a: Point, b: Point) -> Samples:
    dx, dy = b[0] - a[0], b[1] - a[1]
    return dx * dx + dy * dy
