"""A body that is put together freely: the trunk first, then limbs that reach to where they are told.

The postures of clips solve for what a clip asks (`Posture`); here nothing is asked but variety, so a posture
is laid out by closed forms alone, and takes milliseconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Pose, Posed
from tools.synth.pose.limbs import REACH, Limbs
from tools.synth.pose.posture import MAT_M, PARTS
from tools.synth.rotations import UP, about, about_x, about_z, carry, cross, unit

Floats = NDArray[np.float64]
Spine = dict[str, float]
"""Degrees, by the names of `Limbs.trunk`."""

SIDES = ("L", "R")
OUT = {"L": 1.0, "R": -1.0}
LEFT: Floats = np.array([1.0, 0.0, 0.0])
EVERY = 3
"""Of the skin's vertices so many are looked at for what touches the mat: 2 to 3 mm."""
LEVEL_STEPS = 3


class Mannequin:
    """What laying out postures needs of one figure, found once."""

    def __init__(self, figure: Figure) -> None:
        self.figure, self.limbs = figure, Limbs(figure)
        self.lengths = self.limbs.lengths
        self.parts = {
            part: figure.moved_by(*prefixes, side=side)[::EVERY] for part, (prefixes, side) in PARTS.items()
        }
        self.ankle_m = float(figure.rest("foot.L")[1] - figure.vertices[:, 1].min())
        """Height of the ankle over the sole."""
        pelvis = figure.vertices[self.parts["pelvis"]]
        self.seat_m = 0.8 * float(figure.rest("upperleg01.L")[2] - pelvis[:, 2].min())
        """Height of the hip joints over what one sits on: the buttock's depth, pressed flat."""
        self.half_hips_m = abs(float(figure.rest("upperleg01.L")[0]))
        self.half_shoulders_m = abs(float(figure.rest("upperarm01.L")[0]))

    def lowest(self, posed: Posed, part: str) -> float:
        """Height (m) of a part's lowest skin above the mat."""
        return float(self.figure.skin(posed, self.parts[part])[:, 1].min()) - MAT_M

    def instep_m(self, side: str, point_deg: float) -> float:
        """Height of the ankle over the mat when the shin lies level and the foot points back so far."""
        foot = self.figure.vertices[self.parts["foot" + side]] - self.figure.rest(f"foot.{side}")
        return float((foot @ about_x(np.radians(point_deg)).T)[:, 2].max())


class Sketch:
    """One posture being laid out: `turns` so far, and where the trunk's bones are."""

    def __init__(
        self, body: Mannequin, orientation: Floats, spine: Spine, root: Floats | None = None
    ) -> None:
        self.body, self.limbs = body, body.limbs
        self.spine = spine
        self.turns = self.limbs.trunk(orientation, **spine)
        self.root = np.zeros(3) if root is None else np.array(root, np.float64)
        self.posed = self._kinematics()
        self.knees: dict[str, Floats] = {}
        """Where the knees came to, as far as legs were laid out."""

    @classmethod
    def along(
        cls, body: Mannequin, direction: Floats, left: Floats, spine: Spine, share: float = 0.5
    ) -> Sketch:
        """With the line from hips to shoulders in a world direction, however the spine is bent.

        `left`: where the body's left points; `share`: 0 = the pelvis's left, 1 = the shoulders', so which of
        them takes a twist.
        """
        bent = cls(body, np.eye(3), spine)
        aside = unit((1 - share) * LEFT + share * unit(bent.at("upperarm01.L") - bent.at("upperarm01.R")))
        return cls(body, carry(bent.chord, aside, direction, left), spine)

    def _kinematics(self) -> Posed:
        return self.limbs.trunk_joints(self.turns, self.root)

    def at(self, bone: str) -> Floats:
        """Head of a bone of the trunk (m)."""
        return self.limbs.at(self.posed, bone)

    def hip(self, side: str) -> Floats:
        """A hip joint."""
        return self.at(f"upperleg01.{side}")

    def shoulder(self, side: str) -> Floats:
        """A shoulder joint."""
        return self.at(f"upperarm01.{side}")

    @property
    def hips(self) -> Floats:
        """The middle of both."""
        return (self.hip("L") + self.hip("R")) / 2

    @property
    def shoulders(self) -> Floats:
        """The middle of both."""
        return (self.shoulder("L") + self.shoulder("R")) / 2

    @property
    def chord(self) -> Floats:
        """From the hips to the shoulders."""
        return self.shoulders - self.hips

    @property
    def pelvis(self) -> Floats:
        """Columns: left, head end, front of the pelvis."""
        result: Floats = self.posed.orientation[self.body.figure.index["root"]]
        return result

    @property
    def thorax(self) -> Floats:
        """The same of the upper ribs."""
        result: Floats = self.posed.orientation[self.body.figure.index["spine01"]]
        return result

    def move(self, by: Floats) -> None:
        """Shift the trunk (m)."""
        self.root = self.root + by
        self.posed = self._kinematics()

    def put(self, where: Floats, now: Floats) -> None:
        """Shift the trunk so that its point `now` comes to `where`."""
        self.move(where - now)

    def turn(self, rotation: Floats, pivot: Floats) -> None:
        """Turn the trunk about a point."""
        self.turns["root"] = rotation @ self.turns["root"]
        self.root = rotation @ (self.root - pivot) + pivot
        self.posed = self._kinematics()

    def lie(self, upper: str, lower: str) -> None:
        """Lay the trunk on two of its parts: level along the mat, their lowest skin on it."""
        figure = self.body.figure
        posed = figure.kinematics(Pose(self.turns, self.root))
        skins = [figure.skin(posed, self.body.parts[part]) for part in (upper, lower)]
        turned, pivot = np.eye(3), self.root
        for _ in range(LEVEL_STEPS):
            a, b = (skin[((skin - pivot) @ turned[1]).argmin()] - pivot for skin in skins)
            step = turned @ (a - b)
            turned = about_z(-np.clip(np.arctan2(step[1], step[0]), -0.5, 0.5)) @ turned
        self.turn(turned, pivot)
        self.move((MAT_M - pivot[1] - min(float(((skin - pivot) @ turned[1]).min()) for skin in skins)) * UP)

    def leg(
        self,
        side: str,
        ankle: Floats,
        pole: Floats,
        *,
        knee: Floats | None = None,
        foot: Floats | None = None,
        point: float | None = None,
        toes: float = 0.0,
    ) -> None:
        """The ankle there, the knee towards `pole` (or at `knee`).

        `foot`: its orientation in the world; otherwise `point`: how far (deg) it points away from the shin.
        """
        if knee is None:
            knee, ankle = self.limbs.knee(self.hip(side), ankle, pole)
        self.knees[side] = knee
        self.limbs.place_leg(self.turns, self.posed, side, ankle, pole, knee=knee, foot=foot, toes=toes)
        if point is not None:
            self.turns[f"foot.{side}"] = about_x(np.radians(point))

    def bent_leg(self, side: str, thigh: Floats, bend_deg: float, pole: Floats, point: float = 30.0) -> None:
        """The thigh in a world direction, the knee bent by so much and pointing to `pole`."""
        hip, lengths = self.hip(side), self.body.lengths
        along = unit(thigh)
        out = unit(pole - along * (pole @ along))
        c, s = np.cos(np.radians(bend_deg)), np.sin(np.radians(bend_deg))
        knee = hip + along * lengths.thigh
        self.leg(side, knee + (along * c - out * s) * lengths.shank, out, knee=knee, point=point)

    def arm(
        self,
        side: str,
        wrist: Floats,
        pole: Floats,
        *,
        fingers: Floats | None = None,
        palm: Floats | None = None,
    ) -> None:
        """The wrist there, the elbow towards `pole`; the hand goes on from the forearm unless told."""
        shoulder, lengths = self.shoulder(side), self.body.lengths
        away = wrist - shoulder
        far = float(np.linalg.norm(away))
        wrist = shoulder + away * (min(max(far, 0.35 * lengths.arm), REACH * lengths.arm) / far)
        along = unit(wrist - shoulder)
        pole = pole if np.linalg.norm(cross(unit(pole), along)) > 0.05 else pole + np.array([0.1, 0.1, 0.1])
        if palm is None:
            palm = self.thorax @ np.array([-OUT[side], -0.3, -0.2])
        if fingers is None:
            fingers = along
        if np.linalg.norm(cross(unit(fingers), unit(palm))) < 0.1:
            palm = palm + 0.3 * self.thorax[:, 2]
        self.limbs.place_arm(self.turns, self.posed, side, wrist, pole=pole, fingers=fingers, palm=palm)

    def forearm(self, side: str, elbow: Floats, along: Floats) -> None:
        """Propped on the forearm: the elbow there, the forearm in that direction along the floor."""
        shoulder, lengths = self.shoulder(side), self.body.lengths
        elbow = shoulder + unit(elbow - shoulder) * lengths.upper_arm
        along = unit(along)
        self.limbs.place_arm(
            self.turns,
            self.posed,
            side,
            elbow + along * lengths.forearm,
            elbow=elbow,
            fingers=along,
            palm=-UP + 0.3 * OUT[side] * cross(UP, along),
        )

    def pose(self) -> Pose:
        """What was laid out; the lowest skin is still to be put on the mat."""
        return Pose(dict(self.turns), self.root, grounded=False)


def floor_point(start: Floats, length: float, height_m: float, towards: Floats) -> Floats:
    """A point of the floor at a distance from `start`, in a level direction; straight down if too far."""
    drop = min(max(start[1] - height_m, 0.0), length)
    level = unit(towards * [1.0, 0.0, 1.0])
    result: Floats = start - drop * UP + level * np.sqrt(max(length**2 - drop**2, 0.0))
    return result


def flat_foot(toes: Floats, heel_up_deg: float = 0.0) -> Floats:
    """World orientation of a foot on the floor whose toes point in a level direction."""
    front = unit(toes * [1.0, 0.0, 1.0])
    left = cross(UP, front)
    result: Floats = about(left, np.radians(heel_up_deg)) @ np.stack([left, UP, front], axis=1)
    return result
