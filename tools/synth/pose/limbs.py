"""Arms and legs: lengths, placing by inverse kinematics, and the joint centres of the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Pose, Posed
from tools.synth.rotations import about, about_x, about_y, about_z, carry, cross, frame, unit

Floats = NDArray[np.float64]

LUMBAR = ("spine05", "spine04", "spine03", "spine02")
"""The rig's joints from the pelvis to the first lumbar vertebra."""
NECK = ("neck01", "neck02", "neck03")
CHAINS = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
}
SIDES = {"left": "L", "right": "R"}
JOINTS = tuple(f"{side}_{joint}" for joint in CHAINS for side in SIDES)
"""The joints of the truth, in its order."""

HIP_IN_LINE_M = 0.012
"""A hip joint further behind the line shoulder-ankle than this is measured on the line: the rig has the male
hip so far back that standing upright would read as bent."""

FOREARM_TWIST = 0.6
"""Share of the hand's turning about the forearm that the skin of the forearm takes part in (pronation)."""
REACH = 0.9998
"""A limb is never stretched further than this share of its length: the elbow or knee keeps its side."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Segment lengths in metres."""

    thigh: float
    shank: float
    upper_arm: float
    forearm: float
    trunk: float

    @property
    def leg(self) -> float:
        """Hip to ankle of a straight leg."""
        return self.thigh + self.shank

    @property
    def arm(self) -> float:
        """Shoulder to wrist of a straight arm."""
        return self.upper_arm + self.forearm


def two_bones(start: Floats, end: Floats, first: float, second: float, pole: Floats) -> tuple[Floats, Floats]:
    """Middle joint and reached end of a chain of two bones that bends towards `pole` (law of cosines)."""
    along = end - start
    wanted = float(np.linalg.norm(along))
    along = along / wanted
    reach = min(wanted, (first + second) * REACH)
    foot = (first**2 - second**2 + reach**2) / (2 * reach)
    out = unit(pole - along * (pole @ along))
    middle: Floats = start + along * foot + out * np.sqrt(max(first**2 - foot**2, 0.0))
    return middle, start + along * reach


class Limbs:
    """Places the limbs of one figure. `left` and `right` are written L and R, as the rig does."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        rest = figure.rest

        def far(a: str, b: str) -> float:
            return float(np.linalg.norm(rest(b) - rest(a)))

        self.lengths = Lengths(
            far("upperleg01.L", "lowerleg01.L"),
            far("lowerleg01.L", "foot.L"),
            far("upperarm01.L", "lowerarm01.L"),
            far("lowerarm01.L", "wrist.L"),
            float(rest("upperarm01.L")[1] - rest("upperleg01.L")[1]),
        )
        shoulder, hip, ankle = rest("upperarm01.L"), rest("upperleg01.L"), rest("foot.L")
        share = (shoulder[1] - hip[1]) / (shoulder[1] - ankle[1])
        behind = float(shoulder[2] + (ankle[2] - shoulder[2]) * share - hip[2])
        self.hip_forward = behind if behind > HIP_IN_LINE_M else 0.0
        """How far (m, to the front of the pelvis) the measured hip lies from the one the leg turns about."""
        self._trunk_bones = figure.ancestry(
            "upperarm01.L", "upperarm01.R", "upperleg01.L", "upperleg01.R", "head"
        )

    def trunk(
        self,
        orientation: Floats,
        *,
        lumbar: float = 0.0,
        thoracic: float = 0.0,
        lateral: float = 0.0,
        neck: float = 0.0,
        head: float = 0.0,
        twist: float = 0.0,
        look: float = 0.0,
        tilt: float = 0.0,
    ) -> dict[str, Floats]:
        """Turns of the spine, degrees: + bends forwards; lateral + to the left.

        twist: thorax against pelvis about the long axis, + = to the left; look, tilt: the neck's turn and
        side bend, + = to the left. The lumbar part is shared evenly by its four joints, as lateral and twist.
        """
        turns = {"root": orientation}
        for bone in LUMBAR:
            turns[bone] = about_x(np.radians(lumbar) / len(LUMBAR)) @ about_z(
                -np.radians(lateral) / len(LUMBAR)
            )
            if twist:
                turns[bone] = turns[bone] @ about_y(np.radians(twist) / len(LUMBAR))
        turns["spine01"] = about_x(np.radians(thoracic))
        for bone in NECK:
            turns[bone] = about_x(np.radians(neck) / len(NECK))
            if look or tilt:
                aside = about_z(-np.radians(tilt) / len(NECK))
                turns[bone] = turns[bone] @ aside @ about_y(np.radians(look) / len(NECK))
        turns["head"] = about_x(np.radians(head))
        return turns

    def trunk_joints(self, turns: dict[str, Floats], root: Floats) -> Posed:
        """Kinematics of the trunk only, which is all that a solver needs."""
        return self.figure.kinematics(Pose(turns, root), self._trunk_bones)

    def at(self, posed: Posed, bone: str) -> Floats:
        """Head of a bone."""
        result: Floats = posed.head[self.figure.index[bone]]
        return result

    def middle(self, posed: Posed, joint: str) -> Floats:
        """Mid-point of the left and right joint centre, the hips as they are measured."""
        bone = CHAINS[joint]
        centre = (self.at(posed, f"{bone}.L") + self.at(posed, f"{bone}.R")) / 2
        if joint == "hip":
            centre = centre + self.hip_forward * posed.orientation[self.figure.index["root"]][:, 2]
        result: Floats = centre
        return result

    def joints(self, posed: Posed) -> dict[str, Floats]:
        """The twelve joint centres of the truth in the world (m)."""
        forward = self.hip_forward * posed.orientation[self.figure.index["root"]][:, 2]
        return {
            f"{side}_{joint}": self.at(posed, f"{bone}.{letter}") + (forward if joint == "hip" else 0.0)
            for joint, bone in CHAINS.items()
            for side, letter in SIDES.items()
        }

    def knee(self, hip: Floats, ankle: Floats, pole: Floats) -> tuple[Floats, Floats]:
        """Knee and reached ankle of a leg whose knee points to `pole`."""
        return two_bones(hip, ankle, self.lengths.thigh, self.lengths.shank, pole)

    def place_leg(
        self,
        turns: dict[str, Floats],
        posed: Posed,
        side: str,
        ankle: Floats,
        pole: Floats,
        *,
        knee: Floats | None = None,
        foot: Floats | None = None,
        toes: float = 0.0,
    ) -> None:
        """Set the turns of a leg from where its ankle goes.

        Args:
            turns: the pose's turns; the trunk's are there already.
            posed: kinematics of that trunk.
            side: "L" or "R".
            ankle: where to (m).
            pole: direction in which the knee points.
            knee: where the knee is, if that is given as well.
            foot: world orientation of the foot; None: as at rest against the shank.
            toes: bend of the toes in degrees, - = upwards.
        """
        rest, index = self.figure.rest, self.figure.index
        hip = self.at(posed, f"upperleg01.{side}")
        if knee is None:
            knee, ankle = self.knee(hip, ankle, pole)
        hinge = cross(pole, unit(ankle - hip))
        left = np.array([1.0, 0.0, 0.0])
        thigh = carry(rest(f"lowerleg01.{side}") - rest(f"upperleg01.{side}"), left, knee - hip, hinge)
        shank = carry(rest(f"foot.{side}") - rest(f"lowerleg01.{side}"), left, ankle - knee, hinge)
        turns[f"upperleg01.{side}"] = posed.orientation[index[f"pelvis.{side}"]].T @ thigh
        turns[f"lowerleg01.{side}"] = thigh.T @ shank
        if foot is not None:
            turns[f"foot.{side}"] = shank.T @ foot
        for toe in range(1, 6):
            turns[f"toe{toe}-1.{side}"] = about_x(np.radians(toes))

    def place_arm(
        self,
        turns: dict[str, Floats],
        posed: Posed,
        side: str,
        wrist: Floats,
        *,
        pole: Floats | None = None,
        elbow: Floats | None = None,
        fingers: Floats,
        palm: Floats,
    ) -> None:
        """Set the turns of an arm from its wrist and either its elbow or the direction `pole` it points to.

        `fingers` is the direction of the fingers, `palm` that in which the palm looks.
        """
        rest, index = self.figure.rest, self.figure.index
        shoulder = self.at(posed, f"upperarm01.{side}")
        if elbow is None:
            assert pole is not None
            elbow, wrist = two_bones(shoulder, wrist, self.lengths.upper_arm, self.lengths.forearm, pole)
        hinge = cross(elbow - shoulder, wrist - elbow)
        upper_rest = rest(f"lowerarm01.{side}") - rest(f"upperarm01.{side}")
        fore_rest = rest(f"wrist.{side}") - rest(f"lowerarm01.{side}")
        hinge_rest = cross(upper_rest, fore_rest)
        upper = carry(upper_rest, hinge_rest, elbow - shoulder, hinge)
        fore = carry(fore_rest, hinge_rest, wrist - elbow, hinge)
        turns[f"upperarm01.{side}"] = posed.orientation[index[f"shoulder01.{side}"]].T @ upper
        turns[f"lowerarm01.{side}"] = upper.T @ fore
        hand = fore.T @ frame(fingers, palm) @ self._hand_rest(side).T
        # Which part of the hand's turn is about the forearm (swing-twist, by the quaternion).
        axis = unit(fore_rest)
        imaginary = np.array([hand[2, 1] - hand[1, 2], hand[0, 2] - hand[2, 0], hand[1, 0] - hand[0, 1]])
        real = np.sqrt(max(0.0, 1 + np.trace(hand)))
        along = float(imaginary @ axis) / (2 * real) if real > STIFF else 1.0
        twist = 2 * np.arctan2(along, real / 2)
        twist = (twist + np.pi) % (2 * np.pi) - np.pi
        pronation = about(axis, FOREARM_TWIST * twist)
        turns[f"lowerarm02.{side}"] = pronation
        turns[f"wrist.{side}"] = pronation.T @ hand

    def _hand_rest(self, side: str) -> Floats:
        rest = self.figure.rest
        fingers = rest(f"finger3-1.{side}") - rest(f"wrist.{side}")
        across = rest(f"finger2-1.{side}") - rest(f"finger5-1.{side}")
        return frame(fingers, cross(fingers, across) * (1 if side == "L" else -1))


STIFF = 1e-6


def heading(angle_deg: float) -> Floats:
    """Rotation about the vertical."""
    return about_y(np.radians(angle_deg))
