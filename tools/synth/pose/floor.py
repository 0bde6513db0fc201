"""A free posture and the floor: limbs do not go through it, and the lowest skin lies on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Pose, Posed
from tools.synth.pose.mannequin import EVERY
from tools.synth.pose.posture import MAT_M
from tools.synth.rotations import UP, about, about_z, cross, unit

Floats = NDArray[np.float64]

DIGITS = ("finger", "metacarpal", "toe")
GIVE_M = 0.025
"""Fingers and toes may be so far in the mat: they give way, and the renderer lays them flat."""
LIMBS = {
    "upperarm01": ("upperarm", "lowerarm", "wrist", "finger", "metacarpal"),
    "upperleg01": ("upperleg02", "lowerleg", "foot", "toe"),
}
PASSES = 3
SUNK_M = 0.008
LEAST_LEVER_M, MOST_RAD = 0.10, 0.35


class Floor:
    """Puts poses of one figure on the mat."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        count = len(figure.vertices)
        self._limbs = {
            f"{root}.{s}": figure.moved_by(*bones, side=s)[::EVERY]
            for root, bones in LIMBS.items()
            for s in "LR"
        }
        limbs = np.concatenate(list(self._limbs.values()))
        moved = np.concatenate([figure.moved_by(*bones) for bones in LIMBS.values()])
        self._trunk = np.setdiff1d(np.arange(count), moved)[::EVERY]
        self._looked_at = np.concatenate([self._trunk, limbs])
        self._digits = np.isin(self._looked_at, figure.moved_by(*DIGITS))

    def put_down(self, pose: Pose) -> Posed:
        """Shift a pose until its lowest skin lies on the mat, its middle over the origin; changes `pose`."""
        posed = self._figure.kinematics(pose)
        skin = self._figure.skin(posed, self._looked_at)
        by = -(skin.min(axis=0) + skin.max(axis=0)) / 2
        by[1] = MAT_M - float((skin[:, 1] + GIVE_M * self._digits).min())
        pose.root = pose.root + by
        return Posed(posed.orientation, posed.head + by, posed.belly_m)

    def clear(self, pose: Pose) -> None:
        """Turn arms and legs up about shoulder and hip as far as they are lower than the trunk lies."""
        figure = self._figure
        for _ in range(PASSES):
            posed = figure.kinematics(pose)
            floor = float(figure.skin(posed, self._trunk)[:, 1].min())
            sunk = False
            for root, part in self._limbs.items():
                skin = figure.skin(posed, part)
                lowest = skin[skin[:, 1].argmin()]
                if floor - lowest[1] > SUNK_M:
                    sunk = True
                    self._raise(pose, posed, root, lowest, floor - lowest[1])
            if not sunk:
                break

    def level(self, pose: Pose) -> None:
        """Turn the whole pose about z until its lowest arm and its lowest leg are equally high."""
        for _ in range(PASSES):
            posed = self._figure.kinematics(pose)
            skins = {root: self._figure.skin(posed, part) for root, part in self._limbs.items()}
            arms, legs = (
                np.concatenate([skin for root, skin in skins.items() if root.startswith(start)])
                for start in LIMBS
            )
            arm, leg = arms[arms[:, 1].argmin()], legs[legs[:, 1].argmin()]
            slope = float(np.arctan((arm[1] - leg[1]) / (arm[0] - leg[0] + 1e-9)))
            pose.turns["root"] = about_z(-np.clip(slope, -MOST_RAD, MOST_RAD)) @ pose.turns["root"]

    def _raise(self, pose: Pose, posed: Posed, root: str, lowest: Floats, by_m: float) -> None:
        number = self._figure.index[root]
        lever = (lowest - posed.head[number]) * [1.0, 0.0, 1.0]
        far = max(float(np.linalg.norm(lever)), LEAST_LEVER_M)
        turn = about(cross(unit(lever), UP), min(by_m / far, MOST_RAD))
        above = posed.orientation[self._figure.parents[number]]
        pose.turns[root] = above.T @ turn @ above @ pose.turns[root]
