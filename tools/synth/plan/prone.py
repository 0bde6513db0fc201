"""Prone back extension: chest and legs are lifted a little, held, and laid down again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.synth.body.figure import Figure, Pose
from tools.synth.errors import SynthError
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage, name_faults
from tools.synth.plan.holds import AFTER_S, STILL_S
from tools.synth.pose.prone_lift import Lifted, ProneLift

name_faults({"head_back": "deg", "knees_bent": "deg", "hips_up": "m", "uneven": "deg", "jerk": "s"})
UP_S, DOWN_S, PAUSE_S = 1.4, 1.3, 1.0
REST_S = 1.6
"""On the mat before the first lift."""
LUMBAR_DEG, THORACIC_DEG, LEGS_DEG = 7.0, 5.0, 8.0
"""What a small lift asks of the back, and the legs."""


@dataclass(frozen=True, slots=True)
class ProneRep:
    """A repetition: how large (1 = the usual small lift), how much of it either leg does, and its fault.

    Faults: "hyperextension" (degrees of the lower back), "head_back" (degrees), "knees_bent" (degrees),
    "hips_up" (m), "uneven" (degrees by which the left leg goes higher than the right), "jerk" (s of the way
    up).
    """

    size: float = 1.0
    left_leg: float = 1.0
    right_leg: float = 1.0
    fault: Fault | None = None


def back_extension(seed: int, reps: Sequence[ProneRep], hold_s: float = 2.0, *, ahead: bool = True) -> Plan:
    """Lifts one after the other, between them flat on the mat. `ahead`: arms beside the head."""
    t = STILL_S + REST_S
    begin = STILL_S
    tops: list[tuple[float, float, float, float, Lifted]] = []
    events: list[Event] = []
    for rep in reps:
        up_s = rep.fault.magnitude if rep.fault and rep.fault.kind == "jerk" else UP_S
        high, low, end = t + up_s, t + up_s + hold_s, t + up_s + hold_s + DOWN_S
        tops.append((t, high, low, end, _top(rep)))
        extras = {"hold_s": [round(high, 3), round(low, 3)]}
        events.append(Event(t, end, "rep", fault=rep.fault, extras=extras))
        t = end + PAUSE_S
    duration = t + AFTER_S
    sway = [Sway(seed, channel) for channel in range(3)]

    def moment(time_s: float) -> Lifted:
        breath = 0.25 * sway[0](time_s)
        for start, high, low, end, top in tops:
            if start <= time_s < end:
                keys: list[Key] = [(start, 0.0), (high, 1.0), (low, 1.0), (end, 0.0)]
                up = value_at(keys, time_s)
                still = [value * up for value in top]
                still[0] += up * 0.6 * sway[1](time_s) + breath
                still[2] += up * 0.6 * sway[2](time_s)
                still[3] += up * 0.6 * sway[0](time_s)
                return Lifted(*still)
        return Lifted(lumbar=breath)

    def stages(figure: Figure) -> list[Stage]:
        posture = ProneLift(figure, ahead=ahead)

        def main(time_s: float) -> Pose:
            return posture.pose(moment(time_s))

        return [Stage(0.0, duration, main)]

    return Plan("back_extension", duration, (Event(0.0, begin, "rest"), *events), stages)


def _top(rep: ProneRep) -> Lifted:
    size, fault = rep.size, rep.fault
    legs = LEGS_DEG * size
    top = Lifted(
        lumbar=LUMBAR_DEG * size,
        thoracic=THORACIC_DEG * size,
        left_leg=legs * rep.left_leg,
        right_leg=legs * rep.right_leg,
        arms=10.0,
        head=1.0,
    )
    if fault is None or fault.kind == "jerk":
        return top
    amount = fault.magnitude
    if fault.kind == "hyperextension":
        more = amount / LUMBAR_DEG
        return top._replace(
            lumbar=amount, thoracic=0.6 * amount, left_leg=legs + amount - LUMBAR_DEG,
            right_leg=legs + amount - LUMBAR_DEG, arms=10.0 + more,
        )  # fmt: skip
    if fault.kind == "head_back":
        return top._replace(head=amount)
    if fault.kind == "knees_bent":
        return top._replace(knees=amount)
    if fault.kind == "hips_up":
        return top._replace(hips=amount, left_leg=0.0, right_leg=0.0, arms=0.0)  # hands and feet carry
    if fault.kind == "uneven":
        return top._replace(left_leg=top.right_leg + amount)
    raise SynthError(f"a prone lift has no fault {fault.kind}")
