"""Bridges on one leg, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from tools.synth.body.figure import Figure, Pose
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage
from tools.synth.plan.holds import AFTER_S, STEP_IN_S, STEP_OUT_S, STILL_S, SWAY_DEG, between_rests
from tools.synth.plan.reps import DOWN_S, PAUSE_S, UP_S
from tools.synth.pose.rest import LyingFlat
from tools.synth.pose.single_leg_bridge import SingleLegBridge

STRETCH_S = 1.2
"""How long it takes to stretch the free leg out, and to put its foot down again."""


def single_leg_bridge(
    seed: int, side: str = "left", reps: Sequence[Fault | None] = (None, None), hold_s: float = 2.0
) -> Plan:
    """Bridges on the leg of `side`: the other one is stretched out, and stays so until all are done.

    Faults: "hyperextension", "not_lifted", and "free_leg_low" (the free thigh hangs by so many degrees).
    """
    t = STILL_S + STEP_IN_S + STRETCH_S + 0.5
    lie_s = STILL_S + STEP_IN_S
    lift: list[Key] = [(0.0, 0.0)]
    lumbar: list[Key] = [(0.0, 0.0)]
    low: list[Key] = [(0.0, 0.0)]
    out: list[Key] = [(lie_s, 0.0), (lie_s + STRETCH_S, 1.0)]
    events = [Event(STILL_S, lie_s, "transition")]
    for fault in reps:
        size = {fault.kind: fault.magnitude} if fault else {}
        top, arch, hang = (
            size.get("not_lifted", 1.0),
            -size.get("hyperextension", 0.0),
            size.get("free_leg_low", 0.0),
        )
        high, down, end = t + UP_S, t + UP_S + hold_s, t + UP_S + hold_s + DOWN_S
        lift += [(t, 0.0), (high, top), (down, top), (end, 0.0)]
        lumbar += [(t + 0.5 * UP_S, 0.0), (high + 0.2, arch), (down - 0.1, arch), (end - 0.4, 0.0)]
        low += [(t, 0.0), (high - 0.2, hang), (down, hang), (end, 0.0)]
        extras = {"hold_s": [round(high, 3), round(down, 3)]}
        events.append(Event(t, end, "rep", side, fault, extras=extras))
        t = end + PAUSE_S
    done = t + STRETCH_S
    out += [(t, 1.0), (done, 0.0)]
    events.append(Event(done, done + STEP_OUT_S, "transition"))

    def stages(figure: Figure) -> list[Stage]:
        posture, flat = SingleLegBridge(figure, side), LyingFlat(figure)
        sway, slow = Sway(seed, 0), Sway(seed, 1)

        def bridging(t: float) -> Pose:
            up = value_at(lift, t)
            steady = min(1.0, 2 * up)
            return posture.pose(
                {
                    "drop": posture.lying * (1 - up) + 0.8 * SWAY_DEG * sway(t) * steady,
                    "lumbar": value_at(lumbar, t) + 0.9 * slow(t) * steady,
                    "out": value_at(out, t),
                    "low": value_at(low, t),
                }
            )

        lying = flat.pose()
        return between_rests(lie_s, done, lambda t: lying, bridging)

    return Plan(f"single_leg_bridge_{side}", done + STEP_OUT_S + AFTER_S, tuple(events), stages)
