"""Free postures of standing, squatting, kneeling and sitting. The front points to +x."""

from __future__ import annotations

import numpy as np

from tools.synth.pose.chance import Chance
from tools.synth.pose.free_arms import free_arms
from tools.synth.pose.mannequin import OUT, SIDES, Mannequin, Sketch, Spine, flat_foot, floor_point
from tools.synth.pose.on_hands import KNEE_M, WRIST_M, chord_of
from tools.synth.pose.posture import Floats
from tools.synth.rotations import UP, about_y, unit

TRUNK_SHARE = 0.62
"""Of the weight, head and arms included; its centre taken at the middle of the line hips-shoulders."""
OVER_FOOT_M = 0.05
"""The weight is so far before the ankles."""


def trunk(body: Mannequin, c: Chance, spine: Spine, pitch_deg: float, yaw_deg: float = 0.0) -> Sketch:
    """The line from hips to shoulders bent forwards by so much."""
    pitch, aside = np.radians(pitch_deg), c.around(-0.2, 0.2)
    turn = about_y(np.radians(yaw_deg))
    along = turn @ unit([np.sin(pitch), np.cos(pitch), aside])
    return Sketch.along(body, along, turn @ np.array([0.0, 0.0, -1.0]), spine, c.between(0, 1))


def standing(body: Mannequin, c: Chance) -> Sketch:
    """Upright, or bent forwards by the hips or the spine; weight on both legs or one."""
    bent = c.often(0.4)
    spine = c.spine(thoracic=(-20, 40))
    s = trunk(body, c, spine, c.between(15, 100) if bent else c.around(-12, 20), c.around(-20, 20))
    knees = [c.between(2, 10) if c.often(0.7) else c.between(8, 45)] * 2
    if c.often(0.3):
        knees[c.one_of([0, 1])] += c.between(10, 50)
    _on_feet(
        s,
        c,
        dict(zip(SIDES, knees, strict=True)),
        raised=c.one_of(SIDES) if not c.steady and c.often(0.12) else "",
    )
    free_arms(s, c)
    return s


def squatting(body: Mannequin, c: Chance) -> Sketch:
    """Half to deep squats."""
    deep = c.between(45, 125)
    spine = c.spine((-25, 40), (-15, 30), share=0.7)
    s = trunk(body, c, spine, c.between(5, 30) + 0.3 * deep, c.around(-10, 10))
    _on_feet(s, c, dict.fromkeys(SIDES, deep))
    free_arms(s, c)
    return s


def _on_feet(s: Sketch, c: Chance, knees_deg: dict[str, float], raised: str = "") -> None:
    """Put the hips over the feet, in balance, and lay out the legs."""
    body, lengths = s.body, s.body.lengths
    apart, ahead = c.between(0.07, 0.24), c.around(-0.15, 0.15)
    ankles = {
        side: np.array([-OUT[side] * ahead, body.ankle_m, -OUT[side] * (0.0 if raised else apart)])
        for side in SIDES
    }
    x = (OVER_FOOT_M - TRUNK_SHARE * s.chord[0] / 2) / (TRUNK_SHARE + (1 - TRUNK_SHARE) / 2)
    s.put(np.array([x, 0.0, c.around(-0.07, 0.07)]), s.hips)
    height = []
    for side in SIDES:
        bend = np.radians(knees_deg[side])
        reach = np.sqrt(
            lengths.thigh**2 + lengths.shank**2 + 2 * lengths.thigh * lengths.shank * np.cos(bend)
        )
        off = s.hip(side) - ankles[side]
        if side != raised:
            height.append(np.sqrt(max(reach**2 - off[0] ** 2 - off[2] ** 2, 0.04)) - off[1])
    s.move(max(height) * UP if raised else min(height) * UP)
    for side in SIDES:
        out = np.radians(c.around(-5, 35, 10)) * OUT[side]
        toes = about_y(out) @ np.array([1.0, 0.0, 0.0])
        if side == raised:
            flexion = np.radians(c.between(-20, 100))
            thigh = np.array([np.sin(flexion), -np.cos(flexion), -OUT[side] * c.between(0, 0.3)])
            forward = np.array([np.cos(flexion), np.sin(flexion), 0.0])
            s.bent_leg(side, thigh, c.between(10, 100), forward, c.between(0, 40))
        else:
            s.leg(side, ankles[side], toes, foot=flat_foot(toes))


def _kneeling_leg(s: Sketch, side: str, c: Chance, towards: Floats) -> None:
    lengths = s.body.lengths
    knee = floor_point(s.hip(side), lengths.thigh, KNEE_M, towards)
    ankle = knee + unit([-1.0, 0.0, OUT[side] * c.around(-0.1, 0.3)]) * lengths.shank
    point = c.between(50, 68)
    ankle[1] = s.body.instep_m(side, point)
    s.leg(side, ankle, np.array([1.0, -0.5, 0.0]), knee=knee, point=point)


def tall_kneeling(body: Mannequin, c: Chance) -> Sketch:
    """Upright on both knees."""
    s = trunk(body, c, c.spine(), c.around(-15, 25) if c.often(0.7) else c.between(20, 80))
    lean = np.radians(c.around(-20, 35))
    s.put(np.array([0.0, KNEE_M + body.lengths.thigh * np.cos(lean), 0.0]), s.hips)
    s.move(-max(0.0, max(s.hip(side)[1] for side in SIDES) - KNEE_M - 0.998 * body.lengths.thigh) * UP)
    for side in SIDES:
        _kneeling_leg(s, side, c, np.array([np.sign(lean) + 1e-3, 0.0, -OUT[side] * c.between(0, 0.6)]))
    free_arms(s, c)
    return s


def half_kneeling(body: Mannequin, c: Chance) -> Sketch:
    """One knee on the floor, the other foot in front."""
    s = trunk(body, c, c.spine(), c.around(-12, 60, 3), c.around(-15, 15))
    lean = np.radians(c.around(-25, 30))
    s.put(np.array([0.0, KNEE_M + body.lengths.thigh * np.cos(lean), 0.0]), s.hips)
    s.move(-max(0.0, max(s.hip(side)[1] for side in SIDES) - KNEE_M - 0.998 * body.lengths.thigh) * UP)
    front = c.one_of(SIDES)
    for side in SIDES:
        if side != front:
            _kneeling_leg(s, side, c, np.array([np.sign(lean) + 1e-3, 0.0, 0.0]))
            continue
        ankle = s.hip(side) * [1, 0, 1] + np.array(
            [body.lengths.thigh * c.between(0.6, 1.3), 0, -0.1 * OUT[side]]
        )
        ankle[1] = body.ankle_m
        toes = unit([1.0, 0.0, -OUT[side] * c.between(0, 0.4)])
        s.leg(side, ankle, toes + 0.3 * UP, foot=flat_foot(toes))
    free_arms(s, c)
    return s


def heel_sitting(body: Mannequin, c: Chance) -> Sketch:
    """Sitting on the heels."""
    s = trunk(body, c, c.spine((-25, 40)), c.around(-10, 50, 5))
    _on_heels(s, c, c.between(14, 28))
    free_arms(s, c)
    return s


def childs_pose(body: Mannequin, c: Chance) -> Sketch:
    """Folded over the thighs, arms ahead or beside."""
    spine = c.spine((-10, 40), (-15, 40), neck=(-25, 30), share=0.6)
    up = np.radians(c.between(10, 26))
    high = KNEE_M + body.lengths.thigh * np.sin(up)
    fall = np.arcsin(np.clip((c.between(0.17, 0.30) - high) / chord_of(body, spine), -0.6, 0.6))
    s = trunk(body, c, spine, 90 - float(np.degrees(fall)))
    _on_heels(s, c, float(np.degrees(up)), apart=c.between(0.3, 1.0))
    ahead = c.often(0.7)
    for side in SIDES:
        z = -OUT[side]
        aim = unit([1.0, 0.0, z * c.between(0, 0.5)]) if ahead else unit([-1.0, 0.0, z * 0.35])
        wrist = floor_point(s.shoulder(side), body.lengths.arm * c.between(0.85, 0.98), WRIST_M, aim)
        s.arm(side, wrist, np.array([0.0, 0.2, z]), fingers=aim, palm=-UP if ahead else UP)
    return s


def _on_heels(s: Sketch, c: Chance, up_deg: float, apart: float = 0.0) -> None:
    up = np.radians(up_deg)
    s.put(np.array([0.0, KNEE_M + s.body.lengths.thigh * np.sin(up), 0.0]), s.hips)
    for side in SIDES:
        _kneeling_leg(s, side, c, np.array([1.0, 0.0, -OUT[side] * (apart or c.between(0, 0.5))]))
