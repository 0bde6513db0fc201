"""Dead bug: an arm and the other side's leg are reached out and come back, then the other pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.synth.body.figure import Figure, Pose
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage, name_faults
from tools.synth.plan.holds import AFTER_S, STEP_IN_S, STEP_OUT_S, STILL_S, between_rests
from tools.synth.pose.bridge import Bridge
from tools.synth.pose.dead_bug import DeadBug, Reached

name_faults({"knee_drift": "deg"})
OUT_S, BACK_S, HOLD_S, PAUSE_S = 1.6, 1.4, 0.8, 0.7
PAIRS = {1: "right_arm_left_leg", -1: "left_arm_right_leg"}
HOLLOW_DEG = 1.5
"""How far a good back gives."""


@dataclass(frozen=True, slots=True)
class BugRep:
    """A repetition: +1 = right arm and left leg, -1 = the others; its fault.

    Faults: "hyperextension" (degrees), "same_side", "too_fast" (s for the whole), "knee_drift" (degrees).
    """

    pair: int
    fault: Fault | None = None


def dead_bug(seed: int, reps: Sequence[BugRep]) -> Plan:
    """Repetitions on the back, arms and knees up between them."""
    t = STILL_S + STEP_IN_S + 0.9
    begin = STILL_S + STEP_IN_S
    parts: list[tuple[float, float, float, float, BugRep]] = []
    events = [Event(STILL_S, begin, "transition")]
    for rep in reps:
        whole = OUT_S + HOLD_S + BACK_S
        share = rep.fault.magnitude / whole if rep.fault and rep.fault.kind == "too_fast" else 1.0
        far, back, end = t + OUT_S * share, t + (OUT_S + HOLD_S) * share, t + whole * share
        parts.append((t, far, back, end, rep))
        extras = {"hold_s": [round(far, 3), round(back, 3)]}
        events.append(Event(t, end, "rep", PAIRS[rep.pair], rep.fault, extras=extras))
        t = end + PAUSE_S
    events.append(Event(t, t + STEP_OUT_S, "transition"))
    duration = t + STEP_OUT_S + AFTER_S
    sway = [Sway(seed, channel) for channel in range(2)]

    def moment(time_s: float) -> Reached:
        drift = 1.2 * sway[0](time_s)
        lumbar = 0.4 * sway[1](time_s)
        for start, far, back, end, rep in parts:
            if start <= time_s < end:
                keys: list[Key] = [(start, 0.0), (far, 1.0), (back, 1.0), (end, 0.0)]
                return _reached(rep, value_at(keys, time_s), lumbar, drift)
        return Reached(lumbar=lumbar, drift=drift)

    def stages(figure: Figure) -> list[Stage]:
        posture, lying = DeadBug(figure), Bridge(figure)
        flat = lying.pose({"drop": lying.lying})

        def main(time_s: float) -> Pose:
            return posture.pose(moment(time_s))

        return between_rests(begin, t, lambda _: flat, main)

    return Plan("dead_bug", duration, tuple(events), stages)


def _reached(rep: BugRep, out: float, lumbar: float, drift: float) -> Reached:
    kind, amount = (rep.fault.kind, rep.fault.magnitude) if rep.fault else ("", 0.0)
    legs = (out, 0.0) if rep.pair > 0 else (0.0, out)
    arms = (0.0, out) if rep.pair > 0 else (out, 0.0)
    if kind == "same_side":
        arms = arms[1], arms[0]
    hollow = amount if kind == "hyperextension" else HOLLOW_DEG
    sinks = amount if kind == "knee_drift" else 0.0
    return Reached(arms, legs, lumbar + hollow * out, drift + sinks * out)
