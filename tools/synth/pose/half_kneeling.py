"""Half kneeling: one knee on the mat, the other foot in front."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose
from tools.synth.pose.on_feet import TOES_FORWARD
from tools.synth.pose.posture import PRONE, UPRIGHT, Posture, Values
from tools.synth.pose.quadruped import KNEELING_FOOT_DEG, KNEES_X
from tools.synth.rotations import about_x, unit

KNEE_M = 0.07
APART_M = 0.20
FRONT_SHARE = 0.95
"""The foot in front stands so many thigh lengths before the kneeling knee."""


class HalfKneeling(Posture):
    """Values (degrees unless said):

    rear: -1 = the left knee is on the mat, 1 = the right one. open: the thigh that kneels from the vertical,
    + = the hips ahead of the knee. lean: of the trunk, + forwards. lumbar: - = hollow, the pelvis tips.
    """

    contacts: Mapping[str, tuple[str, ...]] = {}
    settle_steps = 0

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`; the lowest skin is put on the mat afterwards."""
        limbs, lengths = self.limbs, self.limbs.lengths
        lean, lumbar = values.get("lean", 0.0), values.get("lumbar", 0.0)
        rear, front = ("L", "R") if values.get("rear", 1.0) < 0 else ("R", "L")
        turns = limbs.trunk(UPRIGHT @ about_x(np.radians(lean - 0.5 * lumbar)), lumbar=lumbar)
        opened = np.radians(values.get("open", 0.0))
        hips = np.array([np.sin(opened), np.cos(opened), 0.0]) * lengths.thigh + [KNEES_X, KNEE_M, 0.0]
        posed = limbs.trunk_joints(turns, np.zeros(3))
        middle = (limbs.at(posed, "upperleg01.L") + limbs.at(posed, "upperleg01.R")) / 2
        root = hips - middle
        posed = limbs.trunk_joints(turns, root)
        hip = limbs.at(posed, f"upperleg01.{rear}")
        knee = np.array([KNEES_X, KNEE_M, hip[2]])
        knee = hip + unit(knee - hip) * lengths.thigh
        foot = PRONE @ about_x(np.radians(KNEELING_FOOT_DEG))
        ankle = knee - np.array([lengths.shank, 0.0, 0.0])
        limbs.place_leg(turns, posed, rear, ankle, np.array([0.5, -1.0, 0.0]), knee=knee, foot=foot)
        z = -APART_M / 2 if front == "L" else APART_M / 2
        stands = np.array([KNEES_X + FRONT_SHARE * lengths.thigh, 0.075, z])
        limbs.place_leg(turns, posed, front, stands, np.array([1.0, 0.4, 0.0]), foot=TOES_FORWARD)
        thigh = limbs.knee(limbs.at(posed, f"upperleg01.{front}"), stands, np.array([1.0, 0.4, 0.0]))[0]
        over = thigh + np.array([-0.09, 0.07, 0.0])
        for side, out in (("L", -1.0), ("R", 1.0)):
            limbs.place_arm(
                turns,
                posed,
                side,
                over + np.array([0.0, 0.0, 0.05 * out]),
                pole=np.array([-0.3, -0.5, 0.8 * out]),
                fingers=np.array([0.9, -0.4, 0.0]),
                palm=np.array([-0.2, -1.0, 0.0]),
            )
        return Pose(turns, root, grounded=False)
