"""Who wears what: garments as signed distances on the skin, and the skin pushed out by the cloth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Ints
from tools.synth.body.shape import Shape
from tools.synth.picture.look import AS_EVER, Colour, Look
from tools.synth.picture.noise import value_noise
from tools.synth.picture.prints import folds_m
from tools.synth.picture.scalp import hair_cover, hair_out

Floats = NDArray[np.float64]

NONE_M = -1.0
SLEEVES = {"tank": 0.02, "tee": 0.55, "long": 1.85}
"""Where a sleeve ends: shares of the upper arm's length from the shoulder."""
LEGS = {"shorts": 0.60, "capri": 1.35, "leggings": 1.93, "trousers": 2.0}
"""Where a leg ends: 1 = the knee, 2 = the ankle."""
MORE_LEGS = LEGS | {"briefs": 0.22, "long_shorts": 0.85}
BARE, BRA = "bare", "bra"
"""Tops that leave the lower back bare; the lotteries of the clips do not draw them."""
BRA_SHARE = 0.58
"""Where a sports bra ends: share of the way from the hips up to the shoulders."""
WAIST_M, OVERLAP_M, LONG_TOP_M = 0.10, 0.03, 0.07
"""Height of the waistband over the hip joint; how far a top hangs over it; how much further a long one."""
CLOTH_M = 0.005
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
    look: Look = AS_EVER


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
    if person.top == BRA:
        hem = hip + BRA_SHARE * (shoulder[1] - hip)
    hem += person.look.rides_m
    sleeve = SLEEVES["tank" if person.top in {BRA, BARE} else person.top]
    top = np.where(on_arm, sleeve * upper - along, np.minimum(v[:, 1] - hem, collar))
    if person.top == BARE:
        top = np.full(len(v), NONE_M)

    share = MORE_LEGS[person.bottom]
    cuff = hip - share * (hip - knee) if share <= 1 else knee - (share - 1) * (knee - ankle)
    bottom = np.where(on_arm, NONE_M, np.minimum(v[:, 1] - cuff, hip + WAIST_M - v[:, 1]))
    shoes = ankle + 0.02 - v[:, 1] if person.shoes else np.full(len(v), NONE_M)
    return Cover(top, bottom, shoes, hair_cover(figure, person.look))


def dressed(figure: Figure, person: Person, covers: Cover) -> tuple[Floats, Floats]:
    """Rest vertices (n, 3) pushed out by cloth and hair, and how far (n,) the cloth hangs (m)."""
    normal = vertex_normals(figure.vertices, figure.triangles[:, :, 0])
    cloth = np.clip(np.maximum(covers.top, covers.bottom) / FADE_M, 0, 1)
    loose = np.clip(covers.top / (2 * FADE_M), 0, 1) * person.loose_m
    if person.loose_legs_m:
        loose = np.maximum(loose, np.clip(covers.bottom / (2 * FADE_M), 0, 1) * person.loose_legs_m)
    folds = 0.7 + 0.6 * value_noise(figure.vertices * [14.0, 9.0, 14.0])
    if person.look.wrinkles != 1:
        folds = folds + folds_m(figure.vertices, person.look.wrinkles) / max(person.loose_m, 0.012)
    hair = hair_out(figure, person.look, covers.hair)
    out = cloth * CLOTH_M + np.maximum(covers.shoes > 0, 0) * 2 * CLOTH_M + loose * folds + hair
    return figure.vertices + normal * out[:, None], 1.5 * loose + _falls(figure, person, covers)


def _falls(figure: Figure, person: Person, covers: Cover) -> Floats:
    """How much further (n,) the top hangs where it is furthest from shoulders and hem and in front."""
    if not person.look.falls_m:
        return np.zeros(len(figure.vertices))
    v, hip = figure.vertices, figure.rest("upperleg01.L")[1]
    share = np.clip((v[:, 1] - hip) / (figure.rest("upperarm01.L")[1] - hip), 0, 1)
    narrow = np.abs(v[:, 0]) < abs(figure.rest("upperarm01.L")[0])
    # Pinned at the shoulders, free towards the hem.
    pull = np.clip(covers.top / (2 * FADE_M), 0, 1) * np.clip(1.25 - share, 0, 1) * narrow
    result: Floats = person.look.falls_m * pull
    return result


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
