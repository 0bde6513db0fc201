"""Movements of stick figures: each gives the figure over time that a scenario films."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.support.knee_postures import kneeling_plank
from tests.support.one_leg import single_leg
from tests.support.stick_figures import Course, Figure, Floats, Make, blend, script
from tests.support.stick_postures import (
    Bridge,
    bird_dog,
    bird_dog_front,
    cat_camel,
    into_and_out_of,
    kneeling,
    plank,
    side_plank,
)
from tests.support.stick_upright import sitting, standing, standing_front


def hold(**changes: Course) -> Make:
    """A plank from 2.5 to 11 s, got into from hands and knees and left the same way."""

    def make(time: Floats) -> Figure:
        share = script(time, (1.0, 0), (2.5, 1), (11.0, 1), (12.2, 0))
        courses: dict[str, Any] = {name: course(time) for name, course in changes.items()}
        return into_and_out_of(plank(time, **courses), bird_dog(time), share)

    return make


def on_knees(**changes: Any) -> Make:
    """A plank on the knees from 2 to 8 s, got into from hands and knees and left the same way."""

    def make(time: Floats) -> Figure:
        share = script(time, (1.0, 0), (2.0, 1), (8.0, 1), (9.0, 0))
        courses = {k: v(time) if callable(v) else v for k, v in changes.items()}
        return into_and_out_of(kneeling_plank(time, **courses), bird_dog(time), share)

    return make


def between(other: Make) -> Make:
    """A plank from 2.5 to 11 s with something else in its middle."""

    def make(time: Floats) -> Figure:
        share = script(time, (1.0, 0), (2.5, 1), (11.0, 1), (12.2, 0))
        middle = script(time, (5.5, 0), (6.0, 1), (7.5, 1), (8.0, 0))
        return into_and_out_of(blend(plank(time), other(time), middle), bird_dog(time), share)

    return make


PROPPED = 0.11
"""Hip offset of somebody who lies on the side, propped on the forearm."""


def dropping(time: Floats) -> Floats:
    """A pelvis that sinks as one that tires does: slower than somebody who lies down."""
    return script(time, (6.0, 0), (7.6, 0.06), (9.0, 0.06), (9.8, 0))


def dropping_less(time: Floats) -> Floats:
    """The same on the knees, where the floor is nearer."""
    return dropping(time) * 0.85


def side_hold(**changes: Any) -> Make:
    """A side plank from 2.5 to 11 s, got into and out of from lying on the side."""

    def make(time: Floats) -> Figure:
        share = script(time, (1.0, 0), (2.5, 1), (11.0, 1), (12.2, 0))
        same = {k: v for k, v in changes.items() if not callable(v)}
        body = side_plank(time, **{k: v(time) if callable(v) else v for k, v in changes.items()})
        return into_and_out_of(body, side_plank(time, **{**same, "offset": PROPPED}), share)

    return make


def away(to: float, since_s: float = 6.5, until_s: float = 9.0, back: float = 0.0) -> Course:
    """A quantity that leaves `back` for `to` within 0.8 s, stays, and returns."""

    def course(time: Floats) -> Floats:
        return script(time, (since_s, back), (since_s + 0.8, to), (until_s, to), (until_s + 0.8, back))

    return course


def lifts(
    time: Floats, *tops: float, first_s: float = 1.5, rise_s: float = 1.2, top_s: float = 1.8
) -> Floats:
    """Repetitions one after the other, each to its own top, with two seconds of rest between."""
    keys, at = [], first_s
    for top in tops:
        keys += [(at, 0.0), (at + rise_s, top), (at + rise_s + top_s, top), (at + 2 * rise_s + top_s, 0.0)]
        at += 2 * rise_s + top_s + 2.0
    return script(time, *keys)


def bridging(*tops: float, knee_deg: float = 90.0, hollow_deg: float = 0.0, **timing: float) -> Make:
    """Bridges whose tops have these hip offsets; the belly line hollows late in the second lift."""

    def make(time: Floats) -> Figure:
        body = Bridge(knee_deg)
        up = lifts(time, *(1 - top / body.lying for top in tops), **timing)
        late = (time > 6.0) * hollow_deg * ((up - 0.7) / 0.3).clip(0, 1)
        return body(time, offset=body.lying * (1 - up), belly_deg=late)

    return make


def on_one_leg(*tops: float, low_deg: float = 0.0) -> Make:
    """Bridges on the near leg whose tops have these hip offsets."""

    def make(time: Floats) -> Figure:
        body = Bridge()
        return single_leg(body, time, lifts(time, *(1 - top / body.lying for top in tops)), low_deg)

    return make


def pairs(
    *,
    same_side: bool = False,
    pitch_deg: float = 0.0,
    hollow_deg: float = 0.0,
    leg_top_deg: float = 0.0,
    arm_top_deg: float = 0.0,
    top_s: float = 1.8,
    rise_s: float = 1.2,
) -> Make:
    """Two bird-dog repetitions, one of each pair; faults are in the second."""

    def make(time: Floats) -> Figure:
        both = lifts(time, 1.0, 1.0, top_s=top_s, rise_s=rise_s)
        second = time > 2.5 + top_s + 2 * rise_s
        one, two = both * ~second, both * second
        near_leg, far_leg = (one, two) if same_side else (two, one)
        return bird_dog(time, near_arm=one, far_arm=two, near_leg=near_leg, far_leg=far_leg,
                        pitch_deg=pitch_deg * two, back_deg=hollow_deg * two,
                        leg_top_deg=leg_top_deg, arm_top_deg=arm_top_deg)  # fmt: skip

    return make


def breathing(*held: tuple[float, float], per_min: float = 15.0, swing: float = 0.03) -> Make:
    """Lying with bent knees and breathing, but for these stretches."""

    def make(time: Floats) -> Figure:
        return Bridge().breathing(time, breaths(time, *held, per_min=per_min, swing=swing))

    return make


def breaths(time: Floats, *held: tuple[float, float], per_min: float = 15.0, swing: float = 0.03) -> Floats:
    """(T,) height of the belly line; in each stretch of `held` it stays as it is."""
    gone = time - sum(np.clip(time - start, 0, end - start) for start, end in held)
    return swing * (1 - np.cos(2 * np.pi * per_min / 60 * gone)) / 2


def look(*, front: bool = False, **changes: Any) -> Make:
    """Standing still, from one view."""

    def make(time: Floats) -> Figure:
        courses = {name: c(time) if callable(c) else c for name, c in changes.items()}
        return standing_front(time, **courses) if front else standing(time, **courses)

    return make


def seat(**changes: Course) -> Make:
    """Sitting on a chair."""
    return lambda time: sitting(time, **{name: course(time) for name, course in changes.items()})


def front_pairs(*, same_side: bool = False, roll_deg: float = 0.0, shift: float = 0.0) -> Make:
    """The same from high in front; one that rolls does the same pair twice, the first time level."""

    def make(time: Floats) -> Figure:
        both = lifts(time, 1.0, 1.0)
        second = time > 6.0
        one, two = both * ~second, both * second
        if roll_deg:
            return bird_dog_front(time, right_arm=both, left_leg=both, roll_deg=roll_deg * two)
        left_leg, right_leg = (one, two) if same_side else (two, one)
        return bird_dog_front(time, left_arm=one, right_arm=two, left_leg=left_leg, right_leg=right_leg,
                              roll_deg=roll_deg * two, shift=shift * two)  # fmt: skip

    return make


def curls(
    time: Floats, *sizes: float, cycle_s: float = 5.5, last_s: float = 5.5, first_s: float = 2.2
) -> Floats:
    """Cycles one after the other, each of its own size: round, hollow by three quarters of that, and home.

    A size below 0 begins with the hollow. The last cycle has a length of its own.
    """
    keys, at = [(first_s, 0.0)], first_s
    for number, size in enumerate(sizes):
        long = last_s if number == len(sizes) - 1 else cycle_s
        ends = (size, -0.75 * size) if size > 0 else (0.75 * size, -size)
        shares = ((0.28, ends[0]), (0.38, ends[0]), (0.72, ends[1]), (0.82, ends[1]), (1.0, 0.0))
        keys += [(at + long * share, value) for share, value in shares]
        at += long
    return script(time, *keys)


def curling(*sizes: float, rock: float = 0.0, elbow_deg: float = 180.0, **timing: float) -> Make:
    """Cat-camels after getting into position; in the second cycle the trunk rocks and the elbows bend."""

    def make(time: Floats) -> Figure:
        second = script(time, (7.7, 0), (8.2, 1), (12.5, 1), (13.0, 0))
        body = cat_camel(
            time, curl_deg=curls(time, *sizes, **timing), rock=rock * second * np.sin(2 * (time - 7.7)),
            elbow_deg=180 - (180 - elbow_deg) * second,
        )  # fmt: skip
        return blend(kneeling(time), body, script(time, (0.0, 0), (1.2, 1)))

    return make


def sinking_hold(time: Floats) -> Figure:
    """A hold in which the hips come down by a tenth, slowly, in its second half."""
    body = Bridge()
    offset = script(
        time, (1.5, body.lying), (2.7, 0.05), (6.0, 0.05), (9.5, -0.012), (10.7, -0.012), (11.9, body.lying)
    )
    return body(time, offset=offset)
