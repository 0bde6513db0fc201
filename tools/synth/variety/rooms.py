"""A room by lot: plain or cluttered, dark or backlit, with any floor, walls, lamps and furniture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.synth.picture.grain import FLOORS
from tools.synth.picture.light import Lamp, Light
from tools.synth.picture.look import Colour
from tools.synth.picture.room import MAT_SIZE_M, Box, Room
from tools.synth.variety.colours import Random, any_colour, near, paint, rounded

FREE_M = 1.25, 0.75
"""Half-size along x and z of what is kept free of furniture around the middle of the mat."""
MOODS = {"day": 40, "dull": 20, "backlit": 18, "evening": 14, "dark": 8}
"""Of a hundred rooms."""
WOODS: tuple[Colour, ...] = ((0.10, 0.05, 0.03), (0.30, 0.18, 0.10), (0.50, 0.36, 0.22), (0.62, 0.52, 0.40))
GREENS: tuple[Colour, ...] = ((0.10, 0.20, 0.05), (0.16, 0.24, 0.07), (0.22, 0.24, 0.10))


@dataclass(frozen=True, slots=True)
class _Walls:
    back: float
    front: float
    left: float
    right: float


def draw_room(random: Random, keep_free: tuple[float, float] = FREE_M) -> Room:
    """Any room. `keep_free`: half-sizes (m) along x and z around the origin without furniture."""
    walls = _Walls(
        -float(random.uniform(1.0, 4.5)),
        float(random.uniform(3.0, 6.0)),
        -float(random.uniform(1.9, 5.0)),
        float(random.uniform(1.9, 5.0)),
    )
    mood = str(random.choice(list(MOODS), p=np.array(list(MOODS.values())) / sum(MOODS.values())))
    wall = paint(random)
    floor = str(random.choice(FLOORS, p=[0.26, 0.12, 0.14, 0.2, 0.04, 0.04, 0.2]))
    floor_colour = _floor_colour(random, floor)
    has_mat = random.random() < 0.75
    mat = near(random, floor_colour) if random.random() < 0.15 else any_colour(random)
    pattern = str(
        random.choice(["plain", "dado", "corner", "stripes", "bricks"], p=[0.6, 0.1, 0.14, 0.06, 0.1])
    )
    furniture = [*_on_walls(random, walls, mood), *_furniture(random, walls, keep_free)]
    return Room(
        mood,
        wall,
        floor,
        floor_colour,
        mat,
        _light(random, mood),
        tuple(furniture),
        walls.back,
        (walls.left, walls.right),
        walls.front,
        pattern,
        paint(random) if random.random() < 0.8 else any_colour(random),
        rounded(random.uniform(0.45, 0.85) * random.uniform(0.95, 1.03, 3)),
        has_mat,
        _lamps(random, walls, mood),
    )


def _floor_colour(random: Random, floor: str) -> Colour:
    if floor in {"boards", "parquet"} and random.random() < 0.8:
        return near(random, WOODS[int(random.integers(len(WOODS)))])
    if floor in {"grass", "lawn"}:
        return near(random, GREENS[int(random.integers(len(GREENS)))])
    return paint(random) if random.random() < 0.5 else any_colour(random)


def _light(random: Random, mood: str) -> Light:
    """The main light; a window behind the person when backlit."""
    bright = {"day": 1.0, "dull": 0.45, "backlit": 1.1, "evening": 0.5, "dark": 0.2}[mood]
    share = float(random.uniform(0.05, 0.6) if mood == "dull" else random.uniform(0.5, 1.3))
    warm = float(random.uniform(0.55, 0.85) if mood == "evening" else random.uniform(0.8, 1.12))
    tint = np.array([1.0, 0.5 + 0.5 * warm, warm])
    azimuth = float(random.uniform(0, 2 * np.pi))
    x, z = np.cos(azimuth), np.sin(azimuth)
    if mood == "backlit":
        z = -abs(z) - 0.3
    elif random.random() < 0.6:
        z = abs(z)
    sky = bright * random.uniform(0.30, 0.55)
    sun = bright * share * (1.4 if mood == "backlit" else 1.0)
    if mood == "backlit":
        sky *= 0.7
    return Light(
        (round(float(x), 3), round(float(random.uniform(0.35, 1.6)), 3), round(float(z), 3)),
        rounded_light(sun * tint),
        rounded_light(sky * tint[::-1] * random.uniform(0.95, 1.05, 3)),
        rounded_light(sky * random.uniform(0.3, 0.7) * tint),
        # A camera sets its exposure by what it sees, more or less.
        round(float(1.05 / (0.35 + 0.7 * bright) * random.uniform(0.85, 1.5)), 3),
    )


def rounded_light(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Colour:
    """Light may be brighter than any surface."""
    r, g, b = (round(float(v), 4) for v in values)
    return r, g, b


def _lamps(random: Random, walls: _Walls, mood: str) -> tuple[Lamp, ...]:
    count = int(random.integers(0, 2)) if mood in {"day", "backlit"} else int(random.integers(1, 4))
    lamps = []
    for _ in range(count):
        strength = float(random.uniform(0.3, 1.6))
        warm = float(random.uniform(0.5, 1.05))
        place = (
            round(float(random.uniform(walls.left + 0.3, walls.right - 0.3)), 2),
            round(float(random.uniform(1.1, 2.5)), 2),
            round(float(random.uniform(walls.back + 0.3, 2.5)), 2),
        )
        lamps.append(Lamp(place, rounded_light(strength * np.array([1.0, 0.45 + 0.5 * warm, warm]))))
    return tuple(lamps)


def _on_walls(random: Random, walls: _Walls, mood: str) -> list[Box]:
    """Pictures, windows, curtains, doors: flat boxes on the back and side walls."""
    count = int(random.integers(0, 6)) + (mood == "backlit")
    boxes = []
    for number in range(count):
        kind = str(random.choice(["picture", "window", "curtain", "plain"], p=[0.5, 0.15, 0.15, 0.2]))
        if mood == "backlit" and number == 0:
            kind = "window"
        wide, high = (float(v) for v in random.uniform(0.3, 1.3, 2))
        middle = float(random.uniform(0.9, 1.9))
        if kind in {"window", "curtain"}:
            wide, high, middle = wide + 0.6, high + 0.8, float(random.uniform(1.1, 1.5))
        elif kind == "plain":
            wide, high, middle = float(random.uniform(0.7, 1.0)), 2.05, 1.02
        colour = rounded(random.uniform(0.7, 0.88, 3)) if kind == "window" else any_colour(random)
        on = str(random.choice(["back", "back", "left", "right"]))
        if kind == "window" and mood == "backlit":
            on, wide = "back", wide + 0.8
        if on == "back":
            x = float(random.uniform(walls.left + wide / 2, max(walls.right - wide / 2, walls.left + wide)))
            boxes.append(_box(x, middle, walls.back, wide, high, 0.04, colour, kind))
        else:
            x = walls.left if on == "left" else walls.right
            boxes.append(
                _box(x, middle, float(random.uniform(walls.back, 2.0)), 0.04, high, wide, colour, kind)
            )
    return boxes


def _furniture(random: Random, walls: _Walls, keep_free: tuple[float, float]) -> list[Box]:
    """Boxes that stand on the floor, and smaller ones that lie about, anywhere but where the person is."""
    boxes: list[Box] = []
    most = int(random.choice([0, 4, 9, 16], p=[0.15, 0.35, 0.35, 0.15]))
    for _ in range(most):
        small = random.random() < 0.35
        low, high = ((0.08, 0.04, 0.08), (0.4, 0.3, 0.4)) if small else ((0.35, 0.3, 0.3), (1.7, 2.0, 0.8))
        wide, tall, deep = (float(v) for v in random.uniform(low, high))
        x = float(random.uniform(walls.left, walls.right))
        z = float(random.uniform(walls.back, 1.6 if small else 0.9))
        if not small and random.random() < 0.7:
            z = walls.back + deep / 2
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


assert FREE_M[0] > MAT_SIZE_M[0] / 2
