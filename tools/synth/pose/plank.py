"""The plank on the forearms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from tools.synth.body.figure import Pose, Posed
from tools.synth.pose.posture import PRONE, Floats, Posture, Values, bend_in_plane
from tools.synth.pose.solve import least_squares
from tools.synth.rotations import UP, about_x, unit

ELBOW_X = 0.62
FEET_APART = 0.18
KNEE_DEG = 3.0
"""A straight knee still bends a little."""
HANDS_IN = 0.22
"""Forearms point inwards by this slope, as most people's do."""
HEEL_OVER_TOES_DEG = 12.0
TOES_DEG = -72.0
NECK_DEG, HEAD_DEG = -10.0, -5.0
"""Looking at the hands rather than at the feet."""


class Plank(Posture):
    """Values (degrees unless said):

    sag: shoulder-hip-ankle away from straight, + = hips towards the floor, - = pike.
    lumbar: bend of the lumbar spine, + = round; independent of sag, which the hips make up for.
    knee: bend of the knees. neck: + = chin to chest. shift: pelvis to the body's left (m).
    """

    contacts: Mapping[str, tuple[str, ...]] = {
        "elbow": ("forearmL", "forearmR"),
        "hand": ("handL", "handR"),
        "foot": ("footL", "footR"),
    }

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs, lengths = self.limbs, self.limbs.lengths
        elbow_y, ball_y = 0.045 + offsets["elbow"], 0.03 + offsets["foot"]
        foot = PRONE @ about_x(-np.radians(HEEL_OVER_TOES_DEG))
        rise = lengths.upper_arm + elbow_y - ball_y
        heel_x = ELBOW_X - np.sqrt((lengths.trunk + lengths.leg) ** 2 - float(rise) ** 2)
        ankles = {
            side: np.array([heel_x, ball_y, z]) - (foot @ self._ball(side))[1] * UP
            for side, z in (("L", -FEET_APART / 2), ("R", FEET_APART / 2))
        }
        knee = float(np.radians(max(KNEE_DEG, values.get("knee", 0.0))))
        reach = np.sqrt(
            lengths.thigh**2 + lengths.shank**2 + 2 * lengths.thigh * lengths.shank * np.cos(knee)
        )
        root, turns = self._propped(
            values, elbow_y, ankles, lambda leg: float(np.linalg.norm(leg) - reach), pitch=0.2
        )
        posed = limbs.trunk_joints(turns, root)
        front = posed.orientation[0] @ np.array([0.0, 0.0, 1.0])
        for side in "LR":
            limbs.place_leg(turns, posed, side, ankles[side], front, foot=foot, toes=TOES_DEG)
            self._rest_on_forearm(turns, posed, side, elbow_y, offsets["hand"])
        return Pose(turns, root)

    def _rest_on_forearm(
        self, turns: dict[str, Floats], posed: Posed, side: str, elbow_y: float, hand_m: float
    ) -> None:
        """A forearm on the mat; `turns` gets its bones'. `hand_m`: how much the hand is shifted up."""
        limbs, lengths = self.limbs, self.limbs.lengths
        z = -1.0 if side == "L" else 1.0
        shoulder = limbs.at(posed, f"upperarm01.{side}")
        flat = float(np.linalg.norm((shoulder - [ELBOW_X, elbow_y, 0])[:2]))
        aside = np.sqrt(max(lengths.upper_arm**2 - flat**2, 0.0))
        elbow = np.array([ELBOW_X, elbow_y, shoulder[2] + z * aside])
        elbow = shoulder + unit(elbow - shoulder) * lengths.upper_arm
        along = unit(np.array([1.0, hand_m / lengths.forearm, -z * HANDS_IN]))
        limbs.place_arm(
            turns,
            posed,
            side,
            elbow + along * lengths.forearm,
            elbow=elbow,
            fingers=unit(along * [1, 0, 1]),
            palm=np.array([0.0, -1.0, -z * 0.3]),
        )

    def _ball(self, side: str) -> Floats:
        """From the ankle to the ball of the foot at rest."""
        rest = self.figure.rest
        toes = [rest(f"toe{toe}-1.{side}") for toe in range(1, 6)]
        result: Floats = np.mean(toes, axis=0) - rest(f"foot.{side}")
        return result

    def _propped(
        self,
        values: Values,
        elbow_y: float,
        ends: Mapping[str, Floats],
        too_long: Callable[[Floats], float],
        pitch: float,
    ) -> tuple[Floats, dict[str, Floats]]:
        """Solve where the pelvis is and how it is tilted.

        Args:
            values: of the posture.
            elbow_y: height of the elbows, metres.
            ends: where the judged line ends on either side: ankles or knees.
            too_long: by how much the left leg, from there to the hip, is longer than it is (metres).
            pitch: of the pelvis at which the search begins, radians.
        """
        limbs, lengths = self.limbs, self.limbs.lengths
        sag, lumbar = np.radians(values.get("sag", 0.0)), values.get("lumbar", 0.0)
        end = (ends["L"] + ends["R"]) / 2
        shift = -values.get("shift", 0.0)  # the body's left is away from the camera

        def trunk(x: Floats) -> tuple[Floats, dict[str, Floats]]:
            turns = limbs.trunk(
                PRONE @ about_x(x[2]), lumbar=lumbar, neck=NECK_DEG + values.get("neck", 0.0), head=HEAD_DEG
            )
            return np.array([x[0], x[1], shift]), turns

        def residuals(x: Floats) -> list[float]:
            root, turns = trunk(x)
            posed = limbs.trunk_joints(turns, root)
            shoulder, hip = limbs.middle(posed, "shoulder"), limbs.middle(posed, "hip")
            return [
                float(np.linalg.norm((shoulder - [ELBOW_X, elbow_y, 0])[:2]) - lengths.upper_arm * 0.985),
                too_long(limbs.at(posed, "upperleg01.L") - ends["L"]),
                bend_in_plane(shoulder, hip, end) - sag,
            ]

        return trunk(least_squares(residuals, [ELBOW_X - lengths.trunk, 0.3, pitch]))
