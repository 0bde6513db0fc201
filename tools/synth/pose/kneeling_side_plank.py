"""The side plank on the left forearm and knee; `mirrored` makes it the right one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose
from tools.synth.pose.posture import Values
from tools.synth.pose.side_plank import ELBOW_X, SidePlank
from tools.synth.rotations import unit

UPPER_KNEE = np.array([0.0, 0.105, 0.0])
"""The upper knee lies on the lower one (m)."""
KNEE_DEG = 90.0
SHANK_Y = 0.055


class KneelingSidePlank(SidePlank):
    """Values as of `SidePlank`, and knee: how far the knees are bent to the back (deg)."""

    contacts: Mapping[str, tuple[str, ...]] = {
        "elbow": ("forearmL",),
        "hand": ("handL",),
        "knee": ("kneeL",),
    }

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs, lengths = self.limbs, self.limbs.lengths
        elbow_y = 0.045 + offsets["elbow"]
        lower = np.array([ELBOW_X - lengths.trunk - lengths.thigh - 0.02, 0.06 + offsets["knee"], 0.0])
        root, turns = self._propped(values, elbow_y, lower, lower + UPPER_KNEE / 2, lengths.thigh)
        posed = limbs.trunk_joints(turns, root)
        bent = np.radians(values.get("knee", KNEE_DEG))
        back = np.array([-np.cos(bent), 0.0, -np.sin(bent)])
        for side, above in (("L", 0.0 * UPPER_KNEE), ("R", UPPER_KNEE)):
            hip = limbs.at(posed, f"upperleg01.{side}")
            knee = hip + unit(lower + above - hip) * lengths.thigh
            level = SHANK_Y + above[1] - knee[1]
            along = unit(back + np.array([0.0, level / lengths.shank, 0.0]))
            limbs.place_leg(
                turns, posed, side, knee + along * lengths.shank, posed.orientation[0][:, 2], knee=knee
            )
        self._arms(turns, posed, elbow_y, offsets["hand"])
        return Pose(turns, root)
