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
