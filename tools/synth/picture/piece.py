"""Things beside the body's own mesh: hair that hangs, furniture in front, animals, cloth, other people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Ints
from tools.synth.picture.clothes import vertex_normals

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Piece:
    """A mesh in the world: vertices (n, 3) in m, triangles (t, 3) anticlockwise from outside, linear colours
    and unit normals (n, 3). `hides`: it counts as something before the person (hair does not).
    """

    name: str
    vertices: Floats
    triangles: Ints
    colour: Singles
    normals: Floats
    hides: bool = True


def piece(
    name: str, vertices: Floats, triangles: Ints, colour: Floats, *, sheet: bool = False, hides: bool = True
) -> Piece:
    """A piece of one colour (3,) or one a vertex (n, 3); a sheet is seen from both sides."""
    normals = vertex_normals(vertices, triangles)
    colours = np.broadcast_to(colour, vertices.shape).astype(np.float32)
    if sheet:
        count = len(vertices)
        triangles = np.concatenate([triangles, triangles[:, ::-1] + count])
        vertices, normals = np.concatenate([vertices] * 2), np.concatenate([normals, -normals])
        colours = np.concatenate([colours] * 2)
    return Piece(name, vertices, triangles, colours, normals, hides)


def joined(pieces: tuple[Piece, ...]) -> Piece:
    """All in one; `hides` is then without meaning."""
    starts = np.cumsum([0, *(len(p.vertices) for p in pieces)])
    return Piece(
        "all",
        np.concatenate([p.vertices for p in pieces]),
        np.concatenate([p.triangles + start for p, start in zip(pieces, starts, strict=False)]),
        np.concatenate([p.colour for p in pieces]),
        np.concatenate([p.normals for p in pieces]),
    )


def grid_triangles(rows: int, columns: int, *, wrap: bool = False) -> Ints:
    """Two triangles for each cell of a grid of vertices, row by row; `wrap`: the last column meets the first.

    Anticlockwise when columns run to the right and rows run up.
    """
    row, column = (a.ravel() for a in np.mgrid[0 : rows - 1, 0 : columns - (0 if wrap else 1)])
    right = (column + 1) % columns
    a, b = row * columns + column, row * columns + right
    c, d = a + columns, b + columns
    return np.concatenate([np.stack([a, b, d], axis=1), np.stack([a, d, c], axis=1)]).astype(np.int64)
