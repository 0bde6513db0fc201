"""On the back with arms and knees up, an arm and a leg reached out: the dead bug."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tools.synth.body.figure import Figure, Pose
from tools.synth.pose.lying import rest_head
from tools.synth.pose.mannequin import OUT, SIDES, Mannequin, Sketch
from tools.synth.pose.posture import SUPINE
from tools.synth.rotations import unit

ARM_UP_DEG, ARM_OUT_DEG = 88.0, 12.0
"""Over the head's end of the floor: at rest, and reached out beside the ear."""
THIGH_UP_DEG, THIGH_OUT_DEG = 90.0, 22.0
"""Over the feet's end of the floor: at rest, and reached out."""
BENT_DEG, STRAIGHT_DEG = 90.0, 8.0
"""Bend of the knee."""


class Reached(NamedTuple):
    """One moment.

    Attributes:
        arms, legs: left and right, 0 = up, 1 = reached out.
        lumbar: degrees, + = hollow.
        drift: degrees by which the thighs that stay sink towards the floor.
    """

    arms: tuple[float, float] = (0.0, 0.0)
    legs: tuple[float, float] = (0.0, 0.0)
    lumbar: float = 0.0
    drift: float = 0.0


class DeadBug:
    """Poses of one figure."""

    def __init__(self, figure: Figure) -> None:
        self._body = Mannequin(figure)

    def pose(self, now: Reached) -> Pose:
        """The pose, the trunk's lowest skin on the mat."""
        s = Sketch(self._body, SUPINE, {"lumbar": -now.lumbar})
        s.lie("back", "pelvis")
        rest_head(s, 0.0)
        for number, side in enumerate(SIDES):
            self._leg(s, side, now.legs[number], now.drift)
            self._arm(s, side, now.arms[number])
        return s.pose()

    @staticmethod
    def _leg(s: Sketch, side: str, out: float, drift: float) -> None:
        up = np.radians(THIGH_UP_DEG + (THIGH_OUT_DEG - THIGH_UP_DEG) * out - drift * (1.0 - out))
        bend = BENT_DEG + (STRAIGHT_DEG - BENT_DEG) * out
        thigh = np.array([-np.cos(up), np.sin(up), OUT[side] * 0.04])
        s.bent_leg(side, thigh, bend, np.array([np.sin(up), np.cos(up), 0.0]), 15.0)

    def _arm(self, s: Sketch, side: str, out: float) -> None:
        up = np.radians(ARM_UP_DEG + (ARM_OUT_DEG - ARM_UP_DEG) * out)
        aim = np.array([np.cos(up), np.sin(up), OUT[side] * (0.02 + 0.16 * out)])
        wrist = s.shoulder(side) + unit(aim) * self._body.lengths.arm * 0.97
        s.arm(side, wrist, np.array([0.0, -0.3, OUT[side]]))
