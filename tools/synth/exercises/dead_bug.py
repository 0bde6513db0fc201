"""Dead bug by lot and by name."""

from __future__ import annotations

import numpy as np

from tools.synth.body.figure import Figure, Posed
from tools.synth.exercises.base import Drawable, Filmed, Named, Random, size
from tools.synth.plan.dead_bug import BugRep, dead_bug
from tools.synth.plan.events import Fault, Plan
from tools.synth.pose.limbs import Limbs

RANGES = {
    "hyperextension": (12.0, 30.0),
    "same_side": (1.0, 1.0),
    "too_fast": (1.0, 1.6),
    "knee_drift": (15.0, 35.0),
}


def _plan(random: Random, seed: int) -> Plan:
    """Three or four repetitions, of which up to half are wrong; every second seed is good throughout."""
    pair, reps = int(random.choice([1, -1])), []
    for number in range(int(random.integers(3, 5))):
        kind = str(random.choice(list(RANGES)))
        wrong = seed % 2 == 1 and random.random() < 0.6
        reps.append(BugRep(pair * (-1) ** number, Fault(kind, size(random, RANGES, kind)) if wrong else None))
    return dead_bug(seed, reps)


def measured(_: Figure, limbs: Limbs, posed: Posed) -> dict[str, float]:
    """Elevation of arms over the head's end and of thighs and legs over the feet's end, degrees."""
    joints = limbs.joints(posed)
    found = {}
    for side in ("left", "right"):
        for name, start, end, way in (
            ("arm", "shoulder", "wrist", 1.0),
            ("thigh", "hip", "knee", -1.0),
            ("leg", "hip", "ankle", -1.0),
        ):
            line = joints[f"{side}_{end}"] - joints[f"{side}_{start}"]
            found[f"{side}_{name}_deg"] = round(float(np.degrees(np.arctan2(line[1], way * line[0]))), 2)
    return found


GOOD = (BugRep(1), BugRep(-1))
DRAWABLE = Drawable(
    "dead_bug",
    _plan,
    ranges=RANGES,
    filmed=Filmed(0.42, 0.90),
    on_the_back=True,
    knee_line=True,
    measured=measured,
    presets={
        "dead_bug_good": Named("f2", "practice", lambda seed: dead_bug(seed, GOOD)),
        "dead_bug_hollow": Named(
            "m3",
            "den",
            lambda seed: dead_bug(seed, (BugRep(1), BugRep(-1, Fault("hyperextension", 22.0)), BugRep(1))),
            "head_left",
        ),
        "dead_bug_same_side": Named(
            "f3",
            "practice",
            lambda seed: dead_bug(
                seed, (BugRep(1), BugRep(-1, Fault("same_side", 1.0)), BugRep(1, Fault("too_fast", 1.2)))
            ),
        ),
        "dead_bug_knee": Named(
            "m4",
            "evening",
            lambda seed: dead_bug(seed, (BugRep(1), BugRep(-1, Fault("knee_drift", 28.0)))),
        ),
    },
)
