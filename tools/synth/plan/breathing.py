"""Drawing-in, lying on the back with the knees bent: the belly breathes, is drawn in, and may stop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.synth.body.figure import Figure, Pose
from tools.synth.errors import SynthError
from tools.synth.plan.curves import Key, Sway, value_at
from tools.synth.plan.events import Event, Fault, Plan, Stage
from tools.synth.plan.holds import AFTER_S, STEP_IN_S, STEP_OUT_S, STILL_S, between_rests
from tools.synth.pose.bridge import Bridge
from tools.synth.pose.rest import LyingFlat
from tools.synth.rotations import AHEAD

IN, OUT = 0.4, 0.5
"""Shares of a breath in which the belly rises and falls; the rest is the pause at the end."""
UNEVEN_LENGTH, UNEVEN_DEPTH = 0.06, 0.12
"""How far (standard deviation, as a share) breaths differ at rest."""
HELD_AT = 0.35
"""Where in a breath's depth it is held: neither full nor empty."""
SHALLOWER = 0.6
"""Depth of a breath while the belly is drawn in."""
DRAW_S = 1.2


def drawing_in(
    seed: int,
    *,
    breaths_per_min: float = 12.0,
    depth_m: float = 0.012,
    draw_m: float = 0.01,
    draws: Sequence[tuple[float, float]] = ((8.0, 12.0),),
    breath_hold: Fault | None = None,
    length_s: float = 45.0,
    hands_on_belly: bool = False,
) -> Plan:
    """Quiet belly breathing with the belly drawn in now and then.

    Args:
        seed: of the breaths' unevenness.
        breaths_per_min: mean rate.
        depth_m: how far the belly moves in a breath, at the navel.
        draw_m: how far it is drawn in.
        draws: (start, length) of each drawing-in, in s from when the person lies.
        breath_hold: "breath_hold": from `start_s` on nothing moves for `length_s` (= its magnitude).
        length_s: how long the person lies with the knees bent.
        hands_on_belly: fingertips on the flanks instead of arms on the mat.
    """
    begin = STILL_S + STEP_IN_S
    end = begin + length_s
    stop = None
    if breath_hold is not None:
        if abs(breath_hold.length_s - breath_hold.magnitude) > 1e-9:
            raise SynthError("a breath hold's magnitude is its length")
        stop = (begin + breath_hold.start_s, begin + breath_hold.start_s + breath_hold.length_s)
    breaths = breath_keys(seed, begin, end, 60 / breaths_per_min, depth_m, stop)
    drawn: list[Key] = [(begin, 0.0)]
    for start, length in draws:
        a = begin + start
        drawn += [(a, 0.0), (a + DRAW_S, 1.0), (a + length - DRAW_S, 1.0), (a + length, 0.0)]
    sway = Sway(seed, 1)

    def belly(t: float) -> float:
        pulled = value_at(drawn, t)
        return value_at(breaths, t) * (1 - (1 - SHALLOWER) * pulled) - draw_m * pulled

    def stages(figure: Figure) -> list[Stage]:
        posture, flat = Bridge(figure), LyingFlat(figure)
        lying = flat.pose()
        base = {"drop": posture.lying, "on_belly": float(hands_on_belly)}
        still = posture.pose(base)

        def main(t: float) -> Pose:
            if hands_on_belly:
                return posture.pose({**base, "belly": belly(t)})
            # Only the belly moves, and the knees by a hair.
            turns = dict(still.turns)
            return Pose(turns, still.root + 0.0005 * sway(t) * AHEAD, belly(t))

        return between_rests(begin, end, lambda t: lying, main)

    events = [Event(STILL_S, begin, "transition")]
    extras = {"draw_m": draw_m, "breaths_per_min": breaths_per_min, "depth_m": depth_m}
    events += [Event(begin + a, begin + a + length, "hold", extras=extras) for a, length in draws]
    if breath_hold is not None and stop is not None:
        events.append(Event(*stop, "hold", fault=breath_hold))
    events.append(Event(end, end + STEP_OUT_S, "transition"))
    return Plan("drawing_in", end + STEP_OUT_S + AFTER_S, tuple(events), stages)


def breath_keys(
    seed: int, begin: float, end: float, period_s: float, depth_m: float, stop: tuple[float, float] | None
) -> list[Key]:
    """Keyframes of the belly (m, + = out): breaths that differ a little; within `stop` nothing moves."""
    random = np.random.default_rng([seed, 9])
    keys: list[Key] = [(begin, 0.0)]
    t = begin
    while t < end:
        period = period_s * float(np.clip(1 + UNEVEN_LENGTH * random.standard_normal(), 0.75, 1.25))
        depth = depth_m * float(np.clip(1 + UNEVEN_DEPTH * random.standard_normal(), 0.6, 1.4))
        if stop and t < stop[1] and t + period > stop[0]:
            # The last breath stops half-way and goes on from there.
            lead = min(0.5 * period_s * IN, max(stop[0] - t, 0.2))
            held = HELD_AT * depth_m
            keys += [(max(stop[0] - lead, t + 1e-3), keys[-1][1]), (stop[0], held), (stop[1], held)]
            t = stop[1] + OUT * period_s
            keys.append((t, 0.0))
            stop = None
            continue
        keys += [(t + IN * period, depth), (t + (IN + OUT) * period, 0.0), (t + period, 0.0)]
        t += period
    return keys
