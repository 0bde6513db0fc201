"""A frame: the room with the shadow of the person, and the person over it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Posed
from tools.synth.picture import atlas
from tools.synth.picture.camera import Camera
from tools.synth.picture.clothes import Person, cover, dressed, vertex_normals
from tools.synth.picture.light import Sensor, develop
from tools.synth.picture.raster import Visible, rasterise
from tools.synth.picture.room import Room, trace
from tools.synth.picture.shadow import (
    SKY_BIAS_M,
    SKY_PX,
    SUN_BIAS_M,
    SUN_PX,
    SUN_SOFT_M,
    DepthMap,
    contact,
)
from tools.synth.pose.posture import MAT_M
from tools.synth.rotations import UP

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

SUPERSAMPLE = np.array([1, 2])
"""The person is drawn so many times wider and higher and then averaged: who lies or kneels has mostly level
outlines, and those of the back and belly are what is measured."""
MARGIN_PX = 4
SHADE = 0.75
"""How much of the sun's part of the room's light a full shadow takes away ..."""
CONTACT_SHADE = 0.45
"""... and of all of it where the body touches the floor."""
SKIN_WRAP = 0.3
UNDERSIDE = 0.45
"""Share of the ambient light that is left where nothing of the ceiling can be seen."""
IRIS, PUPIL = 0.45, 0.2
"""Radii as shares of the eyeball's."""
EYE_COLOURS = ((0.02, 0.02, 0.02), (0.23, 0.13, 0.07), (0.85, 0.83, 0.80))


class Renderer:
    """Draws one person in one room from one camera; `turn` rotates the person about the vertical."""

    def __init__(
        self, figure: Figure, person: Person, room: Room, camera: Camera, turn: Floats, seed: int
    ) -> None:
        covers = cover(figure, person)
        self._figure, self._camera, self._turn, self._light = figure, camera, turn, room.light
        self._dressed, self._hang = dressed(figure, person, covers)
        self._texture = atlas.paint(figure, person, covers)
        self._triangles = figure.triangles[:, :, 0]
        self._uv = figure.uv * [atlas.SIZE, -atlas.SIZE] + [-0.5, atlas.SIZE - 0.5]
        self._is_eye = np.isin(self._triangles[:, 0], figure.eyes.ravel())
        self._eye_centres = np.array([figure.vertices[eye].mean(axis=0) for eye in figure.eyes])
        self._eye_radius = float(np.ptp(figure.vertices[figure.eyes[0], 0]) / 2)
        self._sensor = Sensor(seed, camera.width, camera.height)

        backdrop = trace(room, camera)
        self._backdrop = backdrop.colour.astype(np.float32)
        self._low = (backdrop.place[..., 1] < 2 * MAT_M).astype(np.float32)
        points = backdrop.place.reshape(-1, 3)
        nothing = np.zeros((0, 3))
        shape = (camera.height, camera.width)
        sun = DepthMap.of(nothing, room.light.direction, SUN_PX).coordinates(points)
        below = DepthMap.of(nothing, -UP, SKY_PX).coordinates(points)
        self._sun_at = sun[0].reshape(shape), sun[1].reshape(shape)
        self._below_at = below[0].reshape(shape), below[1].reshape(shape)

    def frame(self, posed: Posed, number: int) -> NDArray[np.uint8]:
        """The picture (height, width, 3) RGB of a posed person; `number` picks the sensor's noise."""
        points = self._worn(posed)
        normals = vertex_normals(points, self._triangles)
        sun = DepthMap.of(points, self._light.direction, SUN_PX)
        image = self._shaded_room(points, sun)
        self._draw(image, points, self._lighting(points, normals, sun))
        return self._sensor.expose(develop(image, self._light.exposure), number)

    def _worn(self, posed: Posed) -> Floats:
        """World positions of the dressed vertices: cloth hangs, and lies on the mat instead of in it."""
        figure = self._figure
        points = figure.skin(posed, rest=self._dressed) @ self._turn.T
        if self._hang.any():
            normals = vertex_normals(points, self._triangles)
            points[:, 1] -= self._hang * np.clip(-normals[:, 1], 0, None)
        points[:, 1] = np.maximum(points[:, 1], MAT_M - 0.002)
        return points

    def _lighting(self, points: Floats, normals: Floats, sun: DepthMap) -> Singles:
        """Light (n, 3) on every vertex."""
        light = self._light
        sky = DepthMap.of(points, UP, SKY_PX)
        seen = sky.lit(points + 0.01 * normals, SKY_BIAS_M, reach=2)
        lit = sun.lit(points + 0.01 * normals, SUN_BIAS_M, reach=1)
        direct = light.on(normals, lit, SKIN_WRAP) - light.ambient(normals)
        ambient = light.ambient(normals) * (UNDERSIDE + (1 - UNDERSIDE) * seen)[:, None]
        return (direct + ambient).astype(np.float32)

    def _shaded_room(self, points: Floats, sun: DepthMap) -> Singles:
        shadow = cv2.remap(sun.cover(SUN_SOFT_M), *self._sun_at, cv2.INTER_LINEAR)
        _, dark = contact(points)
        near = cv2.remap(dark, *self._below_at, cv2.INTER_LINEAR) * self._low
        level = (1 - (1 - self._shaded_share()) * shadow) * (1 - CONTACT_SHADE * near)
        result: Singles = self._backdrop * level[..., None].astype(np.float32)
        return result

    def _shaded_share(self) -> float:
        """Brightness of a floor without sun against one with it."""
        up = UP[None]
        with_sun = self._light.on(up, np.ones(1)).mean()
        return float(1 - SHADE * (1 - self._light.ambient(up).mean() / with_sun))

    def _draw(self, image: Singles, points: Floats, light: Singles) -> None:
        """Put the person into the image."""
        pixels, depth = self._camera.project(points)
        low = np.maximum(np.floor(pixels.min(axis=0)).astype(int) - MARGIN_PX, 0)
        high = np.minimum(
            np.ceil(pixels.max(axis=0)).astype(int) + MARGIN_PX, [self._camera.width, self._camera.height]
        )
        width, height = (high - low) * SUPERSAMPLE
        if width <= 0 or height <= 0:
            return
        seen = rasterise((pixels - low) * SUPERSAMPLE, depth, self._triangles, width, height)
        drawn = np.zeros((height * width, 4), np.float32)
        drawn[seen.pixel, :3] = self._albedo(seen) * _mixed(
            light, self._triangles[seen.triangle], seen.weights
        )
        drawn[seen.pixel, 3] = 1
        small = cv2.resize(
            drawn.reshape(height, width, 4),
            None,
            fx=1 / SUPERSAMPLE[0],
            fy=1 / SUPERSAMPLE[1],
            interpolation=cv2.INTER_AREA,
        )
        window = image[low[1] : high[1], low[0] : high[0]]
        window *= 1 - small[..., 3:]
        window += small[..., :3]

    def _albedo(self, seen: Visible) -> Singles:
        uv = _mixed(self._uv.astype(np.float32), self._figure.triangles[seen.triangle, :, 1], seen.weights)
        # remap takes pictures up to 32767 pixels wide, so the list is folded.
        rows = -(-len(uv) // FOLD)
        folded = np.zeros((rows * FOLD, 2), np.float32)
        folded[: len(uv)] = uv
        maps = folded.reshape(rows, FOLD, 2)
        colour = cv2.remap(
            self._texture, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        result: Singles = colour.reshape(-1, 3)[: len(uv)]
        eye = np.flatnonzero(self._is_eye[seen.triangle])
        if len(eye):
            rest = _mixed(
                self._figure.vertices.astype(np.float32),
                self._triangles[seen.triangle[eye]],
                seen.weights[eye],
            )
            off = rest - self._eye_centres[(rest[:, 0] < 0).astype(int)]
            radius = np.hypot(off[:, 0], off[:, 1]) / self._eye_radius
            result[eye] = np.array(EYE_COLOURS)[np.digitize(radius, [PUPIL, IRIS])]
        return result


FOLD = 4096


def _mixed(values: Singles, corners: NDArray[np.int64], weights: Singles) -> Singles:
    """Values (n, k) interpolated from their triangles' corners."""
    result: Singles = values[corners[:, 0]] * weights[:, :1]
    result += values[corners[:, 1]] * weights[:, 1:2]
    result += values[corners[:, 2]] * weights[:, 2:]
    return result
