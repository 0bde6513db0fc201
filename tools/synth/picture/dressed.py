"""A dressed person: all that a picture needs of a body and its clothes, whatever the room and the camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Ints
from tools.synth.picture import atlas
from tools.synth.picture.clothes import Person, cover, dressed

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

QUICK_SIZE = 512
"""Side of the texture for single frames of training."""
TRUNK = ("root", "pelvis", "spine", "breast", "clavicle")


@dataclass(frozen=True, slots=True)
class Dressed:
    """A person in clothes. `rest`: vertices (n, 3) with the cloth; `hang` (n,): how far it hangs (m);
    `is_trunk` (n,): vertices that bones of the trunk move.
    """

    figure: Figure
    person: Person
    rest: Floats
    hang: Floats
    texture: Singles
    triangles: Ints
    uv: Floats
    is_eye: NDArray[np.bool_]
    eye_centres: Floats
    eye_radius: float
    is_trunk: NDArray[np.bool_]


def dress(figure: Figure, person: Person, size: int = QUICK_SIZE) -> Dressed:
    """Dress a figure; `size` is that of the texture (`atlas.SIZE` for clips)."""
    covers = cover(figure, person)
    rest, hang = dressed(figure, person, covers)
    triangles = figure.triangles[:, :, 0]
    trunk = np.zeros(len(rest), bool)
    trunk[figure.moved_by(*TRUNK)] = True
    return Dressed(
        figure,
        person,
        rest,
        hang,
        atlas.paint(figure, person, covers, size),
        triangles,
        figure.uv * [size, -size] + [-0.5, size - 0.5],
        np.isin(triangles[:, 0], figure.eyes.ravel()),
        np.array([figure.vertices[eye].mean(axis=0) for eye in figure.eyes]),
        float(np.ptp(figure.vertices[figure.eyes[0], 0]) / 2),
        trunk,
    )
