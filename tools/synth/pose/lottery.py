"""Postures by lot: those of all exercises, the ways between them, and those of getting up, standing, sitting.

For single frames: what is drawn is anywhere in its range, and bad form is as likely as good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.synth.body.figure import Figure, Pose, Posed
from tools.synth.plan.motion import blend
from tools.synth.pose import lying, on_hands, on_side, seated, upright
from tools.synth.pose.chance import Chance
from tools.synth.pose.floor import Floor
from tools.synth.pose.mannequin import Mannequin, Sketch
from tools.synth.pose.plausible import plausible
from tools.synth.pose.side_plank import mirrored
from tools.synth.rotations import about_y

Maker = Callable[[Mannequin, Chance], Sketch]

KINDS: dict[str, tuple[float, Maker]] = {
    "quadruped": (16, on_hands.quadruped),
    "forearm_plank": (9, on_hands.forearm_plank),
    "high_plank": (4, on_hands.high_plank),
    "kneeling_plank": (3, on_hands.kneeling_plank),
    "push_up": (2, on_hands.push_up),
    "bridge": (11, lying.bridge),
    "supine": (8, lying.supine),
    "curl_up": (3, lying.curl_up),
    "prone": (3, lying.prone),
    "prone_raised": (3, lying.prone_raised),
    "side_plank": (8, on_side.side_plank),
    "side_lying": (4, on_side.side_lying),
    "standing": (9, upright.standing),
    "squatting": (2, upright.squatting),
    "tall_kneeling": (3, upright.tall_kneeling),
    "half_kneeling": (2, upright.half_kneeling),
    "heel_sitting": (2, upright.heel_sitting),
    "childs_pose": (2, upright.childs_pose),
    "long_sitting": (3, seated.long_sitting),
    "cross_legged": (2, seated.cross_legged),
    "chair_sitting": (3, seated.chair_sitting),
}
"""Kinds of posture with their weights; the transitions come on top."""
TRANSITION_SHARE = 0.14
NEAR = (
    ("quadruped", "forearm_plank"),
    ("quadruped", "high_plank"),
    ("quadruped", "kneeling_plank"),
    ("quadruped", "tall_kneeling"),
    ("quadruped", "heel_sitting"),
    ("quadruped", "childs_pose"),
    ("quadruped", "half_kneeling"),
    ("quadruped", "prone_raised"),
    ("forearm_plank", "high_plank"),
    ("forearm_plank", "prone_raised"),
    ("push_up", "prone"),
    ("childs_pose", "heel_sitting"),
    ("heel_sitting", "tall_kneeling"),
    ("tall_kneeling", "half_kneeling"),
    ("half_kneeling", "standing"),
    ("squatting", "standing"),
    ("chair_sitting", "standing"),
    ("long_sitting", "supine"),
    ("long_sitting", "curl_up"),
    ("long_sitting", "cross_legged"),
    ("bridge", "supine"),
    ("supine", "side_lying"),
    ("prone", "side_lying"),
    ("side_plank", "side_lying"),
)
"""Between which one passes on the way down or up."""
ON_THE_TRUNK = (
    *("bridge", "supine", "curl_up", "prone", "prone_raised", "side_lying", "long_sitting", "cross_legged"),
)
"""The trunk carries, so limbs give way to the floor."""
ON_ALL_FOURS = ("quadruped", "forearm_plank", "high_plank", "kneeling_plank", "childs_pose")
"""Between these, arms and legs both stay on the mat."""
FEET_FIRST = ("long_sitting", "cross_legged")
"""Drawn facing +x; for lying down from them, feet must point to -x."""
MOST_TRIES = 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A posture by lot.

    `posed`: on the mat, its middle over the origin; head to +x or -x when lying, front there when upright.
    `kind`: of `KINDS`, or "A>B" for a way between two. `seat_m`: height of the seat under the hips, for
    somebody on a chair: something may be drawn there.
    """

    posed: Posed
    pose: Pose
    kind: str
    seat_m: float | None = None


class PostureLottery:
    """Draws postures of one figure; the same generator state gives the same posture."""

    def __init__(self, figure: Figure) -> None:
        self._figure, self._body, self._floor = figure, Mannequin(figure), Floor(figure)
        weights = np.array([weight for weight, _ in KINDS.values()], np.float64)
        self._shares = weights / weights.sum()

    def draw(self, random: np.random.Generator, kind: str | None = None) -> Drawn:
        """One posture; of a kind ("A>B" for a way between two) or of any."""
        chance = Chance(random)
        if kind is None:
            kind = str(random.choice(list(KINDS), p=self._shares))
            if chance.often(TRANSITION_SHARE):
                kind = ">".join(chance.one_of(NEAR))
        pose, posed = self._plausible(chance, kind)
        seat = None
        if kind == "chair_sitting":
            hip = self._figure.index["upperleg01.L"]
            seat = float(posed.head[hip, 1]) - self._body.seat_m
        return Drawn(posed, pose, kind, seat)

    def _plausible(self, chance: Chance, kind: str) -> tuple[Pose, Posed]:
        """The first that no limb passes through the trunk in; the last one tried, if none."""
        ways = set(kind.split(">"))
        for _ in range(MOST_TRIES):
            pose = self._way(chance, *kind.split(">")) if ">" in kind else self._lay(chance, kind)
            if chance.often():
                pose = mirrored(pose)
            if len(ways) > 1 and ways <= set(ON_ALL_FOURS):
                self._floor.level(pose)
            if not ways.isdisjoint(ON_THE_TRUNK):
                self._floor.clear(pose)
            if plausible(self._figure, self._figure.kinematics(pose)):
                break
        return pose, self._floor.put_down(pose)

    def _lay(self, chance: Chance, kind: str) -> Pose:
        return KINDS[kind][1](self._body, chance).pose()

    def _way(self, chance: Chance, first: str, second: str) -> Pose:
        steady = Chance(chance.random, steady=True)
        poses = [self._lay(steady, kind) for kind in (first, second)]
        if first in FEET_FIRST and second not in FEET_FIRST:
            poses[0] = _turned_round(poses[0])
        poses[1].root = poses[0].root * [1, 0, 1] + poses[1].root * [0, 1, 0]
        return blend(poses[0], poses[1], chance.between(0.1, 0.9))


def _turned_round(pose: Pose) -> Pose:
    turn = about_y(np.pi)
    return Pose(
        {**pose.turns, "root": turn @ pose.turns["root"]}, turn @ pose.root, pose.belly_m, pose.grounded
    )
