"""Holds on the knees: the easier plank and side plank."""

from __future__ import annotations

from collections.abc import Sequence

from tools.synth.body.figure import Figure, Pose
from tools.synth.plan.curves import Sway, value_at
from tools.synth.plan.events import Fault, Plan, Stage
from tools.synth.plan.holds import (
    AFTER_S,
    STEP_IN_S,
    STEP_OUT_S,
    STILL_S,
    SWAY_DEG,
    fault_keys,
    hold_events,
)
from tools.synth.pose.kneeling_plank import KneelingPlank
from tools.synth.pose.kneeling_side_plank import KneelingSidePlank
from tools.synth.pose.quadruped import Quadruped
from tools.synth.pose.side_plank import mirrored

HANDS_ON_M = 0.02


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
    begin = STILL_S + STEP_IN_S
    end = begin + hold_s
    keys = fault_keys(begin, faults)
    sway, slow = Sway(seed, 0), Sway(seed, 1)

    def stages(figure: Figure) -> list[Stage]:
        held, kneeling = KneelingPlank(figure), Quadruped(figure)

        def hold(t: float) -> Pose:
            bend = value_at(keys, t)
            return held.pose(
                {
                    "sag": bend + SWAY_DEG * sway(t),
                    "lumbar": spine * bend + 0.8 * slow(t),
                    "neck": 2 * slow(0.7 * t),
                    "shank": shank,
                    "shift": 0.003 * slow(t),
                }
            )

        def rest(t: float) -> Pose:
            return kneeling.pose({"lumbar": 1.5 * sway(t), "ahead": 0.01 * slow(t), "hands": HANDS_ON_M})

        return [
            Stage(0.0, STILL_S, rest),
            Stage(begin, end, hold),
            Stage(end + STEP_OUT_S, end + STEP_OUT_S + AFTER_S, rest),
        ]

    duration = end + STEP_OUT_S + AFTER_S
    return Plan("kneeling_plank", duration, hold_events(begin, end, faults), stages)


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
    begin = STILL_S + STEP_IN_S
    end = begin + hold_s
    keys = fault_keys(begin, faults)
    sway, slow = Sway(seed, 0), Sway(seed, 1)

    def stages(figure: Figure) -> list[Stage]:
        posture = KneelingSidePlank(figure)
        lying = posture.touching("sag", 2.0, 48.0, "pelvis")

        def at(drop: float, t: float) -> Pose:
            pose = posture.pose({"sag": drop, "roll": roll + 1.2 * slow(t), "knee": knee})
            return pose if side == "left" else mirrored(pose)

        def rest(t: float) -> Pose:
            return at(lying - 0.6 + 0.4 * sway(t), t)

        return [
            Stage(0.0, STILL_S, rest),
            Stage(begin, end, lambda t: at(value_at(keys, t) + SWAY_DEG * sway(t), t)),
            Stage(end + STEP_OUT_S, end + STEP_OUT_S + AFTER_S, rest),
        ]

    facing = "head_right" if side == "left" else "head_left"
    duration = end + STEP_OUT_S + AFTER_S
    return Plan(f"kneeling_side_plank_{side}", duration, hold_events(begin, end, faults), stages, facing)
