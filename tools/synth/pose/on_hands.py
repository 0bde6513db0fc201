"""Free postures on hands and knees, and planks of every kind. The head points to +x."""

from __future__ import annotations

import numpy as np

from tools.synth.pose.chance import Chance
from tools.synth.pose.mannequin import OUT, SIDES, Mannequin, Sketch, Spine, floor_point
from tools.synth.pose.posture import PRONE, Floats
from tools.synth.rotations import UP, about, about_x, unit

KNEE_M, WRIST_M, ELBOW_M, BALL_M = 0.05, 0.035, 0.045, 0.03
"""Heights of joints over the mat when they carry."""
STRAIGHT = 0.985
HEEL_OVER_TOES_DEG, TOES_DEG = 12.0, -72.0
BESIDE: Floats = np.array([0.0, 0.0, -1.0])
"""Where the body's left points on all fours."""


def chord_of(body: Mannequin, spine: Spine) -> float:
    """Length (m) of the line from hips to shoulders of a bent spine."""
    return float(np.linalg.norm(Sketch(body, np.eye(3), spine).chord))


def quadruped(body: Mannequin, c: Chance) -> Sketch:
    """Hands and knees: cat, camel, bird-dog of either or one side, with roll and shift."""
    lengths, spine = body.lengths, c.spine()
    lean, reach = np.radians(c.around(-20, 25)), np.radians(c.around(-20, 25))
    hips_y = KNEE_M + lengths.thigh * np.cos(lean)
    on_elbows = c.often(0.08)
    stand = (ELBOW_M + lengths.upper_arm) if on_elbows else (WRIST_M + lengths.arm * STRAIGHT)
    rise = np.clip((stand * np.cos(reach) - hips_y) / chord_of(body, spine), -0.8, 0.8)
    along = np.array([np.sqrt(1 - rise**2), rise, 0.0])
    left = about(along, np.radians(c.around(-25, 25))) @ BESIDE
    s = Sketch.along(body, along, left, spine, c.between(0, 1))
    s.put(np.array([lengths.thigh * np.sin(lean), hips_y, c.around(-0.08, 0.08)]), s.hips)
    too_high = max(s.hip(side)[1] for side in SIDES) - KNEE_M - 0.995 * lengths.thigh
    s.move(-max(too_high, 0.0) * UP)
    lifted = _lifted(c)
    hands_x = s.shoulders[0] + stand * np.sin(reach)
    for side in SIDES:
        z = -OUT[side]
        if "leg" + side in lifted:
            _raised_leg(s, side, c)
        else:
            _kneel(s, side, np.array([0.0, 0.0, z * (body.half_hips_m + c.around(-0.02, 0.08))]), c)
        if "arm" + side in lifted:
            _raised_arm(s, side, c)
        else:
            place = np.array([hands_x, 0.0, z * (body.half_shoulders_m + c.around(-0.06, 0.10))])
            (_on_forearm if on_elbows else _on_hand)(s, side, place)
    return s


def forearm_plank(body: Mannequin, c: Chance) -> Sketch:
    """Forearms and toes."""
    return _plank(body, c, "forearms")


def high_plank(body: Mannequin, c: Chance) -> Sketch:
    """Hands and toes, arms straight."""
    return _plank(body, c, "hands")


def push_up(body: Mannequin, c: Chance) -> Sketch:
    """Hands and toes or knees, elbows bent, down to just above the floor."""
    return _plank(body, c, "bent", kneeling=c.often(0.3))


def kneeling_plank(body: Mannequin, c: Chance) -> Sketch:
    """Knees, and forearms or hands."""
    return _plank(body, c, c.one_of(["forearms", "hands"]), kneeling=True)


def _plank(body: Mannequin, c: Chance, arms: str, *, kneeling: bool = False) -> Sketch:
    lengths = body.lengths
    spine = c.spine((-30, 30), (-20, 30))
    sag, tilt = np.radians(c.around(-20, 20)), np.radians(c.around(-20, 25))
    knee = np.radians(c.between(2, 12) if c.often(0.7) else c.between(10, 45))
    leg = np.sqrt(lengths.thigh**2 + lengths.shank**2 + 2 * lengths.thigh * lengths.shank * np.cos(knee))
    foot = PRONE @ about_x(-np.radians(HEEL_OVER_TOES_DEG))
    low = BALL_M - (foot @ _ball(body, "L"))[1]
    if kneeling:
        leg, low = lengths.thigh, KNEE_M
    shoulder = {
        "forearms": ELBOW_M + lengths.upper_arm * STRAIGHT * np.cos(tilt),
        "hands": WRIST_M + lengths.arm * STRAIGHT * np.cos(tilt),
        "bent": c.between(0.15, 0.32),
    }[arms]
    hips, along = over_the_feet(leg, chord_of(body, spine), sag, shoulder - low)
    left = about(along, np.radians(c.around(-20, 20))) @ BESIDE
    s = Sketch.along(body, along, left, spine, c.between(0, 1))
    s.put(np.array([hips[0], hips[1] + low, c.around(-0.06, 0.06)]), s.hips)
    apart = c.between(0.04, 0.2)
    lifted = c.one_of(SIDES) if not (kneeling or c.steady) and c.often(0.12) else ""
    for side in SIDES:
        z = -OUT[side]
        if kneeling:
            _kneel(s, side, np.array([0.0, 0.0, z * (body.half_hips_m + 0.02)]), c, feet_up=c.often())
        elif side == lifted:
            _raised_leg(s, side, c)
        else:
            s.leg(side, np.array([0.0, low, z * apart]), s.pelvis[:, 2], foot=foot, toes=TOES_DEG)
        under = s.shoulder(side) * [1, 0, 0] + np.array([0.0, 0.0, z * body.half_shoulders_m])
        under[0] += np.tan(tilt) * shoulder
        if arms == "forearms":
            _on_forearm(s, side, under)
        elif arms == "hands":
            _on_hand(s, side, under + np.array([0.0, 0.0, z * c.around(-0.03, 0.12)]))
        else:
            wrist = s.shoulder(side) + np.array([c.between(-0.22, -0.02), 0.0, z * c.between(0.02, 0.14)])
            wrist[1] = WRIST_M
            s.arm(side, wrist, np.array([-0.7, 0.6, z * c.between(0.1, 1)]), fingers=FORWARD, palm=-UP)
    return s


FORWARD: Floats = np.array([1.0, 0.0, 0.0])


def over_the_feet(leg: float, trunk: float, sag: float, rise: float) -> tuple[Floats, Floats]:
    """Hips and the trunk's direction as seen from the feet; both links, their bend and the rise are given.

    sag (rad): + = the hips below the line from the feet to the shoulders.
    """
    far = np.sqrt(leg**2 + trunk**2 + 2 * leg * trunk * np.cos(sag))
    slope = np.arcsin(np.clip(rise / far, -0.9, 0.9))
    below = np.arcsin(np.clip(trunk * np.sin(sag) / far, -0.99, 0.99))
    shoulders = far * np.array([np.cos(slope), np.sin(slope), 0.0])
    hips = leg * np.array([np.cos(slope - below), np.sin(slope - below), 0.0])
    return hips, unit(shoulders - hips)


def _ball(body: Mannequin, side: str) -> Floats:
    rest = body.figure.rest
    result: Floats = np.mean([rest(f"toe{toe}-1.{side}") for toe in range(1, 6)], axis=0) - rest(
        f"foot.{side}"
    )
    return result


def _lifted(c: Chance) -> tuple[str, ...]:
    """Which limbs are off the mat."""
    if c.steady:
        return ()
    a, b = c.one_of([("L", "R"), ("R", "L")])
    return c.one_of(
        [(), (), ("arm" + a, "leg" + b), ("arm" + a, "leg" + b), ("arm" + a, "leg" + a), ("leg" + b,)]
    )


def _kneel(s: Sketch, side: str, place: Floats, c: Chance, *, feet_up: bool = False) -> None:
    hip, lengths = s.hip(side), s.body.lengths
    knee = floor_point(hip, lengths.thigh, KNEE_M, place - hip + np.array([1e-3, 0.0, 0.0]))
    up = np.radians(c.between(5, 70)) if feet_up else 0.0
    aside = -OUT[side] * c.around(-0.3, 0.25)
    shank = unit([-np.cos(up), np.sin(up), aside]) * lengths.shank
    tucked = not feet_up and c.often(0.25)
    point, toes = (0.0, -55.0) if tucked else (c.between(50, 70), 0.0)
    ankle = knee + shank
    if not feet_up:
        ankle[1] = knee[1] - KNEE_M + (0.12 if tucked else s.body.instep_m(side, point))
    s.leg(side, ankle, np.array([0.5, -1.0, 0.0]), knee=knee, point=point, toes=toes)


def _raised_leg(s: Sketch, side: str, c: Chance) -> None:
    slope = np.radians(c.around(-30, 30))
    thigh = np.array([-np.cos(slope), np.sin(slope), -OUT[side] * c.around(-0.1, 0.35)])
    bend = c.between(1, 15) if c.often(0.7) else c.between(15, 95)
    s.bent_leg(side, thigh, bend, np.array([-0.2, -1.0, 0.0]), c.between(-5, 50))


def _raised_arm(s: Sketch, side: str, c: Chance) -> None:
    slope, z = np.radians(c.around(-50, 30)), -OUT[side]
    along = unit([np.cos(slope), np.sin(slope), z * c.around(-0.05, 0.9, 0.12)])
    reach = s.body.lengths.arm * (STRAIGHT if c.often(0.8) else c.between(0.7, 0.98))
    palm = np.array([0.0, -0.6, -z * 0.8])
    s.arm(side, s.shoulder(side) + along * reach, np.array([-0.3, -0.6, z]), palm=palm)


def _on_hand(s: Sketch, side: str, place: Floats) -> None:
    shoulder, z = s.shoulder(side), -OUT[side]
    wrist = floor_point(shoulder, s.body.lengths.arm * STRAIGHT, WRIST_M, place - shoulder + 1e-3 * FORWARD)
    s.arm(side, wrist, np.array([-1.0, 0.0, z * 0.6]), fingers=unit([1.0, 0.0, -z * 0.1]), palm=-UP)


def _on_forearm(s: Sketch, side: str, place: Floats) -> None:
    shoulder, z = s.shoulder(side), -OUT[side]
    elbow = floor_point(shoulder, s.body.lengths.upper_arm, ELBOW_M, place - shoulder + 1e-3 * FORWARD)
    s.forearm(side, elbow, np.array([1.0, 0.0, -z * 0.2]))
