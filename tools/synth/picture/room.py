"""Rooms: floor, mat, walls and some furniture, traced once for a camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.synth.picture.camera import Camera
from tools.synth.picture.light import Lamp, Light
from tools.synth.picture.look import Colour
from tools.synth.picture.noise import by_number, cloudy, value_noise
from tools.synth.pose.posture import MAT_M

Floats = NDArray[np.float64]

SAMPLES = ((0.25, 0.75), (0.75, 0.25))
"""Where in a pixel it is sampled."""
NO_HIT = 1e9
SKIRTING_M = 0.11
CEILING_M = 2.8
MAT_SIZE_M = (1.95, 0.64)


@dataclass(frozen=True, slots=True)
class Box:
    """Furniture: an axis-aligned box (m)."""

    centre: tuple[float, float, float]
    size: tuple[float, float, float]
    colour: Colour
    kind: str = "plain"
    """"plain", "picture", "books", "curtain" or "window"; `trace` draws all as plain."""


@dataclass(frozen=True, slots=True)
class Room:
    """Walls at x = `ends` and z = `wall_z` (m); floor "boards", "carpet" or "tiles".

    What follows `ends` is for `quick.trace` alone: a fourth wall, the walls' pattern, a mat of another place
    or none, lamps, and what the ceiling looks like.
    """

    name: str
    wall: Colour
    floor: str
    floor_colour: Colour
    mat: Colour
    light: Light
    furniture: tuple[Box, ...] = ()
    wall_z: float = -1.9
    ends: tuple[float, float] = (-2.9, 4.6)
    front_z: float = 4.5
    pattern: str = "plain"
    second: Colour = (0.5, 0.5, 0.5)
    ceiling: Colour = (0.7, 0.7, 0.68)
    has_mat: bool = True
    lamps: tuple[Lamp, ...] = ()


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The empty room: linear colours (h, w, 3) and the place (h, w, 3) in m that each pixel shows."""

    colour: Floats
    place: Floats


def trace(room: Room, camera: Camera) -> Backdrop:
    """Draw the room without anybody in it."""
    colour = np.zeros((camera.height, camera.width, 3))
    rows, columns = np.mgrid[0 : camera.height, 0 : camera.width]
    corner = np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float64)
    for sample in SAMPLES:
        colour += _rays(room, camera, corner + sample).reshape(colour.shape) / len(SAMPLES)
    origin, direction = np.array(camera.position), camera.ray(corner + 0.5)
    distance, _, _ = _nearest(room, origin, direction)
    return Backdrop(colour, (origin + direction * distance[:, None]).reshape(colour.shape))


def _rays(room: Room, camera: Camera, pixels: Floats) -> Floats:
    origin, direction = np.array(camera.position), camera.ray(pixels)
    distance, surface, normal = _nearest(room, origin, direction)
    place = origin + direction * distance[:, None]
    colour = np.empty_like(place)
    for number in np.unique(surface):
        here = surface == number
        colour[here] = _albedo(room, int(number), place[here])
    lit = _sunlit(room, place + normal * 1e-3)
    result: Floats = colour * room.light.on(normal, lit)
    return result


def _boxes(room: Room) -> list[Box]:
    mat = Box((0.0, MAT_M / 2, 0.0), (MAT_SIZE_M[0], MAT_M, MAT_SIZE_M[1]), room.mat)
    return [mat, *room.furniture]


FLOOR, WALL, FIRST_BOX = 0, 1, 2


def _nearest(room: Room, origin: Floats, direction: Floats) -> tuple[Floats, NDArray[np.int64], Floats]:
    """Distance, surface number and normal where each ray ends."""
    count = len(direction)
    best, surface, normal = np.full(count, NO_HIT), np.zeros(count, np.int64), np.zeros((count, 3))
    planes = (
        (1, 0.0, 1.0),
        (1, CEILING_M, -1.0),
        (2, room.wall_z, 1.0),
        (0, room.ends[0], 1.0),
        (0, room.ends[1], -1.0),
    )
    safe = np.where(np.abs(direction) < 1e-9, 1e-9, direction)
    for side, at, sign in planes:
        t = (at - origin[side]) / safe[:, side]
        # Only from the inside: a camera behind a wall looks through it.
        hit = (t > 1e-6) & (t < best) & (direction[:, side] * sign < 0) & ((origin[side] - at) * sign > 0)
        best[hit], surface[hit] = t[hit], FLOOR if (side, at) == (1, 0.0) else WALL
        normal[hit] = np.eye(3)[side] * sign
    for number, box in enumerate(_boxes(room), FIRST_BOX):
        t, axis = _enter(box, origin, safe)
        hit = t < best
        best[hit], surface[hit] = t[hit], number
        normal[hit] = -np.sign(direction[hit]) * np.eye(3)[axis[hit]]
    return best, surface, normal


def _enter(box: Box, origin: Floats, direction: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Where rays enter a box (slab method) and through which axis' face; NO_HIT if they miss."""
    low = (np.array(box.centre) - np.array(box.size) / 2 - origin) / direction
    high = (np.array(box.centre) + np.array(box.size) / 2 - origin) / direction
    near, far = np.minimum(low, high), np.maximum(low, high)
    enter, leave = near.max(axis=1), far.min(axis=1)
    return np.where((enter < leave) & (enter > 1e-6), enter, NO_HIT), near.argmax(axis=1)


def _sunlit(room: Room, place: Floats) -> Floats:
    """1 where no furniture stands in the light, else 0."""
    direction = np.broadcast_to(room.light.direction, place.shape)
    lit = np.ones(len(place))
    for box in room.furniture:
        low = (np.array(box.centre) - np.array(box.size) / 2 - place) / direction
        high = (np.array(box.centre) + np.array(box.size) / 2 - place) / direction
        enter = np.minimum(low, high).max(axis=1)
        leave = np.maximum(low, high).min(axis=1)
        lit[(enter < leave) & (leave > 1e-4)] = 0.0
    return lit


def _albedo(room: Room, number: int, place: Floats) -> Floats:
    if number == FLOOR:
        return _floor(room, place)
    if number == WALL:
        tone = (0.94 + 0.12 * cloudy(place * 1.3)) * (0.985 + 0.03 * value_noise(place * 150))
        colour: Floats = np.array(room.wall) * tone[:, None]
        colour[place[:, 1] < SKIRTING_M] = (0.78, 0.77, 0.75)
        return colour
    box = _boxes(room)[number - FIRST_BOX]
    result: Floats = np.array(box.colour) * (0.88 + 0.24 * cloudy(place * 7))[:, None]
    return result


def _floor(room: Room, place: Floats) -> Floats:
    x, z = place[:, 0], place[:, 2]
    if room.floor == "carpet":
        tone = (0.8 + 0.25 * value_noise(place * 190)) * (0.9 + 0.2 * cloudy(place * 3))
    elif room.floor == "tiles":
        across, along = x / 0.6, z / 0.6
        tile = by_number((np.floor(across) + 100 * np.floor(along)).astype(np.int64))
        gap = np.minimum.reduce([across % 1, 1 - across % 1, along % 1, 1 - along % 1])
        tone = (
            (0.9 + 0.12 * tile)
            * (0.94 + 0.12 * cloudy(place * 6))
            * np.clip(0.55 + 0.45 * gap / 0.012, 0.55, 1)
        )
    else:
        row = np.floor(z * 7.5).astype(np.int64)
        plank = np.floor(x / 1.6 + 7 * by_number(row)).astype(np.int64)
        grain = cloudy(np.stack([3 * x + 40 * by_number(plank, 1), 60 * z, 9 * by_number(row, 2)], axis=1))
        edge = np.minimum((z * 7.5) % 1, 1 - (z * 7.5) % 1)
        tone = (0.75 + 0.35 * by_number(row + 31 * plank, 3)) * (0.72 + 0.55 * grain)
        tone = tone * np.clip(0.6 + 0.4 * edge / 0.03, 0.6, 1)
    result: Floats = np.array(room.floor_colour) * tone[:, None]
    return result
