"""Held positions: plank, side plank, the long bridge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

from tools.synth.body.figure import Figure, Pose
from tools.synth.errors import SynthError
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage
from tools.synth.pose.bridge import Bridge
from tools.synth.pose.plank import Plank
from tools.synth.pose.posture import Values
from tools.synth.pose.quadruped import Quadruped
from tools.synth.pose.rest import LyingFlat
from tools.synth.pose.side_plank import SidePlank, mirrored
from tools.synth.rotations import AHEAD

STILL_S = 0.9
"""At rest before getting into position."""
STEP_IN_S, STEP_OUT_S = 2.1, 1.6
AFTER_S = 1.4
PLANK_FROM_KNEES_M = 0.34
"""Where on the mat one kneels before stepping back."""
SWAY_DEG = 1.1
HANDS_ON_M = 0.02
"""How far over the mat the wrists of hands that carry are."""

Playing = Callable[[float], Pose]
"""The pose at a time."""


def fault_keys(start_s: float, faults: Sequence[Fault], neutral: float = 0.0) -> list[Key]:
    """Keyframes of the bend (deg): a fault comes within 2.5 s, stays, goes within 1.5 s (less if short)."""
    keys: list[Key] = [(start_s, neutral)]
    for fault in sorted(faults, key=lambda f: f.start_s):
        begin, end = start_s + fault.start_s, start_s + fault.start_s + fault.length_s
        size = -fault.magnitude if fault.kind == "pike" else fault.magnitude
        rise, fall = min(2.5, 0.3 * fault.length_s), min(1.5, 0.2 * fault.length_s)
        if begin < keys[-1][0] or rise <= 0:
            raise SynthError("the faults of a hold must follow each other and last a while")
        keys += [(begin, neutral), (begin + rise, size), (end - fall, size), (end, neutral)]
    return keys


def own(own_deg: float) -> dict[str, float]:
    """What an event says of somebody whose good form is not the straight line."""
    return {"own_deg": own_deg} if own_deg else {}


def hold_events(begin: float, end: float, faults: Sequence[Fault], own_deg: float = 0.0) -> tuple[Event, ...]:
    """Getting into position, a hold with its faults, and getting out of it."""
    return (
        Event(begin - STEP_IN_S, begin, "transition"),
        Event(begin, end, "hold", extras=own(own_deg)),
        *(Event(begin + f.start_s, begin + f.start_s + f.length_s, "hold", fault=f) for f in faults),
        Event(end, end + STEP_OUT_S, "transition"),
    )


def between_rests(
    begin: float, end: float, rest: Playing, main: Playing, *, stepped: bool = False
) -> list[Stage]:
    """At rest, the exercise, and at rest again. `stepped`: one leg after the other on the way in and out."""
    over = end + STEP_OUT_S
    first, then = ("arms_first", "legs_first") if stepped else ("", "")
    return [
        Stage(0.0, STILL_S, rest, first),
        Stage(begin, end, main, then),
        Stage(over, over + AFTER_S, rest),
    ]


def front_hold(
    exercise: str,
    posture: type[Plank],
    seed: int,
    hold_s: float,
    faults: Sequence[Fault],
    spine: float,
    *,
    own_deg: float = 0.0,
    fixed: Values = MappingProxyType({}),
    kneels_ahead_m: float | None = None,
) -> Plan:
    """A plank from hands and knees and back.

    Args:
        exercise: its name.
        posture: that is held.
        seed, hold_s, faults, spine, own_deg: as of `plank`.
        fixed: values of the posture that stay as they are.
        kneels_ahead_m: where on the mat one kneels before stepping back; None: the knees stay where they are.
    """
    begin = STILL_S + STEP_IN_S
    end = begin + hold_s
    keys = fault_keys(begin, faults, own_deg)
    sway, slow = Sway(seed, 0), Sway(seed, 1)

    def stages(figure: Figure) -> list[Stage]:
        held, kneeling = posture(figure), Quadruped(figure)

        def hold(t: float) -> Pose:
            bend = value_at(keys, t)
            return held.pose(
                {
                    "sag": bend + SWAY_DEG * sway(t),
                    "lumbar": spine * bend + 0.8 * slow(t),
                    "neck": 2 * slow(0.7 * t),
                    "shift": 0.003 * slow(t),
                    **fixed,
                }
            )

        def rest(t: float) -> Pose:
            pose = kneeling.pose({"lumbar": 1.5 * sway(t), "ahead": 0.01 * slow(t), "hands": HANDS_ON_M})
            if kneels_ahead_m is not None:
                pose.root = pose.root + kneels_ahead_m * AHEAD
            return pose

        return between_rests(begin, end, rest, hold, stepped=kneels_ahead_m is not None)

    return Plan(exercise, end + STEP_OUT_S + AFTER_S, hold_events(begin, end, faults, own_deg), stages)


def plank(
    seed: int, hold_s: float = 20.0, faults: Sequence[Fault] = (), spine: float = 0.0, own_deg: float = 0.0
) -> Plan:
    """A plank from hands and knees and back.

    Args:
        seed: of the sway.
        hold_s: how long it is held.
        faults: "sag" and "pike".
        spine: degrees of lumbar bend for a degree of sag: 0 = at the hips alone, -0.7 = the belly hangs.
        own_deg: where this person holds the hips without a fault, + = towards the floor; faults are counted
            from the straight line all the same.
    """
    ahead = PLANK_FROM_KNEES_M
    return front_hold("plank", Plank, seed, hold_s, faults, spine, own_deg=own_deg, kneels_ahead_m=ahead)


def side_hold(
    exercise: str,
    posture: type[SidePlank],
    seed: int,
    side: str,
    hold_s: float,
    faults: Sequence[Fault],
    roll: float,
    *,
    own_deg: float = 0.0,
    fixed: Values = MappingProxyType({}),
) -> Plan:
    """A side plank from lying propped on the forearm and back.

    Args:
        exercise: its name, without the side.
        posture: that is held.
        seed, side, hold_s, faults, roll, own_deg: as of `side_plank`.
        fixed: values of the posture that stay as they are.
    """
    begin = STILL_S + STEP_IN_S
    end = begin + hold_s
    keys = fault_keys(begin, faults, own_deg)
    sway, slow = Sway(seed, 0), Sway(seed, 1)

    def stages(figure: Figure) -> list[Stage]:
        held = posture(figure)
        lying = held.touching("sag", 2.0, 48.0, "pelvis")

        def at(drop: float, t: float) -> Pose:
            pose = held.pose({"sag": drop, "roll": roll + 1.2 * slow(t), **fixed})
            return pose if side == "left" else mirrored(pose)

        def rest(t: float) -> Pose:
            return at(lying - 0.6 + 0.4 * sway(t), t)

        return between_rests(begin, end, rest, lambda t: at(value_at(keys, t) + SWAY_DEG * sway(t), t))

    facing = "head_right" if side == "left" else "head_left"
    duration = end + STEP_OUT_S + AFTER_S
    events = hold_events(begin, end, faults, own_deg)
    return Plan(f"{exercise}_{side}", duration, events, stages, facing)


def side_plank(
    seed: int,
    side: str = "left",
    hold_s: float = 14.0,
    faults: Sequence[Fault] = (),
    roll: float = 0.0,
    own_deg: float = 0.0,
) -> Plan:
    """A side plank from lying propped on the forearm and back; faults: "sag" (the pelvis drops).

    `roll` (deg): chest turned towards the floor throughout. `own_deg`: as of `plank`.
    """
    return side_hold("side_plank", SidePlank, seed, side, hold_s, faults, roll, own_deg=own_deg)


def bridge_hold(seed: int, hold_s: float = 12.0, drop: Fault | None = None) -> Plan:
    """A bridge that is held; `drop` ("not_lifted"): the hips then sink slowly to that share of the lift."""
    lie_s, up_s = STILL_S + STEP_IN_S, 1.5
    top = lie_s + up_s
    sink = top + hold_s
    end = sink + (drop.length_s if drop else 0.0)
    lowered = end + up_s
    lowest = drop.magnitude if drop else 1.0
    keys: list[Key] = [(lie_s, 0.0), (top, 1.0), (sink, 1.0), (end, lowest), (lowered, 0.0)]
    events = [Event(STILL_S, lie_s, "transition"), Event(top, sink, "hold")]
    if drop:
        events.append(Event(sink, end, "hold", fault=drop))
    events.append(Event(lowered, lowered + STEP_OUT_S, "transition"))
    return Plan(
        "bridge",
        lowered + STEP_OUT_S + AFTER_S,
        tuple(events),
        lambda figure: bridge_stages(figure, seed, keys, [(0.0, 0.0)], lie_s, lowered),
    )


def bridge_stages(
    figure: Figure,
    seed: int,
    lift: Sequence[Key],
    lumbar: Sequence[Key],
    begin: float,
    end: float,
    top_deg: float = 0.0,
) -> list[Stage]:
    """Lying flat, bridging by keyframes of lift (0 on the mat, 1 at the top) and lumbar bend (deg), flat.

    `top_deg`: the hip at the top, + = below the line from shoulder to knee; 0 = in line.
    """
    posture, flat = Bridge(figure), LyingFlat(figure)
    sway, slow = Sway(seed, 0), Sway(seed, 1)

    def bridging(t: float) -> Pose:
        up = value_at(lift, t)
        steady = min(1.0, 2 * up)  # whoever lies does not sway
        return posture.pose(
            {
                "drop": posture.lying * (1 - up) + top_deg * up + 0.8 * SWAY_DEG * sway(t) * steady,
                "lumbar": value_at(lumbar, t) + 0.9 * slow(t) * steady,
            }
        )

    lying = flat.pose()
    return between_rests(begin, end, lambda t: lying, bridging)
