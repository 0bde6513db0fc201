"""Clips with a name: new bodies and rooms, small faults as well as large ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tools.synth.clip import Clip
from tools.synth.exercises.base import Drawable, Filmed, Named
from tools.synth.exercises.registry import drawables
from tools.synth.looks import PEOPLE, ROOMS
from tools.synth.picture.camera import Camera, orbit
from tools.synth.plan.breathing import drawing_in
from tools.synth.plan.events import Fault, Plan
from tools.synth.plan.holds import bridge_hold, plank, side_plank
from tools.synth.plan.reps import Cycle, DogRep, bird_dog, bridge_reps, cat_camel


def side_view(exercise: str, azimuth_deg: float = 0.0, roll_deg: float = 0.0) -> Camera:
    """A camera beside the mat; hands and knees need more height in the picture."""
    if exercise in {"bird_dog", "cat_camel"}:
        return orbit(azimuth_deg, 3.8, 0.80, (-0.10, 0.52, 0.0), 30.0, roll_deg)
    return orbit(azimuth_deg, roll_deg=roll_deg)


def beside(filmed: Filmed, azimuth_deg: float = 0.0) -> Camera:
    """A camera beside the mat that shows so much."""
    distance = 3.8
    vfov = 2 * np.degrees(np.arctan(filmed.half_m / distance))
    height = filmed.middle_m + 0.24
    return orbit(azimuth_deg, distance, height, (-0.06, filmed.middle_m, 0.0), round(float(vfov), 2))


def high_front() -> Camera:
    """A camera before the head, looking down."""
    return orbit(90.0, 3.0, 1.9, (0.0, 0.58, 0.0), 34.0)


Preset = Callable[[int, str], Clip]


def _side(
    person: str, room: str, make: Callable[[int], Plan], facing: str, note: str = "", azimuth_deg: float = 0.0
) -> Preset:
    def build(seed: int, name: str) -> Clip:
        plan = make(seed)
        camera = side_view(plan.exercise, azimuth_deg)
        return Clip(name, PEOPLE[person], ROOMS[room], plan, camera, seed, facing=facing, note=note)

    return build


def _front(person: str, room: str, make: Callable[[int], Plan]) -> Preset:
    def build(seed: int, name: str) -> Clip:
        return Clip(name, PEOPLE[person], ROOMS[room], make(seed), high_front(), seed, view="high_front")

    return build


def _added(named: Named, exercise: Drawable) -> Preset:
    camera = named.camera or beside(exercise.filmed, named.azimuth_deg)
    who, where = PEOPLE[named.person], exercise.furnished(ROOMS[named.room], named.facing)

    def build(seed: int, name: str) -> Clip:
        return Clip(name, who, where, named.plan(seed), camera, seed, exercise.view, named.facing, named.note)

    return build


OVER = Fault("over_lift", 22.0)
BIRD_DOG = (
    DogRep(1),
    DogRep(-1),
    DogRep(1, (OVER, Fault("hyperextension", 22.0))),
    DogRep(-1),
    DogRep(1),
)

PRESETS: dict[str, Preset] = {
    "drawing_in": _side(
        "f2",
        "den",
        lambda seed: drawing_in(
            seed,
            breaths_per_min=12,
            draws=((6.0, 12.0),),
            breath_hold=Fault("breath_hold", 15.0, 28.0, 15.0),
            length_s=50.0,
        ),
        "head_left",
        "breathes at 12 a minute; holds the breath for 15 s",
    ),
    "drawing_in_hands": _side(
        "m3",
        "practice",
        lambda seed: drawing_in(
            seed,
            breaths_per_min=16,
            depth_m=0.009,
            draws=((8.0, 10.0), (24.0, 10.0)),
            hands_on_belly=True,
            length_s=42.0,
        ),
        "head_right",
        "fingertips on the flanks; breathes on while drawing in",
    ),
    "plank_small_sag": _side(
        "f2", "den", lambda seed: plank(seed, 20.0, (Fault("sag", 5.0, 7.0, 9.0),), spine=-0.4), "head_left"
    ),
    "plank_large_sag": _side(
        "m3",
        "practice",
        lambda seed: plank(seed, 20.0, (Fault("sag", 15.0, 7.0, 9.0),), spine=-0.6),
        "head_left",
    ),
    "plank_sag_pike": _side(
        "f3",
        "evening",
        lambda seed: plank(
            seed, 26.0, (Fault("pike", 12.0, 6.0, 7.0), Fault("sag", 11.0, 17.0, 7.0)), spine=-0.3
        ),
        "head_right",
    ),
    "plank_good": _side("m4", "evening", lambda seed: plank(seed, 20.0), "head_left", "well held"),
    "side_plank_right_good": _side(
        "f2", "practice", lambda seed: side_plank(seed, "right", 14.0), "head_left", "well held"
    ),
    "side_plank_left_drop": _side(
        "m3",
        "den",
        lambda seed: side_plank(seed, "left", 14.0, (Fault("sag", 12.0, 5.0, 7.0),)),
        "head_right",
    ),
    "bridge_arch": _side(
        "m3",
        "den",
        lambda seed: bridge_reps(seed, (None, None, Fault("hyperextension", 28.0), None)),
        "head_left",
    ),
    "bridge_low": _side(
        "f3", "practice", lambda seed: bridge_reps(seed, (None, Fault("not_lifted", 0.5), None)), "head_right"
    ),
    "bridge_drop": _side(
        "f2",
        "evening",
        lambda seed: bridge_hold(seed, 10.0, Fault("not_lifted", 0.55, 0.0, 6.0)),
        "head_left",
    ),
    "bird_dog_over_lift": _side("f2", "practice", lambda seed: bird_dog(seed, BIRD_DOG), "head_left"),
    "bird_dog_same_side": _side(
        "m4",
        "den",
        lambda seed: bird_dog(
            seed, (DogRep(1), DogRep(-1), DogRep(1, (Fault("same_side", 1.0),)), DogRep(-1))
        ),
        "head_right",
    ),
    "bird_dog_roll": _front(
        "m3",
        "practice",
        lambda seed: bird_dog(
            seed,
            (
                DogRep(1),
                DogRep(-1),
                DogRep(1, (Fault("trunk_roll", 15.0), Fault("lateral_shift", 0.05))),
                DogRep(-1),
            ),
        ),
    ),
    "cat_camel_small": _side(
        "m3",
        "evening",
        lambda seed: cat_camel(
            seed, [Cycle(16.0, 12.0), Cycle(14.0, 10.0), Cycle(16.0, 12.0), Cycle(15.0, 11.0)]
        ),
        "head_left",
        "a small range",
    ),
    "cat_camel_fast": _side(
        "f3",
        "den",
        lambda seed: cat_camel(seed, [Cycle(), Cycle(36.0, 26.0, 2.8, Fault("too_fast", 2.8)), Cycle()]),
        "head_right",
    ),
    **{
        name: _added(named, exercise)
        for exercise in drawables().values()
        for name, named in exercise.presets.items()
    },
}


def preset(name: str, seed: int) -> Clip:
    """The preset's clip; the seed is that of its sway and of the camera's noise."""
    return PRESETS[name](seed, name)
