"""What hides part of a person, by lot. How much it hides, the renderer measures (`Picture.hidden`)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.picture.camera import Camera
from tools.synth.picture.piece import Piece
from tools.synth.variety.cloths import draw_cloth
from tools.synth.variety.colours import Random, any_colour
from tools.synth.variety.things import THINGS

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bytes = NDArray[np.uint8]

CLOTH_SHARE, FRONT_SHARE = 0.25, 0.15
"""How often there is a cloth on the body, and something blurred right before the lens."""
BEFORE_SHARE = 0.6
"""How often a thing stands between the camera and the trunk rather than beside or behind the person."""
TOO_NEAR_M = 0.5


@dataclass(frozen=True, slots=True)
class Front:
    """Something out of focus near the lens: opacity (h, w, 1) and colour (3,) in 8-bit levels."""

    opacity: Singles
    colour: Singles

    def before(self, image: Bytes) -> Bytes:
        """The picture with it in front."""
        mixed = image + self.opacity * (self.colour - image)
        result: Bytes = np.rint(mixed).astype(np.uint8)
        return result


@dataclass(frozen=True, slots=True)
class Occluders:
    """Pieces for `Renderer.picture`, and what `Front.before` puts over the picture, if anything."""

    pieces: tuple[Piece, ...]
    front: Front | None


def draw_occluders(
    random: Random, points: Floats, is_trunk: NDArray[np.bool_], camera: Camera, most: int = 2
) -> Occluders:
    """Up to `most` things before, beside or behind a person, perhaps a cloth, perhaps a blur in front.

    Args:
        random: draws everything.
        points: the person's vertices (n, 3) in the room, of `Renderer.points`.
        is_trunk: which of them are the trunk, of `Dressed`.
        camera: the one that will look.
        most: things at most; at least one thing or cloth is there, but for a cloth that would not stay.
    """
    pieces: list[Piece] = []
    if random.random() < CLOTH_SHARE:
        cloth = draw_cloth(random, points, is_trunk)
        pieces += [cloth] if cloth is not None else []
    count = int(random.integers(0 if pieces else 1, most + 1)) if most else 0
    shares = np.array([share for _, share in THINGS.values()], np.float64)
    for _ in range(count):
        kind = str(random.choice(list(THINGS), p=shares / shares.sum()))
        place = _place(random, points[is_trunk], points, camera)
        pieces += THINGS[kind][0](random, place)
    front = draw_front(random, camera.width, camera.height) if random.random() < FRONT_SHARE else None
    return Occluders(tuple(pieces), front)


def _place(random: Random, trunk: Floats, points: Floats, camera: Camera) -> Floats:
    """Where on the floor something stands."""
    middle, eye = trunk.mean(axis=0), np.array(camera.position)
    if random.random() < BEFORE_SHARE:
        # Nearer than so much to the middle the thing would stand in the body.
        whole = float(np.hypot(*(eye - middle)[[0, 2]]))
        reach = float(np.abs((points - middle) @ _flat(eye - middle)).max())
        near, far = (
            min(TOO_NEAR_M / max(whole, 0.1), 0.6),
            max(1 - (0.3 + 0.5 * reach) / max(whole, 0.1), 0.2),
        )
        share = float(random.uniform(min(near, far), far))
        place = eye + share * (middle - eye)
        place = place + np.cross([0.0, 1.0, 0.0], _flat(eye - middle)) * float(random.normal(0, 0.35))
    else:
        angle, far = float(random.uniform(0, 2 * np.pi)), float(random.uniform(0.5, 1.6))
        place = middle + far * np.array([1.3 * np.cos(angle), 0, np.sin(angle)])
    result: Floats = place * [1.0, 0.0, 1.0]
    return result


def _flat(direction: Floats) -> Floats:
    level = direction * [1.0, 0.0, 1.0]
    result: Floats = level / max(float(np.linalg.norm(level)), 1e-6)
    return result


def draw_front(random: Random, width: int, height: int) -> Front:
    """A finger, a leaf or the edge of a table right before the lens, at the picture's edge mostly."""
    small = np.zeros((height // 4, width // 4), np.float32)
    h, w = small.shape
    edge = int(random.integers(4))
    along = float(random.uniform(0, 1))
    x, y = ((along * w, 0), (along * w, h), (0, along * h), (w, along * h))[edge]
    if random.random() < 0.3:
        deep = float(random.uniform(0.04, 0.22))
        corners = [(0, h), (w, h), (w, h * (1 - deep)), (0, h * (1 - deep * float(random.uniform(0.2, 1))))]
        cv2.fillConvexPoly(small, np.rint(corners).astype(np.int32), 1.0)
    else:
        axes = (int(random.uniform(0.04, 0.28) * w), int(random.uniform(0.04, 0.2) * w))
        cv2.ellipse(small, (int(x), int(y)), axes, float(random.uniform(0, 180)), 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(small, (0, 0), float(random.uniform(1.5, 9)))
    opacity = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
    colour = 255 * np.array(any_colour(random)) ** (1 / 2.2) * random.uniform(0.4, 1)
    return Front(opacity, colour.astype(np.float32))
