"""A clip drawn from a seed in which people differ as widely as real ones do: `lottery` with wider ranges.

`lottery.draw` gives everybody the same good form, the straight line. Real people whom a therapist calls good
hold the hips elsewhere, wear clothes that hang, are thinner and heavier, and are filmed less squarely
(benchmarks/ACCURACY.md, "What rendered people hide"). Each of those is drawn by lot here.

What a network reads of a real person holds its own error too, and no picture tells the two apart: the hips'
range is that of the readings, less what it reads on rendered people in the straight line.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.synth.body.shape import Shape
from tools.synth.clip import Clip
from tools.synth.errors import SynthError
from tools.synth.exercises.base import Random
from tools.synth.lottery import FROM_THE_FRONT, PLANS, RANGES, draw
from tools.synth.picture.camera import orbit
from tools.synth.picture.clothes import Person
from tools.synth.plan.events import Fault, Plan
from tools.synth.plan.holds import plank, side_plank
from tools.synth.plan.reps import bridge_reps

OWN_DEG = {"plank": (-18.0, -9.0, 5.0), "side_plank": (-11.0, -5.0, 3.5), "bridge": (-15.0, -5.0, 5.0)}
"""Where the hips are held without a fault, degrees from the straight line, + = towards the floor: lowest,
most common, highest. Good real planks read -7.2 to +2.4 % of shoulder-ankle (median -3.3), side planks -4.2
to +1.6 (-1.9), bridges at the top 0.4 to 16 % of shoulder-knee (4.7); rendered ones in line +0.3, +0.2, 2.6.
A degree is 0.41 % of shoulder-ankle, 0.43 of shoulder-knee. Bridges end at 9 %: beyond are yoga bridges."""
LOOSE_M = (0.010, 0.045)
"""How far a top stands off the skin: a T-shirt two sizes too wide is 0.25 m wider around, 4 cm off."""
LOOSE_LEGS_M = (0.0, 0.025)
BUILD = (0.1, 0.85)
"""Weight, muscle and height, of 0 to 1."""
YAW_SCALE_DEG, YAW_MOST_DEG = 6.0, 23.0
"""The camera's turn: exponential, cut off. Real: median 4.7, 95 % within 22.7 degrees."""
EXERCISES = tuple(name for name in PLANS if name not in (FROM_THE_FRONT, "drawing_in"))
"""Of which there are real people to be as wide as."""


def draw_wide(seed: int, exercise: str | None = None) -> Clip:
    """The clip of a seed; one of `EXERCISES` by name, or whichever the seed draws.

    Raises:
        SynthError: another exercise.
    """
    random = np.random.default_rng([seed, 3])
    drawn = str(random.choice(EXERCISES))
    exercise = exercise or drawn
    if exercise not in EXERCISES:
        raise SynthError(f"there are no real people to be as wide as in {exercise}: {', '.join(EXERCISES)}")
    clip = draw(seed, exercise)
    plan = _plan(random, seed, exercise) or clip.plan
    facing = plan.natural_facing if exercise == "side_plank" else clip.facing
    person = _person(random, clip.person)
    camera = clip.camera
    x, _, z = (p - t for p, t in zip(camera.position, camera.target, strict=True))
    yaw = min(float(random.exponential(YAW_SCALE_DEG)), YAW_MOST_DEG) * float(random.choice([-1, 1]))
    camera = orbit(
        round(yaw, 1),
        float(np.hypot(x, z)),
        camera.position[1],
        camera.target,
        camera.vfov_deg,
        camera.roll_deg,
    )
    name = f"wide_{plan.exercise}_{seed:04d}"
    return replace(clip, name=name, plan=plan, person=person, camera=camera, facing=facing)


def _plan(random: Random, seed: int, exercise: str) -> Plan | None:
    """One with hips of its own; None where the exercise has none."""
    if exercise not in OWN_DEG:
        return None
    own = round(float(random.triangular(*OWN_DEG[exercise])), 1) or 0.1  # 0 is nothing of its own
    if exercise == "bridge":
        kinds = [str(random.choice(["", "", "hyperextension", "not_lifted"])) for _ in range(4)]
        reps = [Fault(kind, _size(random, kind)) if kind else None for kind in kinds]
        return bridge_reps(seed, reps, top_deg=own)
    hold_s = float(random.integers(18, 28))
    kinds = ["sag", "pike"] if exercise == "plank" else ["sag"]
    faults = [_beyond(random, str(random.choice(kinds)), own)] if random.random() < 0.5 else []
    if exercise == "plank":
        return plank(seed, hold_s, faults, spine=float(-random.uniform(0, 0.7)), own_deg=own)
    return side_plank(seed, str(random.choice(["left", "right"])), hold_s, faults, own_deg=own)


def _beyond(random: Random, kind: str, own_deg: float) -> Fault:
    """A fault that goes beyond where the hips are held anyway."""
    there = max(0.0, own_deg if kind == "sag" else -own_deg)
    return Fault(kind, round(there + _size(random, kind), 2), 6.0, round(float(random.uniform(5, 8)), 1))


def _size(random: Random, kind: str) -> float:
    return round(float(random.uniform(*RANGES[kind])), 2)


def _person(random: Random, person: Person) -> Person:
    """The same skin and colours in another body, and in clothes that hang."""

    def share() -> float:
        return round(float(random.uniform(*BUILD)), 3)

    old = person.shape
    shape = Shape(old.sex, old.age, share(), share(), share(), old.proportions, old.origin)
    return replace(
        person,
        shape=shape,
        top=str(random.choice(["tee", "long"])),
        bottom=str(random.choice(["shorts", "capri", "trousers"])),
        loose_m=round(float(random.uniform(*LOOSE_M)), 4),
        loose_legs_m=round(float(random.uniform(*LOOSE_LEGS_M)), 4),
    )
