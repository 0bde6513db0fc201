"""Standing at ease, looked at from the side and from the front; sitting on a stool over time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Posed
from tools.synth.exercises.base import Drawable, Filmed, Named, Random, size
from tools.synth.picture.camera import Camera, orbit
from tools.synth.picture.room import Box
from tools.synth.plan.events import Fault, Plan, name_faults
from tools.synth.plan.upright import sitting, standing
from tools.synth.pose.limbs import Limbs
from tools.synth.pose.stand_and_sit import HIPS_BACK_M, SEAT_M
from tools.synth.rotations import unit

name_faults(
    {
        "lumbar_hollow": "deg",
        "lumbar_flat": "deg",
        "head_forward": "deg",
        "weight_aside": "share_of_way",
        "pelvis_uneven": "deg",
        "slump": "deg",
        "trunk_forward": "deg",
    }
)
RANGES = {
    "lumbar_hollow": (6.0, 24.0),
    "lumbar_flat": (6.0, 24.0),
    "head_forward": (8.0, 30.0),
    "weight_aside": (0.25, 1.0),
    "pelvis_uneven": (4.0, 16.0),
    "slump": (8.0, 34.0),
    "trunk_forward": (8.0, 24.0),
}
LOOK_S = 6.5
CHANGED_S = 4.0, 3.5
"""When a change from the side comes in a drawn look, and how long it stays: there has to be a beginning."""
FROM_FRONT_S = 9.1, 9.0
CENTRE_SHARE = 0.12
"""The body's centre, 55 % of the stature up, lies this share up from the hips (52) to the shoulders (82)."""
WIDTH, HEIGHT = 640, 360
TALL_M, SEATED_M = (0.90, 1.08), (0.68, 0.86)
"""Middle of the picture, and half the height that it shows."""


def view(
    shown: tuple[float, float],
    azimuth_deg: float = 0.0,
    distance_m: float = 3.2,
    height_m: float = 0.95,
    roll_deg: float = 0.0,
) -> Camera:
    """A camera at about the height of the hips, far enough for head and feet."""
    middle, half = shown
    vfov = round(float(np.degrees(2 * np.arctan(half / distance_m))), 2)
    camera = orbit(azimuth_deg, distance_m, height_m, (0.0, middle, 0.0), vfov, roll_deg)
    return replace(camera, width=WIDTH, height=HEIGHT)


def drawn_view(shown: tuple[float, float], random: Random) -> Camera:
    """The same nearer or further, higher or lower, not quite straight; people are up to 2 m tall."""
    middle, half = shown
    return view(
        (middle, half + 0.08),
        round(float(random.uniform(-8, 8)), 1),
        float(random.uniform(2.8, 3.6)),
        round(float(random.uniform(0.6, 1.2)), 2),
        round(float(random.normal(0, 0.7)), 2),
    )


def stool(facing: str) -> tuple[Box, ...]:
    """Under somebody who sits."""
    x = -HIPS_BACK_M if facing == "head_right" else HIPS_BACK_M
    return (Box((x, SEAT_M / 2, 0.0), (0.40, SEAT_M, 0.36), (0.24, 0.15, 0.09)),)


def measured(figure: Figure, limbs: Limbs, posed: Posed) -> dict[str, float]:
    """Neck and trunk forwards (deg), and where the weight is: 1 over the left foot, -1 over the right one."""
    joints = limbs.joints(posed)
    hip = limbs.middle(posed, "hip")
    trunk = limbs.middle(posed, "shoulder") - hip
    front = unit(posed.orientation[figure.index["root"]][:, 2] * [1.0, 0.0, 1.0])
    neck = posed.head[figure.index["head"]] - (hip + trunk)
    forwards = [_forwards_deg(way, front) for way in (neck, trunk)]
    left, right = (joints[f"{side}_ankle"] * [1, 0, 1] for side in ("left", "right"))
    way = (left - right) / 2
    off = (hip + CENTRE_SHARE * trunk) * [1, 0, 1] - (left + right) / 2
    return {
        "head_forward_deg": round(forwards[0] - forwards[1], 2),
        "trunk_lean_deg": round(forwards[1], 2),
        "weight_shift": round(float(off @ way / (way @ way)), 3),
    }


def _forwards_deg(way: NDArray[np.float64], front: NDArray[np.float64]) -> float:
    return float(np.degrees(np.arctan2(way @ front, way[1])))


def _maybe(random: Random, kind: str, start_s: float, length_s: float, share: float) -> list[Fault]:
    magnitude = size(random, RANGES, kind)
    return [Fault(kind, magnitude, start_s, length_s)] if random.random() < share else []


def _standing(random: Random, seed: int) -> Plan:
    """A look from the side, in whose second half something may change, and one from the front."""
    back = str(random.choice(["lumbar_hollow", "lumbar_flat"]))
    faults = _maybe(random, back, *CHANGED_S, 0.5) + _maybe(random, "head_forward", *CHANGED_S, 0.35)
    for kind in ("weight_aside", "pelvis_uneven"):
        faults += _maybe(random, kind, *FROM_FRONT_S, 0.4)
    return standing(seed, look_s=LOOK_S, faults=faults)


def _sitting(random: Random, seed: int) -> Plan:
    kind = str(random.choice(["slump", "slump", "trunk_forward", "head_forward"]))
    return sitting(seed, length_s=20.0, faults=_maybe(random, kind, 6.5, 40.0, 0.6))


def _hollow(seed: int) -> Plan:
    return standing(seed, views=("side",), look_s=10.0, faults=(Fault("lumbar_hollow", 20.0, 5.0, 8.0),))


def _aside(seed: int) -> Plan:
    faults = Fault("weight_aside", 0.8), Fault("pelvis_uneven", 12.0)
    return standing(seed, views=("front",), look_s=7.0, faults=faults)


def _slump(seed: int) -> Plan:
    return sitting(seed, length_s=20.0, faults=(Fault("slump", 30.0, 6.5, 40.0),))


TALL, SEATED = view(TALL_M), view(SEATED_M, height_m=0.80)
DRAWABLE = (
    Drawable(
        name="standing",
        plan=_standing,
        ranges=RANGES,
        filmed=Filmed(*TALL_M, camera=partial(drawn_view, TALL_M)),
        natural_only=True,
        measured=measured,
        presets={
            "standing_good": Named("f2", "practice", standing, note="at ease, both views", camera=TALL),
            "standing_hollow": Named(
                "f3", "den", _hollow, "head_left", "the lower back hollows after five seconds", camera=TALL
            ),
            "standing_aside": Named(
                "m4", "evening", _aside, note="weight on the left foot, the pelvis not level", camera=TALL
            ),
        },
    ),
    Drawable(
        name="sitting",
        plan=_sitting,
        ranges=RANGES,
        filmed=Filmed(*SEATED_M, camera=partial(drawn_view, SEATED_M)),
        measured=measured,
        furniture=stool,
        presets={
            "sitting_good": Named(
                "f2",
                "den",
                partial(sitting, length_s=12.0),
                "head_left",
                "upright",
                camera=SEATED,
            ),
            "sitting_slump": Named("m3", "practice", _slump, note="sinks slowly", camera=SEATED),
        },
    ),
)
