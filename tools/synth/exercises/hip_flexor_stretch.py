"""Stretch of the hip flexors, half kneeling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.synth.exercises.base import Drawable, Filmed, Named, Random, size
from tools.synth.picture.camera import Camera, orbit
from tools.synth.plan.events import Fault, Plan, name_faults
from tools.synth.plan.stretches import SIDES, hip_flexor_stretch

name_faults({"pelvis_forward": "deg", "trunk_lean": "deg"})
RANGES = {"pelvis_forward": (8.0, 30.0), "trunk_lean": (12.0, 35.0)}
WIDTH, HEIGHT = 640, 360


def kneeling_view(
    azimuth_deg: float = 0.0, distance_m: float = 3.6, height_m: float = 0.7, roll_deg: float = 0.0
) -> Camera:
    """A camera beside somebody who kneels upright."""
    vfov = round(float(np.degrees(2 * np.arctan(0.86 / distance_m))), 2)
    camera = orbit(azimuth_deg, distance_m, height_m, (-0.05, 0.68, 0.0), vfov, roll_deg)
    return replace(camera, width=WIDTH, height=HEIGHT)


def _drawn_view(random: Random) -> Camera:
    return kneeling_view(
        round(float(random.uniform(-10, 10)), 1),
        float(random.uniform(3.3, 4.0)),
        float(random.uniform(0.4, 1.1)),
        round(float(random.normal(0, 0.7)), 2),
    )


def _drawn(random: Random, seed: int) -> Plan:
    kind = str(random.choice(list(RANGES))) if random.random() < 0.5 else ""
    faults = (Fault(kind, size(random, RANGES, kind), 4.0, 5.0),) if kind else ()
    opened = round(float(random.uniform(0, 20)), 1)
    return hip_flexor_stretch(seed, str(random.choice(list(SIDES))), 11.0, faults, opened)


HOLLOW = Fault("pelvis_forward", 24.0, 4.0, 5.0)
VIEW = kneeling_view()
DRAWABLE = Drawable(
    name="hip_flexor_stretch",
    plan=_drawn,
    ranges=RANGES,
    filmed=Filmed(camera=_drawn_view),
    presets={
        "hip_flexor_stretch_good": Named(
            "m4", "practice", lambda seed: hip_flexor_stretch(seed, "right"), note="well held", camera=VIEW
        ),
        "hip_flexor_stretch_hollow": Named(
            "f3",
            "den",
            lambda seed: hip_flexor_stretch(seed, "left", 10.0, (HOLLOW,)),
            "head_left",
            "the pelvis tips and the lower back hollows",
            camera=VIEW,
        ),
    },
)
