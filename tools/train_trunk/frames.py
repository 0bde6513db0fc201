"""Draws training frames: one body a shard, many postures, clothes, rooms and cameras."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmark_network import NEXT_CENTRE, NEXT_TIP, ROWS
from formcheck.pose.region import Region, transform
from tools.synth.body.figure import Figure, Posed
from tools.synth.picture.camera import Camera
from tools.synth.pose.limbs import Limbs
from tools.synth.spine import lumbar_deg
from tools.synth.truth import bend
from tools.train_trunk.labels import Label, Truth, mirrored

Random = np.random.Generator
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

SIZES = ((640, 360), (480, 360), (360, 640), (480, 480))
MIN_SCORE = 0.5
"""Below it the tracker takes the person for lost, so the head never sees such a crop."""


def truth_of(
    figure: Figure, limbs: Limbs, posed: Posed, line: Floats, pelvis: Floats, thorax: Floats
) -> Truth:
    """The truth of a posed body."""
    shoulder, hip, knee, ankle = (limbs.middle(posed, name) for name in ("shoulder", "hip", "knee", "ankle"))
    front = posed.orientation[figure.index["root"]][:, 2]
    return Truth(
        spine=line,
        pelvis=pelvis,
        thorax=thorax,
        lumbar_deg=lumbar_deg(pelvis, thorax),
        hip_offset=(bend(shoulder, hip, ankle, front)[1], bend(shoulder, hip, knee, front)[1]),
        hips=hip,
        shoulders=shoulder,
    )


def draw_camera(random: Random, points: Floats, size: tuple[int, int]) -> Camera:
    """A camera that has all or most of some points (n, 3) in the picture, from any side, low or high."""
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    azimuth, height = _stand(random)
    distance = float(random.uniform(1.9, 4.5))
    a = math.radians(azimuth)
    position = (float(centre[0] + distance * math.sin(a)), height, float(centre[2] + distance * math.cos(a)))
    x, y, z = (float(v) for v in centre + random.normal(0, 0.08, 3))
    roll = float(random.normal(0, 2.5 if random.random() < 0.85 else 9))
    return fitted(random, Camera(position, (x, y, z), 30.0, roll, *size), points)


def fitted(random: Random, camera: Camera, points: Floats) -> Camera:
    """The camera with another lens: points (n, 3) fill some part of the picture, rarely more than all."""
    pixels, _ = camera.project(points)
    half = np.array([camera.width, camera.height]) / 2
    span = float((np.abs(pixels - half) / half).max())
    fill = float(random.uniform(0.45, 0.98) if random.random() < 0.9 else random.uniform(1.0, 1.15))
    vfov = 2 * math.degrees(math.atan(math.tan(math.radians(camera.vfov_deg / 2)) * span / fill))
    return replace(camera, vfov_deg=float(np.clip(vfov, 12, 78)))


def _stand(random: Random) -> tuple[float, float]:
    """Azimuth (deg, 0 = beside, 90 = before the head) and height (m): beside, before the head and often high,
    at the feet, anywhere.
    """
    low = float(np.clip(random.gamma(3.0, 0.28), 0.1, 2.4))
    kind = random.random()
    if kind < 0.5:
        return float(random.choice([0, 180]) + random.normal(0, 16)), low
    if kind < 0.75:
        high = float(random.uniform(1.1, 2.3)) if random.random() < 0.8 else low
        return float(90 + random.normal(0, 12)), high
    if kind < 0.85:
        return float(-90 + random.normal(0, 20)), low
    return float(random.uniform(0, 360)), float(random.uniform(0.1, 2.3))


def first_region(random: Random, camera: Camera, limbs: Limbs, posed: Posed) -> Region:
    """Round the whole body as the tracker would lay it, with its errors."""
    joints = limbs.joints(posed)
    head = posed.head[limbs.figure.index["head"]]
    pixels, _ = camera.project(np.array([*joints.values(), head]))
    names = list(joints)
    hip = (pixels[names.index("left_hip")] + pixels[names.index("right_hip")]) / 2
    shoulder = (pixels[names.index("left_shoulder")] + pixels[names.index("right_shoulder")]) / 2
    radius = float(np.hypot(*(pixels - hip).T).max()) * 1.08
    trunk = shoulder - hip
    angle = math.atan2(trunk[0], -trunk[1]) + float(random.normal(0, 0.15))
    place = hip + random.normal(0, 0.04 * radius, 2)
    side = 2 * 1.25 * radius * float(random.uniform(0.85, 1.2))
    return Region(float(place[0]), float(place[1]), max(side, 24.0), angle)


def shaken(random: Random, region: Region) -> Region:
    """A region as the next frame would have it: the body has moved a little since."""
    shift = random.normal(0, 0.015 * region.side, 2)
    return Region(
        region.x + float(shift[0]),
        region.y + float(shift[1]),
        region.side * float(np.exp(random.normal(0, 0.04))),
        region.rotation + float(random.normal(0, 0.05)),
    )


def next_region(region: Region, landmarks: NDArray[np.float32]) -> Region:
    """Where the tracker looks after landmarks (195,) of this region."""
    xy = transform(region.to_frame(), landmarks.reshape(ROWS, 5)[:, :2].astype(np.float64))
    return Region.around(xy[NEXT_CENTRE], xy[NEXT_TIP])


@dataclass(frozen=True, slots=True)
class Crop:
    """What the landmark network sees, and the truth of it."""

    picture: Bytes
    label: Label
    region: Region


def crop_of(image: Bytes, truth: Truth, camera: Camera, region: Region, *, mirror: bool) -> Crop:
    """The crop of a region, or its mirror image."""
    picture, label = region.crop(image), truth.label(camera, region)
    if mirror:
        return Crop(np.ascontiguousarray(picture[:, ::-1]), mirrored(label), region)
    return Crop(picture, label, region)


def jpeg(picture: Bytes, quality: int = 95) -> bytes:
    """A crop as it is kept."""
    done, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return data.tobytes()


def part_file(folder: Path, number: int) -> Path:
    """Where a shard is kept."""
    return folder / f"{number:06d}.npz"
