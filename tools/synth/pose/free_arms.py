"""Where the arms of somebody upright are: anywhere but in the trunk."""

from __future__ import annotations

import numpy as np

from tools.synth.pose.chance import Chance
from tools.synth.pose.mannequin import OUT, SIDES, Sketch
from tools.synth.pose.posture import Floats
from tools.synth.rotations import UP, unit

HABITS = ("hang", "hang", "hang", "hips", "folded", "anywhere", "anywhere", "overhead", "thighs", "head")


def free_arms(s: Sketch, c: Chance, habits: tuple[str, ...] = HABITS) -> None:
    """Lay out both arms, more often alike than not."""
    habit = c.one_of(habits)
    for side in SIDES:
        one_arm(s, c, side, habit if c.often(0.8) else c.one_of(habits))


def one_arm(s: Sketch, c: Chance, side: str, habit: str) -> None:
    """Lay out one arm."""
    out, thorax, shoulder, arm = OUT[side], s.thorax, s.shoulder(side), s.body.lengths.arm
    pole = thorax @ np.array([0.7 * out, -0.4, -0.6])
    if habit == "hips":
        wrist = s.hip(side) + s.pelvis @ np.array([0.10 * out, 0.10, c.between(-0.04, 0.06)])
        fingers = s.pelvis @ np.array([-0.4 * out, -0.3, 0.7])
        s.arm(side, wrist, s.pelvis @ np.array([out, 0.2, -0.6]), fingers=fingers)
        return
    if habit == "thighs" and side in s.knees:
        share = c.between(0.45, 1.0)
        wrist = s.hip(side) + share * (s.knees[side] - s.hip(side))
        thigh = unit(s.knees[side] - s.hip(side))
        front = s.pelvis[:, 2] - thigh * (thigh @ s.pelvis[:, 2])
        if np.linalg.norm(front) < 0.3:
            front = s.pelvis[:, 1] - thigh * (thigh @ s.pelvis[:, 1])
        wrist = wrist + 0.10 * unit(front)
        if np.linalg.norm(wrist - shoulder) <= arm:
            s.arm(side, wrist, pole, palm=-unit(front))
            return
        habit = "hang"
    s.arm(side, shoulder + _towards(s, c, side, habit), pole)


def _towards(s: Sketch, c: Chance, side: str, habit: str) -> Floats:
    """From the shoulder to the wrist (m)."""
    out, arm = OUT[side], s.body.lengths.arm
    thorax: Floats = s.thorax
    if habit == "folded":
        local = np.array([-out * c.between(0.14, 0.26), -c.between(0.12, 0.28), c.between(0.2, 0.26)])
    elif habit == "head":
        local = np.array([-out * 0.06, c.between(0.15, 0.25), c.between(-0.02, 0.06)])
    elif habit == "overhead":
        local = unit([out * c.between(-0.05, 0.7), 1.0, c.between(-0.1, 0.6)]) * arm * c.between(0.75, 0.99)
    elif habit == "beside":
        local = unit([out * c.between(0.2, 0.35), -1.0, c.around(-0.1, 0.3)]) * arm * 0.97
    elif habit == "anywhere":
        local = (
            unit([out * c.between(0, 1), c.between(-0.8, 1), c.between(-0.2, 1)]) * arm * c.between(0.6, 0.99)
        )
    else:  # Arms hang from the shoulders whatever the trunk does, but in front of it or beside it.
        down: Floats = -UP if thorax[1, 1] > -0.2 else thorax[:, 2]
        aside = thorax[:, 0] * out * c.between(0.15, 0.4) + thorax[:, 2] * c.around(-0.15, 0.4, 0.05)
        return unit(down + aside) * arm * c.between(0.88, 0.99)
    result: Floats = thorax @ local
    return result
