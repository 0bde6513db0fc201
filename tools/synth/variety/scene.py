"""One training picture: a posed person with hair that hangs, perhaps obstacles, perhaps somebody else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Posed
from tools.synth.picture.camera import Camera
from tools.synth.picture.dressed import Dressed
from tools.synth.picture.renderer import Picture, Renderer
from tools.synth.variety.colours import Random
from tools.synth.variety.company import draw_company
from tools.synth.variety.hanging import hair_pieces
from tools.synth.variety.occluders import Front, Occluders, draw_occluders

Floats = NDArray[np.float64]

OCCLUDED, ACCOMPANIED = 0.35, 0.15
"""Shares of the pictures with obstacles, and with somebody else."""
APART_M, CAMERA_APART_M = 0.55, 0.8
"""How far somebody else's middle is at least from the person's skin, and from the camera."""


def draw_picture(
    random: Random,
    renderer: Renderer,
    posed: Posed,
    other: Dressed | None = None,
    occluded: float = OCCLUDED,
    accompanied: float = ACCOMPANIED,
) -> Picture:
    """The picture before the camera's faults (`degrade`); `hidden` counts what is blurred in front as well.

    Args:
        random: draws what is beside the person.
        renderer: the person in the room.
        posed: the person's bones.
        other: whoever else may be there, another or the same person; nobody without.
        occluded: share of the pictures with obstacles.
        accompanied: share of the pictures with somebody else.
    """
    points, worn = renderer.points(posed), renderer.worn
    pieces = hair_pieces(worn, posed, points, renderer.turn)
    things = Occluders((), None)
    if random.random() < occluded:
        things = draw_occluders(random, points, worn.is_trunk, renderer.camera)
    if random.random() < accompanied and other is not None:
        place = _beside(random, points, renderer.camera)
        pieces += draw_company(random, other, place) if place else ()
    made = renderer.picture(points, 0, (*pieces, *things.pieces))
    if things.front is None:
        return made
    veiled = _veiled(things.front, points[worn.is_trunk], renderer.camera)
    return Picture(things.front.before(made.image), made.trunk_px, 1 - (1 - made.hidden) * (1 - veiled))


def _beside(random: Random, points: Floats, camera: Camera) -> tuple[float, float] | None:
    """Where (x, z) somebody else has room; None if a few trials found nothing."""
    level, eye = points[::40][:, [0, 2]], np.array(camera.position)[[0, 2]]
    for _ in range(8):
        place = level.mean(axis=0) + random.uniform(0.8, 2.6) * _direction(random)
        apart = np.linalg.norm(level - place, axis=1).min()
        if apart > APART_M and np.linalg.norm(eye - place) > CAMERA_APART_M:
            return float(place[0]), float(place[1])
    return None


def _direction(random: Random) -> Floats:
    angle = float(random.uniform(0, 2 * np.pi))
    return np.array([np.cos(angle), np.sin(angle)])


def _veiled(front: Front, trunk: Floats, camera: Camera) -> float:
    """Share of the trunk's vertices in the picture that lie behind what is blurred in front."""
    pixels, depth = camera.project(trunk)
    height, width = front.opacity.shape[:2]
    inside = (depth > 0) & (pixels >= 0).all(axis=1) & (pixels < [width, height]).all(axis=1)
    column, row = pixels[inside].astype(np.int64).T
    return float((front.opacity[row, column, 0] > 0.5).mean()) if inside.any() else 0.0
