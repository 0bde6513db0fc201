"""Lifting from the floor: bending down to a box and up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.synth.plan.curves import Key
from tools.synth.plan.events import Event, Fault, Plan
from tools.synth.plan.on_feet import BETWEEN_S, FIRST_S, GOOD_ROUND_DEG, LAST_S, STANDING_LEAN, stages_of

BEND_S, GRIP_S, LIFT_S = 1.8, 0.8, 1.8
STOOP_LEAN, STOOP_DEPTH = 82.0, 0.97
BOX_X = 0.22
"""Where the hands take hold, before the ankles, m."""


@dataclass(frozen=True, slots=True)
class Lift:
    """A repetition.

    Attributes:
        faults: the main one first: "lumbar_round" (deg), "hands_far" (m further ahead), "legs_straight" (1),
            "too_fast" (s for down and up).
        slower: how much longer down and up take.
        lean: of the trunk at the lowest, degrees.
        depth: height of the hips at the lowest, of that in standing.
        box_m: height of the hands at the lowest.
    """

    faults: tuple[Fault, ...] = ()
    slower: float = 1.0
    lean: float = 52.0
    depth: float = 0.58
    box_m: float = 0.32


def lifting(seed: int, lifts: Sequence[Lift]) -> Plan:
    """Bending down to a box and up, standing before, between and after."""
    first = lifts[0] if lifts else Lift()
    starts = {
        "down": 0.0,
        "lean": STANDING_LEAN,
        "lumbar": 0.0,
        "reach": 0.0,
        "box_x": BOX_X,
        "box_y": first.box_m,
        "depth": first.depth,
    }
    keys: dict[str, list[Key]] = {name: [(0.0, start)] for name, start in starts.items()}
    events, t = [], FIRST_S
    for lift in lifts:
        found = {fault.kind: fault.magnitude for fault in lift.faults}
        pace = found["too_fast"] / (BEND_S + LIFT_S) if "too_fast" in found else lift.slower
        low, rise = t + BEND_S * pace, t + BEND_S * pace + GRIP_S
        end = rise + LIFT_S * pace
        straight = "legs_straight" in found
        bend = found.get("lumbar_round", GOOD_ROUND_DEG)
        tops = {"down": 1.0, "lean": STOOP_LEAN if straight else lift.lean, "lumbar": bend, "reach": 1.0}
        for name, top in tops.items():
            rest = STANDING_LEAN if name == "lean" else 0.0
            keys[name] += [(t, rest), (low, top), (rise, top), (end, rest)]
        during = {
            "box_x": BOX_X + found.get("hands_far", 0.0),
            "box_y": lift.box_m,
            "depth": STOOP_DEPTH if straight else lift.depth,
        }
        for name, value in during.items():
            # Where somebody stands these values move nothing.
            keys[name] += [(t - 0.02, keys[name][-1][1]), (t, value), (end, value)]
        main, *others = lift.faults or (None,)
        extras = {"hold_s": [round(low, 3), round(rise, 3)]}
        events.append(Event(t, end, "rep", fault=main, also=tuple(f for f in others if f), extras=extras))
        t = end + BETWEEN_S
    return Plan("lifting", t + LAST_S - BETWEEN_S, tuple(events), stages_of(seed, keys, {}))
