"""A look at standing, from the side and from the front, and sitting on a chair over time."""

from __future__ import annotations

from collections.abc import Sequence

from tools.synth.body.figure import Figure, Pose
from tools.synth.errors import SynthError
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage
from tools.synth.pose.stand_and_sit import Upright

FRONT_DEG = 90.0
TURN_S = 1.6
"""Turning round by small steps."""
SETTLE_S = 1.0
STANDING = {
    "lumbar_hollow": ("lumbar", -1.0),
    "lumbar_flat": ("lumbar", 1.0),
    "head_forward": ("head", 1.0),
    "weight_aside": ("shift", 1.0),
    "pelvis_uneven": ("aside", 1.0),
}
"""Fault -> (value of the posture, sign)."""
SITTING = {"slump": ("lumbar", 1.0), "trunk_forward": ("lean", 1.0), "head_forward": ("head", 1.0)}
SLUMP_LEAN = 0.4
"""Who sinks in the lower back comes forwards with the trunk by this share of it."""


def standing(
    seed: int, *, views: Sequence[str] = ("side", "front"), look_s: float = 6.0, faults: Sequence[Fault] = ()
) -> Plan:
    """Standing at ease: a look from each view, with a turn between.

    Args:
        seed: of the sway.
        views: "side" and "front", as a camera of a side view sees them.
        look_s: how long each look is.
        faults: of `STANDING`; `start_s` and `length_s` count from the beginning of the clip, 0 for all of it.
    """
    ends = [SETTLE_S + (i + 1) * look_s + i * TURN_S for i in range(len(views))]
    duration = ends[-1] + 0.4
    turns: list[Key] = []
    for view, end in zip(views, ends, strict=True):
        angle = FRONT_DEG if view == "front" else 0.0
        turns += [(end - look_s, angle), (end, angle)]
    courses = _courses(faults, STANDING, duration)
    sway, slow = Sway(seed, 0), Sway(seed, 1)

    def stages(figure: Figure) -> list[Stage]:
        upright = Upright(figure)

        def at(t: float) -> Pose:
            values = {name: value_at(keys, t) for name, keys in courses.items()}
            values["lean"] = 0.35 * sway(t)
            values["shift"] = values.get("shift", 0.0) + 0.05 * slow(t)
            values["lumbar"] = values.get("lumbar", 0.0) + 0.5 * slow(0.7 * t)
            return upright.standing({**values, "turn": value_at(turns, t)})

        return [Stage(0.0, duration, at)]

    events = [
        Event(max(end - look_s, SETTLE_S) if i else 0.0, end, "hold", extras={"view": view})
        for i, (view, end) in enumerate(zip(views, ends, strict=True))
    ]
    events += [_fault_event(fault, duration) for fault in faults]
    return Plan("standing", duration, tuple(events), stages)


def sitting(seed: int, *, length_s: float = 30.0, faults: Sequence[Fault] = ()) -> Plan:
    """Sitting on a chair for a while; faults of `SITTING` come slowly and stay until they end."""
    courses = _courses(faults, SITTING, length_s, rise_s=6.0)
    sway, slow = Sway(seed, 0), Sway(seed, 1)

    def stages(figure: Figure) -> list[Stage]:
        upright = Upright(figure)

        def at(t: float) -> Pose:
            values = {name: value_at(keys, t) for name, keys in courses.items()}
            sunk = values.get("lumbar", 0.0)
            values["lean"] = values.get("lean", 0.0) + SLUMP_LEAN * sunk + 0.8 * sway(t)
            values["lumbar"] = sunk + 0.8 * slow(t)
            return upright.sitting(values)

        return [Stage(0.0, length_s, at)]

    events = [Event(0.0, length_s, "hold"), *(_fault_event(fault, length_s) for fault in faults)]
    return Plan("sitting", length_s, tuple(events), stages)


def _courses(
    faults: Sequence[Fault], known: dict[str, tuple[str, float]], duration: float, rise_s: float = 1.5
) -> dict[str, list[Key]]:
    courses: dict[str, list[Key]] = {}
    for fault in faults:
        if fault.kind not in known:
            raise SynthError(f"nobody shows {fault.kind} here; there are {', '.join(known)}")
        name, sign = known[fault.kind]
        size = sign * fault.magnitude
        if not fault.length_s:
            courses[name] = [(0.0, size)]
            continue
        start, end = fault.start_s, min(fault.start_s + fault.length_s, duration)
        courses[name] = [(start, 0.0), (start + rise_s, size), (end, size), (end + 1.0, 0.0)]
    return courses


def _fault_event(fault: Fault, duration: float) -> Event:
    end = fault.start_s + fault.length_s if fault.length_s else duration
    return Event(fault.start_s, min(end, duration), "hold", fault=fault)
