"""What stands in a room and hangs on its walls, by lot, and what must go for the camera to see anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.synth.picture.camera import Camera
from tools.synth.picture.look import Colour
from tools.synth.picture.room import Box
from tools.synth.variety.colours import Random, any_colour, near, rounded

Floats = NDArray[np.float64]

WOODS: tuple[Colour, ...] = ((0.10, 0.05, 0.03), (0.30, 0.18, 0.10), (0.50, 0.36, 0.22), (0.62, 0.52, 0.40))
SIDES = ("back", "front", "left", "right")
SEEN_M = 1.0, 0.5
"""Half-size along x and z of what a camera has to see past furniture."""
ABOUT_CAMERA_M = 0.25


@dataclass(frozen=True, slots=True)
class Walls:
    """Where the walls are: z of the back and front one, x of the left and right one (m)."""

    back: float
    front: float
    left: float
    right: float

    def opposite(self, camera: Camera) -> str:
        """The wall that the middle of the camera's picture shows."""
        x, _, z = camera.axes[2]
        eye_x, _, eye_z = camera.position
        reach = {
            "back": (self.back - eye_z) / z if z < 0 else np.inf,
            "front": (self.front - eye_z) / z if z > 0 else np.inf,
            "left": (self.left - eye_x) / x if x < 0 else np.inf,
            "right": (self.right - eye_x) / x if x > 0 else np.inf,
        }
        return min(reach, key=lambda side: reach[side])


def in_view(boxes: list[Box], camera: Camera) -> list[Box]:
    """The boxes without those around the camera or between it and where the person is."""
    eye = np.array(camera.position)[[0, 2]]
    goals = np.array([(x, z) for x in (-SEEN_M[0], 0, SEEN_M[0]) for z in (-SEEN_M[1], SEEN_M[1])])
    paths = eye + np.linspace(0, 1, 40)[:, None, None] * (goals - eye)

    def stands_in_the_way(box: Box) -> bool:
        middle, half = np.array(box.centre)[[0, 2]], np.array(box.size)[[0, 2]] / 2
        return bool((np.abs(paths - middle) < half + ABOUT_CAMERA_M).all(axis=2).any())

    return [box for box in boxes if not stands_in_the_way(box)]


def on_walls(random: Random, walls: Walls, backlit: str = "") -> list[Box]:
    """Pictures, windows, curtains, doors: flat boxes; `backlit` names a wall that gets a large window."""
    boxes = []
    if backlit:
        white = rounded(random.uniform(0.75, 0.88, 3))
        for at in random.uniform(-1.5, 1.5, int(random.integers(1, 3))):
            wide, high = (float(v) for v in random.uniform((1.2, 1.1), (2.6, 2.0)))
            boxes.append(
                _on(walls, backlit, float(at), float(random.uniform(1.1, 1.5)), (wide, high), white, "window")
            )
    for _ in range(int(random.integers(0, 7))):
        kind = str(random.choice(["picture", "window", "curtain", "plain"], p=[0.5, 0.13, 0.15, 0.22]))
        wide, high = (float(v) for v in random.uniform(0.3, 1.3, 2))
        middle = float(random.uniform(0.9, 1.9))
        if kind in {"window", "curtain"}:
            wide, high, middle = wide + 0.6, high + 0.8, float(random.uniform(1.1, 1.5))
        elif kind == "plain":
            wide, high, middle = float(random.uniform(0.7, 1.0)), 2.05, 1.02
        colour = rounded(random.uniform(0.7, 0.88, 3)) if kind == "window" else any_colour(random)
        side, at = str(random.choice(SIDES)), float(random.uniform(-2.5, 2.5))
        boxes.append(_on(walls, side, at, middle, (wide, high), colour, kind))
    return boxes


def _on(
    walls: Walls, side: str, at: float, middle: float, size: tuple[float, float], colour: Colour, kind: str
) -> Box:
    """A flat box on a wall, `at` m along it."""
    if side in {"back", "front"}:
        z = walls.back if side == "back" else walls.front
        return _box(at, middle, z, size[0], size[1], 0.04, colour, kind)
    x = walls.left if side == "left" else walls.right
    return _box(x, middle, at, 0.04, size[1], size[0], colour, kind)


def furniture(random: Random, walls: Walls, keep_free: tuple[float, float]) -> list[Box]:
    """Boxes that stand on the floor, and smaller ones that lie about, anywhere but where the person is."""
    boxes: list[Box] = []
    most = int(random.choice([0, 5, 11, 18], p=[0.15, 0.3, 0.35, 0.2]))
    for _ in range(most):
        small = random.random() < 0.35
        low, high = ((0.08, 0.04, 0.08), (0.4, 0.3, 0.4)) if small else ((0.35, 0.3, 0.3), (1.7, 2.0, 0.8))
        wide, tall, deep = (float(v) for v in random.uniform(low, high))
        x = float(random.uniform(walls.left, walls.right))
        z = float(random.uniform(walls.back, walls.front))
        if not small and random.random() < 0.7:
            at_wall = str(random.choice(SIDES))
            x = {"left": walls.left + wide / 2, "right": walls.right - wide / 2}.get(at_wall, x)
            z = {"back": walls.back + deep / 2, "front": walls.front - deep / 2}.get(at_wall, z)
        if abs(x) < keep_free[0] + wide / 2 and abs(z) < keep_free[1] + deep / 2:
            continue
        colour = (
            near(random, WOODS[int(random.integers(len(WOODS)))])
            if random.random() < 0.4
            else any_colour(random)
        )
        kind = "books" if not small and tall > 0.9 and random.random() < 0.5 else "plain"
        boxes += _piece_of_furniture(random, (x, z), (wide, tall, deep), colour, kind)
    return boxes


def _piece_of_furniture(
    random: Random, at: tuple[float, float], size: tuple[float, float, float], colour: Colour, kind: str
) -> list[Box]:
    (x, z), (wide, tall, deep) = at, size
    form = str(random.choice(["box", "table", "sofa"])) if 0.4 < tall < 1.0 and kind == "plain" else "box"
    if form == "table":
        legs = [
            _box(x + sx * (wide / 2 - 0.04), tall / 2, z + sz * (deep / 2 - 0.04), 0.05, tall, 0.05, colour)
            for sx in (-1, 1)
            for sz in (-1, 1)
        ]
        return [_box(x, tall, z, wide, 0.05, deep, colour), *legs]
    if form == "sofa":
        return [
            _box(x, tall * 0.28, z, wide, tall * 0.55, deep, colour),
            _box(x, tall / 2, z - deep / 2 + 0.09, wide, tall, 0.18, near(random, colour)),
        ]
    return [_box(x, tall / 2, z, wide, tall, deep, colour, kind)]


def _box(
    x: float, y: float, z: float, wide: float, high: float, deep: float, colour: Colour, kind: str = "plain"
) -> Box:
    centre, size = np.round([x, y, z], 3).tolist(), np.round([wide, high, deep], 3).tolist()
    return Box((centre[0], centre[1], centre[2]), (size[0], size[1], size[2]), colour, kind)
