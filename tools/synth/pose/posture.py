"""What every posture shares: axes of lying and kneeling, contacts with the mat, and settling onto it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Ints, Pose
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.solve import bisect

Floats = NDArray[np.float64]
Values = Mapping[str, float]

MAT_M = 0.006
"""Height of the mat's top."""

# Columns: where the body's left, head end and front point in the world.
PRONE = np.array([[0, 1, 0], [0, 0, -1], [-1, 0, 0]], np.float64)
SUPINE = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], np.float64)
ON_LEFT_SIDE = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], np.float64)
UPRIGHT = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], np.float64)
FLAT_FOOT = np.array([[0, 0, -1], [0, 1, 0], [1, 0, 0]], np.float64)
"""A foot flat on the mat with its toes away from the head."""

TOUCHING = 3
"""A contact's height is the mean of this many lowest vertices: one alone may be a toenail."""

PARTS: dict[str, tuple[tuple[str, ...], str]] = {
    "back": (("spine01", "spine02", "clavicle", "shoulder01"), ""),
    "pelvis": (("root", "pelvis", "upperleg01"), ""),
    "head": (("head",), ""),
    **{f"hand{s}": (("wrist", "finger", "metacarpal"), s) for s in "LR"},
    **{f"forearm{s}": (("lowerarm01", "lowerarm02"), s) for s in "LR"},
    **{f"knee{s}": (("upperleg02", "lowerleg01"), s) for s in "LR"},
    **{f"foot{s}": (("foot", "toe"), s) for s in "LR"},
}


class Posture(ABC):
    """A posture on the mat as a function of a few values (degrees, metres); those left out are neutral.

    `contacts` names groups of parts that rest on the mat; `offsets` are how far the solver's target heights
    are shifted so that the skin, not the joint, touches it.
    """

    contacts: Mapping[str, tuple[str, ...]] = {}
    settle_steps = 6
    refine_steps = 1
    """Corrections of the contacts in every frame, on top of those made once for the neutral posture."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.limbs = Limbs(figure)
        self.parts: dict[str, Ints] = {
            part: figure.moved_by(*prefixes, side=side) for part, (prefixes, side) in PARTS.items()
        }
        self.settled = dict.fromkeys(self.contacts, 0.0)
        self.settled = self._corrected({}, self.settled, self.settle_steps)

    @abstractmethod
    def place(self, values: Values, offsets: Mapping[str, float]) -> Pose:
        """The pose for these values with the contacts' heights shifted by `offsets` (m)."""

    def supports(self, values: Values) -> dict[str, tuple[str, ...]]:
        """The contacts that carry weight with these values."""
        return dict(self.contacts)

    def pose(self, values: Values | None = None) -> Pose:
        """The pose with its supports on the mat."""
        values = values or {}
        return self.finished(self.place(values, self._corrected(values, self.settled, self.refine_steps)))

    def finished(self, pose: Pose) -> Pose:
        """Last touches that move no contact."""
        return pose

    def height(self, pose: Pose, part: str) -> float:
        """Height (m) of a part's lowest skin above the mat; negative: pressed in."""
        skin = self.figure.skin(self.figure.kinematics(pose), self.parts[part])
        return float(np.sort(skin[:, 1])[:TOUCHING].mean()) - MAT_M

    def touching(self, key: str, low: float, high: float, part: str, values: Values | None = None) -> float:
        """The value of `key` at which `part` just touches the mat; it sinks with a growing value."""
        fixed = values or {}
        return bisect(lambda v: -self.height(self.pose({**fixed, key: v}), part), low, high, steps=12)

    def _corrected(self, values: Values, offsets: Mapping[str, float], steps: int) -> dict[str, float]:
        result = dict(offsets)
        for _ in range(steps):
            posed = self.figure.kinematics(self.place(values, result))
            for contact, parts in self.supports(values).items():
                gaps = [
                    np.sort(self.figure.skin(posed, self.parts[part])[:, 1])[:TOUCHING].mean() - MAT_M
                    for part in parts
                ]
                result[contact] -= float(np.mean(gaps))
        return result


def bend_in_plane(upper: Floats, joint: Floats, lower: Floats) -> float:
    """How far (rad) the chain bends at `joint` in the x-y plane.

    + = the joint lies below the line from `upper` to `lower` when `upper` has the larger x.
    """
    a, b = (upper - joint)[:2], (lower - joint)[:2]
    turn = np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b)
    return float((np.pi - abs(turn)) * np.sign(turn))
