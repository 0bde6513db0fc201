"""Postures of the stick figure: plank, glute bridge, cat-camel, bird-dog from the side and from in front.

Lengths in torso lengths (hip to shoulder), after the usual body-segment shares of stature.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from formcheck.pose.landmarks import Landmark
from tests.support.stick_figures import FAR, Figure, Floats, Points, blend, by, figure, joint, moved, polar

THIGH = SHANK = 0.85
UPPER_ARM, FOREARM = 0.6, 0.5
NECK, FOOT = 0.25, 0.25
PLANK_LENGTH = 2.66
HIP_SHARE = 0.624
"""Where the hip lies between ankle and shoulder."""


def _head(shoulder: Floats, towards_deg: ArrayLike, face_deg: float) -> Points:
    ear = shoulder + polar(towards_deg, NECK)
    return {"ear": ear, "nose": ear + polar(np.asarray(towards_deg) + face_deg, 0.1)}


def _over(time: Floats, *values: ArrayLike) -> list[Floats]:
    """Each value as (T,)."""
    return [np.broadcast_to(np.asarray(value, np.float64), time.shape) for value in values]


def plank(
    time: Floats, *, offset: ArrayLike = 0.0, knee_deg: ArrayLike = 180.0, upper_arm_deg: ArrayLike = 0.0,
    head_deg: ArrayLike = 0.0, sink: ArrayLike = 0.0, back_deg: ArrayLike = 0.0, line_deg: ArrayLike = 8.0,
    hand: tuple[float, float] = (FOREARM, 0.0),
) -> Figure:  # fmt: skip
    """A forearm plank.

    Args:
        time: (T,).
        offset: hip below (+) or above (-) the shoulder-ankle line, fraction of its length.
        knee_deg: hip-knee-ankle, 180 straight.
        upper_arm_deg: elbow on the floor in front of (+) or behind the shoulder.
        head_deg: chin up (+) or down against the trunk's direction.
        sink: how far the shoulders have sunk, fraction of the upper arm.
        back_deg: turn of the back line, + rounded.
        line_deg: slope of the body.
        hand: where the wrist is, seen from the elbow; (0, -FOREARM) for a plank on the hands.
    """
    offset, knee_deg, sink = _over(time, offset, knee_deg, sink)
    ankle = np.broadcast_to([0.0, 0.15], (len(time), 2))
    high = ankle + polar(line_deg, PLANK_LENGTH)
    shoulder = high - np.stack((np.zeros(len(time)), sink * UPPER_ARM), axis=-1)
    lean = np.tan(np.radians(np.broadcast_to(np.asarray(upper_arm_deg, np.float64), time.shape)))
    elbow = high + UPPER_ARM * np.stack((lean, -np.ones(len(time))), axis=-1)
    line = shoulder - ankle
    up = np.stack((-line[:, 1], line[:, 0]), axis=-1)
    hip = ankle + HIP_SHARE * line - offset[:, None] * up
    leg = ankle - hip
    bend = 0.5 / np.tan(np.radians(knee_deg) / 2)[:, None]
    knee = hip + leg / 2 + bend * np.stack((-leg[:, 1], leg[:, 0]), axis=-1)
    trunk = shoulder - hip
    trunk_deg = np.degrees(np.arctan2(trunk[:, 1], trunk[:, 0]))
    near = {
        "shoulder": shoulder, "elbow": elbow, "wrist": elbow + by(*hand), "hip": hip, "knee": knee,
        "ankle": ankle, "heel": ankle + by(-0.08, 0.08), "foot": ankle + by(0.05, -0.22),
        **_head(shoulder, trunk_deg + np.asarray(head_deg), -90.0),
    }  # fmt: skip
    return figure(time, near, None, back_deg, 0.0)


def reverse_plank(time: Floats, facing_up: ArrayLike = 0.1) -> Figure:
    """Belly up on straight arms, the feet pointed.

    Args:
        time: (T,).
        facing_up: nose over ear plus toes over ankle.
    """
    body = plank(time, line_deg=20.0, hand=(0.0, -FOREARM))
    (up,) = _over(time, facing_up)
    above = np.stack((np.zeros_like(up), up), axis=-1)
    near, far = (
        {**p, "foot": p["ankle"] + by(-0.25, -0.05), "nose": p["ear"] + by(0.0, 0.05) + above}
        for p in (body.near, body.far)
    )
    return replace(body, near=near, far=far)


def push_up(time: Floats, chest: ArrayLike = 0.0) -> Figure:
    """On the hands with bent arms, elbows beside the ribs and forearms upright.

    Args:
        time: (T,).
        chest: shoulder over elbow; 0 at the bottom.
    """
    (height,) = _over(time, chest)
    body = plank(time, line_deg=np.degrees(np.arcsin((height + FOREARM - 0.15) / PLANK_LENGTH)))
    bend = np.stack((np.sqrt(UPPER_ARM**2 - height**2), height), axis=-1)
    near, far = (
        {**p, "elbow": p["shoulder"] - bend, "wrist": p["shoulder"] - bend - by(0.0, FOREARM)}
        for p in (body.near, body.far)
    )
    return replace(body, near=near, far=far)


def leg_up(time: Floats, ankles: ArrayLike = 0.7) -> Figure:
    """A plank with the far leg lifted, its knee straight.

    Args:
        time: (T,).
        ankles: far ankle over near ankle.
    """
    body = plank(time)
    (height,) = _over(time, ankles)
    far = dict(body.far)
    lift = np.stack((np.zeros_like(height), height), axis=-1) + body.near["ankle"] - far["ankle"]
    far |= {name: far[name] + lift for name in ("ankle", "heel", "foot")}
    far["knee"] = (far["hip"] + far["ankle"]) / 2
    return replace(body, far=far)


def side_plank(
    time: Floats, *, offset: ArrayLike = 0.0, upper_arm_deg: ArrayLike = 0.0, head_deg: ArrayLike = 0.0,
    twist_deg: ArrayLike = 0.0, bent_knees: bool = False, line_deg: float = 17.0,
) -> Figure:  # fmt: skip
    """A side plank on the near side's forearm, seen square from the front or the back of the body.

    Args:
        time: (T,).
        offset: mid-hip below (+) or above (-) the line mid-shoulder to mid-ankle (mid-knee), over its length.
        upper_arm_deg: elbow on the floor towards the head (+) or the feet.
        head_deg: away from the floor (+) or towards it, against the trunk.
        twist_deg: turn of the trunk about its length.
        bent_knees: the shanks point straight away from the camera.
        line_deg: slope of the body.
    """
    offset, twist, lean = _over(time, offset, twist_deg, upper_arm_deg)
    length, hip_share = (1 + THIGH, THIGH / (1 + THIGH)) if bent_knees else (PLANK_LENGTH, HIP_SHARE)
    end = np.broadcast_to([0.0, 0.2], (len(time), 2))
    shoulder = end + polar(line_deg, length)
    line = shoulder - end
    hip = end + hip_share * line - offset[:, None] * np.stack((-line[:, 1], line[:, 0]), axis=-1)
    knee, ankle = (end, end - by(0.1, 0.0)) if bent_knees else (hip + (end - hip) / 2, end)
    trunk = shoulder - hip
    trunk_deg = np.degrees(np.arctan2(trunk[:, 1], trunk[:, 0]))
    ear = shoulder + polar(trunk_deg + np.asarray(head_deg), 0.45)
    elbow_x = UPPER_ARM * np.tan(np.radians(lean))
    sides: list[Points] = []
    for way in (-1.0, 1.0):
        across = polar(trunk_deg + 90.0, 1.0) * way * np.cos(np.radians(twist))[:, None]
        sides.append(
            {
                "shoulder": shoulder + 0.35 * across, "hip": hip + 0.19 * across,
                "knee": knee + by(0.0, 0.1 * way),
                "ankle": ankle + by(0.0, 0.09 * way), "heel": ankle + by(-0.05, 0.09 * way),
                "foot": ankle + by(0.05, 0.09 * way - 0.05), "ear": ear + 0.08 * across, "nose": ear,
            }
        )  # fmt: skip
    low, high = sides
    rests = (shoulder + polar(trunk_deg + 90.0, 1.0) * -0.35)[0]
    low["elbow"] = np.stack((rests[0] + elbow_x, np.full(len(time), rests[1] - UPPER_ARM)), axis=-1)
    low["wrist"] = low["elbow"] + by(0.1, 0.02)
    high["elbow"] = high["shoulder"] + polar(trunk_deg + 155.0, UPPER_ARM)
    high["wrist"] = high["hip"] + by(0.05, 0.1)
    return figure(time, low, high, 0.0, 0.0)


class Bridge:
    """A glute bridge: head and feet stay, the hips go up; `knee_deg` is the knee's angle on the line."""

    SHOULDER = np.array([2.2, 0.12])

    def __init__(self, knee_deg: float = 90.0) -> None:
        slope = np.linspace(0, 60, 60_001)
        ankle_y = (
            0.12 + (1 + THIGH) * np.sin(np.radians(slope)) - SHANK * np.sin(np.radians(slope + knee_deg))
        )
        self._top = float(slope[np.abs(ankle_y - 0.08).argmin()])
        knee = self.SHOULDER + polar(180 - self._top, 1 + THIGH)
        self._ankle = knee + polar(-self._top - knee_deg, SHANK)
        tilt = np.linspace(-2.0, 60, 6201)
        hip, knees = self._legs(tilt)
        line = knees - self.SHOULDER
        cross = line[:, 1] * (hip - self.SHOULDER)[:, 0] - line[:, 0] * (hip - self.SHOULDER)[:, 1]
        self._tilt, self._offset = tilt, cross / (line * line).sum(axis=1)

    def _legs(self, tilt: Floats) -> tuple[Floats, Floats]:
        hip = self.SHOULDER + polar(180 - tilt, 1.0)
        return hip, joint(hip, np.broadcast_to(self._ankle, hip.shape), THIGH, SHANK, left=False)

    @property
    def lying(self) -> float:
        """Hip offset on the mat, fraction of the shoulder-knee length (negative)."""
        return float(self._offset[self._tilt.searchsorted(1.0)])

    def __call__(self, time: Floats, *, offset: ArrayLike, belly_deg: ArrayLike = 0.0) -> Figure:
        """The body with this hip offset, + above the line; `belly_deg`: belly line, - hollow."""
        wanted = np.broadcast_to(np.asarray(offset, np.float64), time.shape)
        hip, knee = self._legs(np.interp(wanted, self._offset, self._tilt))
        near = {
            "shoulder": self.SHOULDER, "elbow": self.SHOULDER - by(0.5, 0.06),
            "wrist": self.SHOULDER - by(1.0, 0.08), "hip": hip, "knee": knee,
            "ankle": self._ankle, "heel": self._ankle + by(0.05, -0.06),
            "foot": self._ankle - by(FOOT, 0.05), **_head(self.SHOULDER, 5.0, 80.0),
        }  # fmt: skip
        return figure(time, near, None, 0.0, belly_deg)

    def breathing(self, time: Floats, belly_up: ArrayLike) -> Figure:
        """Lying with bent knees, the belly line lifted by this, torso lengths."""
        return replace(self(time, offset=self.lying), belly_up=np.asarray(belly_up, np.float64))

    def flat(self, time: Floats) -> Figure:
        """Lying with straight legs, as before and after the exercise."""
        bent = self(time, offset=self.lying)
        near = dict(bent.near)
        hip = near["hip"]
        near |= {"knee": hip - by(THIGH, 0.0), "ankle": hip - by(THIGH + SHANK, 0.05)}
        near |= {"heel": near["ankle"] - by(0.03, 0.05), "foot": near["ankle"] + by(-0.1, 0.2)}
        return figure(time, near, None, 0.0, 0.0)


REST_LEG, REST_ARM = -43.97, -90.0
_HIP = np.array([1.2, 0.87])
_SHOULDER_UP = np.array([0.975, 0.2225])
REST_PITCH = float(np.degrees(np.arctan2(_SHOULDER_UP[1], _SHOULDER_UP[0])))


def bird_dog(
    time: Floats, *, near_arm: ArrayLike = 0.0, far_arm: ArrayLike = 0.0, near_leg: ArrayLike = 0.0,
    far_leg: ArrayLike = 0.0, leg_top_deg: float = 0.0, arm_top_deg: float = 0.0, pitch_deg: ArrayLike = 0.0,
    back_deg: ArrayLike = 0.0,
) -> Figure:  # fmt: skip
    """Hands and knees from the side.

    Args:
        time: (T,).
        near_arm, far_arm, near_leg, far_leg: how far each limb is raised, 0 on the floor, 1 at its top.
        leg_top_deg, arm_top_deg: elevation of a raised limb against the trunk's own resting direction.
        pitch_deg: head-up change of the trunk against rest.
        back_deg: turn of the back line, - hollow.
    """
    change = np.broadcast_to(np.asarray(pitch_deg, np.float64), time.shape)
    trunk_deg = REST_PITCH + change
    sides = []
    for raised_arm, raised_leg, place in ((near_arm, near_leg, np.zeros(2)), (far_arm, far_leg, FAR)):
        arm, leg = _over(time, raised_arm, raised_leg)
        hip = np.broadcast_to(_HIP, (len(time), 2))
        shoulder = hip + polar(trunk_deg, 1.0)
        arm_deg = REST_ARM + (arm_top_deg + change - REST_ARM) * arm
        reach = 1.05 + 0.02 * arm
        wrist = shoulder + polar(arm_deg, reach)
        leg_deg = REST_LEG + (leg_top_deg - change - REST_LEG) * leg
        ankle = hip + polar(180 - leg_deg, 1.181 + 0.5 * leg)
        sides.append(
            {
                "shoulder": shoulder + place, "elbow": shoulder + polar(arm_deg, reach * 0.55) + place,
                "wrist": wrist + place, "hip": hip + place,
                "knee": joint(hip, ankle, THIGH, SHANK, left=True) + place, "ankle": ankle + place,
                "heel": ankle + place + by(-0.03, 0.08), "foot": ankle + place + by(-0.1, -0.05),
                **{name: p + place for name, p in _head(shoulder, trunk_deg, -80.0).items()},
            }
        )  # fmt: skip
    return figure(time, sides[0], sides[1], back_deg, 0.0)


def cat_camel(
    time: Floats, *, curl_deg: ArrayLike = 0.0, rock: ArrayLike = 0.0, elbow_deg: ArrayLike = 180.0,
    nod: float = 0.9, heave: float = 0.0006,
) -> Figure:  # fmt: skip
    """Hands and knees with a back that goes round and hollow.

    Args:
        time: (T,).
        curl_deg: turn of the back line, + round.
        rock: trunk moved towards the head over hands and knees that stay, torso lengths.
        elbow_deg: 180 straight, less bent.
        nod: degrees by which the chin goes down for one of the curl.
        heave: torso lengths by which the hips rise for one degree of it.
    """
    curl, ahead, elbow = _over(time, curl_deg, rock, elbow_deg)
    rest = bird_dog(time)
    sides = []
    for points in (rest.near, rest.far):
        shift = np.stack((ahead, np.zeros(len(time))), axis=-1)
        shoulder, hip = points["shoulder"] + shift, points["hip"] + shift
        hip = hip + np.stack((np.zeros(len(time)), heave * curl), axis=-1)
        trunk = shoulder - hip
        trunk_deg = np.degrees(np.arctan2(trunk[:, 1], trunk[:, 0]))
        way = points["wrist"] - shoulder
        bend = 0.5 / np.tan(np.radians(elbow) / 2)[:, None]
        sides.append(
            points
            | {"shoulder": shoulder, "hip": hip, **_head(shoulder, trunk_deg - nod * curl, -80.0)}
            | {"elbow": shoulder + way / 2 + bend * np.stack((way[:, 1], -way[:, 0]), axis=-1)}
        )
    return figure(time, sides[0], sides[1], curl, 0.0)


def kneeling(time: Floats) -> Figure:
    """Upright on the knees, before and after an exercise on all fours."""
    shoulder = _HIP + by(0.05, 1.0)
    knee = _HIP - by(0.0, THIGH)
    near = {
        "shoulder": shoulder, "elbow": shoulder + by(0.02, -UPPER_ARM), "wrist": shoulder + by(0.1, -1.08),
        "hip": _HIP, "knee": knee, "ankle": knee - by(SHANK, -0.03), "heel": knee - by(SHANK, -0.1),
        "foot": knee - by(SHANK + 0.1, 0.0), **_head(shoulder, 85.0, -80.0),
    }  # fmt: skip
    return figure(time, near, None, 0.0, 0.0)


def bird_dog_front(
    time: Floats, *, left_arm: ArrayLike = 0.0, right_arm: ArrayLike = 0.0, left_leg: ArrayLike = 0.0,
    right_leg: ArrayLike = 0.0, roll_deg: ArrayLike = 0.0, shift: ArrayLike = 0.0,
) -> Figure:  # fmt: skip
    """Hands and knees from high in front, in shoulder widths; near is the person's left.

    As trackers draw it: a raised leg draws its hip up by 6 degrees, a raised arm its shoulder; the knee of a
    raised leg is seen, one on the floor is hidden by hands and head.

    Args:
        time: (T,).
        left_arm, right_arm, left_leg, right_leg: how far each limb is raised, 0 on the floor, 1 at its top.
        roll_deg: left side up (+).
        shift: sideways, + to the person's left, in torso lengths; shoulders are 0.7 torso lengths wide.
    """
    roll, sway = _over(time, roll_deg, shift)
    arms, legs = (np.subtract(*_over(time, *pair)) for pair in ((left_arm, right_arm), (left_leg, right_leg)))
    middle = np.stack((2.0 + sway / 0.7, np.full(len(time), 1.7)), axis=-1)
    sides = []
    for sign, raised_arm, raised_leg in ((1, left_arm, left_leg), (-1, right_arm, right_leg)):
        arm, leg = _over(time, raised_arm, raised_leg)
        tip = 0.0 if sign > 0 else 180.0
        shoulder = middle + polar(roll + 6.0 * arms + tip, 0.5)
        hip = middle + by(0.0, 0.02) + polar(roll + 6.0 * legs + tip, 0.3)
        wrist = np.stack((np.full(len(time), 2.0 + 0.55 * sign), 0.4 + 0.5 * arm), axis=-1)
        ankle = np.stack((np.full(len(time), 2.0 + 0.3 * sign), 1.35 + 1.0 * leg), axis=-1)
        sides.append(
            {
                "shoulder": shoulder, "elbow": (shoulder + wrist) / 2, "wrist": wrist, "hip": hip,
                "knee": (hip + ankle) / 2 - by(0.0, 0.3), "ankle": ankle, "heel": ankle, "foot": ankle,
                "ear": middle + by(0.12 * sign, -0.15), "nose": middle - by(0.0, 0.3),
            }
        )  # fmt: skip
    seen = {
        knee: 0.05 + 0.85 * np.clip(_over(time, leg)[0], 0.0, 1.0)
        for knee, leg in ((Landmark.LEFT_KNEE, left_leg), (Landmark.RIGHT_KNEE, right_leg))
    }
    return replace(figure(time, sides[0], sides[1], 0.0, 0.0), seen=seen)


def into_and_out_of(posture: Figure, other: Figure, share: Floats) -> Figure:
    """`other` where share is 0, `posture` where it is 1, with the shoulders in the same place."""
    gap = posture.near["shoulder"][0] - other.near["shoulder"][0]
    return blend(moved(other, float(gap[0]), float(gap[1])), posture, share)
