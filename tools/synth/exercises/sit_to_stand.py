"""Sitting down and standing up, on a stool."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.synth.exercises.base import Drawable, Filmed, Named, Random, size
from tools.synth.picture.camera import Camera, orbit
from tools.synth.picture.room import Box
from tools.synth.plan.events import Fault, Plan, name_faults
from tools.synth.plan.on_feet import Stand, sit_to_stand
from tools.synth.pose.on_feet import OnFeet

name_faults({"lumbar_round": "deg"})
RANGES = {"lumbar_round": (12.0, 40.0), "too_fast": (1.3, 2.2)}
CHAIR_M = 0.42
"""Width and depth of the seat."""
SEAT_X = -0.42
"""Middle of the seat, behind the ankles."""
WOOD = (0.36, 0.24, 0.15)
WIDTH, HEIGHT = 640, 360


def standing_view(
    azimuth_deg: float = 0.0, distance_m: float = 4.0, height_m: float = 0.95, roll_deg: float = 0.0
) -> Camera:
    """A camera beside somebody who stands."""
    vfov = round(float(np.degrees(2 * np.arctan(1.09 / distance_m))), 2)
    camera = orbit(azimuth_deg, distance_m, height_m, (-0.10, 0.90, 0.0), vfov, roll_deg)
    return replace(camera, width=WIDTH, height=HEIGHT)


def drawn_view(random: Random) -> Camera:
    """Beside somebody who stands: nearer or further, higher or lower, not quite straight."""
    return standing_view(
        round(float(random.uniform(-10, 10)), 1),
        float(random.uniform(3.6, 4.4)),
        float(random.uniform(0.6, 1.3)),
        round(float(random.normal(0, 0.7)), 2),
    )


def stool(facing: str) -> tuple[Box, ...]:
    """Where the plan sits down."""
    x = SEAT_X if facing == "head_right" else -SEAT_X
    seat = Box((x, OnFeet.seat_m - 0.025, 0.0), (CHAIR_M, 0.05, CHAIR_M), WOOD)
    legs = tuple(
        Box((x + a, OnFeet.seat_m / 2 - 0.025, b), (0.04, OnFeet.seat_m - 0.05, 0.04), WOOD)
        for a in (-0.17, 0.17)
        for b in (-0.17, 0.17)
    )
    return (seat, *legs)


def _drawn(random: Random, seed: int) -> Plan:
    reps = []
    for _ in range(int(random.integers(2, 4))):
        kind = str(random.choice(list(RANGES))) if random.random() < 0.4 else ""
        faults = (Fault(kind, size(random, RANGES, kind)),) if kind else ()
        reps.append(Stand(faults, round(float(random.uniform(0.85, 1.3)), 2)))
    return sit_to_stand(seed, reps)


ROUND, FAST = Fault("lumbar_round", 30.0), Fault("too_fast", 1.7)
VIEW = standing_view()
DRAWABLE = Drawable(
    name="sit_to_stand",
    plan=_drawn,
    ranges=RANGES,
    filmed=Filmed(camera=drawn_view),
    furniture=stool,
    presets={
        "sit_to_stand_good": Named(
            "f2",
            "practice",
            lambda seed: sit_to_stand(seed, (Stand(), Stand())),
            note="well done",
            camera=VIEW,
        ),
        "sit_to_stand_round": Named(
            "m3",
            "den",
            lambda seed: sit_to_stand(seed, (Stand(), Stand((ROUND,)))),
            "head_left",
            "the lower back goes round in the second one",
            camera=VIEW,
        ),
        "sit_to_stand_fast": Named(
            "m4",
            "evening",
            lambda seed: sit_to_stand(seed, (Stand(), Stand((FAST,)))),
            note="the second one is hurried",
            camera=VIEW,
        ),
    },
)
