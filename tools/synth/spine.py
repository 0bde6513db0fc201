"""The spine of a posed body: the back's midline on the skin, and which way pelvis and thorax are turned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Ints, Posed

Floats = NDArray[np.float64]

POINTS = 9
SACRUM_SHARE = 0.6
"""S2 lies this share of the way from the pelvis's root joint up to the rig's lumbosacral joint (spine04): at
or just above the sacrum's most prominent skin, 0.55 to 0.58 of the stature, where S2 stands in adults."""
LEVELS = 240
"""Horizontal rays by which the arc length of the back is measured."""
AT_EDGE = 1e-6
"""The mesh has edges in the midline: a ray through one belongs to both its triangles."""


class SpineLine:
    """The back's midline of one figure, from the vertebra prominens (C7) to the sacrum (S2).

    C7: the level of the rig's neck01 head, which is the joint between neck and thorax (0.85 to 0.86 of the
    stature, as C7 in adults) and where the nape's skin turns into the back's. S2: see `SACRUM_SHARE`.
    The points are where rays from straight behind meet the bare skin of the rest pose in the midline, evenly
    spaced by arc length along it; then they stay on their triangles.
    """

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        low, high = figure.rest("root")[1], figure.rest("spine04")[1]
        levels = np.linspace(figure.rest("neck01")[1], low + SACRUM_SHARE * (high - low), LEVELS)
        near = _across_the_midline(figure)
        depths = np.array([_hit(figure, near, y)[2] for y in levels])
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(levels), np.diff(depths)))])
        hits = [_hit(figure, near, y) for y in np.interp(np.linspace(0, along[-1], POINTS), along, levels)]
        corners = figure.triangles[np.array([hit[0] for hit in hits]), :, 0]
        self._vertices, self._corners = np.unique(corners, return_inverse=True)
        self._corners = self._corners.reshape(POINTS, 3)
        self._weights = np.array([hit[1] for hit in hits])
        self.length_m = float(along[-1])
        """From C7 to S2 along the skin at rest."""

    def points(self, posed: Posed) -> Floats:
        """World positions (9, 3) in m, C7 first."""
        skin = self._figure.skin(posed, self._vertices)
        result: Floats = np.einsum("pk,pkc->pc", self._weights, skin[self._corners])
        return result


def trunk_orientation(figure: Figure, posed: Posed) -> tuple[Floats, Floats]:
    """Pelvis and thorax (3, 3): columns = the body's left, head end and front, in the world.

    Both are the identity at rest (standing, facing +z). Pelvis = the rig's root bone. Thorax = spine02, the
    bone above the four lumbar joints, so the ribs' lower end: the bones `truth.measure` reads its lumbar
    angle from. A bend between the lower and the upper ribs (spine01, "thoracic") is not in it.
    """
    index = figure.index
    return posed.orientation[index["root"]], posed.orientation[index["spine02"]]


def lumbar_deg(pelvis: Floats, thorax: Floats) -> float:
    """Lumbar flexion, the sagittal angle from pelvis to thorax: + = round, - = hollow, 0 = at rest."""
    spine = pelvis.T @ thorax
    return float(np.degrees(np.arctan2(spine[2, 1], spine[1, 1])))


def _across_the_midline(figure: Figure) -> Ints:
    """Triangles that touch the plane x = 0."""
    x = figure.vertices[figure.triangles[:, :, 0], 0]
    return np.flatnonzero((x.min(axis=1) <= AT_EDGE) & (x.max(axis=1) >= -AT_EDGE))


def _hit(figure: Figure, near: Ints, level_m: float) -> tuple[int, Floats, float]:
    """The triangle that a ray from behind at x = 0 meets first, its weights (3,), and z there."""
    corners = figure.vertices[figure.triangles[near, :, 0]]
    flat = corners[:, :, :2] - np.array([0.0, level_m])
    twice = [
        flat[:, (k + 1) % 3, 0] * flat[:, (k + 2) % 3, 1] - flat[:, (k + 1) % 3, 1] * flat[:, (k + 2) % 3, 0]
        for k in range(3)
    ]
    areas = np.stack(twice, axis=1)
    total = areas.sum(axis=1, keepdims=True)
    weights = areas / np.where(np.abs(total) > 1e-12, total, np.nan)
    with np.errstate(invalid="ignore"):
        meets = np.flatnonzero(weights.min(axis=1) >= -AT_EDGE)
    depth = (weights[meets] * corners[meets, :, 2]).sum(axis=1)
    first = meets[depth.argmin()]
    return int(near[first]), weights[first], float(depth.min())
