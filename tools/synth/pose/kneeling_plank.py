"""The plank on forearms and knees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose
from tools.synth.pose.plank import ELBOW_X, HANDS_IN, HEAD_DEG, NECK_DEG
from tools.synth.pose.posture import PRONE, Floats, Posture, Values, bend_in_plane
from tools.synth.pose.solve import least_squares
from tools.synth.rotations import about_x, unit

KNEES_APART = 0.20
FOOT_DEG = 62.0
"""How far the toes point backwards."""


class KneelingPlank(Posture):
    """Values (degrees unless said):

    sag: shoulder-hip-knee away from straight, + = hips towards the floor, - = pike.
    lumbar: bend of the lumbar spine, + = round; independent of sag, which the hips make up for.
    shank: how far the lower legs are lifted off the mat; 0 = they lie on it. neck: + = chin to chest.
    shift: pelvis to the body's left (m).
    """

    contacts: Mapping[str, tuple[str, ...]] = {
        "elbow": ("forearmL", "forearmR"),
        "hand": ("handL", "handR"),
        "knee": ("kneeL", "kneeR"),
    }

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs, lengths = self.limbs, self.limbs.lengths
        elbow_y, knee_y = 0.045 + offsets["elbow"], 0.05 + offsets["knee"]
        rise = lengths.upper_arm + elbow_y - knee_y
        knees_x = ELBOW_X - float(np.sqrt((lengths.trunk + lengths.thigh) ** 2 - rise**2))
        knees = {
            side: np.array([knees_x, knee_y, z])
            for side, z in (("L", -KNEES_APART / 2), ("R", KNEES_APART / 2))
        }
        root, turns = self._trunk(values, elbow_y, knees)
        posed = limbs.trunk_joints(turns, root)
        lifted = np.radians(values.get("shank", 0.0))
        back = np.array([-np.cos(lifted), np.sin(lifted), 0.0]) * lengths.shank
        foot = PRONE @ about_x(np.radians(FOOT_DEG) + lifted)
        for side, z in (("L", -1.0), ("R", 1.0)):
            hip = limbs.at(posed, f"upperleg01.{side}")
            knee = hip + unit(knees[side] - hip) * lengths.thigh
            limbs.place_leg(turns, posed, side, knee + back, np.array([0.5, -1.0, 0.0]), knee=knee, foot=foot)
            shoulder = limbs.at(posed, f"upperarm01.{side}")
            flat = float(np.linalg.norm((shoulder - [ELBOW_X, elbow_y, 0])[:2]))
            aside = np.sqrt(max(lengths.upper_arm**2 - flat**2, 0.0))
            elbow = np.array([ELBOW_X, elbow_y, shoulder[2] + z * aside])
            elbow = shoulder + unit(elbow - shoulder) * lengths.upper_arm
            along = unit(np.array([1.0, offsets["hand"] / lengths.forearm, -z * HANDS_IN]))
            limbs.place_arm(
                turns,
                posed,
                side,
                elbow + along * lengths.forearm,
                elbow=elbow,
                fingers=unit(along * [1, 0, 1]),
                palm=np.array([0.0, -1.0, -z * 0.3]),
            )
        return Pose(turns, root)

    def _trunk(
        self, values: Values, elbow_y: float, knees: dict[str, Floats]
    ) -> tuple[Floats, dict[str, Floats]]:
        """Solve where the pelvis is and how it is tilted."""
        limbs, lengths = self.limbs, self.limbs.lengths
        sag, lumbar = np.radians(values.get("sag", 0.0)), values.get("lumbar", 0.0)
        knee = (knees["L"] + knees["R"]) / 2
        shift = -values.get("shift", 0.0)  # the body's left is away from the camera

        def trunk(x: Floats) -> tuple[Floats, dict[str, Floats]]:
            turns = limbs.trunk(
                PRONE @ about_x(x[2]), lumbar=lumbar, neck=NECK_DEG + values.get("neck", 0.0), head=HEAD_DEG
            )
            return np.array([x[0], x[1], shift]), turns

        def residuals(x: Floats) -> list[float]:
            root, turns = trunk(x)
            posed = limbs.trunk_joints(turns, root)
            shoulder, hip = limbs.middle(posed, "shoulder"), limbs.middle(posed, "hip")
            thigh = limbs.at(posed, "upperleg01.L") - knees["L"]
            return [
                float(np.linalg.norm((shoulder - [ELBOW_X, elbow_y, 0])[:2]) - lengths.upper_arm * 0.985),
                float(np.linalg.norm(thigh[:2]) - lengths.thigh * 0.995),
                bend_in_plane(shoulder, hip, knee) - sag,
            ]

        return trunk(least_squares(residuals, [ELBOW_X - lengths.trunk, 0.3, 0.3]))
