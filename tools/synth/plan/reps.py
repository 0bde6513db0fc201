"""Repetitions: bridge, bird-dog, cat-camel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tools.synth.body.figure import Figure, Pose
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage
from tools.synth.plan.holds import AFTER_S, STEP_IN_S, STEP_OUT_S, STILL_S, between_rests, bridge_stages, own
from tools.synth.pose.quadruped import Quadruped
from tools.synth.pose.rest import TallKneel

UP_S, DOWN_S, PAUSE_S = 1.3, 1.2, 0.5
BRIDGE_DIAGONAL = {1: "right_arm_left_leg", -1: "left_arm_right_leg"}
GOOD_CAT_DEG, GOOD_CAMEL_DEG, GOOD_CYCLE_S = 38.0, 26.0, 6.0
THORACIC = (0.5, 0.4)
"""Degrees of thoracic bend for a degree of lumbar bend, round and hollow."""


def bridge_reps(seed: int, reps: Sequence[Fault | None], hold_s: float = 2.0, top_deg: float = 0.0) -> Plan:
    """Bridges one after the other; faults: "hyperextension" and "not_lifted".

    `top_deg`: where this person holds the hips at the top, + = below the line from shoulder to knee.
    """
    t = STILL_S + STEP_IN_S + 0.3
    begin = t - 0.3
    lift: list[Key] = [(0.0, 0.0)]
    lumbar: list[Key] = [(0.0, 0.0)]
    events = [Event(STILL_S, begin, "transition")]
    for fault in reps:
        top = fault.magnitude if fault and fault.kind == "not_lifted" else 1.0
        arch = -fault.magnitude if fault and fault.kind == "hyperextension" else 0.0
        high, low, end = t + UP_S, t + UP_S + hold_s, t + UP_S + hold_s + DOWN_S
        lift += [(t, 0.0), (high, top), (low, top), (end, 0.0)]
        lumbar += [(t + 0.5 * UP_S, 0.0), (high + 0.2, arch), (low - 0.1, arch), (end - 0.4, 0.0)]
        events.append(Event(t, end, "rep", fault=fault, extras={**_top(high, low), **own(top_deg)}))
        t = end + PAUSE_S
    events.append(Event(t, t + STEP_OUT_S, "transition"))
    return Plan(
        "bridge",
        t + STEP_OUT_S + AFTER_S,
        tuple(events),
        lambda figure: bridge_stages(figure, seed, lift, lumbar, begin, t, top_deg),
    )


@dataclass(frozen=True, slots=True)
class DogRep:
    """A bird-dog repetition: +1 = right arm and left leg, -1 = the others; its faults, the main one first."""

    diagonal: int
    faults: tuple[Fault, ...] = ()


def bird_dog(seed: int, reps: Sequence[DogRep], hold_s: float = 2.0) -> Plan:
    """Bird-dogs; faults: "trunk_roll" (deg), "lateral_shift" (m), "over_lift", "leg_low", "hyperextension",
    "same_side".
    """
    t = STILL_S + STEP_IN_S + 0.3
    begin = t - 0.3
    tracks: list[tuple[float, float, dict[str, float], float]] = []
    events = [Event(STILL_S, begin, "transition")]
    for rep in reps:
        high, low, end = t + UP_S, t + UP_S + hold_s, t + UP_S + hold_s + DOWN_S
        tracks.append((t, end, _dog_values(rep), float(rep.diagonal)))
        first, *others = rep.faults or (None,)
        side = BRIDGE_DIAGONAL[rep.diagonal]
        events.append(Event(t, end, "rep", side, first, tuple(f for f in others if f), _top(high, low)))
        t = end + PAUSE_S

    def values(time_s: float) -> dict[str, float]:
        for start, end, top, diagonal in tracks:
            if start <= time_s < end:
                held, down = end - DOWN_S, end - 0.2 * DOWN_S
                raised = value_at([(start, 0), (start + UP_S, 1), (held, 1), (end, 0)], time_s)
                # What goes wrong with the trunk comes a little later than the limbs and is gone before them.
                wrong = value_at(
                    [(start + 0.4 * UP_S, 0), (start + 1.15 * UP_S, 1), (held, 1), (down, 0)], time_s
                )
                flags = {"same_side": top["same_side"]}
                moving = {key: value * wrong for key, value in top.items() if key != "same_side"}
                return {"lift": diagonal * raised, **moving, **flags}
        return {}

    events.append(Event(t, t + STEP_OUT_S, "transition"))
    return Plan("bird_dog", t + STEP_OUT_S + AFTER_S, tuple(events), _on_knees(seed, values, begin, t))


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cat-camel cycle: lumbar flexion and extension reached (deg, both positive) and how long it takes."""

    cat_deg: float = GOOD_CAT_DEG
    camel_deg: float = GOOD_CAMEL_DEG
    period_s: float = GOOD_CYCLE_S
    fault: Fault | None = None


def cat_camel(seed: int, cycles: Sequence[Cycle]) -> Plan:
    """Cat-camel cycles without a pause between them."""
    t = STILL_S + STEP_IN_S + 0.3
    begin = t - 0.3
    lumbar: list[Key] = [(t, 0.0)]
    events = [Event(STILL_S, begin, "transition")]
    for cycle in cycles:
        cat, camel, whole = cycle.cat_deg, cycle.camel_deg, cycle.period_s
        shares = ((0.28, cat), (0.38, cat), (0.72, -camel), (0.82, -camel), (1.0, 0.0))
        lumbar += [(t + share * whole, value) for share, value in shares]
        extras = {"cat_deg": cat, "camel_deg": -camel}
        events.append(Event(t, t + whole, "rep", fault=cycle.fault, extras=extras))
        t += whole

    def values(time_s: float) -> dict[str, float]:
        bend = value_at(lumbar, time_s)
        return {"lumbar": bend, "thoracic": bend * THORACIC[int(bend < 0)], "neck": 0.3 * bend}

    events.append(Event(t, t + STEP_OUT_S, "transition"))
    return Plan("cat_camel", t + STEP_OUT_S + AFTER_S, tuple(events), _on_knees(seed, values, begin, t))


def _top(high: float, low: float) -> dict[str, list[float]]:
    return {"hold_s": [round(high, 3), round(low, 3)]}


def _dog_values(rep: DogRep) -> dict[str, float]:
    """What the trunk and the raised leg do at the top; a good one rolls and shifts a little as well."""
    found = {fault.kind: fault.magnitude for fault in rep.faults}
    leg = found.get("over_lift", 0.0) - found.get("leg_low", 0.0)
    hollow = found.get("hyperextension", 0.8 * found.get("over_lift", 0.0) or 2.0)
    return {
        "roll": rep.diagonal * found.get("trunk_roll", 2.0),
        # Towards the knee that stands: the body's right when the left leg is up.
        "shift": -rep.diagonal * found.get("lateral_shift", 0.012),
        "leg": leg,
        "lumbar": -hollow,
        "same_side": float("same_side" in found),
    }


def _on_knees(
    seed: int, values: Callable[[float], Mapping[str, float]], begin: float, end: float
) -> Callable[[Figure], list[Stage]]:
    """Kneeling upright, on hands and knees with these values and some sway, kneeling upright."""
    sways = [Sway(seed, channel) for channel in range(4)]
    sizes = {"roll": 0.8, "shift": 0.003, "ahead": 0.006, "lumbar": 0.8}

    def stages(figure: Figure) -> list[Stage]:
        posture, kneeling = Quadruped(figure), TallKneel(figure)

        def main(t: float) -> Pose:
            now = dict(values(t))
            for (key, size), sway in zip(sizes.items(), sways, strict=True):
                now[key] = now.get(key, 0.0) + size * sway(t)
            return posture.pose(now)

        def rest(t: float) -> Pose:
            return kneeling.pose({"lean": sways[0](t)})

        return between_rests(begin, end, rest, main)

    return stages
