"""The person, and what is before and behind, drawn over the room."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Ints
from tools.synth.picture.camera import Camera
from tools.synth.picture.dressed import Dressed
from tools.synth.picture.piece import Piece
from tools.synth.picture.raster import Visible, rasterise

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bools = NDArray[np.bool_]

SUPERSAMPLE = np.array([1, 2])
"""The person is drawn so many times wider and higher and then averaged: who lies or kneels has mostly level
outlines, and those of the back and belly are what is measured."""
MARGIN_PX = 4
NEAR_M = 0.1
"""Triangles nearer than this to the camera are left out."""
IRIS, PUPIL = 0.45, 0.2
"""Radii as shares of the eyeball's."""
EYE_COLOURS = ((0.02, 0.02, 0.02), (0.23, 0.13, 0.07), (0.85, 0.83, 0.80))
FOLD = 4096


class Layer:
    """A window of the picture, in colour with opacity, around all that is drawn."""

    def __init__(self, camera: Camera, solid: Floats) -> None:
        self._camera = camera
        pixels, depth = self._project(solid)
        pixels = pixels[depth > NEAR_M]
        size = np.array([camera.width, camera.height])
        self.empty = not len(pixels)
        if self.empty:
            return
        # Before a point is a whole number it is put near the picture: one beside the camera may be far out.
        self._low = np.maximum(
            np.floor(np.clip(pixels.min(axis=0), -size, 2 * size)).astype(int) - MARGIN_PX, 0
        )
        self._high = np.minimum(
            np.ceil(np.clip(pixels.max(axis=0), -size, 2 * size)).astype(int) + MARGIN_PX, size
        )
        self._width, self._height = (self._high - self._low) * SUPERSAMPLE
        self.empty = self._width <= 0 or self._height <= 0
        if not self.empty:
            self._drawn = np.zeros((self._height * self._width, 4), np.float32)

    def rasterise(self, points: Floats, triangles: Ints) -> Visible:
        """What is seen of a mesh in the window."""
        pixels, depth = self._project(points)
        if depth.min() <= NEAR_M:
            whole = (depth[triangles] > NEAR_M).all(axis=1)
            numbers = np.flatnonzero(whole)
            depth = np.maximum(depth, NEAR_M)
            seen = rasterise(
                (pixels - self._low) * SUPERSAMPLE, depth, triangles[whole], self._width, self._height
            )
            return Visible(seen.pixel, numbers[seen.triangle], seen.weights)
        return rasterise((pixels - self._low) * SUPERSAMPLE, depth, triangles, self._width, self._height)

    def _project(self, points: Floats) -> tuple[Floats, Floats]:
        """As the camera does; what lies level with it is nowhere, and left out by its depth."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return self._camera.project(points)

    def put(self, seen: Visible, colour: Singles) -> None:
        """Draw pixels."""
        self._drawn[seen.pixel, :3] = colour
        self._drawn[seen.pixel, 3] = 1

    def put_before(
        self,
        pieces: tuple[Piece, ...],
        others: Piece,
        light: Singles,
        points: Floats,
        triangles: Ints,
        person: Visible,
    ) -> Bools:
        """Draw pieces where they are nearer than the person; which of the person's pixels they hide.

        `others` is `pieces` joined, `light` (n, 3) the colour of its vertices.
        """
        depth = np.full(len(self._drawn), np.inf, np.float32)
        depth[person.pixel] = self._depth(points, triangles, person)
        seen = self.rasterise(others.vertices, others.triangles)
        nearer = self._depth(others.vertices, others.triangles, seen) < depth[seen.pixel]
        seen = Visible(seen.pixel[nearer], seen.triangle[nearer], seen.weights[nearer])
        self.put(seen, mixed(light, others.triangles[seen.triangle], seen.weights))
        hides = np.concatenate([np.full(len(p.triangles), p.hides) for p in pieces])
        covered = np.zeros(len(self._drawn), bool)
        covered[seen.pixel] = hides[seen.triangle]
        result: Bools = covered[person.pixel]
        return result

    def _depth(self, points: Floats, triangles: Ints, seen: Visible) -> Singles:
        _, depth = self._project(points)
        return mixed(depth[:, None].astype(np.float32), triangles[seen.triangle], seen.weights)[:, 0]

    def trunk(self, seen: Visible, triangles: Ints, is_trunk: Bools, hidden: Bools) -> tuple[float, float]:
        """Pixels of the trunk, and the share of them that is hidden."""
        here = is_trunk[triangles[seen.triangle, 0]]
        count = int(here.sum())
        return count / float(SUPERSAMPLE.prod()), float((here & hidden).sum() / max(count, 1))

    def blend(self, image: Singles) -> None:
        """Put the layer into the image."""
        small = cv2.resize(
            self._drawn.reshape(self._height, self._width, 4),
            None,
            fx=1 / SUPERSAMPLE[0],
            fy=1 / SUPERSAMPLE[1],
            interpolation=cv2.INTER_AREA,
        )
        window = image[self._low[1] : self._high[1], self._low[0] : self._high[0]]
        window *= 1 - small[..., 3:]
        window += small[..., :3]


def albedo(worn: Dressed, seen: Visible) -> Singles:
    """Colours (n, 3) of a dressed person's pixels, before light."""
    figure = worn.figure
    uv = mixed(worn.uv.astype(np.float32), figure.triangles[seen.triangle, :, 1], seen.weights)
    # remap takes pictures up to 32767 pixels wide, so the list is folded.
    rows = max(1, -(-len(uv) // FOLD))
    folded = np.zeros((rows * FOLD, 2), np.float32)
    folded[: len(uv)] = uv
    maps = folded.reshape(rows, FOLD, 2)
    colour = cv2.remap(
        worn.texture, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    result: Singles = colour.reshape(-1, 3)[: len(uv)]
    eye = np.flatnonzero(worn.is_eye[seen.triangle])
    if len(eye):
        rest = mixed(
            figure.vertices.astype(np.float32), worn.triangles[seen.triangle[eye]], seen.weights[eye]
        )
        off = rest - worn.eye_centres[(rest[:, 0] < 0).astype(int)]
        radius = np.hypot(off[:, 0], off[:, 1]) / worn.eye_radius
        result[eye] = np.array(EYE_COLOURS)[np.digitize(radius, [PUPIL, IRIS])]
    return result


def mixed(values: Singles, corners: Ints, weights: Singles) -> Singles:
    """Values (n, k) interpolated from their triangles' corners."""
    result: Singles = values[corners[:, 0]] * weights[:, :1]
    result += values[corners[:, 1]] * weights[:, 1:2]
    result += values[corners[:, 2]] * weights[:, 2:]
    return result
