"""Free postures of sitting on the floor and on something higher. The front points to +x."""

from __future__ import annotations

import numpy as np

from tools.synth.pose.chance import Chance
from tools.synth.pose.free_arms import free_arms, one_arm
from tools.synth.pose.mannequin import OUT, SIDES, Mannequin, Sketch, flat_foot
from tools.synth.pose.on_hands import WRIST_M
from tools.synth.pose.upright import trunk
from tools.synth.rotations import UP, unit

SITTING = (-25.0, 40.0)
ON_LAP = ("hang", "folded", "anywhere", "thighs", "thighs", "thighs", "head", "overhead")


def long_sitting(body: Mannequin, c: Chance) -> Sketch:
    """On the floor, legs straight or bent before one."""
    back = c.often(0.35)
    pitch = c.between(-45, -12) if back else c.around(-12, 50, 5)
    s = trunk(body, c, c.spine(SITTING), pitch)
    s.put((body.seat_m + (c.between(0.0, 0.1) if c.often(0.2) else 0.0)) * UP, s.hips)
    same, bend = c.often(0.75), c.often(0.4)
    for side in SIDES:
        bent = bend if same else c.often()
        reach = body.lengths.leg * (c.between(0.45, 0.8) if bent else c.between(0.95, 0.995))
        ankle = s.hip(side) + np.array([reach, 0.0, -OUT[side] * c.between(-0.04, 0.3)])
        ankle[1] = body.ankle_m if bent else 0.055
        toes = np.array([1.0, 0.0, 0.0])
        if bent:
            s.leg(side, ankle, UP + 0.2 * toes, foot=flat_foot(toes))
        else:
            s.leg(side, ankle, UP, point=c.between(-5, 40))
    _arms(s, c, back=back)
    return s


def cross_legged(body: Mannequin, c: Chance) -> Sketch:
    """On the floor or a cushion, ankles crossed."""
    back = c.often(0.15)
    s = trunk(body, c, c.spine(SITTING), c.between(-35, -12) if back else c.around(-12, 45, 5))
    s.put((body.seat_m + (c.between(0.0, 0.08) if c.often(0.3) else 0.0)) * UP, s.hips)
    for side, ahead in zip(SIDES, (0.20, 0.30), strict=True):
        ankle = s.hips + np.array([ahead + c.between(0, 0.08), 0.0, OUT[side] * c.between(0.04, 0.12)])
        ankle[1] = 0.06
        pole = np.array([0.5, 0.25, -OUT[side] * 1.2])
        s.leg(side, ankle, pole, point=c.between(10, 35))
    _arms(s, c, back=back)
    return s


def chair_sitting(body: Mannequin, c: Chance) -> Sketch:
    """On a seat 0.38 to 0.52 m high."""
    s = trunk(body, c, c.spine(SITTING), c.around(-20, 60, 3), c.around(-10, 10))
    s.put((c.between(0.38, 0.52) + body.seat_m) * UP, s.hips)
    for side in SIDES:
        ahead = body.lengths.thigh + c.around(-0.15, 0.2)
        ankle = s.hip(side) + np.array([ahead, 0.0, -OUT[side] * c.around(-0.05, 0.15, 0.03)])
        ankle[1] = body.ankle_m
        toes = unit([1.0, 0.0, -OUT[side] * c.between(0, 0.4)])
        s.leg(side, ankle, UP + toes, foot=flat_foot(toes))
    free_arms(s, c, ON_LAP)
    return s


def _arms(s: Sketch, c: Chance, *, back: bool) -> None:
    """On the lap or anywhere; of who leans back, propped on the floor behind."""
    for side in SIDES:
        if not back or c.often(0.1):
            one_arm(s, c, side, c.one_of(ON_LAP))
            continue
        z = -OUT[side]
        wrist = s.shoulder(side) + np.array([-c.between(0.02, 0.3), 0.0, z * c.between(0.02, 0.2)])
        wrist[1] = WRIST_M
        fingers = unit([c.one_of([-1.0, 1.0]), 0.0, z * 0.5])
        s.arm(side, wrist, np.array([-1.0, 0.0, z * 0.5]), fingers=fingers, palm=-UP)
