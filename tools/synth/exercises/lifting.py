"""Lifting from the floor."""

from __future__ import annotations

from tools.synth.exercises.base import Drawable, Filmed, Named, Random, size
from tools.synth.exercises.sit_to_stand import drawn_view, standing_view
from tools.synth.plan.events import Fault, Plan, name_faults
from tools.synth.plan.lifts import Lift, lifting

name_faults({"lumbar_round": "deg", "hands_far": "m", "legs_straight": "flag"})
RANGES = {
    "lumbar_round": (20.0, 55.0),
    "hands_far": (0.12, 0.30),
    "legs_straight": (1.0, 1.0),
    "too_fast": (1.2, 2.0),
}


def _drawn(random: Random, seed: int) -> Plan:
    lifts = []
    for _ in range(int(random.integers(2, 4))):
        kind = str(random.choice(list(RANGES))) if random.random() < 0.4 else ""
        faults = (Fault(kind, size(random, RANGES, kind)),) if kind else ()
        lifts.append(
            Lift(
                faults,
                slower=round(float(random.uniform(0.85, 1.3)), 2),
                lean=round(float(random.uniform(42.0, 58.0)), 1),
                depth=round(float(random.uniform(0.52, 0.72)), 2),
                box_m=round(float(random.uniform(0.18, 0.36)), 2),
            )
        )
    return lifting(seed, lifts)


ROUND, STRAIGHT = Fault("lumbar_round", 50.0), Fault("legs_straight", 1.0)
VIEW = standing_view()
DRAWABLE = Drawable(
    name="lifting",
    plan=_drawn,
    ranges=RANGES,
    filmed=Filmed(camera=drawn_view),
    presets={
        "lifting_good": Named(
            "m4", "den", lambda seed: lifting(seed, (Lift(), Lift())), note="well done", camera=VIEW
        ),
        "lifting_round": Named(
            "m3",
            "den",
            lambda seed: lifting(seed, (Lift(), Lift((ROUND,)))),
            "head_left",
            "the lower back goes round in the second one",
            camera=VIEW,
        ),
        "lifting_straight": Named(
            "f3",
            "practice",
            lambda seed: lifting(seed, (Lift(), Lift((STRAIGHT,)))),
            "head_left",
            "the knees stay straight in the second one",
            camera=VIEW,
        ),
    },
)
