"""Stretches, which are held: hip flexors half kneeling, hamstrings on the back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tools.synth.body.figure import Figure, Pose
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage
from tools.synth.plan.holds import AFTER_S, STEP_IN_S, STEP_OUT_S, STILL_S, between_rests
from tools.synth.pose.half_kneeling import HalfKneeling
from tools.synth.pose.leg_raised import LegRaised
from tools.synth.pose.posture import Posture
from tools.synth.pose.rest import TallKneel

SIDES = {"left": -1.0, "right": 1.0}
UP_DEG = 65.0
"""How far the leg is raised in a good stretch."""
IN_SUPINE = {"pelvis_back": "tilt", "knees_bent": "knee", "leg_off_mat": "rest"}
SETTLED_S = 0.3
"""The last of getting into position is a twentieth of the way: whoever looks calls it held."""
OPEN_DEG = 12.0
"""How far the hip opens in a good stretch."""


def hip_flexor_stretch(
    seed: int,
    side: str = "right",
    hold_s: float = 9.0,
    faults: Sequence[Fault] = (),
    open_deg: float = OPEN_DEG,
) -> Plan:
    """Half kneeling from kneeling upright and back; `side` is the knee on the mat, which is stretched.
    Faults: "pelvis_forward" (deg of hollow) and "trunk_lean" (deg forwards).
    """
    keys = {"lumbar": _keys(faults, "pelvis_forward", -1.0), "lean": _keys(faults, "trunk_lean", 1.0)}
    fixed = {"rear": SIDES[side], "open": open_deg}
    stages = _stages(seed, hold_s, keys, fixed)
    return _held("hip_flexor_stretch", side, hold_s, faults, stages, SETTLED_S)


def hamstring_stretch(
    seed: int, side: str = "right", hold_s: float = 9.0, faults: Sequence[Fault] = (), up_deg: float = UP_DEG
) -> Plan:
    """On the back, one leg raised from the mat and put down; `side` is that leg.

    Faults: "pelvis_back" (deg of tilt), "knees_bent" (deg of the raised knee), "leg_off_mat" (deg of the
    other leg).
    """
    begin = STILL_S + STEP_IN_S
    end = begin + hold_s
    keys = {name: _keys(faults, kind, 1.0) for kind, name in IN_SUPINE.items()}
    keys["up"] = [(STILL_S, 0.0), (begin, up_deg), (end, up_deg), (end + STEP_OUT_S, 0.0)]
    sways = [Sway(seed, channel) for channel in range(2)]

    def stages(figure: Figure) -> list[Stage]:
        lying = LegRaised(figure)

        def now(t: float) -> Pose:
            values = {name: value_at(own, t) for name, own in keys.items()}
            values["raised"] = SIDES[side]
            values["knee"] += 6.0
            values["up"] = max(values["up"] + 0.7 * sways[0](t) * (values["up"] > 5), 0.0)
            return lying.pose(values)

        return [Stage(0.0, end + STEP_OUT_S + AFTER_S, now)]

    return _held("hamstring_stretch", side, hold_s, faults, stages)


def _keys(faults: Sequence[Fault], kind: str, sign: float) -> list[Key]:
    """Of a value that leaves 0 within 1.2 s for each fault, and comes back."""
    begin = STILL_S + STEP_IN_S
    keys: list[Key] = [(begin, 0.0)]
    for fault in faults:
        if fault.kind == kind:
            start, size = begin + fault.start_s, sign * fault.magnitude
            end = start + fault.length_s
            keys += [(start, 0.0), (start + 1.2, size), (end - 1.0, size), (end, 0.0)]
    return keys


def _held(
    exercise: str,
    side: str,
    hold_s: float,
    faults: Sequence[Fault],
    stages: Callable[[Figure], list[Stage]],
    settled_s: float = 0.0,
) -> Plan:
    begin = STILL_S + STEP_IN_S
    end = begin + hold_s
    events = (
        Event(STILL_S, begin - settled_s, "transition"),
        Event(begin - settled_s, end, "hold", side),
        *(Event(begin + f.start_s, begin + f.start_s + f.length_s, "hold", side, f) for f in faults),
        Event(end, end + STEP_OUT_S, "transition"),
    )
    return Plan(exercise, end + STEP_OUT_S + AFTER_S, events, stages)


def _stages(
    seed: int, hold_s: float, keys: dict[str, list[Key]], fixed: dict[str, float]
) -> Callable[[Figure], list[Stage]]:
    begin = STILL_S + STEP_IN_S
    end = begin + hold_s
    sways = [Sway(seed, channel) for channel in range(2)]

    def stages(figure: Figure) -> list[Stage]:
        held: Posture = HalfKneeling(figure)
        kneeling = TallKneel(figure)

        def hold(t: float) -> Pose:
            values = fixed | {name: value_at(own, t) for name, own in keys.items()}
            values["lean"] += 3.0 + 0.7 * sways[0](t)
            values["lumbar"] += 0.6 * sways[1](t)
            return held.pose(values)

        def rest(t: float) -> Pose:
            return kneeling.pose({"lean": sways[0](t)})

        return between_rests(begin, end, rest, hold)

    return stages
