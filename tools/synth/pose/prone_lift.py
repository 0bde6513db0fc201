"""Lying on the front, chest and legs lifted a little: the prone back extension."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tools.synth.body.figure import Figure, Pose
from tools.synth.pose.limbs import NECK
from tools.synth.pose.mannequin import OUT, SIDES, Mannequin, Sketch
from tools.synth.pose.posture import MAT_M, PRONE, Floats
from tools.synth.pose.solve import bisect
from tools.synth.rotations import UP, unit

WRIST_M = 0.04
FOOT_DEG = 55.0
"""How far the toes point."""
LEG_REST_DEG = -2.0
"""A thigh at rest points so far down from its hip, which lies on the pelvis."""


class Lifted(NamedTuple):
    """One moment; degrees unless said.

    Attributes:
        lumbar, thoracic: + = hollow, how far the spine is extended.
        left_leg, right_leg: how far the straight leg is above where it rests.
        arms: how far the arms are above the floor, from the shoulder.
        head: + = thrown back, against the chest.
        knees: how far they are bent.
        hips: m, how far the pelvis is off the mat.
    """

    lumbar: float = 0.0
    thoracic: float = 0.0
    left_leg: float = 0.0
    right_leg: float = 0.0
    arms: float = 0.0
    head: float = 0.0
    knees: float = 0.0
    hips: float = 0.0


class ProneLift:
    """Poses of one figure. `ahead`: the arms lie beside the head; else beside the body."""

    def __init__(self, figure: Figure, *, ahead: bool = True) -> None:
        self._body, self._ahead = Mannequin(figure), ahead
        resting = Sketch(self._body, PRONE, {})
        resting.lie("back", "pelvis")
        self._orientation, self._root = resting.turns["root"], resting.root
        self._neck = self._resting_neck(resting)

    def pose(self, now: Lifted) -> Pose:
        """The pose, with the pelvis on the mat (or above it by `hips`)."""
        spine = {
            "lumbar": -now.lumbar,
            "thoracic": -now.thoracic,
            "neck": self._neck - now.head,
            "head": 0.0,
        }
        s = Sketch(self._body, self._orientation, spine, self._root + now.hips * UP)
        for side, up in zip(SIDES, (now.left_leg, now.right_leg), strict=True):
            self._leg(s, side, up, now)
            self._arm(s, side, now)
        pose = s.pose()
        pose.grounded = True  # the pelvis lies where it lay
        return pose

    def _leg(self, s: Sketch, side: str, up_deg: float, now: Lifted) -> None:
        slope = np.radians(up_deg + LEG_REST_DEG)
        out = OUT[side] * 0.06
        if now.hips > 0.0:  # knees stay on the mat
            slope -= np.arcsin(min(now.hips / self._body.lengths.thigh, 0.9))
        thigh = np.array([-np.cos(slope), np.sin(slope), -out])
        s.bent_leg(side, thigh, now.knees + 2.0, -UP, FOOT_DEG)

    def _arm(self, s: Sketch, side: str, now: Lifted) -> None:
        shoulder, length, z = s.shoulder(side), self._body.lengths.arm * 0.97, -OUT[side]
        along = np.array([1.0, 0.0, 0.30 * z]) if self._ahead else np.array([-1.0, 0.0, 0.22 * z])
        level = unit(along)
        drop = min(max(float(shoulder[1]) - WRIST_M, 0.0), 0.5 * length)
        rests = -np.degrees(np.arcsin(drop / length))
        slope = np.radians(rests + (-rests) * min(now.arms / 10.0, 1.0) + max(now.arms - 10.0, 0.0))
        wrist = shoulder + length * (np.cos(slope) * level + np.sin(slope) * UP)
        palm = -UP if self._ahead else UP
        fingers = np.cos(0.6 * slope) * level + np.sin(max(0.6 * slope, 0.0)) * UP
        s.arm(side, wrist, np.array([0.0, 0.35, z]), fingers=fingers, palm=palm)

    def _resting_neck(self, s: Sketch) -> float:
        """The bend (deg) at which the face just lies on the mat."""
        figure, skin = self._body.figure, self._body.parts["head"]
        number, chain = figure.index["head"], figure.ancestry("head")

        def below(neck: float) -> float:
            turns = dict(s.turns)
            turned = s.limbs.trunk(self._orientation, neck=neck)
            turns.update({bone: turned[bone] for bone in NECK})
            head = figure.kinematics(Pose(turns, s.root), chain)
            rigid: Floats = (figure.vertices[skin] - figure.heads[number]) @ head.orientation[number].T
            return MAT_M + 0.01 - float((rigid + head.head[number])[:, 1].min())

        return bisect(below, -45.0, 60.0, steps=12)
