"""The base mesh as a table of vertices, texture coordinates and triangles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mesh:
    """`vertices` (n, 3); `uv` (m, 2), v from the bottom; `groups`: name -> faces of (vertex, uv) pairs."""

    vertices: Floats
    uv: Floats
    groups: dict[str, list[list[tuple[int, int]]]]

    def members(self, group: str) -> Ints:
        """The vertices of a group, ascending."""
        return np.unique([vertex for face in self.groups[group] for vertex, _ in face]).astype(np.int64)

    def triangles(self, *groups: str) -> Ints:
        """(t, 3, 2) vertex and uv numbers; a face of n corners becomes n - 2 triangles."""
        fans = [
            (face[0], face[i], face[i + 1])
            for group in groups
            for face in self.groups[group]
            for i in range(1, len(face) - 1)
        ]
        return np.array(fans, np.int64)


def parse(text: str) -> Mesh:
    """Read a Wavefront OBJ file (v, vt, g and f lines; numbers from 1)."""
    vertices, uv = [], []
    groups: dict[str, list[list[tuple[int, int]]]] = {}
    faces = groups.setdefault("", [])
    for line in text.splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(value) for value in rest.split()[:3]])
        elif kind == "vt":
            uv.append([float(value) for value in rest.split()[:2]])
        elif kind == "g":
            faces = groups.setdefault(rest.strip(), [])
        elif kind == "f":
            faces.append([_corner(word) for word in rest.split()])
    return Mesh(np.array(vertices), np.array(uv), groups)


def _corner(word: str) -> tuple[int, int]:
    vertex, _, rest = word.partition("/")
    texture = rest.partition("/")[0] or vertex
    return int(vertex) - 1, int(texture) - 1
