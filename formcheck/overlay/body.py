"""Geometry of the drawing on the body, in pixels: trunk, outline, judged line and deviation."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import STATIONS
from formcheck.pose.ventral import HYSTERESIS, ventral_vote

Side = Literal["left", "right"]
Outline = Literal["dorsal", "ventral", "spine"]
"""The line of the back or the belly, or the midline that the trunk head tells; each a field of `Track`."""
Vector = NDArray[np.float64]

ARM_PARTS = ("shoulder", "elbow", "wrist", "index")
PAIRS = ("left_arm_right_leg", "right_arm_left_leg")


def landmark(name: str, side: Side) -> Landmark:
    """`Landmark` of a name without its side: ("hip", "left") -> LEFT_HIP.

    Raises:
        KeyError: there is no such landmark.
    """
    return Landmark[f"{side}_{name}".upper()]


def limb_side(name: str, near: Side, limbs: str | None) -> Side:
    """The side to draw a landmark on: the side of the moving limb when a pair moves, else the near side.

    Args:
        name: name of the landmark without its side.
        near: side nearest to the camera.
        limbs: the pair that moves, one of `PAIRS`, or None.
    """
    if limbs not in PAIRS or name in ("shoulder", "hip"):
        return near
    arm: Side = "left" if limbs.startswith("left") else "right"
    leg: Side = "right" if arm == "left" else "left"
    return arm if name in ARM_PARTS else leg


def moving_limbs(xy: NDArray[np.float32]) -> str | None:
    """The pair of limbs that is stretched out on hands and knees, from one row (33, 2) of landmarks.

    The leg with the straighter knee is the raised one, at any height; the other leg kneels at a right angle.
    None when a leg was not seen.
    """
    straight = {}
    for leg in ("LEFT", "RIGHT"):
        hip, knee, ankle = (
            xy[Landmark[f"{leg}_{part}"]].astype(np.float64) for part in ("HIP", "KNEE", "ANKLE")
        )
        bent = float(np.hypot(*(knee - hip)) + np.hypot(*(ankle - knee)))
        straight[leg] = float(np.hypot(*(ankle - hip))) / bent if bent > 0 else float("nan")
    if not all(np.isfinite(share) for share in straight.values()):
        return None
    return "right_arm_left_leg" if straight["LEFT"] >= straight["RIGHT"] else "left_arm_right_leg"


def middle(xy: NDArray[np.float32], name: str) -> Vector:
    """The middle between the left and right landmark of a name, (2,) pixels, from one row (33, 2)."""
    left, right = xy[landmark(name, "left")], xy[landmark(name, "right")]
    return np.asarray((left.astype(np.float64) + right) / 2)


class Trunk(NamedTuple):
    """The trunk of one row, in pixels, NaN where it was not seen.

    Attributes:
        hip: (2,) middle of the hips.
        axis: (2,) vector from the middle of the hips to the middle of the shoulders.
        torso: length of the axis.
        back: (2,) unit vector across it, towards the back; NaN without a length.
    """

    hip: Vector
    axis: Vector
    torso: float
    back: Vector


def trunk_of(xy: NDArray[np.float32], near: Side | None) -> Trunk:
    """The trunk of one row (33, 2) of landmarks.

    The pose room found the belly's side by a vote of knees, face and wrists (`ventral_vote`), so the drawing
    uses the same vote. When the vote is nearly even the near side decides: seen from the left, with the head
    up, a person faces the left of the picture.

    Args:
        xy: (33, 2) landmarks in pixels.
        near: side nearest to the camera, or None.
    """
    hip = middle(xy, "hip")
    axis = middle(xy, "shoulder") - hip
    x, y = axis.tolist()
    torso = math.hypot(x, y)
    if not torso > 0:
        return Trunk(hip, axis, torso, np.full(2, np.nan))
    vote = ventral_vote(xy.astype(np.float64))
    if near is not None and not abs(vote) > HYSTERESIS:
        vote = 1.0 if near == "right" else -1.0
    scale = torso if vote >= 0 else -torso
    return Trunk(hip, axis, torso, np.array([y / scale, -x / scale]))


def was_read(outlines: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(T,) whether anything of an outline was read, of a field (T, ...) of a track."""
    return np.asarray(np.isfinite(outlines).reshape(len(outlines), -1).any(axis=1))


def outline_points(trunk: Trunk, side: Outline, distances: NDArray[np.float32]) -> Vector:
    """The back or belly line of one frame, or its midline.

    Args:
        trunk: the trunk that the line belongs to.
        side: "dorsal" (back), "ventral" (belly) or "spine".
        distances: (K,) torso lengths at `STATIONS`, NaN where not read. They may come from an earlier
            frame: the line then moves with the trunk. Of the spine its points (N, 2) in pixels.

    Returns:
        (N, 2) float64 pixels from the buttocks to the shoulder, N <= K: stations that were not read are
        left out. Empty when the trunk was not seen.
    """
    if side == "spine":
        return distances[np.isfinite(distances).all(axis=1)].astype(np.float64)
    reach = trunk.torso if side == "dorsal" else -trunk.torso
    away = distances.astype(np.float64)[:, None] * (reach * trunk.back)
    points = trunk.hip + STATIONS[:, None] * trunk.axis + away
    return np.asarray(points[~np.isnan(points).any(axis=1)])


def median_outline(rows: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """(K,) the median of (N, K) outline distances, NaN where none was read; None where nothing was."""
    read = np.isfinite(rows).any(axis=0)
    if not read.any():
        return None
    median = np.full(rows.shape[1], np.nan, np.float32)
    median[read] = np.nanmedian(rows[:, read], axis=0)
    return median


def foot_on_line(point: Vector, a: Vector, b: Vector) -> tuple[Vector, float]:
    """The foot of the perpendicular from `point` on the line through `a` and `b`.

    Returns:
        The foot (2,) in pixels, and where it lies: 0 at `a`, 1 at `b`. NaN when `a` and `b` coincide.
    """
    line = b - a
    square = float(line @ line)
    if not square > 0:
        return np.full(2, np.nan), float("nan")
    share = float((point - a) @ line) / square
    return a + share * line, share
