"""The easier and harder steps: plank and side plank on the knees, the bridge on one leg."""

from __future__ import annotations

import numpy as np

from tools.synth.body.figure import Figure, Posed
from tools.synth.exercises.base import Drawable, Named, Random, size
from tools.synth.plan.events import Fault, Plan, name_faults
from tools.synth.plan.on_knees import kneeling_plank, kneeling_side_plank
from tools.synth.plan.one_leg import single_leg_bridge
from tools.synth.pose.limbs import Limbs
from tools.synth.truth import bend

SAGS = {"sag": (8.0, 18.0), "pike": (8.0, 18.0)}
DROPS = {"sag": (8.0, 18.0)}
LIFTS = {"hyperextension": (14.0, 32.0), "not_lifted": (0.35, 0.7)}
SHARE_FAULTY = 0.5
SHANKS_UP_DEG = 75.0
HOLD_S = 13.0
name_faults({"free_leg_low": "deg"})


def _held(random: Random, ranges: dict[str, tuple[float, float]]) -> list[Fault]:
    """One fault in the middle of a hold, or none."""
    kind = str(random.choice(list(ranges)))
    return [Fault(kind, size(random, ranges, kind), 5.0, 6.0)] if random.random() < SHARE_FAULTY else []


def _kneeling_plank(random: Random, seed: int) -> Plan:
    faults = _held(random, SAGS)
    shank = float(random.uniform(0, SHANKS_UP_DEG)) if random.random() < SHARE_FAULTY else 0.0
    return kneeling_plank(seed, HOLD_S, faults, spine=float(-random.uniform(0, 0.7)), shank=round(shank, 1))


def _kneeling_side_plank(random: Random, seed: int) -> Plan:
    side = str(random.choice(["left", "right"]))
    knee = round(float(random.uniform(80, 100)), 1)
    return kneeling_side_plank(seed, side, HOLD_S, _held(random, DROPS), knee=knee)


def _single_leg_bridge(random: Random, seed: int) -> Plan:
    kind = str(random.choice(list(LIFTS)))
    second = Fault(kind, size(random, LIFTS, kind)) if random.random() < SHARE_FAULTY else None
    return single_leg_bridge(seed, str(random.choice(["left", "right"])), (None, second))


def _of_standing_leg(figure: Figure, limbs: Limbs, posed: Posed) -> dict[str, float]:
    """The hips against the line to the knee of the leg that stands, moved to the middle of the body."""
    joints = limbs.joints(posed)
    stands = min(("left", "right"), key=lambda side: float(joints[f"{side}_ankle"][1]))
    shoulder, hip = limbs.middle(posed, "shoulder"), limbs.middle(posed, "hip")
    knee = hip + joints[f"{stands}_knee"] - joints[f"{stands}_hip"]
    angle, offset = bend(shoulder, hip, knee, posed.orientation[figure.index["root"]][:, 2])
    free = "right" if stands == "left" else "left"
    thigh, leg = (
        joints[f"{side}_{end}"] - joints[f"{side}_hip"] for side, end in ((stands, "knee"), (free, "ankle"))
    )
    between = np.degrees(np.arctan2(leg[1], -leg[0]) - np.arctan2(thigh[1], -thigh[0]))
    return {
        "hip_offset_fraction": round(offset, 4),
        "shoulder_hip_knee_deg": round(angle, 2),
        "free_leg_deg": round(float(between), 2),
    }


DRAWABLE = (
    Drawable(
        "kneeling_plank",
        _kneeling_plank,
        ranges=SAGS,
        knee_line=True,
        presets={
            "kneeling_plank_good": Named(
                "f2", "practice", lambda seed: kneeling_plank(seed, 11.0), "head_left", "well held"
            ),
            "kneeling_plank_shanks_up": Named(
                "m3", "den", lambda seed: kneeling_plank(seed, 11.0, shank=70.0), note="feet in the air"
            ),
            "kneeling_plank_sag": Named(
                "f3",
                "evening",
                lambda seed: kneeling_plank(seed, 13.0, (Fault("sag", 14.0, 5.0, 6.0),), spine=-0.4),
            ),
            "kneeling_plank_pike": Named(
                "m4",
                "practice",
                lambda seed: kneeling_plank(seed, 13.0, (Fault("pike", 15.0, 5.0, 6.0),)),
                "head_left",
            ),
        },
    ),
    Drawable(
        "kneeling_side_plank",
        _kneeling_side_plank,
        shows=("kneeling_side_plank_left", "kneeling_side_plank_right"),
        ranges=DROPS,
        natural_only=True,
        on_side=True,
        knee_line=True,
        presets={
            "kneeling_side_plank_good": Named(
                "f2", "practice", lambda seed: kneeling_side_plank(seed, "left", 11.0), note="well held"
            ),
            "kneeling_side_plank_drop": Named(
                "m3",
                "den",
                lambda seed: kneeling_side_plank(seed, "right", 13.0, (Fault("sag", 14.0, 5.0, 6.0),)),
                "head_left",
            ),
        },
    ),
    Drawable(
        "single_leg_bridge",
        _single_leg_bridge,
        shows=("single_leg_bridge_left", "single_leg_bridge_right"),
        ranges=LIFTS | {"free_leg_low": (12.0, 30.0)},
        on_the_back=True,
        knee_line=True,
        measured=_of_standing_leg,
        presets={
            "single_leg_bridge_good": Named(
                "f2", "practice", lambda seed: single_leg_bridge(seed, "left"), note="well done"
            ),
            "single_leg_bridge_low": Named(
                "m3",
                "den",
                lambda seed: single_leg_bridge(seed, "right", (None, Fault("not_lifted", 0.5))),
                "head_left",
            ),
            "single_leg_bridge_arch": Named(
                "f3",
                "evening",
                lambda seed: single_leg_bridge(seed, "right", (None, Fault("hyperextension", 26.0))),
            ),
        },
    ),
)
