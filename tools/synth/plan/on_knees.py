"""Holds on the knees: the easier plank and side plank."""

from __future__ import annotations

from collections.abc import Sequence

from tools.synth.plan.events import Fault, Plan
from tools.synth.plan.holds import front_hold, side_hold
from tools.synth.pose.kneeling_plank import KneelingPlank
from tools.synth.pose.kneeling_side_plank import KneelingSidePlank


def kneeling_plank(
    seed: int, hold_s: float = 14.0, faults: Sequence[Fault] = (), spine: float = 0.0, shank: float = 0.0
) -> Plan:
    """A plank on forearms and knees, from hands and knees and back.

    Args:
        seed: of the sway.
        hold_s: how long it is held.
        faults: "sag" and "pike", degrees of shoulder-hip-knee.
        spine: degrees of lumbar bend for a degree of sag.
        shank: how far the lower legs are lifted off the mat, degrees.
    """
    fixed = {"shank": shank}
    return front_hold("kneeling_plank", KneelingPlank, seed, hold_s, faults, spine, fixed=fixed)


def kneeling_side_plank(
    seed: int,
    side: str = "left",
    hold_s: float = 12.0,
    faults: Sequence[Fault] = (),
    roll: float = 0.0,
    knee: float = 90.0,
) -> Plan:
    """A side plank on forearm and knee, from lying propped and back; faults: "sag" (the pelvis drops).

    `roll` (deg): chest turned towards the floor throughout; `knee` (deg): how far the knees are bent.
    """
    fixed = {"knee": knee}
    name, posture = "kneeling_side_plank", KneelingSidePlank
    return side_hold(name, posture, seed, side, hold_s, faults, roll, fixed=fixed)
