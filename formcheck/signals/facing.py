"""Does the front of the body face the ceiling or the floor?

The nose lies in front of the ears and the toes in front of the ankles, wherever head and legs point: of
somebody on the back both are above, of somebody who faces the floor below. In a plank the toes press on the
floor under the ankle, so even a head that is lifted to look ahead does not turn the sum.
"""

from __future__ import annotations

from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.signals.body import ANKLE, EAR, FOOT, Body
from formcheck.signals.samples import Samples, divide, is_nan, where


def face_and_toes(face: Samples, toes: Samples) -> Samples:
    """Sum of two heights, nose over ears and toes over ankles, + upwards, NaN where both are missing.

    Where one of the two is missing (17 points have no toes), the other one counts alone, twice.
    """
    toes = where(is_nan(toes), face, toes)
    return where(is_nan(face), toes, face) + toes


def facing_up(track: Track, body: Body) -> Samples:
    """How far the front of the body faces the ceiling (+) or the floor (-), in torso lengths.

    On the back about 0.3, or 0.1 with pointed toes; in planks -0.4.
    """
    single = isinstance(body.trunk_px, float)
    nose = track.xy[:, Landmark.NOSE, 1]
    y: Samples = -nose.item() if single else -nose.astype(float)
    face = y - (body.y[0][EAR] + body.y[1][EAR]) / 2
    toes = (body.y[0][FOOT] - body.y[0][ANKLE] + (body.y[1][FOOT] - body.y[1][ANKLE])) / 2
    return divide(face_and_toes(face, toes), body.trunk_px)
