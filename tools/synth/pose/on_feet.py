"""On both feet, from the side: standing, sitting on a chair, bending down to the floor, and all between."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose
from tools.synth.pose.posture import UPRIGHT, Floats, Posture, Values
from tools.synth.rotations import about_x, unit

FEET_APART_M = 0.22
ANKLES_X = 0.0
TOES_FORWARD: Floats = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], np.float64)
"""A foot flat on the floor with its toes to the front, +x; columns as those of `UPRIGHT`."""
STANDING_REACH = 0.995
"""Hip to ankle of somebody who stands, of a straight leg."""
STANDING_X = 0.02
TRUNK_SHARE, TRUNK_MIDDLE = 0.62, 0.55
"""Of the weight, head and arms included, and how far up the trunk it hangs."""
BUTTOCKS_M = 0.085
"""Hip joints over the seat."""
OVER_FOOT_M = 0.05
"""The weight is so far before the ankles."""


class OnFeet(Posture):
    """Values (degrees unless said):

    down: 0 = standing, 1 = seated, or at the lowest point of bending down. sits: 1 = the way down leads to a
    chair behind the feet, 0 = the weight stays over them. lean: of the trunk, + forwards. lumbar: + round.
    depth: height of the hips at the lowest point, of that in standing (bending down only). reach: 0 = arms
    hang, 1 = hands at the box, which is `box_x` m before the ankles and `box_y` m high. feet: m by which the
    feet stand further back than under the knees of somebody who sits.
    """

    contacts: Mapping[str, tuple[str, ...]] = {"foot": ("footL", "footR")}
    seat_m = 0.46
    """Height of the chair."""

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs = self.limbs
        lean, lumbar = values.get("lean", 0.0), values.get("lumbar", 0.0)
        # The lumbar bend goes half up and half down, so that the line hips-shoulders keeps its lean.
        turns = limbs.trunk(
            UPRIGHT @ about_x(np.radians(lean - 0.5 * lumbar)),
            lumbar=lumbar,
            neck=-0.35 * lean,
        )
        ankle_y = 0.07 + offsets["foot"]
        ankles = {
            side: np.array([ANKLES_X, ankle_y, z])
            for side, z in (("L", -FEET_APART_M / 2), ("R", FEET_APART_M / 2))
        }
        hips = self._hips(values, ankle_y)
        posed = limbs.trunk_joints(turns, np.zeros(3))
        middle = (limbs.at(posed, "upperleg01.L") + limbs.at(posed, "upperleg01.R")) / 2
        root = np.array([hips[0] - middle[0], hips[1] - middle[1], -middle[2]])
        posed = limbs.trunk_joints(turns, root)
        for side, z in (("L", -1.0), ("R", 1.0)):
            limbs.place_leg(turns, posed, side, ankles[side], np.array([1.0, 0.15, 0.0]), foot=TOES_FORWARD)
            shoulder = limbs.at(posed, f"upperarm01.{side}")
            wrist = self._wrist(values, shoulder, hips, z)
            limbs.place_arm(
                turns,
                posed,
                side,
                wrist,
                pole=np.array([-1.0, 0.0, 0.25 * z]),
                fingers=unit(wrist - shoulder),
                palm=np.array([0.0, 0.0, -z]),
            )
        return Pose(turns, root)

    def _hips(self, values: Values, ankle_y: float) -> Floats:
        lengths = self.limbs.lengths
        down, lean = values.get("down", 0.0), np.radians(values.get("lean", 0.0))
        top = np.array([ANKLES_X + STANDING_X, ankle_y + STANDING_REACH * lengths.leg])
        if values.get("sits", 0.0):
            seat = np.array(
                [ANKLES_X - 0.93 * lengths.thigh + values.get("feet", 0.0), self.seat_m + BUTTOCKS_M]
            )
            sitting: Floats = top + (seat - top) * down
            return sitting
        low = ankle_y + (top[1] - ankle_y) * values.get("depth", 0.55)
        high = top[1] + (low - top[1]) * down
        over = TRUNK_SHARE * (TRUNK_MIDDLE * lengths.trunk) * np.sin(lean)
        balanced = ANKLES_X + OVER_FOOT_M - over
        return np.array([top[0] + (balanced - top[0]) * min(1.0, 3.0 * down), high])

    def _wrist(self, values: Values, shoulder: Floats, hips: Floats, z: float) -> Floats:
        arm, reach = self.limbs.lengths.arm, values.get("reach", 0.0)
        hanging = (
            shoulder
            + unit([0.16 + 0.5 * values.get("sits", 0.0) * values.get("down", 0.0), -1.0, 0.05 * z])
            * arm
            * 0.96
        )
        box = np.array([values.get("box_x", 0.25), values.get("box_y", 0.30), 0.16 * z])
        away = box - shoulder
        box = shoulder + away * min(1.0, 0.99 * arm / float(np.linalg.norm(away)))
        result: Floats = hanging + (box - hanging) * reach
        return result
