"""Postures before and after an exercise: kneeling upright, lying flat."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose
from tools.synth.pose.posture import PRONE, SUPINE, UPRIGHT, Posture, Values
from tools.synth.pose.quadruped import KNEELING_FOOT_DEG, KNEES_X, SIDE_Z
from tools.synth.rotations import UP, about_x, unit


class TallKneel(Posture):
    """Upright on the knees, where the quadruped's knees are. Values: lean (deg, + = forwards)."""

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`; the lowest skin is put on the mat afterwards."""
        limbs, lengths = self.limbs, self.limbs.lengths
        turns = limbs.trunk(UPRIGHT @ about_x(np.radians(4.0 + values.get("lean", 0.0))))
        root = np.array([KNEES_X, lengths.thigh + 0.07, 0.0])
        posed = limbs.trunk_joints(turns, root)
        foot = PRONE @ about_x(np.radians(KNEELING_FOOT_DEG))
        for side, z in SIDE_Z.items():
            knee = limbs.at(posed, f"upperleg01.{side}") + unit([0.03, -1.0, 0.0]) * lengths.thigh
            ankle = knee - np.array([lengths.shank, 0.0, 0.0])
            limbs.place_leg(turns, posed, side, ankle, np.array([0.5, -1.0, 0.0]), knee=knee, foot=foot)
            shoulder = limbs.at(posed, f"upperarm01.{side}")
            wrist = shoulder + unit([0.10, -1.0, z * 0.06]) * lengths.arm * 0.97
            limbs.place_arm(
                turns,
                posed,
                side,
                wrist,
                pole=np.array([-1.0, 0.0, z * 0.3]),
                fingers=np.array([0.1, -1.0, 0.0]),
                palm=np.array([0.0, 0.0, -z]),
            )
        return Pose(turns, root, grounded=False)


class LyingFlat(Posture):
    """On the back with straight legs, arms beside the body. Values: none."""

    contacts: Mapping[str, tuple[str, ...]] = {
        "pelvis": ("pelvis",),
        "back": ("back",),
        "foot": ("footL", "footR"),
        "hand": ("handL", "handR"),
        "head": ("head",),
    }
    settle_steps = 10

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs, lengths = self.limbs, self.limbs.lengths
        pitch = np.degrees((offsets["back"] - offsets["pelvis"]) / lengths.trunk)
        head_m = 0.22  # from the lowest neck joint to the back of the head
        neck = np.clip(np.degrees((offsets["head"] - offsets["back"]) / head_m), -40, 40)
        turns = limbs.trunk(SUPINE @ about_x(np.radians(pitch)), neck=float(neck))
        root = np.array([-0.06, 0.12 + offsets["pelvis"], 0.0])
        posed = limbs.trunk_joints(turns, root)
        foot = SUPINE @ about_x(np.radians(35.0))
        for side, z in (("L", 1.0), ("R", -1.0)):
            hip, shoulder = limbs.at(posed, f"upperleg01.{side}"), limbs.at(posed, f"upperarm01.{side}")
            ankle = np.array([hip[0] - lengths.leg * 0.996, 0.05 + offsets["foot"], hip[2] + z * 0.06])
            limbs.place_leg(turns, posed, side, ankle, UP, foot=foot)
            wrist = np.array(
                [shoulder[0] - lengths.arm * 0.95, 0.04 + offsets["hand"], shoulder[2] + z * 0.14]
            )
            limbs.place_arm(
                turns,
                posed,
                side,
                wrist,
                pole=np.array([0.0, -0.15, z]),
                fingers=np.array([-1.0, 0, 0]),
                palm=-UP,
            )
        return Pose(turns, root)
