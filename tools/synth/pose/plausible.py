"""Can a body be like this? No limb through the trunk or the head in a gross way, no hip beyond its range."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Posed

Floats = NDArray[np.float64]

TRUNK = ("root", "spine04", "spine03", "spine02", "spine01", "neck01")
CLEAR_M = {"trunk": 0.085, "head": 0.095}
"""No joint or middle of a forearm, hand or shin comes nearer to the trunk's axis or the head's middle: half a
trunk's depth is 0.10 to 0.14, and soft parts give."""
HIP_FLEXION = (-32.0, 142.0)
"""Degrees between thigh and pelvis, + = forwards."""
HIP_ASIDE = 0.88
"""Sine of the furthest abduction."""


def plausible(figure: Figure, posed: Posed) -> bool:
    """Whether the joints' centres say so; the skin is not looked at."""
    head = posed.head
    at = {bone: head[number] for bone, number in figure.index.items()}
    axis = np.array([at[bone] for bone in TRUNK])
    middle = at["head"] + posed.orientation[figure.index["head"]] @ np.array([0.0, 0.09, 0.03])
    points = []
    for side in "LR":
        elbow, wrist, hand = (at[f"{bone}.{side}"] for bone in ("lowerarm01", "wrist", "finger3-1"))
        knee, ankle = at[f"lowerleg01.{side}"], at[f"foot.{side}"]
        points += [elbow, (elbow + wrist) / 2, wrist, hand, knee, (knee + ankle) / 2, ankle]
    limbs = np.array(points)
    if _far(limbs, axis).min() < CLEAR_M["trunk"]:
        return False
    if np.linalg.norm(limbs - middle, axis=1).min() < CLEAR_M["head"]:
        return False
    return all(_hip_fits(figure, posed, side) for side in "LR")


def _hip_fits(figure: Figure, posed: Posed, side: str) -> bool:
    knee, hip = (posed.head[figure.index[f"{bone}.{side}"]] for bone in ("lowerleg01", "upperleg01"))
    thigh = posed.orientation[figure.index["root"]].T @ (knee - hip)
    thigh = thigh / np.linalg.norm(thigh)
    flexion = float(np.degrees(np.arctan2(thigh[2], -thigh[1])))
    flexion = flexion + 360 if flexion < -120 else flexion
    return HIP_FLEXION[0] <= flexion <= HIP_FLEXION[1] and abs(float(thigh[0])) <= HIP_ASIDE


def _far(points: Floats, line: Floats) -> Floats:
    """Distances (n,) of points from a chain of straight pieces."""
    start, step = line[:-1], np.diff(line, axis=0)
    off = points[:, None] - start
    share = np.clip((off * step).sum(axis=2) / (step**2).sum(axis=1), 0, 1)
    result: Floats = np.linalg.norm(off - share[..., None] * step, axis=2).min(axis=1)
    return result
