"""The body upright, seen from the side: which way it faces, and how trunk, thighs and head stand to one
another.

In the canonical plane x grows to the side of the picture on which the shoulders are, seen from the hips. Of
somebody who lies that is the head's side; of somebody upright it is chance. So face and toes tell here what
is before and behind, and every sign counts from there: + to the front of the body.
"""

from __future__ import annotations

from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.signals.body import (
    ANKLE,
    EAR,
    ELBOW,
    FOOT,
    HIP,
    KNEE,
    NECK,
    SHANK,
    SHOULDER,
    THIGH,
    TRUNK,
    Body,
)
from formcheck.signals.facing import face_and_toes
from formcheck.signals.head import short_neck
from formcheck.signals.samples import Samples, divide, magnitude, sqrt, where
from formcheck.signals.vectors import wrap180


def front_of(track: Track, body: Body) -> Samples:
    """1 where the body faces to +x of the canonical plane, -1 where to -x, NaN without face and toes.

    The nose lies before the ears and the toes before the ankles; of 17 points, which have no toes, the nose
    alone tells.
    """
    single = isinstance(body.trunk_px, float)
    nose = track.xy[:, Landmark.NOSE, 0]
    x: Samples = nose.item() if single else nose.astype(float)
    x = where(body.head_right, x, -x)
    face = x - (body.x[0][EAR] + body.x[1][EAR]) / 2
    toes = (body.x[0][FOOT] - body.x[0][ANKLE] + body.x[1][FOOT] - body.x[1][ANKLE]) / 2
    ahead = face_and_toes(face, toes)
    return where(ahead >= 0.0, 1.0, -1.0) + 0.0 * ahead


def lean_deg(body: Body, front: Samples) -> Samples:
    """Middle of the hips to middle of the shoulders from the vertical, + forwards; as the picture has it."""
    return (90.0 - body.pitch_deg) * front


def head_forward_deg(body: Body, front: Samples) -> Samples:
    """Near shoulder to ear against the near side's trunk, + forwards; no camera's roll changes it.

    NaN where the ear is too near to the shoulder for a direction.
    """
    bend = wrap180(body.angle[0][TRUNK] - body.angle[0][NECK]) * front
    dx, dy = (along[0][EAR] - along[0][SHOULDER] for along in (body.x, body.y))
    return where(short_neck(dx, dy, body.trunk_px), float("nan"), bend)


def hip_over_ankle(body: Body, side: int = 0) -> Samples:
    """In torso lengths: 1.7 standing, 0.85 on a chair."""
    return divide(body.y[side][HIP] - body.y[side][ANKLE], body.trunk_px)


def hip_over_knee(body: Body, side: int = 0) -> Samples:
    """In torso lengths: 0.85 standing, about 0 on a chair."""
    return divide(body.y[side][HIP] - body.y[side][KNEE], body.trunk_px)


def knee_over_ankle(body: Body, side: int = 0) -> Samples:
    """In torso lengths: 0.85 with the foot under the knee, 0 with the shank on the floor."""
    return divide(body.y[side][KNEE] - body.y[side][ANKLE], body.trunk_px)


def behind_feet(body: Body, front: Samples) -> Samples:
    """Middle of the near side's trunk behind its ankle, in torso lengths: 0.6 on a chair, about 0 standing
    and in a squat, where the weight has to be over the feet.
    """
    return divide((body.x[0][ANKLE] - (body.x[0][HIP] + body.x[0][SHOULDER]) / 2) * front, body.trunk_px)


def knee_bend_deg(body: Body, side: int = 0) -> Samples:
    """How far a knee is bent, 0 straight, unsigned: it does not ask which way the body faces."""
    return magnitude(wrap180(body.angle[side][THIGH] - body.angle[side][SHANK]))


def ankles_spread(body: Body) -> Samples:
    """Between both ankles along the floor, in torso lengths, unsigned."""
    dx = body.x[0][ANKLE] - body.x[1][ANKLE]
    return divide(sqrt(dx * dx), body.trunk_px)


ARM_BEHIND = 0.06
"""Near elbow this far behind the line hip-shoulder, in torso lengths: the back is some 0.12 behind that line
and an arm as thick, so that the outline is the arm's. Arms that hang read 0.0 to -0.05 on rendered people."""


def elbow_ahead(body: Body, front: Samples) -> Samples:
    """The near elbow ahead of the line hip-shoulder, in torso lengths; behind it (-) it hides the back."""
    x, y = body.x[0], body.y[0]
    tx, ty, px, py = x[SHOULDER] - x[HIP], y[SHOULDER] - y[HIP], x[ELBOW] - x[HIP], y[ELBOW] - y[HIP]
    return divide((px * ty - py * tx) * front, body.trunk_px * body.trunk_px)
