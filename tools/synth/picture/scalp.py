"""The part of the head that hair or a headscarf covers, and how far it stands off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure
from tools.synth.picture.look import Look
from tools.synth.picture.noise import value_noise

Floats = NDArray[np.float64]

NONE_M = -1.0
HAIR_M = 0.012
STANDS_M = {"cropped": 0.003, "thick": 0.035, "long": 0.018, "scarf": 0.014}
"""How far hair stands off where it is not `HAIR_M`."""


def hair_cover(figure: Figure, look: Look) -> Floats:
    """Signed distances (n,) inside the hair or scarf; negative = bare."""
    if look.hair == "bald":
        return np.full(len(figure.vertices), NONE_M)
    return _scarf(figure) if look.hair == "scarf" else scalp(figure)


def hair_out(figure: Figure, look: Look, inside: Floats) -> Floats:
    """How far (n,) m the skin is pushed out by hair."""
    thick = STANDS_M.get(look.hair, HAIR_M) if look.hair_m is None else look.hair_m
    hair: Floats = np.clip(inside / 0.05, 0, 1) * thick
    if look.hair in {"thick", "scarf"}:
        hair = hair * (0.6 + 0.8 * value_noise(figure.vertices * 24))
    return hair


def scalp(figure: Figure) -> Floats:
    """Above a plane from the forehead to the nape."""
    head, v = figure.rest("head"), figure.vertices
    top, front = v[:, 1].max(), v[v[:, 1] > head[1], 2].max()
    forehead = np.array([0.0, head[1] + 0.60 * (top - head[1]), front - 0.02])
    nape = head + np.array([0.0, -0.01, -0.10])
    line = forehead - nape
    up = np.array([0.0, line[2], -line[1]]) / np.hypot(line[1], line[2])
    return np.where(v[:, 1] > head[1] - 0.05, (v - nape) @ up, NONE_M)


def _scarf(figure: Figure) -> Floats:
    """Head and neck but for the face."""
    head, neck, v = figure.rest("head"), figure.rest("neck01"), figure.vertices
    top, front = v[:, 1].max(), v[v[:, 1] > head[1], 2].max()
    middle = head[1] + 0.42 * (top - head[1])
    oval = np.hypot(v[:, 0] / 0.062, (v[:, 1] - middle) / 0.088) - 1
    around = np.where(v[:, 2] > front - 0.09, 0.06 * oval, 0.06)
    near = np.hypot(v[:, 0], v[:, 2] - neck[2]) < 0.14
    return np.where(near, np.minimum(around, v[:, 1] - neck[1] + 0.045), NONE_M)
