"""The plank on forearms and knees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose
from tools.synth.pose.plank import ELBOW_X, Plank
from tools.synth.pose.posture import PRONE, Values
from tools.synth.rotations import about_x, unit

KNEES_APART = 0.20
FOOT_DEG = 62.0
"""How far the toes point backwards."""


class KneelingPlank(Plank):
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
        thigh = lengths.thigh * 0.995
        root, turns = self._propped(
            values, elbow_y, knees, lambda leg: float(np.linalg.norm(leg[:2]) - thigh), pitch=0.3
        )
        posed = limbs.trunk_joints(turns, root)
        lifted = np.radians(values.get("shank", 0.0))
        back = np.array([-np.cos(lifted), np.sin(lifted), 0.0]) * lengths.shank
        foot = PRONE @ about_x(np.radians(FOOT_DEG) + lifted)
        for side in "LR":
            hip = limbs.at(posed, f"upperleg01.{side}")
            knee = hip + unit(knees[side] - hip) * lengths.thigh
            limbs.place_leg(turns, posed, side, knee + back, np.array([0.5, -1.0, 0.0]), knee=knee, foot=foot)
            self._rest_on_forearm(turns, posed, side, elbow_y, offsets["hand"])
        return Pose(turns, root)
