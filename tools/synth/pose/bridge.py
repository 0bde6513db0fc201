"""The bridge, and lying on the back with the knees bent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Figure, Pose, Posed
from tools.synth.pose.posture import FLAT_FOOT, MAT_M, SUPINE, Floats, Posture, Values, bend_in_plane
from tools.synth.pose.rest import lay_arm
from tools.synth.pose.solve import bisect, least_squares
from tools.synth.rotations import UP, about_x, unit

SHOULDERS_X = 0.42
FEET_FROM_SHOULDERS = (0.50, 0.70)
"""Metres, and leg lengths: with these the shanks stand about upright at the top."""
FEET_APART = 0.26
LYING_DEG = 15.0
"""A bend beyond this starts the solver from lying down."""
HEAD_DEG = -6.0
ARM_REACH = 0.93


class Bridge(Posture):
    """Values (degrees unless said):

    drop: shoulder-hip-knee away from straight, + = hips below the line; `lying` = pelvis on the mat.
    lumbar: - = hollow, independent of drop. belly: m, + = out. on_belly: 1 = the hands lie there.
    """

    contacts: Mapping[str, tuple[str, ...]] = {
        "back": ("back",),
        "foot": ("footL", "footR"),
        "hand": ("handL", "handR"),
    }
    refine_steps = 2

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self.lying = self.touching("drop", 20.0, 90.0, "pelvis")
        """The drop (deg) at which the pelvis rests on the mat."""

    def supports(self, values: Values) -> dict[str, tuple[str, ...]]:
        """See `Posture.supports`."""
        resting = dict(self.contacts)
        if values.get("on_belly"):
            del resting["hand"]
        return resting

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs, lengths = self.limbs, self.limbs.lengths
        feet_x = SHOULDERS_X - FEET_FROM_SHOULDERS[0] - FEET_FROM_SHOULDERS[1] * lengths.leg
        ankles = {
            side: np.array([feet_x, 0.07 + offsets["foot"], z])
            for side, z in (("L", FEET_APART / 2), ("R", -FEET_APART / 2))
        }
        root, turns = self._trunk(values, 0.09 + offsets["back"], ankles)
        posed = limbs.trunk_joints(turns, root)
        for side, z in (("L", 1.0), ("R", -1.0)):
            limbs.place_leg(turns, posed, side, ankles[side], UP, foot=FLAT_FOOT)
            if values.get("on_belly"):
                self._hand_on_belly(turns, posed, side, z, values.get("belly", 0.0))
            else:
                lay_arm(limbs, turns, posed, side, offsets["hand"], ARM_REACH)
        return Pose(turns, root, values.get("belly", 0.0))

    def finished(self, pose: Pose) -> Pose:
        """Bend the neck until the head just lies on the mat."""
        posed = self.limbs.trunk_joints(pose.turns, pose.root)
        self._rest_head(pose.turns, posed)
        return pose

    def _trunk(
        self, values: Values, back_y: float, ankles: dict[str, Floats]
    ) -> tuple[Floats, dict[str, Floats]]:
        limbs = self.limbs
        drop, lumbar = values.get("drop", 0.0), values.get("lumbar", 0.0)

        def trunk(x: Floats) -> tuple[Floats, dict[str, Floats]]:
            return np.array([x[0], x[1], 0.0]), limbs.trunk(SUPINE @ about_x(x[2]), lumbar=lumbar)

        def residuals(x: Floats) -> list[float]:
            root, turns = trunk(x)
            posed = limbs.trunk_joints(turns, root)
            knees = [limbs.knee(limbs.at(posed, f"upperleg01.{s}"), ankles[s], UP)[0] for s in "LR"]
            # The trunk rolls over a spot between the shoulder blades.
            spot = 0.25 * limbs.at(posed, "spine01") + 0.75 * limbs.at(posed, "neck01")
            bend = bend_in_plane(
                limbs.middle(posed, "shoulder"), limbs.middle(posed, "hip"), (knees[0] + knees[1]) / 2
            )
            return [float(spot[0] - SHOULDERS_X), float(spot[1] - back_y), bend - np.radians(drop)]

        low = drop > LYING_DEG
        return trunk(
            least_squares(residuals, [SHOULDERS_X - 0.45, 0.12 if low else 0.2, 0.0 if low else 0.3])
        )

    def _rest_head(self, turns: dict[str, Floats], posed: Posed) -> None:
        """Bend the neck until the head just lies on the mat; `turns` gets the neck's."""
        limbs, figure = self.limbs, self.figure
        skin, number = self.parts["head"], figure.index["head"]
        chain = figure.ancestry("head")

        def height(neck: float) -> float:
            turns.update(
                {k: v for k, v in limbs.trunk(SUPINE, neck=neck, head=HEAD_DEG).items() if k in NECK_BONES}
            )
            head = figure.kinematics(Pose(turns, self._root_of(posed)), chain)
            rigid = (figure.vertices[skin] - figure.heads[number]) @ head.orientation[number].T
            return float((rigid + head.head[number])[:, 1].min()) - MAT_M

        height(bisect(height, -40.0, 80.0, steps=14))

    def _root_of(self, posed: Posed) -> Floats:
        figure = self.figure
        result: Floats = posed.head[0] - posed.orientation[0] @ (figure.heads[0] - figure.root_tail)
        return result

    def _hand_on_belly(
        self, turns: dict[str, Floats], posed: Posed, side: str, z: float, belly: float
    ) -> None:
        """Fingertips on the flanks, inside the pelvic bones, where one feels the muscle."""
        pelvis = posed.orientation[0]
        left = 1.0 if side == "L" else -1.0
        wrist = self.limbs.at(posed, f"upperleg01.{side}") + pelvis @ np.array(
            [0.075 * left, 0.12, 0.10 + 0.3 * belly]
        )
        self.limbs.place_arm(
            turns,
            posed,
            side,
            wrist,
            pole=np.array([0.2, -0.6, z]),
            fingers=unit(pelvis @ np.array([-0.8 * left, -0.5, 0.25])),
            palm=pelvis @ np.array([-0.25 * left, 0.0, -1.0]),
        )


NECK_BONES = ("neck01", "neck02", "neck03", "head")
