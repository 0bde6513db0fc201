"""Free postures on the left side: lying and planks. Mirrored, they are on the right. Head to +x."""

from __future__ import annotations

import numpy as np

from tools.synth.pose.chance import Chance
from tools.synth.pose.free_arms import one_arm
from tools.synth.pose.lying import TO_FEET
from tools.synth.pose.mannequin import Mannequin, Sketch, floor_point
from tools.synth.pose.on_hands import ELBOW_M, KNEE_M, STRAIGHT, WRIST_M, chord_of, over_the_feet
from tools.synth.pose.posture import ON_LEFT_SIDE, Floats
from tools.synth.rotations import AHEAD, UP, about, unit

FRONT: Floats = np.array([0.0, 0.0, 1.0])


def side_lying(body: Mannequin, c: Chance) -> Sketch:
    """On the side, legs anywhere between straight and drawn up."""
    spine = c.spine((-25, 35), (-15, 30), share=0.6)
    spine["tilt"] = c.between(-25, 12)
    s = Sketch(body, about(AHEAD, np.radians(c.around(-30, 30))) @ ON_LEFT_SIDE, spine)
    s.lie("back", "pelvis")
    flexion = np.radians(c.between(-5, 95))
    bend = c.between(2, 30) if c.often(0.3) else c.between(20, 120)
    opened = c.between(0.1, 0.8) if c.often(0.25) else 0.0
    for side, rise in (("L", -0.12), ("R", -0.15 + opened)):
        angle = flexion + np.radians(c.around(-12, 30))
        thigh = np.array([-np.cos(angle), rise, np.sin(angle)])
        s.bent_leg(side, thigh, bend + c.between(0, 12), np.array([np.sin(angle), 0.0, np.cos(angle)]), 30.0)
    lower = s.shoulder("L") + unit([c.between(-0.4, 1.0), 0.0, c.between(0.2, 1.0)]) * 0.9 * body.lengths.arm
    lower[1] = WRIST_M
    s.arm("L", lower, np.array([0.3, 0.0, 1.0]), palm=-UP + 0.3 * AHEAD)
    if c.often(0.4):
        front = s.shoulder("R") + np.array([c.between(-0.25, 0.15), 0.0, c.between(0.25, 0.4)])
        front[1] = WRIST_M
        s.arm("R", front, np.array([-0.6, 0.8, 0.4]), fingers=FRONT + 0.5 * AHEAD, palm=-UP)
    else:
        one_arm(s, c, "R", c.one_of(["hips", "beside", "folded"]))
    return s


def side_plank(body: Mannequin, c: Chance) -> Sketch:
    """On the forearm or the hand, and on the feet or the knees."""
    lengths = body.lengths
    spine = c.spine((-25, 30), (-15, 25), share=0.7)
    knees, straight = c.often(0.35), c.often(0.25)
    sag, tilt = np.radians(c.around(-20, 26)), np.radians(c.around(-15, 20))
    support = (WRIST_M + lengths.arm * STRAIGHT) if straight else (ELBOW_M + lengths.upper_arm)
    low = (KNEE_M if knees else 0.045) + 0.04
    rise = support * np.cos(tilt) + 0.9 * body.half_shoulders_m - low
    leg = lengths.thigh if knees else lengths.leg * 0.995
    hips, along = over_the_feet(leg, chord_of(body, spine), sag, rise)
    left = about(along, np.radians(c.around(-25, 25))) @ np.array([along[1], -along[0], 0.0])
    s = Sketch.along(body, along, left, spine, c.between(0, 1))
    s.put(np.array([hips[0], hips[1] + low, 0.0]), s.hips)
    for side, height, ahead in (("L", -0.04, 0.0), ("R", 0.04, c.around(-0.15, 0.15))):
        if knees:
            _on_knee(s, c, side, np.array([0.0, low + height, 0.0]))
        else:
            raised = c.between(0.1, 0.45) if side == "R" and c.often(0.15) else 0.0
            s.leg(side, np.array([0.0, low + height + raised, ahead]), s.pelvis[:, 2], point=10.0)
    shoulder = s.shoulder("L")
    level = np.array([np.sin(tilt) + 1e-3, 0.0, c.around(-0.1, 0.15)])
    if straight:
        wrist = floor_point(shoulder, lengths.arm * STRAIGHT, WRIST_M, level)
        s.arm("L", wrist, np.array([0.3, 0.0, -1.0]), fingers=FRONT + 0.6 * AHEAD, palm=-UP)
    else:
        s.forearm(
            "L",
            floor_point(shoulder, lengths.upper_arm, ELBOW_M, level),
            FRONT + c.between(-0.2, 0.8) * AHEAD,
        )
    habit = c.one_of(["hips", "hips", "up", "beside", "folded", "overhead"])
    if habit == "up":
        wrist = s.shoulder("R") + unit([c.around(-0.5, 0.8), 1.0, c.around(-0.5, 0.5)]) * lengths.arm * 0.97
        s.arm("R", wrist, np.array([-0.3, 0.0, -1.0]))
    else:
        one_arm(s, c, "R", habit)
    return s


def _on_knee(s: Sketch, c: Chance, side: str, place: Floats) -> None:
    lengths, hip = s.body.lengths, s.hip(side)
    knee = hip + unit(place - hip) * lengths.thigh
    bend = np.radians(c.between(50, 105))
    back = TO_FEET * np.cos(bend) - s.pelvis[:, 2] * np.sin(bend)
    s.leg(side, knee + unit(back * [1, 0, 1]) * lengths.shank, s.pelvis[:, 2], knee=knee, point=40.0)
