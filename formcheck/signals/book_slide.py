"""Coulomb stick-slip of a rigid body on a tilted, sideways moving plane (docs/clinical.md#the-virtual-book).

World z is up. The back's frame is e_x cranial, e_y left, e_z out of the back: pitched by theta (head up)
about the left axis, then rolled by phi (left side up) about e_x. What presses and pushes a resting body, per
unit of mass, is the specific force f = -g z - a, with the back's sideways acceleration a (+ to the left).
Mass cancels. Rotation would add alpha x r and omega x (omega x r); they are left out: for 20 degrees up and
down in 3 s and r = 9 cm they stay below 0.05 m/s^2, and one camera does not know the axis.

Between two frames the specific force is taken as straight. All forces that a body withstands,
|f_t| <= mu f_n, form a convex cone; so a body that sticks at both ends of an interval sticks throughout, and
such an interval needs no steps at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

GRAVITY = 9.80665
"""Standard gravity, m/s^2."""


class Force(NamedTuple):
    """Specific force on a body at rest on the back, m/s^2: x + cranial, y + left, normal + onto the back."""

    x: float
    y: float
    normal: float


class Motion(NamedTuple):
    """Where the object is and how it moves.

    Attributes:
        x, y: metres from where it was put; x + cranial, y + left.
        path: length of the way it has slid, metres.
        vx, vy: m/s.
        waited: for how long the limit has been exceeded without a break while it still sticks, s.
        moving: it has let go.
        fallen: it left the back, or was spilt; for good.
    """

    x: float = 0.0
    y: float = 0.0
    path: float = 0.0
    vx: float = 0.0
    vy: float = 0.0
    waited: float = 0.0
    moving: bool = False
    fallen: bool = False


def specific_force(pitch_deg: float, roll_deg: float, acceleration: float) -> Force:
    """What presses and pushes a body that rests on the back.

    Args:
        pitch_deg: angle of the back to the horizontal, + head up.
        roll_deg: the same about the long axis, + left side up.
        acceleration: of the back, horizontal, + to the left, m/s^2.
    """
    pitch, roll = math.radians(pitch_deg), math.radians(roll_deg)
    across, up = math.cos(roll), math.sin(roll)
    level = GRAVITY * math.cos(pitch)
    return Force(
        -GRAVITY * math.sin(pitch), -level * up - acceleration * across, level * across - acceleration * up
    )


def exceeds(x: float, y: float, normal: float, limit: float) -> bool:
    """Whether the tangential force is beyond `limit` times the normal one, or nothing presses any more."""
    return normal <= 0.0 or x * x + y * y > limit * limit * normal * normal


@dataclass(frozen=True, slots=True)
class StickSlip:
    """How one object behaves on the back.

    Attributes:
        limit: tangent of the tilt at which it lets go.
        mu_k: friction (or rolling resistance) while it moves.
        share: part of the net force that becomes acceleration; below 1 for what rolls.
        spills: letting go is already the end.
        half_length, half_width: it is off the back beyond these, metres.
        guard_s: the limit must be exceeded this long without a break before it lets go.
        substep_s: longest time step.
    """

    limit: float
    mu_k: float
    share: float
    spills: bool
    half_length: float
    half_width: float
    guard_s: float
    substep_s: float

    def advance(self, motion: Motion, start: Force, end: Force, duration: float) -> Motion:
        """Carry the object through an interval in which the force goes straight from `start` to `end`.

        Args:
            motion: not fallen.
            start, end: specific force at the ends of the interval.
            duration: its length in s, positive.
        """
        count = max(1, math.ceil(duration / self.substep_s - 1e-6))
        step = duration / count
        for index in range(count):
            share = (index + 0.5) / count
            x = start.x + share * (end.x - start.x)
            y = start.y + share * (end.y - start.y)
            normal = start.normal + share * (end.normal - start.normal)
            if not motion.moving:
                motion = self._wait(motion, exceeds(x, y, normal, self.limit), step)
            if motion.fallen:
                return motion
            if motion.moving:
                motion = self._slide(motion, x, y, max(normal, 0.0), step)
                if abs(motion.x) > self.half_length or abs(motion.y) > self.half_width:
                    return motion._replace(fallen=True, moving=False, vx=0.0, vy=0.0)
        return motion

    def _wait(self, motion: Motion, exceeded: bool, step: float) -> Motion:
        if not exceeded:
            return motion._replace(waited=0.0) if motion.waited else motion
        # Steps add up with rounding: a hundredth of a step more or less is not a reason to wait for another.
        if motion.waited < self.guard_s - 0.01 * step:
            return motion._replace(waited=motion.waited + step)
        return motion._replace(waited=0.0, moving=not self.spills, fallen=self.spills)

    def _slide(self, motion: Motion, x: float, y: float, normal: float, step: float) -> Motion:
        """One step under constant force: exact for straight sliding, with the stop inside the step."""
        px, py, path, vx, vy = motion[:5]
        speed, push = math.hypot(vx, vy), math.hypot(x, y)
        friction = self.mu_k * normal
        if speed == 0.0:
            if push <= friction:
                return motion._replace(moving=False)
            brake = friction / push
            ax, ay = self.share * (x - brake * x), self.share * (y - brake * y)
        else:
            brake = friction / speed
            ax, ay = self.share * (x - brake * vx), self.share * (y - brake * vy)
        wx, wy = vx + ax * step, vy + ay * step
        along = vx * wx + vy * wy
        if speed > 0.0 and along <= 0.0:
            # It comes to rest in the middle of the step and goes on only if static friction does not hold it.
            way = 0.5 * step * speed * speed / (speed * speed - along)
            moving = exceeds(x, y, normal, self.limit)
            return Motion(px + vx * way, py + vy * way, path + speed * way, moving=moving)
        dx, dy = 0.5 * step * (vx + wx), 0.5 * step * (vy + wy)
        return Motion(px + dx, py + dy, path + math.hypot(dx, dy), wx, wy, moving=True)
