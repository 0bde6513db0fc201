"""Down and up on both feet: sitting down and standing up, lifting from the floor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.synth.body.figure import Figure, Pose
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage
from tools.synth.pose.on_feet import OnFeet

FIRST_S, BETWEEN_S, LAST_S = 2.0, 1.2, 1.5
"""Standing before the first repetition, between two, and after the last."""
DOWN_S, SEATED_S, UP_S = 1.9, 1.0, 1.7
BEND_S, GRIP_S, LIFT_S = 1.8, 0.8, 1.8
STANDING_LEAN, RISING_LEAN, SITTING_LEAN = 3.0, 38.0, 6.0
GOOD_ROUND_DEG = 5.0
"""Nobody keeps the back quite still."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A repetition: how long down and up take, and its faults, the main one first."""

    faults: tuple[Fault, ...] = ()
    slower: float = 1.0


def sit_to_stand(seed: int, reps: Sequence[Stand]) -> Plan:
    """Sitting down and standing up; faults: "lumbar_round" (deg), "too_fast" (s for a whole one)."""
    keys: dict[str, list[Key]] = {name: [] for name in ("down", "lean", "lumbar")}
    keys["lean"].append((0.0, STANDING_LEAN))
    keys["down"].append((0.0, 0.0))
    keys["lumbar"].append((0.0, 0.0))
    events, t = [], FIRST_S
    for rep in reps:
        found = {fault.kind: fault.magnitude for fault in rep.faults}
        pace = found["too_fast"] / (DOWN_S + UP_S) if "too_fast" in found else rep.slower
        down, seated, up = DOWN_S * pace, SEATED_S, UP_S * pace
        bend = found.get("lumbar_round", GOOD_ROUND_DEG)
        low, rise, end = t + down, t + down + seated, t + down + seated + up
        keys["down"] += [(t, 0.0), (low, 1.0), (rise + 0.25 * up, 1.0), (end, 0.0)]
        keys["lean"] += [
            (t, STANDING_LEAN), (t + 0.6 * down, RISING_LEAN), (low - 0.05 * down, RISING_LEAN - 6.0),
            (low + 0.35 * seated, SITTING_LEAN), (rise - 0.3 * seated, SITTING_LEAN),
            (rise + 0.3 * up, RISING_LEAN + 3.0), (end, STANDING_LEAN),
        ]  # fmt: skip
        keys["lumbar"] += [
            (t + 0.05 * down, 0.0), (t + 0.5 * down, bend), (low, bend), (rise, bend),
            (rise + 0.45 * up, bend), (end - 0.1 * up, 0.0),
        ]  # fmt: skip
        first, *others = rep.faults or (None,)
        extras = {"hold_s": [round(low, 3), round(rise, 3)]}
        events.append(Event(t, end, "rep", fault=first, also=tuple(f for f in others if f), extras=extras))
        t = end + BETWEEN_S
    return Plan("sit_to_stand", t + LAST_S - BETWEEN_S, tuple(events), stages_of(seed, keys, {"sits": 1.0}))


def stages_of(
    seed: int, keys: dict[str, list[Key]], fixed: dict[str, float]
) -> Callable[[Figure], list[Stage]]:
    """One stage, in which each value follows its keys, and the trunk sways a little."""
    sways = [Sway(seed, channel) for channel in range(2)]

    def stages(figure: Figure) -> list[Stage]:
        posture = OnFeet(figure)

        def now(t: float) -> Pose:
            values = {**fixed, **{name: value_at(own, t) for name, own in keys.items()}}
            values["lean"] += 0.6 * sways[0](t)
            values["lumbar"] += 0.6 * sways[1](t)
            return posture.pose(values)

        return [Stage(0.0, 1e6, now)]

    return stages
