"""A frame: the room with the shadow of the person, and the person over it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Posed
from tools.synth.picture import atlas
from tools.synth.picture.camera import Camera
from tools.synth.picture.clothes import Person, vertex_normals
from tools.synth.picture.dressed import Dressed, dress
from tools.synth.picture.layer import Layer, albedo, mixed
from tools.synth.picture.light import Sensor, develop
from tools.synth.picture.piece import Piece, joined
from tools.synth.picture.quick import trace as quick_trace
from tools.synth.picture.room import Room, trace
from tools.synth.picture.shadow import (
    CENTRE,
    SKY_BIAS_M,
    SKY_PX,
    SUN_BIAS_M,
    SUN_PX,
    SUN_SOFT_M,
    DepthMap,
    contact,
    coordinates,
)
from tools.synth.pose.posture import MAT_M
from tools.synth.rotations import UP

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SHADE = 0.75
"""How much of the sun's part of the room's light a full shadow takes away ..."""
CONTACT_SHADE = 0.45
"""... and of all of it where the body touches the floor."""
SKIN_WRAP = 0.3
UNDERSIDE = 0.45
"""Share of the ambient light that is left where nothing of the ceiling can be seen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (height, width, 3) RGB; the pixels of the trunk that it would show with nothing in front, at
    the size of the picture, and the share of them that something hides (0..1; 0 without a trunk).
    """

    image: Bytes
    trunk_px: float
    hidden: float


class Renderer:
    """Draws one person in one room from one camera; `turn` rotates the person about the vertical.

    With `worn` (`dress(figure, person)`), figure and person are taken from it and nobody is dressed anew.
    `quick`: a backdrop of `quick.trace` and a sensor without noise or blur, for single frames.
    """

    def __init__(
        self,
        figure: Figure,
        person: Person,
        room: Room,
        camera: Camera,
        turn: Floats,
        seed: int,
        *,
        worn: Dressed | None = None,
        quick: bool = False,
    ) -> None:
        self.worn = worn or dress(figure, person, atlas.SIZE)
        self.camera, self.turn = camera, turn
        self._light, self._lamps = room.light, room.lamps
        self._triangles = self.worn.triangles
        self._sensor = None if quick else Sensor(seed, camera.width, camera.height)
        backdrop = quick_trace(room, camera) if quick else trace(room, camera)
        self._backdrop = backdrop.colour.astype(np.float32)
        self._low = (backdrop.place[..., 1] < 2 * MAT_M).astype(np.float32)
        self._sun_at = coordinates(room.light.direction, SUN_PX, backdrop.place, quick)
        # What lies on the light's side of the body gets no shadow; clips have no such walls in sight.
        away = -room.light.direction.astype(np.float32)
        place = backdrop.place - CENTRE.astype(np.float32)
        self._along = place @ away if quick else None
        self._below_at = coordinates(-UP, SKY_PX, backdrop.place, quick)

    def frame(self, posed: Posed, number: int) -> Bytes:
        """The picture (height, width, 3) RGB of a posed person; `number` picks the sensor's noise."""
        return self.picture(self.points(posed), number).image

    def picture(self, points: Floats, number: int = 0, pieces: tuple[Piece, ...] = ()) -> Picture:
        """The picture of a person whose dressed vertices are `points` (of `self.points`), with pieces."""
        normals = vertex_normals(points, self._triangles)
        others = joined(pieces) if pieces else None
        solid = points if others is None else np.concatenate([points, others.vertices])
        sun = DepthMap.of(solid, self._light.direction, SUN_PX)
        sky = DepthMap.of(solid, UP, SKY_PX)
        image = self._shaded_room(solid, sun)
        layer = Layer(self.camera, solid)
        if layer.empty:
            return Picture(self._exposed(image, number), 0.0, 0.0)
        seen = layer.rasterise(points, self._triangles)
        light = self._lighting(points, normals, sun, sky)
        layer.put(seen, albedo(self.worn, seen) * mixed(light, self._triangles[seen.triangle], seen.weights))
        hidden = np.zeros(len(seen.pixel), bool)
        if others is not None:
            lit = others.colour * self._lighting(others.vertices, others.normals, sun, sky)
            hidden = layer.put_before(pieces, others, lit, points, self._triangles, seen)
        layer.blend(image)
        trunk = layer.trunk(seen, self._triangles, self.worn.is_trunk, hidden)
        return Picture(self._exposed(image, number), *trunk)

    def points(self, posed: Posed) -> Floats:
        """World positions of the dressed vertices: cloth hangs, and lies on the mat instead of in it."""
        worn = self.worn
        points = worn.figure.skin(posed, rest=worn.rest) @ self.turn.T
        if worn.hang.any():
            normals = vertex_normals(points, self._triangles)
            points[:, 1] -= worn.hang * np.clip(-normals[:, 1], 0, None)
        points[:, 1] = np.maximum(points[:, 1], MAT_M - 0.002)
        return points

    def _exposed(self, image: Singles, number: int) -> Bytes:
        developed = develop(image, self._light.exposure)
        return self._sensor.expose(developed, number) if self._sensor else developed

    def _lighting(self, points: Floats, normals: Floats, sun: DepthMap, sky: DepthMap) -> Singles:
        """Light (n, 3) on every vertex."""
        light = self._light
        seen = sky.lit(points + 0.01 * normals, SKY_BIAS_M, reach=2)
        lit = sun.lit(points + 0.01 * normals, SUN_BIAS_M, reach=1)
        direct = light.on(normals, lit, SKIN_WRAP) - light.ambient(normals)
        ambient = light.ambient(normals) * (UNDERSIDE + (1 - UNDERSIDE) * seen)[:, None]
        for lamp in self._lamps:
            direct = direct + lamp.on(points, normals)
        return (direct + ambient).astype(np.float32)

    def _shaded_room(self, points: Floats, sun: DepthMap) -> Singles:
        shadow = cv2.remap(sun.cover(SUN_SOFT_M), *self._sun_at, cv2.INTER_LINEAR)
        if self._along is not None:
            first = float(sun.depth.min())
            shadow = shadow * np.clip((self._along - first - 0.1) / 0.2, 0, 1)
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
