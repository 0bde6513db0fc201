"""Bird-dogs whose trunk rolls without regard to the limbs.

In a clip the trunk always rolls towards the same limbs, and mostly by two degrees: on such crops a network
learns which limbs are up, and that is right in 19 of 20 cases without seeing the trunk.
"""

from __future__ import annotations

import numpy as np

from tools.synth.body.figure import Figure, Pose
from tools.synth.plan.events import Stage
from tools.synth.plan.motion import Motion
from tools.synth.pose.lottery import Drawn
from tools.synth.pose.quadruped import Quadruped

KIND = "filmed bird_dog_front rolled"
SHIFT_M, LUMBAR_DEG, LEG_DEG = 0.07, 15.0, 20.0
"""Either way."""
ROLL_DEG, ROLL_SD_DEG = 20.0, 8.0
"""The largest, and the standard deviation of a normal distribution: most people tilt by little, and where a
network cannot tell it leans on what it saw most."""
AHEAD_M = 0.03
ON_THE_MAT = 0.25
"""Share with no limb raised."""


def draw_rolled(figure: Figure, random: np.random.Generator, count: int) -> list[Drawn]:
    """Postures on hands and knees: limbs, roll, shift and lumbar curve drawn each for itself."""
    posture = Quadruped(figure)
    drawn = [_values(random) for _ in range(count)]
    motion = Motion(figure, [Stage(0.0, float(count), lambda time_s: posture.pose(drawn[round(time_s)]))])
    played = [motion.at(float(number))[0] for number in range(count)]
    return [Drawn(posed, Pose({}, posed.head[0]), KIND) for posed in played]


def _values(random: np.random.Generator) -> dict[str, float]:
    def either(most: float) -> float:
        return float(random.uniform(-most, most))

    raised = 0.0 if random.random() < ON_THE_MAT else float(random.uniform(0.2, 1) * random.choice([-1, 1]))
    return {
        "lift": raised,
        "roll": float(np.clip(random.normal(0, ROLL_SD_DEG), -ROLL_DEG, ROLL_DEG)),
        "shift": either(SHIFT_M),
        "ahead": either(AHEAD_M),
        "lumbar": either(LUMBAR_DEG),
        "leg": either(LEG_DEG),
        "same_side": float(random.random() < 0.1),
    }
