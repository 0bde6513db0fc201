"""A plan played by a body: the pose at any time, with something always on the mat."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Pose, Posed
from tools.synth.plan.curves import ease
from tools.synth.plan.events import Stage
from tools.synth.pose.posture import MAT_M
from tools.synth.rotations import about_z, from_vectors, to_vectors

Floats = NDArray[np.float64]
Timing = Callable[[str, float], float]

ARM_BONES = ("clavicle", "shoulder", "upperarm", "lowerarm", "wrist", "finger", "metacarpal")
LEG_BONES = ("upperleg", "lowerleg", "foot", "toe")
LEVEL_STEPS = 3


def arms_first(bone: str, share: float) -> float:
    """Stepping back into a plank: the arms settle, then one leg follows the other."""
    if bone.startswith(ARM_BONES):
        return ease(share / 0.45)
    if bone.startswith(LEG_BONES):
        return ease((share - (0.28 if bone.endswith(".L") else 0.5)) / 0.5)
    return share


def legs_first(bone: str, share: float) -> float:
    """The way back."""
    return 1 - arms_first(bone, 1 - share)


TIMINGS: dict[str, Timing] = {"arms_first": arms_first, "legs_first": legs_first}


def blend(a: Pose, b: Pose, share: float, timing: Timing | None = None) -> Pose:
    """Between two poses, every joint along its shortest turn; `timing` may lead or delay single bones."""
    names = sorted({*a.turns, *b.turns})
    rest = np.eye(3)
    first = np.array([a.turns.get(name, rest) for name in names])
    second = np.array([b.turns.get(name, rest) for name in names])
    steps = to_vectors(first.transpose(0, 2, 1) @ second)
    shares = np.array([timing(name, share) if timing else share for name in names])
    turns = first @ from_vectors(steps * shares[:, None])
    return Pose(
        dict(zip(names, turns, strict=True)),
        (1 - share) * a.root + share * b.root,
        (1 - share) * a.belly_m + share * b.belly_m,
        grounded=False,
    )


class Motion:
    """Poses of one body through a clip."""

    def __init__(self, figure: Figure, stages: Sequence[Stage]) -> None:
        self.figure, self.stages = figure, list(stages)
        self._arms = figure.moved_by("lowerarm", "wrist", "finger", "metacarpal")
        self._legs = figure.moved_by("lowerleg", "foot", "toe")
        self._ends: dict[int, tuple[Pose, Pose]] = {}

    def at(self, time_s: float) -> tuple[Posed, Floats]:
        """Bones and skin (n, 3) at a time, in the mat's coordinates (head towards +x)."""
        pose, level = self._pose(time_s)
        posed = self.figure.kinematics(pose)
        skin = self.figure.skin(posed)
        if level:
            posed, skin = self._levelled(posed, skin)
        if not pose.grounded:
            up = np.array([0.0, MAT_M - skin[:, 1].min(), 0.0])
            posed, skin = Posed(posed.orientation, posed.head + up, posed.belly_m), skin + up
        return posed, skin

    def _pose(self, time_s: float) -> tuple[Pose, bool]:
        for k, stage in enumerate(self.stages):
            if time_s < stage.start_s - 1e-9:
                before = self.stages[k - 1]
                if k not in self._ends:
                    self._ends[k] = before.pose(before.end_s), stage.pose(stage.start_s)
                share = ease((time_s - before.end_s) / (stage.start_s - before.end_s))
                return blend(*self._ends[k], share, TIMINGS.get(before.level)), bool(before.level)
            if time_s <= stage.end_s + 1e-9:
                return stage.pose(time_s), False
        last = self.stages[-1]
        return last.pose(last.end_s), False

    def _levelled(self, posed: Posed, skin: Floats) -> tuple[Posed, Floats]:
        """Turned about z until the lowest points of arms and legs are equally high."""
        for _ in range(LEVEL_STEPS):
            arm, leg = (skin[part[skin[part, 1].argmin()]] for part in (self._arms, self._legs))
            tilt = about_z(-float(np.arctan2(arm[1] - leg[1], arm[0] - leg[0])))
            posed = Posed(tilt @ posed.orientation, (posed.head - leg) @ tilt.T + leg, posed.belly_m)
            skin = (skin - leg) @ tilt.T + leg
        return posed, skin
