"""The bridge on one leg, the other one stretched out in line with the thigh."""

from __future__ import annotations

import numpy as np

from tools.synth.body.figure import Figure, Pose
from tools.synth.pose.bridge import Bridge
from tools.synth.pose.posture import SUPINE, Values
from tools.synth.rotations import UP, about_x, unit

FREE_FOOT_DEG = 25.0


class SingleLegBridge(Bridge):
    """Values as of `Bridge`, and (degrees unless said):

    out: 1 = the free leg is stretched out, 0 = its foot stands on the mat like the other one.
    low: how far the free thigh hangs below the standing one.
    """

    def __init__(self, figure: Figure, standing: str = "left") -> None:
        self.free = "R" if standing == "left" else "L"
        super().__init__(figure)

    def supports(self, values: Values) -> dict[str, tuple[str, ...]]:
        """See `Posture.supports`."""
        resting = super().supports(values)
        if values.get("out", 0.0) > 0:
            resting["foot"] = tuple(part for part in resting["foot"] if part[-1] != self.free)
        return resting

    def finished(self, pose: Pose) -> Pose:
        """See `Posture.finished`."""
        return super().finished(pose)

    def pose(self, values: Values | None = None) -> Pose:
        """The pose with its supports on the mat, the free leg stretched out by `out`."""
        values = values or {}
        pose = super().pose(values)
        out = values.get("out", 0.0)
        if out <= 0:
            return pose
        limbs, lengths, figure = self.limbs, self.limbs.lengths, self.figure
        posed = figure.kinematics(pose)
        stands = "L" if self.free == "R" else "R"
        hip, other = limbs.at(posed, f"upperleg01.{self.free}"), limbs.at(posed, f"upperleg01.{stands}")
        thigh = unit((limbs.at(posed, f"lowerleg01.{stands}") - other) * [1.0, 1.0, 0.0])
        low = np.radians(values.get("low", 0.0))
        down = np.array([-thigh[1], thigh[0], 0.0])  # the legs point to -x: a quarter turn goes down
        along = thigh * np.cos(low) + down * np.sin(low)
        stretched = hip + along * lengths.leg * 0.985
        ankle = (1 - out) * limbs.at(posed, f"foot.{self.free}") + out * stretched
        trunk = limbs.trunk_joints(pose.turns, pose.root)
        foot = SUPINE @ about_x(np.radians(FREE_FOOT_DEG) - np.arctan2(along[1], -along[0]))
        limbs.place_leg(pose.turns, trunk, self.free, ankle, UP, foot=foot if out >= 1 else None)
        return pose
