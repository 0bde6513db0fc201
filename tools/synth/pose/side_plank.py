"""The side plank on the left forearm; `mirrored` makes it the right one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose, Posed
from tools.synth.pose.posture import ON_LEFT_SIDE, Floats, Posture, Values, bend_in_plane
from tools.synth.pose.solve import least_squares
from tools.synth.rotations import AHEAD, UP, about, about_z, unit

ELBOW_X = 0.62
UPPER_ANKLE = np.array([0.03, 0.085, -0.05])
"""The upper foot lies on and a little behind the lower one (m, from its ankle)."""
SIDE_BEND = -0.45
"""Degrees of side bend of the spine for a degree of drop, unless given: the waist hangs through as well."""


class SidePlank(Posture):
    """Values (deg): sag, + = pelvis dropped; lateral, side bend to the left; roll, + = chest to the floor."""

    contacts: Mapping[str, tuple[str, ...]] = {
        "elbow": ("forearmL",),
        "hand": ("handL",),
        "foot": ("footL",),
    }

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs, lengths = self.limbs, self.limbs.lengths
        elbow_y = 0.045 + offsets["elbow"]
        lower = np.array([ELBOW_X - lengths.trunk - lengths.leg - 0.02, 0.05 + offsets["foot"], 0.03])
        root, turns = self._trunk(values, elbow_y, lower)
        posed = limbs.trunk_joints(turns, root)
        pelvis = posed.orientation[0]
        limbs.place_leg(turns, posed, "L", lower, pelvis[:, 2])
        limbs.place_leg(turns, posed, "R", lower + UPPER_ANKLE, pelvis[:, 2])
        self._arms(turns, posed, elbow_y, offsets["hand"])
        return Pose(turns, root)

    def _arms(self, turns: dict[str, Floats], posed: Posed, elbow_y: float, hand_m: float) -> None:
        """The lower forearm on the mat, the upper hand on the hip; `hand_m`: how much it is shifted up."""
        limbs, lengths = self.limbs, self.limbs.lengths
        pelvis = posed.orientation[0]
        shoulder = limbs.at(posed, "upperarm01.L")
        elbow = shoulder + unit([ELBOW_X - shoulder[0], elbow_y - shoulder[1], 0.02]) * lengths.upper_arm
        along = unit([0.15, hand_m / lengths.forearm, 1.0])
        limbs.place_arm(
            turns,
            posed,
            "L",
            elbow + along * lengths.forearm,
            elbow=elbow,
            fingers=unit(along * [1, 0, 1]),
            palm=-UP,
        )
        on_hip = limbs.at(posed, "upperleg01.R") + pelvis @ np.array([-0.075, 0.10, 0.045])
        limbs.place_arm(
            turns,
            posed,
            "R",
            on_hip,
            pole=pelvis @ np.array([-1.0, 0.2, -0.8]),
            fingers=unit(pelvis @ np.array([0.3, -0.35, 0.8])),
            palm=pelvis @ np.array([1.0, 0.2, -0.3]),
        )

    def _trunk(self, values: Values, elbow_y: float, lower: Floats) -> tuple[Floats, dict[str, Floats]]:
        """Solve where the pelvis is when the leg ends in the lower ankle."""
        reach = self.limbs.lengths.leg * 0.998
        return self._propped(values, elbow_y, lower, lower + UPPER_ANKLE / 2, reach)

    def _propped(
        self, values: Values, elbow_y: float, lower: Floats, middle: Floats, reach: float
    ) -> tuple[Floats, dict[str, Floats]]:
        """The trunk between the elbow and what it rests on: a point `lower`, as far from the lower hip as
        `reach`, and the point `middle` that ends the line from the shoulders.
        """
        limbs, lengths = self.limbs, self.limbs.lengths
        sag = values.get("sag", 0.0)
        lateral = values.get("lateral", SIDE_BEND * sag)
        axes = about(AHEAD, np.radians(values.get("roll", 0.0))) @ ON_LEFT_SIDE

        def trunk(x: Floats) -> tuple[Floats, dict[str, Floats]]:
            return np.array([x[0], x[1], 0.0]), limbs.trunk(axes @ about_z(x[2]), lateral=lateral)

        def residuals(x: Floats) -> list[float]:
            root, turns = trunk(x)
            posed = limbs.trunk_joints(turns, root)
            propped = limbs.at(posed, "upperarm01.L") - [ELBOW_X, elbow_y, 0]
            leg = limbs.at(posed, "upperleg01.L") - lower
            bend = bend_in_plane(limbs.middle(posed, "shoulder"), limbs.middle(posed, "hip"), middle)
            return [
                float(np.linalg.norm(propped[:2]) - lengths.upper_arm * 0.99),
                float(np.linalg.norm(leg[:2]) - reach),
                bend - np.radians(sag),
            ]

        return trunk(least_squares(residuals, [ELBOW_X - lengths.trunk, 0.35, 0.1]))


MIRROR = np.diag([-1.0, 1.0, 1.0])


def mirrored(pose: Pose) -> Pose:
    """Left and right swapped by reflection in the plane x = 0; the head then points to -x."""
    turns = {_other(bone): MIRROR @ turn @ MIRROR for bone, turn in pose.turns.items()}
    return Pose(turns, pose.root * np.array([-1.0, 1.0, 1.0]), pose.belly_m, pose.grounded)


def _other(bone: str) -> str:
    swap = {".L": ".R", ".R": ".L"}
    return bone[:-2] + swap[bone[-2:]] if bone[-2:] in swap else bone
