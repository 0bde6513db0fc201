"""Which posture is this? Standing, sitting, kneeling, plank, side plank, bridge, all fours, lying, other.

Each posture is a few conditions that must all hold; each condition is a ramp from 0 (not so) to 1 (so), and a
posture holds as far as the weakest of them. All limits are heights in torso lengths (see `posture_geometry`),
with the human measure that sets them.
"""

from __future__ import annotations

import numpy as np

from formcheck.pose.track import Track
from formcheck.signals import posture_on_knees as on_knees
from formcheck.signals.facing import face_and_toes
from formcheck.signals.lying_postures import dead_bug, prone_lifted
from formcheck.signals.posture_geometry import (
    ANKLE,
    EAR,
    ELBOW,
    FOOT,
    HIP,
    KNEE,
    SHOULDER,
    WRIST,
    Floats,
    Heights,
    heights,
    length,
)
from formcheck.signals.posture_on_feet import reaches_down
from formcheck.signals.posture_ramps import Ramp, ramp
from formcheck.signals.posture_ramps import weakest as _all

POSTURES = (
    "other",
    "standing",
    "kneeling",
    "plank",
    "side_plank_left",
    "side_plank_right",
    "bridge_lying",
    "bridge_lifted",
    "quadruped",
    "bird_dog",
    "supine",
    "prone",
    "sitting",
    "half_kneeling",
    "prone_lifted",
    "dead_bug",
    "kneeling_plank",
    "leg_raised",
    "kneeling_side_plank_left",
    "kneeling_side_plank_right",
    "single_leg_bridge_lying",
    "single_leg_bridge_lifted",
    "reaching_down",
)
BRIDGES = ("bridge_lying", "bridge_lifted", "single_leg_bridge_lying", "single_leg_bridge_lifted")
POSTURE_CODE = {name: code for code, name in enumerate(POSTURES)}
OTHER = 0
UNSEEN = -1
"""Nobody was seen."""

UPRIGHT: Ramp = (0.64, 0.87)
"""Trunk at 40 and at 60 degrees. On hands and knees it reaches 38 (arms 0.6 and thighs 0.85 long, leaning
back)."""
HEAD_DOWN: Ramp = (-0.77, -0.5)
"""Trunk at -50 and -30 degrees: a camera high in front shows all fours as sloping up to 27 degrees the
wrong way."""
LEG_HANGS: Ramp = (1.0, 1.4)
"""Hip over ankle: 1.7 standing, 0.85 on a chair or with one knee on the floor."""
THIGH_HANGS: Ramp = (0.28, 0.5)
"""Hip over knee: 0.85 upright, 0.6 at 45 degrees from it or for a camera that looks down by so much, 0 to 0.3
sitting on the heels."""
BEHIND_FEET: Ramp = (0.2, 0.4)
"""Middle of the trunk behind the ankles, from the side: 0.6 on a chair, with the thighs (0.85) level; in a
squat the weight has to be over the feet, which are 0.5 long from heel to toes (0.15 of the stature)."""
FOOT_BY_KNEE: Ramp = (0.6, 0.35)
"""Between a foot and the other leg's knee, both on the floor: 0 from the side, half a torso apart in depth
0.3 for a camera that looks down by 35 degrees."""
HIP_BENT: Ramp = (0.87, 0.64)
"""Cosine of a turn of 30 and of 50 degrees at the hip: about 90 on all fours, 0 to 30 in a plank."""
SHANK_LIES: Ramp = (0.55, 0.3)
"""Knee over ankle: 0.85 with the foot under the knee, 0 with the shank on the floor."""
PROPPED: Ramp = (0.2, 0.4)
"""Shoulder over the lowest of elbow and wrist: 0.6 on the forearm, 1.1 on the hand; lying at most the
depth of the chest, 0.2."""
CHEST_LOW: Ramp = (0.3, 0.2)
"""Shoulder over elbow: an upper arm (0.6) at 60 and at 70 degrees from upright; 0 at the bottom of a
push-up."""
ONE_LEG_UP: Ramp = (0.3, 0.6)
"""Between the ankles: a leg (1.7) lifted by 10 and by 20 degrees against the other one."""
HEAD_HANGS: Ramp = (-0.15, -0.21)
"""Ears over shoulders: 0.02 to 0.17 with the head on the floor, under a blurred face down to -0.17, and -0.23
and less where it hangs (30 people on the back, 6 in a wheel)."""
SHOULDERS_HANG: Ramp = (-0.17, -0.3)
"""Shoulders over hips, trunk at -10 and -17 degrees: with the head hanging too, a wheel or downward dog."""
SHOULDERS_UP: Ramp = (0.3, 0.45)
"""Shoulders over the lowest of elbow and wrist: 0.2 at most with both on the floor."""
PELVIS_LOW: Ramp = (0.3, 0.2)
"""Hip over the line from the toes to the arm: half the depth of a pelvis is 0.2."""
TOES_FLAT: Ramp = (-0.2, -0.14)
"""Toes over ankles: -0.22 and less where they press on the floor, -0.13 and more where the feet lie."""
STEEP_DOWN: Ramp = (-0.95, -0.85)
"""Trunk of a bridge at -72 and -58 degrees: strongly arched ones reach -51."""
ON_HANDS: Ramp = (0.4, 0.65)
"""The same on all fours: on forearms 0.6 at least, kneeling with the hands on the thighs 0.4."""
HANDS_AT_KNEES: Ramp = (0.9, 0.6)
"""Between the lowest wrist and the lowest knee, both on the floor one torso apart: 0.6 for a camera that
looks down its length by 35 degrees."""
STRAIGHT: Ramp = (0.64, 0.87)
"""Cosine of a turn of 50 and of 30 degrees at the knee: bent, and straight with the tracker's errors."""
NEARLY_STRAIGHT: Ramp = (0.17, 0.5)
"""Of 80 and 60 degrees: a hip in a high-hipped plank; the far knee, which is often a guess."""
BENT: Ramp = (0.87, 0.64)
LEVEL: Ramp = (0.7, 0.5)
"""Rise of the line shoulder-ankle over its length: 44 and 30 degrees. A plank on the hands rises by 20."""
STACKED: Ramp = (0.32, 0.48)
"""One shoulder over the other, of 0.7: level shoulders seen from 25 degrees above differ by 0.3."""
STEEP: Ramp = (0.5, 0.75)
"""The same over their distance: 30 and 49 degrees from level."""
PELVIS_UP: Ramp = (0.09, 0.15)
"""Lower hip over the line elbow-ankle, all on the floor when resting on the side: 0.04 to 0.10 then (four
real people), 0.27 to 0.46 in a straight side plank, 0.14 to 0.25 with the pelvis dropped."""
KNEE_UP: Ramp = (0.25, 0.42)
"""Knee over ankle with the foot on the floor: 0.6 at a right angle, 0.3 at 140 degrees."""
FEET_LOW: Ramp = (0.55, 0.35)
"""Between shoulder and ankle, both on the floor. With the shins level, legs in the air, it is 0.8."""
LIES: Ramp = (0.5, 0.3)
"""Shoulders over hips: trunk at 30 and 17 degrees."""
LIFTED: Ramp = (0.12, 0.24)
"""Hip over the line shoulder-ankle, all on the floor when lying; a full bridge reaches 0.45."""
LOW_ARMS: Ramp = (0.4, 0.2)
LEGS_FLAT: Ramp = (0.6, 0.4)
"""Between hip and ankle of somebody lying on the belly."""
LEG_IN_AIR: Ramp = (0.4, 0.6)
"""Ankle over hip: a leg (1.7) at 14 and at 20 degrees."""
STRAIGHT_ENOUGH: Ramp = (0.34, 0.64)
"""Cosine of a turn of 70 and of 50 degrees at the knee: 90 with the shank level, as in a dead bug."""
LEG_DOWN: Ramp = (0.95, 0.7)
"""Ankle of the other leg over the hip: a leg at 34 and at 24 degrees."""
ON_MAT: Ramp = (0.5, 0.35)
"""A knee over the hip: 0.1 lying, 0.6 with the foot on the floor and the knee up."""
FACE: Ramp = (-0.03, 0.03)
"""Nose over ears plus toes over ankles, on the back about 0.15 each."""
LEG_UP: Ramp = (0.45, 0.2)
"""Hip over its own knee: the thigh at 32 and at 14 degrees below the horizontal; 0.4 to 0.85 with the knee
on the floor, after how far the camera looks down."""
ARM_UP: Ramp = (0.62, 0.35)
"""Shoulder over its own hand: the arm at 35 and at 18 degrees below the horizontal; 0.6 to 1.1 with the
hand on the floor."""
END_ON: Ramp = (0.75, 0.55)
"""Apparent trunk: the camera looks along it (all fours from high in front: 0.05 to 0.45; kneeling upright
0.9)."""
FEET_OVER_HIPS: Ramp = (0.02, 0.2)
"""From in front, ankle over hip. Feet on the floor behind the hips show below them for every camera that
looks down by less than 45 degrees; a raised leg shows above them."""
HAND_FORWARD: Ramp = (0.12, 0.3)
"""From in front, one wrist over the other: an arm held out against one that props, 0.3 for a camera that
looks down by 33 degrees, more from lower."""


def memberships(track: Track) -> Floats:
    """(P, T) how far each of `POSTURES` holds in each frame, 0-1; NaN where nobody was seen."""
    body = heights(track)
    rows = np.empty((len(POSTURES), len(track)))
    _fill_upright(rows, body)
    _fill_planks(rows, body)
    _fill_bridge(rows, body)
    _fill_all_fours(rows, body)
    _fill_lying(rows, body)
    rows[OTHER] = 1.0 - rows[1:].max(axis=0)
    return rows


def _fill_upright(rows: Floats, body: Heights) -> None:
    upright = ramp(body.trunk_rise, UPRIGHT)
    standing = ramp(body.over(HIP, ANKLE).max(axis=0), LEG_HANGS)
    thigh = ramp(body.over(HIP, KNEE), THIGH_HANGS)
    shank = ramp(body.over(KNEE, ANKLE), SHANK_LIES)
    rows[POSTURE_CODE["standing"]] = _all(upright, standing)
    kneeling = np.minimum(thigh, shank).max(axis=0)
    half = _all(upright, _half_kneels(body, thigh, shank), 1.0 - standing)
    rows[POSTURE_CODE["half_kneeling"]] = half
    rows[POSTURE_CODE["kneeling"]] = _all(upright, kneeling, 1.0 - standing, 1.0 - half)
    rows[POSTURE_CODE["reaching_down"]] = _all(reaches_down(body, shank), 1.0 - np.minimum(standing, upright))
    feet_down = 1.0 - shank.min(axis=0)
    rows[POSTURE_CODE["sitting"]] = _all(
        upright, 1.0 - thigh.max(axis=0), feet_down, _behind_feet(body), 1.0 - kneeling, 1.0 - standing
    )


def _half_kneels(body: Heights, thigh: Floats, shank: Floats) -> Floats:
    """(T,) one leg kneels, the other one has its foot on the floor and its thigh about level."""
    legs = np.minimum(thigh, shank), np.minimum(1.0 - thigh, 1.0 - shank)
    foot = body.y[::-1, ANKLE] - body.y[:, KNEE]
    both = np.minimum(np.minimum(legs[0], legs[1][::-1]), ramp(np.abs(foot), FOOT_BY_KNEE))
    most: Floats = both.max(axis=0)
    return most


def _behind_feet(body: Heights) -> Floats:
    """(T,) something else than the feet carries the trunk: it is behind them. From in front nothing tells."""
    trunk = (body.x[:, SHOULDER] + body.x[:, HIP]).sum(axis=0) / 4
    return ramp(np.abs(trunk - body.x[:, ANKLE].sum(axis=0) / 2), BEHIND_FEET)


def _propped(body: Heights) -> Floats:
    """(2, T) shoulder over the lowest point of its arm."""
    return body.y[:, SHOULDER] - np.minimum(body.y[:, ELBOW], body.y[:, WRIST])


def _belly_up(body: Heights) -> Floats:
    """(T,) from 0, the front of the body faces the floor, to 1, the ceiling; NaN where neither is told."""
    face = body.nose - (body.y[0, EAR] + body.y[1, EAR]) / 2
    toes = (body.over(FOOT, ANKLE)[0] + body.over(FOOT, ANKLE)[1]) / 2
    return ramp(np.asarray(face_and_toes(face, toes)), FACE)


def _unless(contrary: Floats) -> Floats:
    """A condition that holds where its contrary does not, or cannot be told."""
    return np.where(np.isnan(contrary), 1.0, 1.0 - contrary)


def _as_in_plank(body: Heights) -> Floats:
    """(T,) the belly faces the floor, the chest is held up on the arms, both feet are at one height."""
    chest = ramp(body.over(SHOULDER, ELBOW).max(axis=0), CHEST_LOW)
    leg = ramp(np.abs(body.y[0, ANKLE] - body.y[1, ANKLE]), ONE_LEG_UP)
    arm = ramp(_propped(body).min(axis=0), CHEST_LOW)
    lies = _all(ramp(_over_floor(body).min(axis=0), PELVIS_LOW), ramp(_toes(body), TOES_FLAT))
    others = (_belly_up(body), chest, leg, arm, lies, _all(_head_hangs(body), _shoulders_hang(body)))
    return _all(*map(_unless, others))


def _over_floor(body: Heights) -> Floats:
    """(2, T) hip over the line from the toes to the lower one of elbow and wrist."""
    elbow = body.y[:, ELBOW] < body.y[:, WRIST]
    return np.where(elbow, body.floor_line(FOOT, ELBOW, HIP), body.floor_line(FOOT, WRIST, HIP))


def _toes(body: Heights) -> Floats:
    """(T,) toes over ankles, middle of both feet."""
    feet = body.over(FOOT, ANKLE)
    middle: Floats = (feet[0] + feet[1]) / 2
    return middle


def _head_hangs(body: Heights) -> Floats:
    """(T,) the ears lie below the shoulders."""
    head = body.over(EAR, SHOULDER)
    return ramp((head[0] + head[1]) / 2, HEAD_HANGS)


def _shoulders_hang(body: Heights) -> Floats:
    """(T,) the shoulders lie below the hips."""
    return ramp(body.trunk_rise, SHOULDERS_HANG)


def _fill_planks(rows: Floats, body: Heights) -> None:
    dx, dy = body.x[:, ANKLE] - body.x[:, SHOULDER], body.y[:, ANKLE] - body.y[:, SHOULDER]
    level = ramp(np.abs(dy / length(dx, dy)).min(axis=0), LEVEL)
    shoulders = body.y[0, SHOULDER] - body.y[1, SHOULDER]
    apart = length(body.x[0, SHOULDER] - body.x[1, SHOULDER], shoulders)
    stacked = _all(ramp(np.abs(shoulders), STACKED), ramp(np.abs(shoulders) / apart, STEEP))
    props = ramp(_propped(body), PROPPED)
    low = np.where(shoulders < 0.0, props[0], props[1])
    hips = ramp(body.hip_line, NEARLY_STRAIGHT)
    pelvis = ramp(body.floor_line(ELBOW, ANKLE, HIP), PELVIS_UP)
    up = np.where(shoulders < 0.0, pelvis[0], pelvis[1])
    aside = _all(level, stacked, low, up, hips.max(axis=0), ramp(body.knee_line, NEARLY_STRAIGHT).max(axis=0))
    # Of both legs: one that is bent alone is a variant of the side plank.
    away = on_knees.shanks_away(body)
    aside = np.minimum(aside, _unless(away))
    rows[POSTURE_CODE["side_plank_left"]] = np.where(shoulders < 0.0, aside, 0.0)
    rows[POSTURE_CODE["side_plank_right"]] = np.where(shoulders < 0.0, 0.0, aside)
    aside = _all(on_knees.level(body), stacked, low, on_knees.pelvis_off(body), hips.max(axis=0), away)
    rows[POSTURE_CODE["kneeling_side_plank_left"]] = np.where(shoulders < 0.0, aside, 0.0)
    rows[POSTURE_CODE["kneeling_side_plank_right"]] = np.where(shoulders < 0.0, 0.0, aside)
    legs = _all(ramp(body.knee_line, STRAIGHT).max(axis=0), ramp(body.knee_line, NEARLY_STRAIGHT).min(axis=0))
    trunk = _all(1.0 - ramp(body.trunk_rise, UPRIGHT), hips.min(axis=0))
    knees = on_knees.knees_rest(body, _toes(body))
    rows[POSTURE_CODE["plank"]] = _all(
        level, 1.0 - stacked, props.max(axis=0), legs, trunk, _as_in_plank(body), _unless(knees)
    )
    others = (
        np.minimum(_belly_up(body), on_knees.shanks_level(body)),
        ramp(body.over(SHOULDER, ELBOW).max(axis=0), CHEST_LOW),
        ramp(_propped(body).min(axis=0), CHEST_LOW),
        _all(_head_hangs(body), _shoulders_hang(body)),
    )
    rows[POSTURE_CODE["kneeling_plank"]] = _all(
        1.0 - stacked, props.max(axis=0), knees, on_knees.line_to_knees(body), *map(_unless, others)
    )


def _fill_bridge(rows: Floats, body: Heights) -> None:
    up = ramp(np.minimum(body.over(KNEE, ANKLE), body.over(KNEE, HIP) + KNEE_UP[1]), KNEE_UP)
    feet = ramp(np.abs(body.over(SHOULDER, ANKLE)), FEET_LOW)
    hook = np.minimum(np.minimum(up, feet), ramp(body.knee_line, BENT))
    carried = ramp(_propped(body).min(axis=0), SHOULDERS_UP)
    leg = ramp(np.abs(body.y[0, ANKLE] - body.y[1, ANKLE]), ONE_LEG_UP)
    back = _all(
        ramp(body.trunk_rise, LIES),
        ramp(body.trunk_rise, STEEP_DOWN),
        *map(_unless, (_head_hangs(body), carried)),
    )
    lying = _all(hook.max(axis=0), back, _unless(leg))
    # The standing leg shows how high the hips are.
    stands = hook[0] >= hook[1]
    over = body.floor_line(SHOULDER, ANKLE, HIP)
    lift = ramp(np.where(stands, over[0], over[1]), LIFTED)
    rows[POSTURE_CODE["bridge_lying"]] = _all(lying, 1.0 - lift)
    rows[POSTURE_CODE["bridge_lifted"]] = _all(lying, lift)
    # On one leg, the lower foot's; the other one is long and in the air.
    near = body.y[0, ANKLE] <= body.y[1, ANKLE]
    free = np.where(near, body.knee_line[1], body.knee_line[0])
    one = _all(np.where(near, hook[0], hook[1]), back, leg, ramp(free, STRAIGHT))
    lift = ramp(np.where(near, over[0], over[1]), LIFTED)
    rows[POSTURE_CODE["single_leg_bridge_lying"]] = _all(one, 1.0 - lift)
    rows[POSTURE_CODE["single_leg_bridge_lifted"]] = _all(one, lift)


def _fill_all_fours(rows: Floats, body: Heights) -> None:
    wrist = body.y[:, WRIST]
    hand = wrist.min(axis=0)
    props = _propped(body)
    trunk = _all(1.0 - ramp(body.trunk_rise, UPRIGHT), ramp(body.trunk_rise, HEAD_DOWN))
    legs = np.minimum(ramp(body.over(HIP, KNEE), THIGH_HANGS), ramp(body.over(KNEE, ANKLE), SHANK_LIES))
    aside = _all(
        trunk,
        np.minimum(legs, ramp(body.hip_line, HIP_BENT)).max(axis=0),
        ramp(props.max(axis=0), ON_HANDS),
        ramp(np.abs(hand - body.y[:, KNEE].min(axis=0)), HANDS_AT_KNEES),
    )
    # Against its own hip and shoulder: the far limbs seem higher than the near ones from above.
    # With the foot on the floor in front of it a high knee is a step to stand up.
    shank = ramp(body.over(KNEE, ANKLE), SHANK_LIES)
    leg = np.minimum(ramp(body.over(HIP, KNEE), LEG_UP), shank).max(axis=0)
    arm = ramp(props, ARM_UP).max(axis=0)
    shoulders = body.y[0, SHOULDER] - body.y[1, SHOULDER]
    facing = _all(
        trunk,
        ramp(body.trunk_length, END_ON),
        ramp(props.max(axis=0), ON_HANDS),
        1.0 - ramp(np.abs(shoulders), STACKED),
    )
    leg_behind = ramp(body.over(ANKLE, HIP).max(axis=0), FEET_OVER_HIPS)
    arm_ahead = ramp(wrist.max(axis=0) - hand, HAND_FORWARD)
    raised = np.where(aside >= facing, np.maximum(leg, arm), np.maximum(leg_behind, arm_ahead))
    both = np.maximum(aside, facing)
    rows[POSTURE_CODE["quadruped"]] = _all(both, 1.0 - raised)
    rows[POSTURE_CODE["bird_dog"]] = _all(both, raised)


def _one_leg_raised(body: Heights) -> Floats:
    """(T,) of somebody who lies: one leg is up and long, the other one lies long on the floor.

    With the foot of the other one on the floor it is the start of a bridge on one leg.
    """
    ankle, knee = body.over(ANKLE, HIP), body.over(KNEE, HIP)
    up, down = ramp(ankle, LEG_IN_AIR), np.minimum(ramp(np.abs(ankle), LEG_DOWN), ramp(knee, ON_MAT))
    long = ramp(body.knee_line, STRAIGHT_ENOUGH)
    most: Floats = np.minimum(np.minimum(up, long), np.minimum(down, long)[::-1]).max(axis=0)
    return most


def _fill_lying(rows: Floats, body: Heights) -> None:
    bridge = rows[[POSTURE_CODE[name] for name in BRIDGES]].max(axis=0)
    flat = _all(ramp(np.abs(body.trunk_rise), LIES), ramp(_propped(body).max(axis=0), LOW_ARMS))
    belly_up = _belly_up(body)
    untold = np.isnan(belly_up)  # without either, lying is neither supine nor prone
    flat, belly_up = np.where(untold, 0.0 * flat, flat), np.where(untold, 0.0, belly_up)
    legs = _all(
        ramp(np.abs(body.over(HIP, ANKLE)).min(axis=0), LEGS_FLAT),
        ramp(body.hip_line, NEARLY_STRAIGHT).max(axis=0),
    )
    lifted, bug = prone_lifted(body, belly_up), dead_bug(body, belly_up)
    lifted, bug = np.where(untold, 0.0, lifted), np.where(untold, 0.0, bug)
    rows[POSTURE_CODE["prone_lifted"]], rows[POSTURE_CODE["dead_bug"]] = lifted, bug
    raised = _all(flat, belly_up, 1.0 - bridge, 1.0 - bug, _one_leg_raised(body))
    rows[POSTURE_CODE["leg_raised"]] = raised
    rows[POSTURE_CODE["supine"]] = _all(flat, belly_up, 1.0 - bridge, 1.0 - bug, 1.0 - raised)
    rows[POSTURE_CODE["prone"]] = _all(flat, 1.0 - belly_up, legs, 1.0 - bridge, 1.0 - lifted)
