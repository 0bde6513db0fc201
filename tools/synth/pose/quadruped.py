"""Hands and knees: bird-dog and cat-camel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tools.synth.body.figure import Pose, Posed
from tools.synth.pose.posture import PRONE, Floats, Posture, Values
from tools.synth.pose.solve import least_squares
from tools.synth.rotations import AHEAD, UP, about, about_x, unit

KNEES_X = -0.28
ARM_REACH = 0.985
"""Straight arms bend a little."""
KNEELING_FOOT_DEG, RAISED_FOOT_DEG = 62.0, 15.0
"""How far the toes point backwards, kneeling and raised."""
NECK_DEG = -8.0
SIDE_Z = {"L": -1.0, "R": 1.0}


class Quadruped(Posture):
    """Values (degrees unless said):

    lumbar, thoracic: + = round (cat), - = hollow (camel). neck: + = chin to chest.
    roll: + = left side up. shift: pelvis to the body's left (m). ahead: pelvis towards the hands (m).
    lift: -1..1, + = right arm and left leg raised, - = the others, 0 = all on the mat.
    same_side: 1 = arm and leg of one side (+ lift: right arm and right leg).
    leg, arm: raised limb above (+) or below (-) the horizontal.
    """

    contacts: Mapping[str, tuple[str, ...]] = {
        "knee": ("kneeL", "kneeR"),
        "hand": ("handL", "handR"),
        "foot": ("footL", "footR"),
    }

    def supports(self, values: Values) -> dict[str, tuple[str, ...]]:
        """See `Posture.supports`."""
        up = self._raised(values)
        kept = {
            contact: tuple(
                part for part in parts if not up[("arm" if contact == "hand" else "leg") + part[-1]] > 0
            )
            for contact, parts in self.contacts.items()
        }
        return {contact: parts for contact, parts in kept.items() if parts}

    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """See `Posture.place`."""
        limbs, lengths, rest = self.limbs, self.limbs.lengths, self.figure.rest
        hands_x = KNEES_X + lengths.trunk + values.get("hands", 0.0)
        hips, shoulders = abs(rest("upperleg01.L")[0]) + 0.01, abs(rest("upperarm01.L")[0]) - 0.005
        knees = {s: np.array([KNEES_X, 0.05 + offsets["knee"], z * hips]) for s, z in SIDE_Z.items()}
        wrists = {s: np.array([hands_x, 0.035 + offsets["hand"], z * shoulders]) for s, z in SIDE_Z.items()}
        up = self._raised(values)
        root, turns = self._trunk(values, up, knees, wrists)
        posed = limbs.trunk_joints(turns, root)
        for side in "LR":
            self._leg(turns, posed, side, up["leg" + side], knees[side], 0.05 + offsets["foot"], values)
            self._arm(turns, posed, side, up["arm" + side], wrists[side], values)
        return Pose(turns, root)

    def _raised(self, values: Values) -> dict[str, float]:
        lift = values.get("lift", 0.0)
        right, left = max(lift, 0.0), max(-lift, 0.0)
        raised = {"armR": right, "armL": left, "legL": right, "legR": left}
        if values.get("same_side"):
            raised["legL"], raised["legR"] = left, right
        return raised

    def _trunk(
        self, values: Values, up: dict[str, float], knees: dict[str, Floats], wrists: dict[str, Floats]
    ) -> tuple[Floats, dict[str, Floats]]:
        limbs, lengths = self.limbs, self.limbs.lengths
        axes = about(AHEAD, np.radians(values.get("roll", 0.0))) @ PRONE
        thoracic = values.get("thoracic", 0.0)
        # A limb that leaves the mat stops holding the trunk.
        holds = {limb: np.sqrt(max(1.0 - u, 0.0)) for limb, u in up.items()}

        def trunk(x: Floats) -> tuple[Floats, dict[str, Floats]]:
            turns = limbs.trunk(
                axes @ about_x(x[2]),
                lumbar=values.get("lumbar", 0.0),
                thoracic=thoracic,
                neck=NECK_DEG + 0.5 * thoracic + values.get("neck", 0.0),
            )
            return np.array([x[0], x[1], -values.get("shift", 0.0)]), turns

        def residuals(x: Floats) -> list[float]:
            root, turns = trunk(x)
            posed = limbs.trunk_joints(turns, root)
            result = []
            for side in "LR":
                thigh = np.linalg.norm(limbs.at(posed, f"upperleg01.{side}") - knees[side]) - lengths.thigh
                arm = (
                    np.linalg.norm(limbs.at(posed, f"upperarm01.{side}") - wrists[side])
                    - lengths.arm * ARM_REACH
                )
                result += [float(thigh * holds["leg" + side]), float(arm * holds["arm" + side])]
            hips = (limbs.at(posed, "upperleg01.L") + limbs.at(posed, "upperleg01.R")) / 2
            # Weak: where the pelvis is over the knees is a habit, how long a thigh is is not.
            return [*result, 0.3 * float(hips[0] - KNEES_X - values.get("ahead", 0.0))]

        return trunk(least_squares(residuals, [KNEES_X + 0.02, lengths.thigh + 0.05, 0.05]))

    def _leg(
        self,
        turns: dict[str, Floats],
        posed: Posed,
        side: str,
        up: float,
        knee: Floats,
        foot_y: float,
        values: Values,
    ) -> None:
        limbs, lengths = self.limbs, self.limbs.lengths
        hip = limbs.at(posed, f"upperleg01.{side}")
        knee = hip + unit(knee - hip) * lengths.thigh
        back = np.sqrt(max(lengths.shank**2 - (knee[1] - foot_y) ** 2, 0.0))
        kneeling = np.array([knee[0] - back, foot_y, knee[2]])
        foot = PRONE @ about_x(np.radians((1 - up) * KNEELING_FOOT_DEG + up * RAISED_FOOT_DEG))
        if up <= 0:
            limbs.place_leg(turns, posed, side, kneeling, np.array([0.5, -1.0, 0.0]), knee=knee, foot=foot)
            return
        slope = np.radians(values.get("leg", 0.0))
        raised = hip + np.array([-np.cos(slope), np.sin(slope), 0.0]) * lengths.leg * 0.99
        ankle = (1 - up) * kneeling + up * raised + 0.10 * np.sin(np.pi * up) * UP
        limbs.place_leg(turns, posed, side, ankle, unit([0.6 * (1 - up), -1.0, 0.0]), foot=foot)

    def _arm(
        self, turns: dict[str, Floats], posed: Posed, side: str, up: float, wrist: Floats, values: Values
    ) -> None:
        limbs, z = self.limbs, SIDE_Z[side]
        shoulder = limbs.at(posed, f"upperarm01.{side}")
        slope = np.radians(values.get("arm", 3.0))
        raised = shoulder + unit([np.cos(slope), np.sin(slope), z * 0.12]) * limbs.lengths.arm * ARM_REACH
        fingers = unit((1 - up) * np.array([1.0, 0.0, -z * 0.1]) + up * unit(raised - shoulder))
        palm = unit((1 - up) * -UP + up * np.array([0.0, -0.6, -z * 0.8]))
        limbs.place_arm(
            turns,
            posed,
            side,
            (1 - up) * wrist + up * raised + 0.02 * np.sin(np.pi * up) * UP,
            pole=unit([-(1 - up) - 0.1, -1.2 * up, z * 0.35]),
            fingers=fingers,
            palm=palm,
        )
