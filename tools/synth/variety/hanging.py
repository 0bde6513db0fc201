"""Hair that hangs by its weight: ponytails, buns, long loose hair over neck and back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Posed
from tools.synth.picture.clothes import vertex_normals
from tools.synth.picture.dressed import Dressed
from tools.synth.picture.noise import by_number
from tools.synth.picture.piece import Piece, grid_triangles, piece
from tools.synth.pose.posture import MAT_M
from tools.synth.variety.shapes import egg, tube

Floats = NDArray[np.float64]

STEPS = 12
"""Points along a strand."""
STRANDS = 19
ROUNDS = 14
OFF_M = 0.012
"""How far a strand stays off the skin."""
SOLID = ("head", "neck", "spine01", "spine02", "spine03", "clavicle", "shoulder01", "upperarm01")
EVERY = 9
"""Of the vertices of the head and upper trunk so many are looked at, one in."""


def hair_pieces(worn: Dressed, posed: Posed, points: Floats, turn: Floats) -> tuple[Piece, ...]:
    """What hangs from the head; `points` and `turn` as the renderer has them. Empty for most hair."""
    look, figure = worn.person.look, worn.figure
    if look.hair not in {"bun", "ponytail", "long"}:
        return ()
    number = figure.index["head"]
    axes, rest_head = turn @ posed.orientation[number], figure.rest("head")
    origin = turn @ posed.head[number]
    v = figure.vertices[figure.vertices[:, 1] > rest_head[1]]
    top, back, front = v[:, 1].max(), v[:, 2].min(), v[:, 2].max()
    middle = np.array([0.0, rest_head[1] + 0.55 * (top - rest_head[1]), (back + front) / 2 - 0.01])
    half = np.array([0.075, 0.5 * (top - rest_head[1]), (front - back) / 2])

    def world(place: Floats) -> Floats:
        result: Floats = (place - rest_head) @ axes.T + origin
        return result

    colour = worn.person.hair
    if look.hair == "long":
        around = np.linspace(-1.75, 1.75, STRANDS)
        high = -0.15 + 0.35 * np.cos(around)
        roots = middle + half * np.stack([np.sin(around), high, -np.cos(around)], axis=1) * [1.08, 1.0, 1.1]
        strands = _fallen(world(roots), axes @ [0.0, -1.0, -0.15], look.hair_length_m, worn, points)
        return (_sheet(strands, colour),)
    slope = np.radians(-25 + 95 * look.hair_at)
    out = np.array([0.0, np.sin(slope), -np.cos(slope)])
    tie = middle + half * out * 1.12
    if look.hair == "bun":
        size = 0.035 + 0.05 * look.hair_length_m
        return (_as_hair(egg("bun", world(tie + 0.6 * size * out), (size, 0.9 * size, size), colour)),)
    # Nobody's hair lies right along the spine: it slips off to a side, this one's always to the same.
    aside = 0.5 if int(1e4 * look.hair_at) % 2 else -0.5
    start = axes @ (out * 0.9 + np.array([aside, -0.5, 0.0]))
    strand = _fallen(world(tie[None]), start, look.hair_length_m, worn, points, 0.03)[0]
    thick = np.interp(np.linspace(0, 1, STEPS), [0, 0.15, 0.6, 1], [0.014, 0.028, 0.024, 0.005])
    return (tube("ponytail", strand, thick, colour, hides=False),)


def _as_hair(made: Piece) -> Piece:
    return Piece(made.name, made.vertices, made.triangles, made.colour, made.normals, hides=False)


def _fallen(
    roots: Floats, start: Floats, length_m: float, worn: Dressed, points: Floats, off_m: float = OFF_M
) -> Floats:
    """Strands (n, STEPS, 3) of a length from roots (n, 3): sunk by their weight onto head, back and floor."""
    near = worn.figure.moved_by(*SOLID)[::EVERY]
    solid, normals = points[near], vertex_normals(points, worn.triangles)[near]
    link = length_m / (STEPS - 1)
    strands = roots[:, None] + start * link * np.arange(STEPS)[None, :, None]
    for _ in range(ROUNDS):
        strands[:, 1:, 1] -= 0.35 * link * np.linspace(0.6, 2.5, STEPS - 1)
        for k in range(1, STEPS):
            step = strands[:, k] - strands[:, k - 1]
            strands[:, k] = strands[:, k - 1] + step * (
                link / (np.linalg.norm(step, axis=1, keepdims=True) + 1e-9)
            )
        flat = strands[:, 1:].reshape(-1, 3)
        square = (flat**2).sum(axis=1)[:, None] - 2 * flat @ solid.T + (solid**2).sum(axis=1)[None]
        nearest = square.argmin(axis=1)
        deep = off_m - np.einsum("nk,nk->n", flat - solid[nearest], normals[nearest])
        push = np.where((deep > 0) & (square.min(axis=1) < 0.12**2), deep, 0.0)
        flat = flat + normals[nearest] * push[:, None]
        flat[:, 1] = np.maximum(flat[:, 1], MAT_M + 0.6 * off_m)
        strands[:, 1:] = flat.reshape(len(roots), STEPS - 1, 3)
    return strands


def _sheet(strands: Floats, colour: tuple[float, float, float]) -> Piece:
    """Strands side by side as one sheet, streaked along."""
    count = len(strands)
    tone = 0.7 + 0.6 * by_number(np.arange(count, dtype=np.int64), 3)
    colours = np.repeat(np.array(colour) * tone[:, None], STEPS, axis=0)
    triangles = grid_triangles(count, STEPS)
    return piece("hair", strands.reshape(-1, 3), triangles, colours, sheet=True, hides=False)
