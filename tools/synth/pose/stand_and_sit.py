"""Standing at ease and sitting on a chair, by a few values; the front points to +x."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Figure, Pose
from tools.synth.pose.mannequin import OUT, SIDES, Mannequin, Sketch, Spine, flat_foot
from tools.synth.rotations import AHEAD, UP, about_y, unit

Values = Mapping[str, float]

HALF_STANCE_M = 0.11
"""Feet a hip's width apart."""
TRUNK_BACK_DEG = -2.0
"""The line from the hips to the shoulders of somebody who stands leans back a little."""
SOFT_KNEE_DEG = 4.0
HIPS_BACK_M = 0.35
"""How far the hips of somebody who sits are behind the middle of the picture."""
SEAT_M = 0.45
"""Height of a chair's seat."""
HEAD_PER_NECK = -0.7
"""How far the head tips back for each degree of the neck, so that the eyes look ahead."""


class Upright:
    """Poses of one figure upright.

    Values, degrees unless said: lumbar (bend of the lumbar spine, + = flatter, - = hollow), head (neck
    forwards), lean (trunk forwards); standing also shift (of the body to the left, of the way to the left
    foot), aside (bend of the lumbar spine to the left, which tips the pelvis the other way up) and turn (of
    the whole body to the body's right, 90 = from side on to facing a camera of a side view).
    """

    def __init__(self, figure: Figure) -> None:
        self._body = Mannequin(figure)

    def standing(self, values: Values) -> Pose:
        """On both feet, arms hanging before the thighs."""
        s = self._trunk(values, TRUNK_BACK_DEG)
        body, lengths = self._body, self._body.lengths
        shift = values.get("shift", 0.0) * HALF_STANCE_M
        s.put(np.array([0.03, 0.0, -shift]), s.hips)
        ankles = {side: np.array([0.0, body.ankle_m, -OUT[side] * HALF_STANCE_M]) for side in SIDES}
        bend = np.radians(SOFT_KNEE_DEG)
        reach = np.sqrt(
            lengths.thigh**2 + lengths.shank**2 + 2 * lengths.thigh * lengths.shank * np.cos(bend)
        )
        heights = []
        for side in SIDES:
            off = s.hip(side) - ankles[side]
            heights.append(float(np.sqrt(reach**2 - off[0] ** 2 - off[2] ** 2) - off[1]))
        s.move(min(heights) * UP)
        for side in SIDES:
            toes = about_y(np.radians(8.0) * OUT[side]) @ AHEAD
            s.leg(side, ankles[side], toes, foot=flat_foot(toes))
            away = unit([0.18, -1.0, -OUT[side] * 0.12]) * lengths.arm * 0.97
            s.arm(side, s.shoulder(side) + away, np.array([-0.4, -0.2, -OUT[side] * 0.8]))
        return _turned(s.pose(), values.get("turn", 0.0))

    def sitting(self, values: Values) -> Pose:
        """On a chair, hands on the thighs."""
        s = self._trunk(values, 0.0)
        body, lengths = self._body, self._body.lengths
        s.put((SEAT_M + body.seat_m) * UP - HIPS_BACK_M * AHEAD, s.hips)
        for side in SIDES:
            ankle = s.hip(side) + np.array([lengths.thigh * 0.97, 0.0, -OUT[side] * 0.02])
            ankle[1] = body.ankle_m
            s.leg(side, ankle, UP + AHEAD, foot=flat_foot(AHEAD))
            wrist = s.hip(side) + 0.7 * (s.knees[side] - s.hip(side)) + 0.10 * UP
            away = wrist - s.shoulder(side)
            away *= min(1.0, 0.98 * lengths.arm / float(np.linalg.norm(away)))
            s.arm(side, s.shoulder(side) + away, np.array([-0.5, -0.2, -OUT[side] * 0.6]), palm=-UP)
        pose = s.pose()
        return Pose(pose.turns, pose.root)

    def _trunk(self, values: Values, back_deg: float) -> Sketch:
        spine: Spine = {
            "lumbar": values.get("lumbar", 0.0),
            "lateral": values.get("aside", 0.0),
            "neck": values.get("head", 0.0),
            "head": HEAD_PER_NECK * values.get("head", 0.0),
        }
        lean = np.radians(back_deg + values.get("lean", 0.0))
        along = np.array([np.sin(lean), np.cos(lean), 0.0])
        return Sketch.along(self._body, along, np.array([0.0, 0.0, -1.0]), spine)


def _turned(pose: Pose, turn_deg: float) -> Pose:
    turn = about_y(-np.radians(turn_deg))
    turns = {**pose.turns, "root": turn @ pose.turns["root"]}
    return Pose(turns, turn @ pose.root, pose.belly_m, pose.grounded)
