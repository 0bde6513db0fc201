"""Who wears what: garments as signed distances on the skin, and the skin pushed out by the cloth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Ints
from tools.synth.body.shape import Shape
from tools.synth.picture.noise import value_noise

Floats = NDArray[np.float64]
Colour = tuple[float, float, float]
"""Linear red, green, blue in 0..1."""

NONE_M = -1.0
SLEEVES = {"tank": 0.02, "tee": 0.55, "long": 1.85}
"""Where a sleeve ends: shares of the upper arm's length from the shoulder."""
LEGS = {"shorts": 0.60, "capri": 1.35, "leggings": 1.93, "trousers": 2.0}
"""Where a leg ends: 1 = the knee, 2 = the ankle."""
WAIST_M, OVERLAP_M, LONG_TOP_M = 0.10, 0.03, 0.07
"""Height of the waistband over the hip joint; how far a top hangs over it; how much further a long one."""
CLOTH_M, HAIR_M = 0.005, 0.012
FADE_M = 0.02
"""The skin is pushed out fully this far inside a garment's edge."""
ARM = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")


@dataclass(frozen=True, slots=True)
class Person:
    """A body and what it wears. `loose_m`: how far a wide top stands off the skin and hangs from it;
    `loose_legs_m`: the same of what covers the legs.
    """

    name: str
    shape: Shape
    skin: Colour
    hair: Colour
    top: str
    top_colour: Colour
    bottom: str
    bottom_colour: Colour
    shoes: Colour | None = None
    loose_m: float = 0.0
    loose_legs_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Cover:
    """Signed distances (m) inside each garment, per vertex; negative = bare."""

    top: Floats
    bottom: Floats
    shoes: Floats
    hair: Floats


def cover(figure: Figure, person: Person) -> Cover:
    """Which vertices the person's clothes and hair cover."""
    v, rest = figure.vertices, figure.rest
    hip, knee, ankle = (rest(b)[1] for b in ("upperleg01.L", "lowerleg01.L", "foot.L"))
    shoulder, elbow = rest("upperarm01.L"), rest("lowerarm01.L")
    on_arm = np.zeros(len(v), bool)
    on_arm[figure.moved_by(*ARM)] = True
    upper = float(np.linalg.norm(elbow - shoulder))
    along = ((v * [0, 1, 1] + np.abs(v) * [1, 0, 0]) - shoulder) @ (elbow - shoulder) / upper

    neck = rest("neck01")
    collar = neck[1] - 0.005 + 0.25 * (neck[2] - v[:, 2]) - v[:, 1]
    collar = np.where(np.abs(v[:, 0]) < 1.3 * abs(shoulder[0]), collar, 1.0)
    hem = hip + WAIST_M - OVERLAP_M - (LONG_TOP_M if person.top == "long" else 0.0)
    top = np.where(on_arm, SLEEVES[person.top] * upper - along, np.minimum(v[:, 1] - hem, collar))

    share = LEGS[person.bottom]
    cuff = hip - share * (hip - knee) if share <= 1 else knee - (share - 1) * (knee - ankle)
    bottom = np.where(on_arm, NONE_M, np.minimum(v[:, 1] - cuff, hip + WAIST_M - v[:, 1]))
    shoes = ankle + 0.02 - v[:, 1] if person.shoes else np.full(len(v), NONE_M)
    return Cover(top, bottom, shoes, _scalp(figure))


def _scalp(figure: Figure) -> Floats:
    """Above a plane from the forehead to the nape."""
    head, v = figure.rest("head"), figure.vertices
    top, front = v[:, 1].max(), v[v[:, 1] > head[1], 2].max()
    forehead = np.array([0.0, head[1] + 0.60 * (top - head[1]), front - 0.02])
    nape = head + np.array([0.0, -0.01, -0.10])
    line = forehead - nape
    up = np.array([0.0, line[2], -line[1]]) / np.hypot(line[1], line[2])
    return np.where(v[:, 1] > head[1] - 0.05, (v - nape) @ up, NONE_M)


def dressed(figure: Figure, person: Person, covers: Cover) -> tuple[Floats, Floats]:
    """Rest vertices (n, 3) pushed out by cloth and hair, and how far (n,) the cloth hangs (m)."""
    normal = vertex_normals(figure.vertices, figure.triangles[:, :, 0])
    cloth = np.clip(np.maximum(covers.top, covers.bottom) / FADE_M, 0, 1)
    loose = np.clip(covers.top / (2 * FADE_M), 0, 1) * person.loose_m
    if person.loose_legs_m:
        loose = np.maximum(loose, np.clip(covers.bottom / (2 * FADE_M), 0, 1) * person.loose_legs_m)
    folds = 0.7 + 0.6 * value_noise(figure.vertices * [14.0, 9.0, 14.0])
    hair = np.clip(covers.hair / 0.05, 0, 1) * HAIR_M
    out = cloth * CLOTH_M + np.maximum(covers.shoes > 0, 0) * 2 * CLOTH_M + loose * folds + hair
    return figure.vertices + normal * out[:, None], 1.5 * loose


def vertex_normals(vertices: Floats, triangles: Ints) -> Floats:
    """Unit normals (n, 3): those of the neighbouring triangles, weighted by their area."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    flat = triangles.ravel()
    total = np.stack(
        [np.bincount(flat, np.repeat(face[:, axis], 3), len(vertices)) for axis in range(3)], axis=1
    )
    result: Floats = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    return result
