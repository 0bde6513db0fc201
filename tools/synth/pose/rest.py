"""Postures before and after an exercise: kneeling upright, lying flat; parts of lying on the back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose, Posed
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.posture import PRONE, SUPINE, UPRIGHT, Floats, Posture, Values
from tools.synth.pose.quadruped import KNEELING_FOOT_DEG, KNEES_X, SIDE_Z
from tools.synth.rotations import UP, about_x, unit

LIFT_M_PER_DEG = 0.0014
"""The hips come up by so much for each degree that the pelvis tips back, over the rounding buttocks."""
HEAD_M = 0.22
"""From the lowest neck joint to the back of the head."""


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
        turns, root = flat_trunk(limbs, offsets)
        posed = limbs.trunk_joints(turns, root)
        foot = SUPINE @ about_x(np.radians(35.0))
        for side, z in (("L", 1.0), ("R", -1.0)):
            hip = limbs.at(posed, f"upperleg01.{side}")
            ankle = np.array([hip[0] - lengths.leg * 0.996, 0.05 + offsets["foot"], hip[2] + z * 0.06])
            limbs.place_leg(turns, posed, side, ankle, UP, foot=foot)
            lay_arm(limbs, turns, posed, side, offsets["hand"])
        return Pose(turns, root)


def flat_trunk(
    limbs: Limbs, offsets: Mapping[str, float], tilt: float = 0.0
) -> tuple[dict[str, Floats], Floats]:
    """Turns and root of a trunk on the mat, with the head on it, too.

    Args:
        limbs: of the body.
        offsets: of the contacts "pelvis", "back" and "head", metres.
        tilt: of the pelvis backwards, which rounds the lower back and lifts the hips, degrees.
    """
    trunk_m, lift = limbs.lengths.trunk, LIFT_M_PER_DEG * tilt
    flat = np.degrees((offsets["back"] - offsets["pelvis"] - lift) / trunk_m)
    neck = np.clip(np.degrees((offsets["head"] - offsets["back"]) / HEAD_M), -40, 40)
    neck = neck + np.degrees(lift / trunk_m)
    turns = limbs.trunk(SUPINE @ about_x(np.radians(flat - tilt)), lumbar=tilt, neck=float(neck))
    return turns, np.array([-0.06, 0.12 + offsets["pelvis"] + lift, 0.0])


def lay_arm(
    limbs: Limbs, turns: dict[str, Floats], posed: Posed, side: str, hand_m: float, reach: float = 0.95
) -> None:
    """An arm on the mat beside a body on its back; `turns` gets its bones'.

    Args:
        limbs: of the body.
        turns: of the bones so far.
        posed: the trunk.
        side: "L" or "R".
        hand_m: how much the hand is shifted up, metres.
        reach: share of the arm's length that it spans along the body.
    """
    z = 1.0 if side == "L" else -1.0
    shoulder = limbs.at(posed, f"upperarm01.{side}")
    wrist = np.array([shoulder[0] - limbs.lengths.arm * reach, 0.04 + hand_m, shoulder[2] + z * 0.14])
    pole, fingers = np.array([0.0, -0.15, z]), np.array([-1.0, 0.0, 0.0])
    limbs.place_arm(turns, posed, side, wrist, pole=pole, fingers=fingers, palm=-UP)
