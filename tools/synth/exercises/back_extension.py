"""Prone back extension by lot and by name."""

from __future__ import annotations

import numpy as np

from tools.synth.body.figure import Figure, Posed
from tools.synth.exercises.base import Drawable, Filmed, Named, Random, size
from tools.synth.plan.events import Fault, Plan
from tools.synth.plan.prone import ProneRep, back_extension
from tools.synth.pose.limbs import Limbs

RANGES = {
    "hyperextension": (18.0, 34.0),
    "head_back": (20.0, 45.0),
    "knees_bent": (25.0, 70.0),
    "hips_up": (0.04, 0.10),
    "uneven": (8.0, 20.0),
    "jerk": (0.25, 0.5),
}


def _plan(random: Random, seed: int) -> Plan:
    """Three or four lifts, of which up to half are wrong; every second seed is good throughout."""
    reps = []
    for _ in range(int(random.integers(3, 5))):
        lift = round(float(random.uniform(0.7, 1.3)), 2)
        kind = str(random.choice(list(RANGES)))
        wrong = seed % 2 == 1 and random.random() < 0.6
        reps.append(ProneRep(lift, fault=Fault(kind, size(random, RANGES, kind)) if wrong else None))
    return back_extension(seed, reps, ahead=bool(random.random() < 0.7))


def _wrong(kind: str, magnitude: float) -> ProneRep:
    return ProneRep(fault=Fault(kind, magnitude))


def measured(figure: Figure, limbs: Limbs, posed: Posed) -> dict[str, float]:
    """Elevation of each leg over the floor, and the bend of each knee (180 = straight), degrees."""
    joints = limbs.joints(posed)
    found = {}
    for side in ("left", "right"):
        hip, knee, ankle = (joints[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle"))
        leg, upper, lower = ankle - hip, hip - knee, ankle - knee
        slope = np.degrees(np.arctan2(leg[1], np.hypot(leg[0], leg[2])))
        cosine = upper @ lower / (np.linalg.norm(upper) * np.linalg.norm(lower))
        found[f"{side}_leg_deg"] = round(float(slope), 2)
        found[f"{side}_knee_deg"] = round(float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))), 2)
    found["hip_height_m"] = round(float(limbs.middle(posed, "hip")[1]), 4)
    thorax, head = (posed.orientation[figure.index[bone]] for bone in ("spine01", "head"))
    back = thorax.T @ head[:, 1]
    found["head_deg"] = round(float(np.degrees(np.arctan2(-back[2], back[1]))), 2)
    return found


GOOD = (ProneRep(), ProneRep(0.9))
HIGH = (ProneRep(), _wrong("hyperextension", 28.0), ProneRep())
HEAD = (ProneRep(), _wrong("head_back", 35.0), _wrong("jerk", 0.3))
KNEES = (ProneRep(), _wrong("knees_bent", 50.0), _wrong("hips_up", 0.08))
UNEVEN = (ProneRep(), _wrong("uneven", 16.0))
DRAWABLE = Drawable(
    "back_extension",
    _plan,
    ranges=RANGES,
    filmed=Filmed(0.30, 0.85),
    measured=measured,
    presets={
        "back_extension_good": Named("f2", "practice", lambda seed: back_extension(seed, GOOD)),
        "back_extension_high": Named("m3", "den", lambda seed: back_extension(seed, HIGH), "head_left"),
        "back_extension_head": Named("f3", "evening", lambda seed: back_extension(seed, HEAD)),
        "back_extension_knees": Named("m4", "practice", lambda seed: back_extension(seed, KNEES)),
        "back_extension_uneven": Named(
            "f2", "practice", lambda seed: back_extension(seed, UNEVEN), "head_left"
        ),
    },
)
