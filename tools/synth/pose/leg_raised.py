"""On the back with one leg raised and the other one on the mat."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose
from tools.synth.pose.posture import SUPINE, Posture, Values
from tools.synth.pose.rest import flat_trunk, lay_arm
from tools.synth.rotations import UP, about_x


class LegRaised(Posture):
    """Values (degrees unless said):

    raised: -1 = the left leg, 1 = the right one. up: of that leg from the mat. knee: its bend.
    rest: by how much the other leg is lifted. tilt: of the pelvis backwards, which lifts the hips.
    """

    contacts: Mapping[str, tuple[str, ...]] = {
        "pelvis": ("pelvis",),
        "back": ("back",),
        "hand": ("handL", "handR"),
        "head": ("head",),
    }
    settle_steps = 10

    def supports(self, values: Values) -> dict[str, tuple[str, ...]]:
        """See `Posture.supports`; it is settled once, in lying."""
        return dict(self.contacts) if not values else {}

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs, lengths = self.limbs, self.limbs.lengths
        turns, root = flat_trunk(limbs, offsets, values.get("tilt", 0.0))
        posed = limbs.trunk_joints(turns, root)
        foot = SUPINE @ about_x(np.radians(20.0))
        up_side = "L" if values.get("raised", 1.0) < 0 else "R"
        for side, z in (("L", 1.0), ("R", -1.0)):
            hip = limbs.at(posed, f"upperleg01.{side}")
            up = values.get("up", 0.0) if side == up_side else values.get("rest", 0.0)
            bend = values.get("knee", 0.0) if side == up_side else 0.0
            angle = np.radians(up)
            along = np.array([-np.cos(angle), np.sin(angle), 0.0])
            front = np.array([np.sin(angle), np.cos(angle), 0.0])
            knee = hip + along * lengths.thigh
            turn = np.radians(max(bend, 3.0))
            ankle = knee + (along * np.cos(turn) - front * np.sin(turn)) * lengths.shank
            if up < 1.0:
                ankle = np.array([hip[0] - lengths.leg * 0.996, 0.055, hip[2] + z * 0.04])
                limbs.place_leg(turns, posed, side, ankle, UP, foot=foot)
            else:
                limbs.place_leg(turns, posed, side, ankle, front, knee=knee)
            lay_arm(limbs, turns, posed, side, offsets["hand"])
        return Pose(turns, root)
