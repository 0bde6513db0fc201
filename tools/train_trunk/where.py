"""Where a camera stands, and what counts as filmed from in front."""

from __future__ import annotations

import math

from tools.synth.picture.camera import Camera
from tools.train_trunk.weights import FRONT, FRONT_DEG


def azimuth_deg(camera: Camera) -> float:
    """0 = beside, 90 = before the head."""
    (x, _, z), (x0, _, z0) = camera.position, camera.target
    return math.degrees(math.atan2(x - x0, z - z0))


def from_the_front(kind: str, camera: Camera) -> bool:
    """A posture on all fours with the camera before the head."""
    return kind.startswith(FRONT) and abs(azimuth_deg(camera) - 90) < FRONT_DEG
