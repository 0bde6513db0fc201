"""A clip drawn from a seed: body, clothes, room, light, camera, exercise and faults, small and large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tools.synth.body.shape import Shape
from tools.synth.clip import Clip
from tools.synth.exercises.base import Drawable, Filmed, Random
from tools.synth.exercises.registry import drawables
from tools.synth.looks import ROOMS
from tools.synth.picture.camera import Camera, orbit
from tools.synth.picture.clothes import LEGS, SLEEVES, Person
from tools.synth.picture.light import Light
from tools.synth.picture.look import Colour
from tools.synth.picture.room import Room
from tools.synth.plan.breathing import drawing_in
from tools.synth.plan.events import Fault, Plan
from tools.synth.plan.holds import bridge_hold, plank, side_plank
from tools.synth.plan.reps import BRIDGE_DIAGONAL, Cycle, DogRep, bird_dog, bridge_reps, cat_camel

PALE: Colour = (0.64, 0.44, 0.35)
DARK: Colour = (0.13, 0.075, 0.05)
GREY_FROM_AGE = 0.6
RANGES = {
    "sag": (3.0, 18.0),
    "pike": (3.0, 18.0),
    "hyperextension": (8.0, 32.0),
    "not_lifted": (0.35, 0.85),
    "trunk_roll": (5.0, 18.0),
    "lateral_shift": (0.02, 0.07),
    "over_lift": (8.0, 26.0),
    "leg_low": (8.0, 25.0),
    "too_fast": (2.2, 3.2),
    "breath_hold": (11.0, 18.0),
}
"""Magnitudes from hardly a fault to a plain one, in the units of the events."""


def draw(seed: int, exercise: str | None = None) -> Clip:
    """The clip of a seed; one of `names()`, or whichever the seed draws: of the first six, so that a seed
    gives the same clip however many there are, and of all with `EVERY`.
    """
    random = np.random.default_rng([seed, 2])
    drawn = list(DRAWN)[int(random.integers(len(DRAWN)))]
    if exercise == EVERY:
        exercise = str(random.choice([*DRAWN, *drawables()]))
    if exercise in drawables():
        return _added(drawables()[exercise], random, seed)
    plan = PLANS[exercise or drawn](random, seed)
    facing = str(random.choice(["head_right", "head_left"]))
    if plan.exercise.startswith("side_plank"):
        facing = plan.natural_facing  # the chest to the camera
    person, room = _person(random, seed), _room(random)
    name = f"{plan.exercise}_{seed:04d}"
    if exercise == FROM_THE_FRONT:
        name = f"{exercise}_{seed:04d}"
        return Clip(name, person, room, plan, _high_camera(random), seed, view="high_front")
    return Clip(name, person, room, plan, _camera(random, plan), seed, facing=facing)


def names() -> list[str]:
    """All that can be asked for by name."""
    return [*PLANS, *drawables(), EVERY]


def _added(exercise: Drawable, random: Random, seed: int) -> Clip:
    plan = exercise.plan(random, seed)
    facing = str(random.choice(["head_right", "head_left"]))
    facing = plan.natural_facing if exercise.natural_only else facing
    person, room = _person(random, seed), exercise.furnished(_room(random), facing)
    filmed = exercise.filmed
    camera = filmed.camera(random) if filmed.camera is not None else _beside(random, filmed)
    name = f"{exercise.name}_{seed:04d}"
    return Clip(name, person, room, plan, camera, seed, view=exercise.view, facing=facing)


def _size(random: Random, kind: str) -> float:
    return round(float(random.uniform(*RANGES[kind])), 2)


def _bends(random: Random, kinds: tuple[str, ...], hold_s: float) -> list[Fault]:
    """None to two faults of a hold, one after the other with good parts between."""
    faults, t = [], float(random.uniform(5, 8))
    for _ in range(int(random.integers(0, 3))):
        length = float(random.uniform(5, 8))
        if t + length < hold_s - 2:
            kind = str(random.choice(kinds))
            faults.append(Fault(kind, _size(random, kind), round(t, 1), round(length, 1)))
        t += length + float(random.uniform(3, 5))
    return faults


def _plank(random: Random, seed: int) -> Plan:
    hold_s = float(random.integers(18, 30))
    return plank(seed, hold_s, _bends(random, ("sag", "pike"), hold_s), spine=float(-random.uniform(0, 0.7)))


def _side_plank(random: Random, seed: int) -> Plan:
    hold_s = float(random.integers(14, 22))
    return side_plank(seed, str(random.choice(["left", "right"])), hold_s, _bends(random, ("sag",), hold_s))


def _some(random: Random, kinds: tuple[str, ...], count: int) -> list[Fault | None]:
    return [
        Fault(kind, _size(random, kind)) if random.random() < 0.4 else None
        for kind in random.choice(kinds, count)
    ]


def _bridge(random: Random, seed: int) -> Plan:
    if random.random() < 0.3:
        length = float(random.uniform(4, 7))
        return bridge_hold(
            seed, float(random.integers(9, 14)), Fault("not_lifted", _size(random, "not_lifted"), 0, length)
        )
    return bridge_reps(seed, _some(random, ("hyperextension", "not_lifted"), int(random.integers(3, 6))))


def _bird_dog(
    random: Random, seed: int, kinds: tuple[str, ...] = ("over_lift", "leg_low"), least: int = 4
) -> Plan:
    faults = _some(random, kinds, int(random.integers(least, 7)))
    first = int(random.choice(list(BRIDGE_DIAGONAL)))
    return bird_dog(seed, [DogRep(first * (-1) ** i, (f,) if f else ()) for i, f in enumerate(faults)])


def _bird_dog_front(random: Random, seed: int) -> Plan:
    return _bird_dog(random, seed, ("trunk_roll", "lateral_shift", "over_lift"), 6)


def _cat_camel(random: Random, seed: int) -> Plan:
    size = float(random.uniform(0.35, 1.1))
    cycles = []
    for _ in range(int(random.integers(3, 6))):
        cat, camel = (round(size * b * float(random.normal(1, 0.05)), 1) for b in (38, 26))
        fast = random.random() < 0.2
        period = _size(random, "too_fast") if fast else round(float(random.uniform(5, 7)), 1)
        cycles.append(Cycle(cat, camel, period, Fault("too_fast", period) if fast else None))
    return cat_camel(seed, cycles)


def _drawing_in(random: Random, seed: int) -> Plan:
    hold = None
    if random.random() < 0.5:
        length = round(_size(random, "breath_hold"), 1)
        hold = Fault("breath_hold", length, 25.0, length)
    return drawing_in(
        seed,
        breaths_per_min=round(float(random.uniform(8, 18)), 1),
        depth_m=round(float(random.uniform(0.006, 0.016)), 4),
        draw_m=round(float(random.uniform(0.004, 0.012)), 4),
        draws=((6.0, round(float(random.uniform(6, 12)), 1)),),
        breath_hold=hold,
        length_s=48.0,
        hands_on_belly=bool(random.random() < 0.4),
    )


FROM_THE_FRONT = "bird_dog_front"
EVERY = "every"
"""Any exercise, the later ones too: which clip a seed then gives changes with each that comes."""
DRAWN: dict[str, Callable[[Random, int], Plan]] = {
    "plank": _plank,
    "side_plank": _side_plank,
    "bridge": _bridge,
    "bird_dog": _bird_dog,
    "cat_camel": _cat_camel,
    "drawing_in": _drawing_in,
}
"""What a seed draws from."""
PLANS = DRAWN | {FROM_THE_FRONT: _bird_dog_front}
"""And what has to be asked for."""


def _person(random: Random, seed: int) -> Person:
    sex = str(random.choice(["female", "male"]))
    age = float(random.uniform(0, 0.9))
    origin = random.dirichlet([0.6, 0.6, 0.6])
    low, high = (0.25, 0.75) if sex == "female" else (0.3, 0.8)
    shape = Shape(
        sex,
        round(age, 3),
        round(float(random.uniform(0.3, 0.8)), 3),
        round(float(random.uniform(0.3, 0.78)), 3),
        round(float(random.uniform(low, high)), 3),
        round(float(random.uniform(0.4, 0.8)), 3),
        (round(float(origin[0]), 3), round(float(origin[1]), 3), round(float(origin[2]), 3)),
    )
    fair = float(np.clip(1 - origin[0] + random.normal(0, 0.1), 0, 1))
    grey = age > GREY_FROM_AGE and random.random() < 0.7
    return Person(
        f"s{seed}",
        shape,
        _between(DARK, PALE, fair),
        _between(
            (0.02, 0.016, 0.012), (0.35, 0.34, 0.33) if grey else (0.20, 0.12, 0.06), float(random.random())
        ),
        str(random.choice(list(SLEEVES))),
        _colour(random, 0.03, 0.6),
        str(random.choice(list(LEGS))),
        _colour(random, 0.03, 0.35),
        _colour(random, 0.05, 0.6) if random.random() < 0.2 else None,
        round(float(max(0.0, random.uniform(-0.01, 0.018))), 4),
    )


def _room(random: Random) -> Room:
    room = ROOMS[str(random.choice(list(ROOMS)))]
    high = float(random.uniform(0.6, 1.1))
    warm = float(random.uniform(0.75, 1.05))
    light = Light(
        (float(random.uniform(-0.6, 0.6)), 0.85, float(random.uniform(0.3, 0.7))),
        (high, 0.95 * high, 0.95 * warm * high),
        exposure=round(float(random.uniform(1.0, 1.6)), 2),
    )
    return replace(
        room,
        wall=_colour(random, 0.35, 0.7),
        floor=str(random.choice(["boards", "carpet", "tiles"])),
        mat=_colour(random, 0.05, 0.5),
        light=light,
    )


def _camera(random: Random, plan: Plan) -> Camera:
    kneeling = plan.exercise in {"bird_dog", "cat_camel"}
    return _beside(random, Filmed(0.52, 1.02) if kneeling else Filmed())


def _beside(random: Random, filmed: Filmed) -> Camera:
    distance = float(random.uniform(3.5, 4.2))
    # A wider lens from nearer by and a longer one from further off show the same width of the room.
    vfov = 2 * np.degrees(np.arctan(filmed.half_m / distance))
    return orbit(
        round(float(random.uniform(-10, 10)), 1),
        distance,
        float(random.uniform(0.4, 1.1)),
        (round(float(random.uniform(-0.12, 0.05)), 3), filmed.middle_m, 0.0),
        round(float(vfov), 2),
        round(float(random.normal(0, 0.7)), 2),
    )


def _high_camera(random: Random) -> Camera:
    """Before the head, looking down; not quite in the middle, nearer or further, higher or lower."""
    distance = float(random.uniform(2.6, 3.3))
    return orbit(
        round(90.0 + float(random.uniform(-8, 8)), 1),
        distance,
        round(float(random.uniform(1.75, 2.05)), 2),
        (0.0, 0.58, round(float(random.uniform(-0.1, 0.1)), 3)),
        round(float(np.degrees(np.arctan(0.96 / distance)) * 2), 2),
        round(float(random.normal(0, 0.7)), 2),
    )


def _between(a: Colour, b: Colour, share: float) -> Colour:
    r, g, bl = (round(x + (y - x) * share, 4) for x, y in zip(a, b, strict=True))
    return r, g, bl


def _colour(random: Random, low: float, high: float) -> Colour:
    """A muted colour."""
    value = float(random.uniform(low, high))
    r, g, b = (round(float(np.clip(value * f, 0.02, 0.8)), 4) for f in random.uniform(0.55, 1.3, 3))
    return r, g, b
