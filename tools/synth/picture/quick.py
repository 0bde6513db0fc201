"""The same rooms as `room.trace`, and richer ones, for single frames: one sample a pixel, in singles.

Not the same picture: surfaces are looked up from patterns, walls have pictures and windows, lamps give light.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.picture.camera import Camera
from tools.synth.picture.grain import FLOORS, tone
from tools.synth.picture.room import CEILING_M, FLOOR, NO_HIT, SKIRTING_M, WALL, Box, Room, _boxes
from tools.synth.picture.surface import box_colour

Singles = NDArray[np.float32]
Ints = NDArray[np.int8]

NEAREST_M = 0.05
SHADOW_STEP = 4
"""The furniture's shadows are looked for at every so many pixels and smoothed between."""
FAR_PX = 0.006
"""Metres a pixel from which patterns are seen blurred."""


@dataclass(slots=True)
class _View:
    """Per pixel (h, w): distance, surface number, axis and sign of its normal."""

    distance: Singles
    surface: Ints
    axis: Ints
    sign: Ints


@dataclass(frozen=True, slots=True)
class QuickBackdrop:
    """The empty room: linear colours and places in m, each (h, w, 3), and distances (h, w)."""

    colour: Singles
    place: Singles
    distance: Singles


def trace(room: Room, camera: Camera) -> QuickBackdrop:
    """Draw the room without anybody in it."""
    rays = _rays(camera)
    origin = np.array(camera.position, np.float32)
    view = _planes(room, origin, rays)
    boxes = _boxes(room)[0 if room.has_mat else 1 :]
    for number, box in enumerate(boxes, WALL + 1):
        _enter(view, number, box, origin, rays, camera)
    place = rays * view.distance[..., None] + origin
    colour = _albedo(room, boxes, view, place, camera)
    colour *= _light(room, view, place)
    for number, box in enumerate(boxes, WALL + 1):
        if box.kind == "window":
            here = view.surface == number
            colour[here] = box_colour(box, place[here], view.axis[here])
    return QuickBackdrop(colour, place, view.distance)


def _rays(camera: Camera) -> Singles:
    """Directions (h, w, 3), one sample in the middle of every pixel, of length 1 along the camera's axis."""
    right, up, forward = camera.axes
    x = (np.arange(camera.width) + 0.5 - camera.width / 2) / camera.focal_px
    y = -(np.arange(camera.height) + 0.5 - camera.height / 2) / camera.focal_px
    rays = forward + x[None, :, None] * right + y[:, None, None] * up
    safe: Singles = np.where(np.abs(rays) < 1e-6, 1e-6, rays).astype(np.float32)
    return safe


def _planes(room: Room, origin: Singles, rays: Singles) -> _View:
    shape = rays.shape[:2]
    view = _View(
        np.full(shape, NO_HIT, np.float32),
        np.zeros(shape, np.int8),
        np.ones(shape, np.int8),
        np.ones(shape, np.int8),
    )
    for axis, at, sign in (
        (1, 0.0, 1),
        (1, CEILING_M, -1),
        (2, room.wall_z, 1),
        (2, room.front_z, -1),
        (0, room.ends[0], 1),
        (0, room.ends[1], -1),
    ):
        if (origin[axis] - at) * sign <= 0:
            continue  # A camera behind a wall looks through it.
        t = np.float32(at - origin[axis]) / rays[..., axis]
        hit = (t > NEAREST_M) & (t < view.distance)
        view.distance[hit], view.axis[hit], view.sign[hit] = t[hit], axis, sign
        view.surface[hit] = FLOOR if (axis, at) == (1, 0.0) else WALL
    view.distance[view.distance > 100] = 100
    return view


def _enter(view: _View, number: int, box: Box, origin: Singles, rays: Singles, camera: Camera) -> None:
    """Enter a box, where it can be seen at all, by the slab method."""
    low, high = (np.array(box.centre) + s * np.array(box.size) / 2 for s in (-1, 1))
    corners = np.array([[(low, high)[i >> k & 1][k] for k in range(3)] for i in range(8)])
    pixels, depth = camera.project(corners)
    rows, columns = slice(None), slice(None)
    if depth.min() > NEAREST_M:
        x0, y0 = np.clip(np.floor(pixels.min(axis=0)), 0, [camera.width, camera.height]).astype(int)
        x1, y1 = np.clip(np.ceil(pixels.max(axis=0)), 0, [camera.width, camera.height]).astype(int)
        rows, columns = slice(y0, y1), slice(x0, x1)
    elif depth.max() < NEAREST_M:
        return
    part = rays[rows, columns]
    if not part.size:
        return
    enter = np.full(part.shape[:2], -NO_HIT, np.float32)
    leave = np.full(part.shape[:2], NO_HIT, np.float32)
    axis = np.zeros(part.shape[:2], np.int8)
    for k in range(3):
        a = np.float32(low[k] - origin[k]) / part[..., k]
        b = np.float32(high[k] - origin[k]) / part[..., k]
        near = np.minimum(a, b)
        later = near > enter
        axis[later] = k
        np.maximum(enter, near, out=enter)
        np.minimum(leave, np.maximum(a, b), out=leave)
    distance = view.distance[rows, columns]
    hit = (enter < leave) & (enter > NEAREST_M) & (enter < distance)
    distance[hit] = enter[hit]
    view.surface[rows, columns][hit] = number
    view.axis[rows, columns][hit] = axis[hit]
    against = np.take_along_axis(part, axis[..., None].astype(np.int64), axis=2)[..., 0]
    view.sign[rows, columns][hit] = -np.sign(against[hit]).astype(np.int8)


def _albedo(room: Room, boxes: list[Box], view: _View, place: Singles, camera: Camera) -> Singles:
    near = np.clip(2 - view.distance / np.float32(FAR_PX * camera.focal_px), 0, 1)
    x, y, z = place[..., 0], place[..., 1], place[..., 2]
    flat = view.axis == 1
    on_floor = flat & (view.surface == FLOOR)
    kind = room.floor if room.floor in FLOORS else "boards"
    colour = tone("cloud", np.where(view.axis == 0, z, x), np.where(flat, z, y), near)[..., None]
    floor = tone(kind, x, z, near)[..., None] * np.array(room.floor_colour, np.float32)
    result: Singles = np.where(on_floor[..., None], floor, colour * _walls(room, view, x, y, z, near))
    for number, box in enumerate(boxes, WALL + 1):
        here = view.surface == number
        if here.any():
            result[here] = box_colour(box, place[here], view.axis[here]) * colour[here]
    return result


def _walls(room: Room, view: _View, x: Singles, y: Singles, z: Singles, near: Singles) -> Singles:
    """Colours (h, w, 3) as if everything were wall or ceiling."""
    wall, second = np.array(room.wall, np.float32), np.array(room.second, np.float32)
    along = np.where(view.axis == 0, z, x)
    share = np.zeros_like(x)
    if room.pattern == "stripes":
        share = ((along * np.float32(3.3)) % 1 < 0.5).astype(np.float32)
    elif room.pattern == "dado":
        share = (y < 1.0).astype(np.float32)
    elif room.pattern == "corner":
        share = (view.axis == 0).astype(np.float32)
    elif room.pattern == "bricks":
        share = 1.3 - tone("bricks", along, y, near)
    colour = wall + share[..., None] * (second - wall)
    colour[(y < SKIRTING_M) & (room.pattern != "bricks")] = 0.9 * second + 0.05
    colour[view.axis == 1] = room.ceiling
    return colour


def _light(room: Room, view: _View, place: Singles) -> Singles:
    """Light (h, w, 3) on every pixel's surface."""
    light = room.light
    table = np.zeros((3, 2, 3), np.float32)
    sun = np.zeros((3, 2, 3), np.float32)
    for axis in range(3):
        for sign in (-1, 1):
            normal = sign * np.eye(3)[axis][None]
            table[axis, (sign + 1) // 2] = light.ambient(normal)[0]
            sun[axis, (sign + 1) // 2] = light.on(normal, np.ones(1))[0] - light.ambient(normal)[0]
    side = ((view.sign + 1) // 2).astype(np.int64)
    across = view.axis.astype(np.int64)
    result: Singles = table[across, side] + sun[across, side] * _sunlit(room, place)[..., None]
    for lamp in room.lamps:
        to = np.array(lamp.place, np.float32) - place
        square = np.einsum("hwk,hwk->hw", to, to) + np.float32(0.05)
        towards = np.take_along_axis(to, across[..., None], axis=2)[..., 0] * view.sign
        falls = np.clip(towards, 0, None) / (square * np.sqrt(square))
        result += falls[..., None] * np.array(lamp.colour, np.float32)
    return result


def _sunlit(room: Room, place: Singles) -> Singles:
    """Share (h, w) of the sun that furniture lets through."""
    coarse = place[::SHADOW_STEP, ::SHADOW_STEP]
    direction = room.light.direction.astype(np.float32)
    lit = np.ones(coarse.shape[:2], np.float32)
    for box in room.furniture:
        if box.kind == "window" or box.size[2] < 0.05:
            continue
        centre, half = np.array(box.centre, np.float32), np.array(box.size, np.float32) / 2
        # Grown or shrunk by nothing: what lies on the box itself starts within it and is lit by `leave`.
        low, high = (centre - half - coarse) / direction, (centre + half - coarse) / direction
        enter = np.minimum(low, high).max(axis=2)
        leave = np.maximum(low, high).min(axis=2)
        lit[(enter < leave) & (leave > 0.02)] = 0.0
    size = place.shape[1], place.shape[0]
    grown = cv2.resize(cv2.GaussianBlur(lit, (0, 0), 0.7), size, interpolation=cv2.INTER_LINEAR)
    result: Singles = grown
    return result
