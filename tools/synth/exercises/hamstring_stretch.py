"""Stretch of the hamstrings, on the back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.synth.exercises.base import Drawable, Filmed, Named, Random, size
from tools.synth.picture.camera import Camera, orbit
from tools.synth.plan.events import Fault, Plan, name_faults
from tools.synth.plan.stretches import SIDES, hamstring_stretch

name_faults({"pelvis_back": "deg", "knees_bent": "deg", "leg_off_mat": "deg"})
RANGES = {"pelvis_back": (8.0, 28.0), "knees_bent": (15.0, 45.0), "leg_off_mat": (10.0, 30.0)}
WIDTH, HEIGHT = 640, 360


def lying_view(
    azimuth_deg: float = 0.0, distance_m: float = 3.6, height_m: float = 0.6, roll_deg: float = 0.0
) -> Camera:
    """A camera beside the mat that shows a raised leg as well."""
    vfov = round(float(np.degrees(2 * np.arctan(0.80 / distance_m))), 2)
    camera = orbit(azimuth_deg, distance_m, height_m, (-0.10, 0.50, 0.0), vfov, roll_deg)
    return replace(camera, width=WIDTH, height=HEIGHT)


def _drawn_view(random: Random) -> Camera:
    return lying_view(
        round(float(random.uniform(-10, 10)), 1),
        float(random.uniform(3.3, 4.0)),
        float(random.uniform(0.4, 1.0)),
        round(float(random.normal(0, 0.7)), 2),
    )


def _drawn(random: Random, seed: int) -> Plan:
    kind = str(random.choice(list(RANGES))) if random.random() < 0.5 else ""
    faults = (Fault(kind, size(random, RANGES, kind), 4.0, 5.0),) if kind else ()
    up = round(float(random.uniform(35, 85)), 1)
    return hamstring_stretch(seed, str(random.choice(list(SIDES))), 11.0, faults, up)


TIPPED = Fault("pelvis_back", 36.0, 4.0, 5.0)
VIEW = lying_view()
DRAWABLE = Drawable(
    name="hamstring_stretch",
    plan=_drawn,
    ranges=RANGES,
    filmed=Filmed(camera=_drawn_view),
    on_the_back=True,
    presets={
        "hamstring_stretch_good": Named(
            "f2", "den", lambda seed: hamstring_stretch(seed, "right"), note="well held", camera=VIEW
        ),
        "hamstring_stretch_tipped": Named(
            "m4",
            "practice",
            lambda seed: hamstring_stretch(seed, "left", 10.0, (TIPPED,)),
            "head_left",
            "the pelvis tips back and comes off the mat",
            camera=VIEW,
        ),
    },
)
