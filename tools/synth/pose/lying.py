"""Free postures of lying on the front, on the back and on the side, bridges and side planks. Head to +x."""

from __future__ import annotations

import numpy as np

from tools.synth.body.figure import Pose
from tools.synth.pose.chance import Chance
from tools.synth.pose.free_arms import one_arm
from tools.synth.pose.limbs import NECK
from tools.synth.pose.mannequin import OUT, SIDES, Mannequin, Sketch, flat_foot, floor_point
from tools.synth.pose.on_hands import ELBOW_M, WRIST_M
from tools.synth.pose.posture import MAT_M, PRONE, SUPINE, Floats
from tools.synth.pose.solve import bisect
from tools.synth.rotations import UP, about_z, unit

HEEL_M = 0.05
TO_FEET: Floats = np.array([-1.0, 0.0, 0.0])


def prone(body: Mannequin, c: Chance) -> Sketch:
    """Flat on the front."""
    spine = c.spine((-20, 12), (-12, 18), neck=(-35, 10), share=0.7)
    spine["look"] = c.one_of([-1, 1]) * c.between(30, 80) if c.often(0.6) else 0.0
    s = Sketch(body, PRONE, spine)
    s.lie("back", "pelvis")
    _prone_legs(s, c, 0.0)
    habit = c.one_of(["beside", "ahead", "forehead"])
    for side in SIDES:
        z, arm = -OUT[side], body.lengths.arm
        aim = {
            "beside": [-1, 0, 0.2 * z],
            "ahead": [1, 0, z * c.between(0, 1.2)],
            "forehead": [0.45, 0, -z * 0.3],
        }
        reach = 0.35 if habit == "forehead" else arm * c.between(0.85, 0.98)
        wrist = s.shoulder(side) + unit(aim[habit]) * reach
        wrist[1] = WRIST_M
        s.arm(side, wrist, np.array([0.1, 0.1, z]), palm=UP if habit == "beside" else -UP)
    return s


def prone_raised(body: Mannequin, c: Chance) -> Sketch:
    """On the front with the chest off the floor: on the elbows, on the hands, or arms and legs in the air."""
    spine = c.spine((-38, 0), (-28, 10), neck=(-45, 25))
    if c.often(0.6):
        spine["lumbar"], spine["thoracic"] = c.between(-38, -12), c.between(-28, 0)
    s = Sketch(body, PRONE, spine)
    s.move(-body.lowest(body.figure.kinematics(Pose(s.turns, s.root)), "pelvis") * UP)
    habit = c.one_of(["prop", "prop", "superman"])
    _prone_legs(s, c, c.between(0, 28) if habit == "superman" else 0.0)
    for side in SIDES:
        z, shoulder = -OUT[side], s.shoulder(side)
        if habit == "superman":
            aim = unit([c.one_of([-1.0, 1.0]), c.between(0.0, 0.5), z * c.between(0.1, 0.8)])
            s.arm(side, shoulder + aim * body.lengths.arm * 0.97, np.array([0.0, -0.4, z]), palm=-UP)
        elif shoulder[1] < ELBOW_M + 1.02 * body.lengths.upper_arm:
            elbow = floor_point(shoulder, body.lengths.upper_arm, ELBOW_M, np.array([1.0, 0.0, z * 0.3]))
            s.forearm(side, elbow, np.array([1.0, 0.0, -z * 0.15]))
        else:
            wrist = floor_point(shoulder, body.lengths.arm * 0.97, WRIST_M, np.array([1.0, 0.0, z * 0.4]))
            s.arm(side, wrist, np.array([-1.0, 0.0, z * 0.4]), fingers=-TO_FEET, palm=-UP)
    return s


def _prone_legs(s: Sketch, c: Chance, raised_deg: float) -> None:
    bend = [c.between(0, 12), c.between(0, 12)]
    if c.often(0.15):
        bend[c.one_of([0, 1])] = c.between(30, 100)
    for side, knee in zip(SIDES, bend, strict=True):
        fall = (s.hip(side)[1] - 0.07) / s.body.lengths.thigh
        up = np.sin(np.radians(raised_deg)) if raised_deg else -fall
        thigh = np.array([-1.0, up, -OUT[side] * c.around(0.0, 0.35, 0.05)])
        s.bent_leg(side, thigh, knee, -UP, c.between(40, 65))


def supine(body: Mannequin, c: Chance) -> Sketch:
    """On the back: legs straight, bent, at the chest, or a dead bug."""
    s = Sketch(body, SUPINE, c.spine((-22, 18), (-12, 14), share=0.6))
    s.lie("back", "pelvis")
    rest_head(s, c.one_of([0.0, 0.0, 0.03, 0.08]))
    habit = c.one_of(["straight", "bent", "bent", "chest", "dead bug"])
    limb = c.one_of([-1, 0, 1]) if habit == "dead bug" else 0
    for side in SIDES:
        if habit == "dead bug":
            _dead_bug(s, c, side, stretched=limb)
            continue
        one = habit if c.often(0.8) else c.one_of(["straight", "bent", "chest"])
        _supine_leg(s, c, side, one)
        _supine_arm(s, c, side)
    return s


def curl_up(body: Mannequin, c: Chance) -> Sketch:
    """Head and shoulders off the floor."""
    s = Sketch(body, SUPINE, c.spine((-10, 32), (8, 40), neck=(-10, 45), share=0.6))
    s.lie("back", "pelvis")
    for side in SIDES:
        _supine_leg(s, c, side, c.one_of(["straight", "bent", "bent"]))
        if c.often(0.6):
            knee = s.knees[side] - s.shoulder(side)
            wrist = s.shoulder(side) + unit(knee) * body.lengths.arm * c.between(0.8, 0.97)
            s.arm(side, wrist, np.array([0.0, 0.0, OUT[side]]))
        else:
            one_arm(s, c, side, c.one_of(["head", "folded"]))
    return s


def bridge(body: Mannequin, c: Chance) -> Sketch:
    """Pelvis lifted anywhere from the floor to beyond the line, one foot or both."""
    s = Sketch(body, SUPINE, c.spine((-35, 25), (-15, 12), share=0.6))
    s.lie("back", "pelvis")
    blades = 0.25 * s.at("spine01") + 0.75 * s.at("neck01")
    s.turn(about_z(-np.radians(c.between(0, 36))), blades)
    s.move(-body.lowest(body.figure.kinematics(Pose(s.turns, s.root)), "back") * UP)
    rest_head(s, 0.0)
    single = c.one_of(SIDES) if c.often(0.25) else ""
    feet = c.between(0.38, 0.66) * body.lengths.leg
    for side in SIDES:
        if side == single:
            up = np.radians(c.between(-10, 85))
            thigh = np.array([-np.cos(up), np.sin(up), OUT[side] * c.around(-0.1, 0.2)])
            s.bent_leg(side, thigh, c.between(0, 60), np.array([np.sin(up), np.cos(up), 0.0]), 10.0)
        else:
            _foot_down(s, c, side, feet)
        _supine_arm(s, c, side)
    return s


def _foot_down(s: Sketch, c: Chance, side: str, reach: float) -> None:
    heel = c.between(10, 40) if c.often(0.12) else 0.0
    ankle = s.hip(side) * [1, 0, 1] + np.array([-reach, 0.0, OUT[side] * c.around(-0.05, 0.15)])
    ankle[1] = s.body.ankle_m + 0.13 * np.sin(np.radians(heel))
    pole = UP + OUT[side] * c.around(-0.3, 0.4) * np.array([0.0, 0.0, 1.0])
    s.leg(side, ankle, pole, foot=flat_foot(TO_FEET, heel))


def _supine_leg(s: Sketch, c: Chance, side: str, habit: str) -> None:
    if habit == "bent":
        _foot_down(s, c, side, c.between(0.3, 0.75) * s.body.lengths.leg)
    elif habit == "chest":
        _thigh_up(s, side, c.between(45, 135), c.between(80, 140), OUT[side] * c.around(-0.05, 0.5, 0.1))
    else:
        ankle = s.hip(side) + np.array([-s.body.lengths.leg * 0.99, 0.0, OUT[side] * c.between(-0.03, 0.3)])
        ankle[1] = HEEL_M
        s.leg(side, ankle, UP + OUT[side] * c.between(0, 0.7) * np.array([0, 0, 1.0]), point=c.between(0, 45))


def _thigh_up(s: Sketch, side: str, up_deg: float, bend_deg: float, out: float) -> None:
    up = np.radians(up_deg)
    thigh = np.array([-np.cos(up), np.sin(up), out])
    s.bent_leg(side, thigh, bend_deg, np.array([np.sin(up), np.cos(up), 0.0]), 15.0)


def _dead_bug(s: Sketch, c: Chance, side: str, *, stretched: int) -> None:
    arm = s.body.lengths.arm * c.between(0.9, 0.99)
    if stretched * OUT[side] > 0:
        _thigh_up(s, side, c.between(5, 45), c.between(2, 20), 0.0)
    else:
        _thigh_up(s, side, c.between(75, 105), c.between(60, 110), OUT[side] * c.around(-0.1, 0.3))
    back = c.between(50, 88) if stretched * OUT[side] < 0 else c.around(-30, 40)
    aim = np.array([np.sin(np.radians(back)), np.cos(np.radians(back)), OUT[side] * c.around(-0.1, 0.4)])
    s.arm(side, s.shoulder(side) + unit(aim) * arm, np.array([0.0, -0.3, OUT[side]]))


def _supine_arm(s: Sketch, c: Chance, side: str) -> None:
    z, arm, shoulder = OUT[side], s.body.lengths.arm, s.shoulder(side)
    habit = c.one_of(["beside", "beside", "beside", "belly", "aside", "overhead", "up", "head"])
    if habit == "belly":
        wrist = s.hip(side) + s.pelvis @ np.array([0.075 * z, 0.12, 0.12])
        s.arm(side, wrist, np.array([0.2, -0.5, z]), fingers=s.pelvis @ np.array([-0.8 * z, -0.5, 0.25]))
    elif habit == "head":
        one_arm(s, c, side, "head")
    else:
        aim = {
            "beside": [-1.0, 0.0, z * c.between(0.1, 0.4)],
            "aside": [c.between(-0.5, 0.6), 0.0, z],
            "overhead": [1.0, 0.0, z * c.between(0.15, 0.6)],
            "up": [c.between(-0.6, 0.4), 1.0, z * c.around(-0.3, 0.6)],
        }[habit]
        wrist = shoulder + unit(aim) * arm * c.between(0.88, 0.98)
        if habit != "up":
            wrist[1] = WRIST_M
        s.arm(side, wrist, np.array([0.0, 0.1, z]), palm=c.one_of([-UP, UP]))


def rest_head(s: Sketch, pillow_m: float) -> None:
    """Bend the neck until the head just lies on the mat, or on a pillow."""
    figure, body = s.body.figure, s.body
    skin, number = body.parts["head"], figure.index["head"]
    chain, orientation = figure.ancestry("head"), s.turns["root"]

    def height(neck: float) -> float:
        turns = s.limbs.trunk(orientation, **{**s.spine, "neck": neck})
        s.turns.update({bone: turns[bone] for bone in NECK})
        head = figure.kinematics(Pose(s.turns, s.root), chain)
        rigid = (figure.vertices[skin] - figure.heads[number]) @ head.orientation[number].T
        return float((rigid + head.head[number])[:, 1].min()) - MAT_M - pillow_m

    height(bisect(height, -45.0, 70.0, steps=9))
