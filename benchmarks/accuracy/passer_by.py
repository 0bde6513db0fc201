"""Lets somebody pass behind the person who exercises: cut out of one rendered clip, put into another.

Whoever passes is upright (kneeling, since nobody stands in the clips), as tall in the picture as a person on
their feet a metre behind the mat, crosses it in `CROSSING_S` and bobs as one does in walking. The person in
front is kept in front by a shape drawn around the true joints; a hand's breadth of the old background goes
with them, which no verdict reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.true_clip import Floats
from benchmarks.accuracy.truth import read_truth
from benchmarks.accuracy.video_edits import Image, encode, frames_of

WHO = "catcamel"
"""The clip whose first frame shows somebody upright from the side."""
HEIGHT = 0.64
"""Of whoever passes, over the height of the picture."""
FLOOR = 0.67
"""How far down the picture they touch the ground: behind the mat of the side views."""
BEGINS = 0.35
"""When they enter, over the clip's length: in the midst of the exercise."""
CROSSING_S = 5.0
STEPS_PER_S, BOB_PX = 1.8, 4.0

LIMBS = (
    ("shoulder", "elbow", 0.24),
    ("elbow", "wrist", 0.22),
    ("shoulder", "hip", 0.60),
    ("hip", "knee", 0.42),
    ("knee", "ankle", 0.30),
)
"""Ends and thickness in lengths of the trunk."""
HEAD_AT, HEAD_ACROSS = 0.45, 0.62
"""Of the head: beyond the shoulders along the trunk, and diameter, in lengths of the trunk."""


def with_passer_by(video: Path, path: Path) -> Path:
    """`video` with somebody passing; its truth must lie beside it, and so must the clip `WHO`."""
    joints = _joints(video.with_suffix(".json"))
    person, shape = cut_out(video.with_name(f"{WHO}.mp4"))
    length_s = len(joints["left_hip"]) / _fps(video)

    def changed() -> Iterator[tuple[float, Image]]:
        for row, (t, image) in enumerate(frames_of(video)):
            crossed = (t - BEGINS * length_s) / CROSSING_S
            if not 0 <= crossed <= 1:
                yield t, image
                continue
            front = body_shape({n: p[row] for n, p in joints.items()}, image.shape[:2])
            yield t, _placed(image, person, shape, crossed, bob=t, front=front)

    return encode(path, changed())


def _placed(
    image: Image, person: Image, shape: Floats, crossed: float, *, bob: float, front: Floats
) -> Image:
    """The picture with the person behind what `front` (0-1) covers."""
    height, width = image.shape[:2]
    scale = HEIGHT * height / person.shape[0]
    size = (round(person.shape[1] * scale), round(person.shape[0] * scale))
    person = np.asarray(cv2.resize(person, size, interpolation=cv2.INTER_AREA), np.uint8)
    shape = np.asarray(cv2.resize(shape, size, interpolation=cv2.INTER_AREA), np.float64)
    left = round(crossed * (width + size[0])) - size[0]
    top = round(FLOOR * height + BOB_PX * abs(np.sin(np.pi * STEPS_PER_S * bob))) - size[1]
    x0, x1, y1 = max(left, 0), min(left + size[0], width), min(top + size[1], height)
    part = np.s_[max(top, 0) : y1, x0:x1]
    own = np.s_[max(-top, 0) : y1 - top, x0 - left : x1 - left]
    cover = (shape[own] * (1 - front[part]))[..., None]
    out = image.copy()
    out[part] = np.round(image[part] * (1 - cover) + person[own] * cover).astype(np.uint8)
    return out


def cut_out(video: Path) -> tuple[Image, Floats]:
    """The person of the first frame: picture and shape (0-1), no larger than they are."""
    _, image = next(iter(frames_of(video)))
    joints = {n: p[0] for n, p in _joints(video.with_suffix(".json")).items()}
    around = body_shape(joints, image.shape[:2]) > 0.5
    inside = cv2.erode(around.astype(np.uint8), np.ones((9, 9), np.uint8), iterations=2) > 0
    near = cv2.dilate(around.astype(np.uint8), np.ones((9, 9), np.uint8), iterations=2) > 0
    guess = np.full(around.shape, cv2.GC_BGD, np.uint8)
    guess[near] = cv2.GC_PR_BGD
    guess[around] = cv2.GC_PR_FGD
    guess[inside] = cv2.GC_FGD
    cv2.setRNGSeed(0)
    memory = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(image[..., ::-1].copy(), guess, None, *memory, 4, cv2.GC_INIT_WITH_MASK)
    shape = np.isin(guess, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float64)
    rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return image[part], np.asarray(cv2.GaussianBlur(shape, (0, 0), 0.8))[part]


def body_shape(joints: dict[str, Floats], size: tuple[int, int]) -> Floats:
    """A body's shape, 1 inside and 0 outside, drawn around its joints (px); `size` is (height, width)."""
    shoulders, hips = (
        np.mean([joints[f"{s}_{n}"] for s in ("left", "right")], 0) for n in ("shoulder", "hip")
    )
    trunk = float(np.hypot(*(shoulders - hips)))
    shape: NDArray[np.uint8] = np.zeros(size, np.uint8)

    def point(p: Floats) -> Any:
        return tuple(int(v) for v in np.round(p))

    for side in ("left", "right"):
        for tail, tip, thick in LIMBS:
            ends = point(joints[f"{side}_{tail}"]), point(joints[f"{side}_{tip}"])
            cv2.line(shape, *ends, 255, max(round(thick * trunk), 1))
        for end in ("ankle", "wrist"):
            cv2.circle(shape, point(joints[f"{side}_{end}"]), round(0.22 * trunk), 255, -1)
    head = shoulders + (shoulders - hips) * HEAD_AT
    cv2.circle(shape, point(head), round(HEAD_ACROSS / 2 * trunk), 255, -1)
    return np.asarray(shape, np.float64) / 255


def _joints(truth: Path) -> dict[str, Floats]:
    """(T, 2) pixels of each joint."""
    raw = read_truth(truth)
    points = np.array(raw["truth"]["joints2d"], np.float64)
    return {name: points[:, i] for i, name in enumerate(raw["joint_names"])}


def _fps(video: Path) -> float:
    return float(read_truth(video.with_suffix(".json"))["fps"])
