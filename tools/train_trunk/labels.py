"""What the trunk head learns of a frame, and the axes it is told in.

View axes: X right and Y up in the turned crop, Z towards the camera along the ray through the trunk. A
picture tells a body's attitude to the ray that shows it, not to the lens' axis; with the wide lens of a
laptop the two differ by up to 30 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.region import CROP, Region, inverse, transform
from formcheck.pose.track import SPINE_POINTS
from tools.synth.picture.camera import Camera
from tools.synth.rotations import UP, cross, unit

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

FIRST_BODY = 1_000_000
"""Bodies of training have this number and above; clips by lot, of benchmark and trial, stay far below."""
HELD_EVERY = 20
"""Every so many bodies are kept out of training."""


@dataclass(frozen=True, slots=True)
class Label:
    """The truth of one crop.

    Attributes:
        spine: (9, 2) from the vertebra prominens to the sacrum, shares of the crop's side, x right, y down.
        pelvis, thorax: (3, 3) columns left, head end and front of the part in view axes.
        up: (3,) the vertical in view axes.
        pelvis_up, thorax_up: (3,) the vertical in the part's own axes: left, head end, front.
        lumbar: (1,) flexion of the lumbar spine in degrees, + = round.
        hip_offset: (2,) of the line shoulder-ankle and shoulder-knee, shares of it, + towards the belly.
        torso: (1,) mid-hip to mid-shoulder as seen, as a share of the crop's side.
    """

    spine: Floats
    pelvis: Floats
    thorax: Floats
    up: Floats
    pelvis_up: Floats
    thorax_up: Floats
    lumbar: Floats
    hip_offset: Floats
    torso: Floats

    def flat(self) -> Singles:
        """All numbers in the order of the attributes, (N,) float32."""
        parts = [np.ravel(getattr(self, f.name)) for f in fields(self)]
        return np.concatenate(parts).astype(np.float32)


SHAPES = {
    "spine": (SPINE_POINTS, 2),
    "pelvis": (3, 3),
    "thorax": (3, 3),
    "up": (3,),
    "pelvis_up": (3,),
    "thorax_up": (3,),
    "lumbar": (1,),
    "hip_offset": (2,),
    "torso": (1,),
}
SIZE = sum(int(np.prod(shape)) for shape in SHAPES.values())


def slices() -> dict[str, slice]:
    """Where each attribute stands in `Label.flat`."""
    result, start = {}, 0
    for name, shape in SHAPES.items():
        length = int(np.prod(shape))
        result[name] = slice(start, start + length)
        start += length
    return result


def view_axes(camera: Camera, place: Floats, rotation: float) -> Floats:
    """(3, 3) rows X, Y, Z in the world for a crop turned by `rotation` (rad, `Region`) of a place (3,)."""
    _, up, _ = camera.axes
    ray = unit(place - np.array(camera.position))
    right = unit(cross(ray, up))
    above = cross(right, ray)
    cos, sin = np.cos(rotation), np.sin(rotation)
    return np.stack([cos * right - sin * above, sin * right + cos * above, -ray])


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of one frame in the world (m): the line of the back (9, 3), pelvis and thorax (3, 3), mid-hip
    and mid-shoulder (3,), hip offset as in `Label`.
    """

    spine: Floats
    pelvis: Floats
    thorax: Floats
    lumbar_deg: float
    hip_offset: tuple[float, float]
    hips: Floats
    shoulders: Floats

    def label(self, camera: Camera, region: Region) -> Label:
        """The label of a crop."""
        to_crop = inverse(region.to_frame())
        spine, _ = camera.project(self.spine)
        ends, _ = camera.project(np.stack([self.hips, self.shoulders]))
        axes = view_axes(camera, (self.hips + self.shoulders) / 2, region.rotation)
        hip, shoulder = transform(to_crop, ends)
        return Label(
            spine=transform(to_crop, spine) / CROP,
            pelvis=axes @ self.pelvis,
            thorax=axes @ self.thorax,
            up=axes @ UP,
            pelvis_up=self.pelvis.T @ UP,
            thorax_up=self.thorax.T @ UP,
            lumbar=np.array([self.lumbar_deg]),
            hip_offset=np.array(self.hip_offset),
            torso=np.array([np.hypot(*(shoulder - hip)) / CROP]),
        )


# What becomes of the axes in a crop that is mirrored left to right.
_FLIP = np.diag([-1.0, 1.0, 1.0])


def mirrored(label: Label) -> Label:
    """The label of the mirrored crop: left and right of picture and body change places."""
    return Label(
        spine=label.spine * [-1, 1] + [1, 0],
        pelvis=_FLIP @ label.pelvis @ _FLIP,
        thorax=_FLIP @ label.thorax @ _FLIP,
        up=_FLIP @ label.up,
        pelvis_up=_FLIP @ label.pelvis_up,
        thorax_up=_FLIP @ label.thorax_up,
        lumbar=label.lumbar,
        hip_offset=label.hip_offset,
        torso=label.torso,
    )
