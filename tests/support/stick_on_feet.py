"""The stick figure on both feet: standing, sitting on a chair, and all between. It looks to the right."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tests.support.stick_figures import FAR, Figure, Floats, Make, blend, by, figure, joint, polar, script
from tests.support.stick_postures import FOREARM, SHANK, THIGH, UPPER_ARM

STANDING = np.array([0.02, 1.68])
SEATED = np.array([-0.78, 0.90])
"""Hip from the ankle."""
BACK_DEG = -30.0
"""Turn of the back line of somebody who stands."""


def on_feet(
    time: Floats, *, hip: Floats, lean_deg: ArrayLike = 0.0, back_deg: ArrayLike = BACK_DEG,
    hand: Floats | None = None,
) -> Figure:  # fmt: skip
    """A body on both feet.

    Args:
        time: (T,).
        hip: (T, 2) from the ankle.
        lean_deg: of the trunk, + forwards.
        back_deg: turn of the back line, + rounded.
        hand: (T, 2) the wrist from the ankle; hanging from the shoulder unless given.
    """
    ankle = np.broadcast_to([1.5, 0.1], (len(time), 2))
    hip = ankle + hip
    lean = np.broadcast_to(np.asarray(lean_deg, np.float64), time.shape)
    shoulder = hip + polar(90.0 - lean, 1.0)
    wrist = shoulder + polar(-84.0, 0.999 * (UPPER_ARM + FOREARM)) if hand is None else ankle + hand
    ear = shoulder + polar(88.0 - 0.6 * lean, 0.33)
    near = {
        "shoulder": shoulder, "elbow": joint(shoulder, wrist, UPPER_ARM, FOREARM, left=False), "wrist": wrist,
        "hip": hip, "knee": joint(hip, ankle, THIGH, SHANK, left=True), "ankle": ankle,
        "heel": ankle + by(-0.08, -0.05), "foot": ankle + by(0.28, -0.08), "ear": ear,
        "nose": ear + by(0.16, -0.02),
    }  # fmt: skip
    return figure(time, near, None, back_deg, 0.0)


def half_kneeling(
    time: Floats, *, lean_deg: ArrayLike = 3.0, back_deg: ArrayLike = BACK_DEG, near_rear: bool = True
) -> Figure:
    """One knee on the floor, the near one unless told, the other foot in front.

    Args:
        time: (T,).
        lean_deg: of the trunk, + forwards.
        back_deg: turn of the back line, - hollow.
        near_rear: the near knee is on the floor.
    """
    lean = np.broadcast_to(np.asarray(lean_deg, np.float64), time.shape)
    knee = np.broadcast_to([1.5, 0.1], (len(time), 2))
    hip = knee + polar(82.0, THIGH)
    shoulder = hip + polar(90.0 - lean, 1.0)
    ear = shoulder + polar(88.0 - 0.6 * lean, 0.33)
    wrist = shoulder + polar(-84.0, 0.999 * (UPPER_ARM + FOREARM))
    trunk = {
        "shoulder": shoulder, "elbow": joint(shoulder, wrist, UPPER_ARM, FOREARM, left=False), "wrist": wrist,
        "hip": hip, "ear": ear, "nose": ear + by(0.16, -0.02),
    }  # fmt: skip
    ankle = knee + by(-SHANK, 0.02)
    rear = trunk | {
        "knee": knee,
        "ankle": ankle,
        "heel": ankle + by(-0.05, 0.1),
        "foot": ankle + by(-0.2, -0.05),
    }
    stands = knee + by(0.82, 0.0)
    front = trunk | {
        "knee": joint(hip, stands, THIGH, SHANK, left=True), "ankle": stands,
        "heel": stands + by(-0.08, -0.05), "foot": stands + by(0.28, -0.08),
    }  # fmt: skip
    near, far = (rear, front) if near_rear else (front, rear)
    far = {name: p + FAR for name, p in far.items()}
    return figure(time, near, far, back_deg, 0.0)


def hip_stretch(*, hollow_deg: float = 0.0, lean_deg: float = 0.0, near_rear: bool = True) -> Make:
    """Standing, then half kneeling from 2.5 to 11 s; a fault from 7.2 to 10 s."""

    def make(time: Floats) -> Figure:
        late = script(time, (7.2, 0), (7.8, 1), (9.5, 1), (10.0, 0))
        share = script(time, (1.7, 0), (2.5, 1), (11.0, 1), (12.2, 0))
        body = half_kneeling(
            time, lean_deg=3.0 + lean_deg * late, back_deg=BACK_DEG + hollow_deg * late, near_rear=near_rear
        )
        return blend(on_feet(time, hip=STANDING), body, share)

    return make


def leg_raised(
    time: Floats, *, up_deg: ArrayLike = 65.0, knee_deg: ArrayLike = 175.0, rest_deg: ArrayLike = 0.0,
    hips_deg: ArrayLike = 0.0, near_up: bool = True,
) -> Figure:  # fmt: skip
    """On the back, one leg raised, the near one unless told, the other one on the floor.

    Args:
        time: (T,).
        up_deg: of the raised leg, from level.
        knee_deg: of the raised leg, 180 straight.
        rest_deg: of the other leg, from level.
        hips_deg: by how much the hips are higher than the shoulders.
        near_up: the near leg is raised.
    """
    up, knee, rest, hips = (
        np.broadcast_to(np.asarray(a, np.float64), time.shape) for a in (up_deg, knee_deg, rest_deg, hips_deg)
    )
    shoulder = np.broadcast_to([2.9, 0.15], (len(time), 2))
    hip = shoulder + polar(180.0 - hips, 1.0)
    trunk = {
        "shoulder": shoulder, "elbow": shoulder + by(-0.55, -0.08), "wrist": shoulder + by(-1.05, -0.1),
        "hip": hip, "ear": shoulder + by(0.3, 0.05), "nose": shoulder + by(0.33, 0.2),
    }  # fmt: skip
    legs = []
    for angle, bend in ((up, 180.0 - knee), (rest, np.zeros(len(time)))):
        middle = hip + polar(180.0 - angle, THIGH)
        shank = 180.0 - angle + bend
        ankle = middle + polar(shank, SHANK)
        legs.append(
            trunk
            | {"knee": middle, "ankle": ankle, "heel": ankle + polar(shank + 90.0, 0.06)}
            | {"foot": ankle + polar(shank - 70.0, 0.25)}
        )
    near, far = legs if near_up else legs[::-1]
    far = {name: p + FAR for name, p in far.items()}
    return figure(time, near, far, 0.0, 0.0)


def leg_stretch(
    *, knee_deg: float = 0.0, rest_deg: float = 0.0, hips_deg: float = 0.0, near_up: bool = True
) -> Make:
    """On the back, a leg is raised from 2.5 to 11 s; a fault from 7.2 to 10 s."""

    def make(time: Floats) -> Figure:
        late = script(time, (7.2, 0), (7.8, 1), (9.5, 1), (10.0, 0))
        up = script(time, (1.9, 0), (2.6, 65), (11.0, 65), (11.8, 0))
        return leg_raised(
            time, up_deg=up, knee_deg=175.0 - knee_deg * late, rest_deg=rest_deg * late,
            hips_deg=hips_deg * late, near_up=near_up,
        )  # fmt: skip

    return make


def lifts_box(
    *,
    round_deg: float = 0.0,
    ahead: float = 0.0,
    straight: bool = False,
    lean_deg: float = 52.0,
    slower: float = 1.0,
) -> Make:
    """Twice down to a box and up; faults are in the second.

    Args:
        round_deg: by which the back goes round.
        ahead: how much further away the box stands, torso lengths.
        straight: the knees hardly bend.
        lean_deg: of the trunk at the lowest.
        slower: how much longer the second one takes.
    """

    def make(time: Floats) -> Figure:
        down, lean, back, far = (np.zeros(len(time)) for _ in range(4))
        at, hips = 1.5, np.zeros((len(time), 2))
        for faulty in (False, True):
            pace = slower if faulty else 1.0
            low, rise = at + 2.0 * pace, at + 2.0 * pace + 0.6
            end = rise + 2.0 * pace
            one = script(time, (at, 0), (low, 1), (rise, 1), (end, 0))
            stiff = straight and faulty
            to = np.array([-0.35, 1.635] if stiff else [-0.40, 0.95])
            hips += (to - STANDING) * one[:, None]
            lean += (86.0 if stiff else lean_deg if faulty else 52.0) * one
            down += one
            if faulty:
                back, far = round_deg * one, ahead * one
            at = end + 1.2
        hip = STANDING + hips
        shoulder = hip + polar(90.0 - lean, 1.0)
        hanging = shoulder + polar(-84.0, 0.999 * (UPPER_ARM + FOREARM))
        box = np.stack((0.30 + far, np.full(len(time), 0.55)), axis=-1)
        reach = box - shoulder
        length = np.sqrt((reach * reach).sum(axis=-1, keepdims=True))
        box = shoulder + reach * np.minimum(1.0, 0.999 * (UPPER_ARM + FOREARM) / length)
        hand = hanging + (box - hanging) * down[:, None]
        return on_feet(time, hip=hip, lean_deg=lean, back_deg=BACK_DEG + back, hand=hand)

    return make


def standing_up(
    *,
    round_deg: float = 0.0,
    lean_deg: float = 42.0,
    slower: float = 1.0,
    feet: float = 0.0,
    seat: float = 1.0,
) -> Make:
    """Twice down onto a chair and up; faults are in the second.

    Args:
        round_deg: by which the back goes round on the way.
        lean_deg: how far the trunk comes forward.
        slower: how much longer the second one takes.
        feet: how much further back the feet stand, torso lengths.
        seat: share of the way down to the chair.
    """

    def make(time: Floats) -> Figure:
        down, lean, back = (np.zeros(len(time)) for _ in range(3))
        at = 1.5
        for faulty in (False, True):
            pace = slower if faulty else 1.0
            low, rise = at + 2.0 * pace, at + 2.0 * pace + 0.8
            end = rise + 1.8 * pace
            top = lean_deg if faulty else 42.0
            down += script(time, (at, 0), (low, seat), (rise + 0.2 * pace, seat), (end, 0))
            lean += script(
                time, (at, 0), (at + 0.8 * pace, top), (low + 0.1, top), (low + 0.4, 5), (rise - 0.3, 5),
                (rise + 0.3 * pace, top), (end, 0),
            )  # fmt: skip
            if faulty:
                back += script(
                    time,
                    (at + 0.2, 0),
                    (at + 0.8 * pace, round_deg),
                    (rise + 0.9 * pace, round_deg),
                    (end, 0),
                )
            at = end + 1.2
        hip = STANDING + (SEATED + by(feet, 0.0) - STANDING) * down[:, None]
        return on_feet(time, hip=hip, lean_deg=lean, back_deg=BACK_DEG + back)

    return make
