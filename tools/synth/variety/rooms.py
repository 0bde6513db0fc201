"""A room by lot: plain or cluttered, dark or backlit, with any floor, walls, lamps and furniture."""

from __future__ import annotations

import numpy as np

from tools.synth.picture.camera import Camera
from tools.synth.picture.grain import FLOORS
from tools.synth.picture.light import Lamp, Light
from tools.synth.picture.look import Colour
from tools.synth.picture.room import Room
from tools.synth.variety.colours import Random, any_colour, near, paint, rounded
from tools.synth.variety.furniture import WOODS, Walls, furniture, in_view, on_walls

FREE_M = 1.25, 0.75
"""Half-size along x and z of what is kept free of furniture around the middle of the mat."""
MOODS = {"day": 40, "dull": 20, "backlit": 18, "evening": 14, "dark": 8}
"""Of a hundred rooms."""
FLOOR_SHARES = (0.26, 0.12, 0.14, 0.22, 0.03, 0.03, 0.20)
PATTERNS, PATTERN_SHARES = ("plain", "dado", "corner", "stripes", "bricks"), (0.6, 0.1, 0.14, 0.06, 0.1)
OUT = {"back": (0, -1), "front": (0, 1), "left": (-1, 0), "right": (1, 0)}
"""Towards each wall, along x and z."""
GREENS: tuple[Colour, ...] = ((0.10, 0.20, 0.05), (0.16, 0.24, 0.07), (0.22, 0.24, 0.10))


def draw_room(random: Random, camera: Camera | None = None, keep_free: tuple[float, float] = FREE_M) -> Room:
    """Any room.

    Args:
        random: draws everything.
        camera: if known, nothing stands between it and the mat, and a backlit room has its windows before it.
        keep_free: half-sizes (m) along x and z around the origin without furniture.
    """
    back, front = -float(random.uniform(1.0, 4.5)), float(random.uniform(2.0, 6.0))
    left, right = -float(random.uniform(1.9, 5.0)), float(random.uniform(1.9, 5.0))
    walls = Walls(back, front, left, right)
    mood = str(random.choice(list(MOODS), p=np.array(list(MOODS.values())) / sum(MOODS.values())))
    behind = walls.opposite(camera) if camera else "back"
    wall = paint(random)
    floor = str(random.choice(FLOORS, p=FLOOR_SHARES))
    floor_colour = _floor_colour(random, floor)
    has_mat = random.random() < 0.75
    mat = near(random, floor_colour) if random.random() < 0.15 else any_colour(random)
    pattern = str(random.choice(PATTERNS, p=PATTERN_SHARES))
    boxes = [
        *on_walls(random, walls, behind if mood == "backlit" else ""),
        *furniture(random, walls, keep_free),
    ]
    return Room(
        mood,
        wall,
        floor,
        floor_colour,
        mat,
        _light(random, mood, behind),
        tuple(in_view(boxes, camera) if camera else boxes),
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


def _light(random: Random, mood: str, behind: str) -> Light:
    """The main light; a window behind the person when backlit."""
    bright = {"day": 1.0, "dull": 0.45, "backlit": 1.1, "evening": 0.5, "dark": 0.2}[mood]
    share = float(random.uniform(0.05, 0.6) if mood == "dull" else random.uniform(0.5, 1.3))
    warm = float(random.uniform(0.55, 0.85) if mood == "evening" else random.uniform(0.8, 1.12))
    tint = np.array([1.0, 0.5 + 0.5 * warm, warm])
    azimuth = float(random.uniform(0, 2 * np.pi))
    x, z = np.cos(azimuth), np.sin(azimuth)
    if mood == "backlit":
        out = OUT[behind]
        x, z = 0.5 * x + 1.2 * out[0], 0.5 * z + 1.2 * out[1]
    elif random.random() < 0.6:
        z = abs(z)
    sky = bright * random.uniform(0.30, 0.55)
    sun = bright * share * (1.4 if mood == "backlit" else 1.0)
    if mood == "backlit":
        sky *= 0.45
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


def _lamps(random: Random, walls: Walls, mood: str) -> tuple[Lamp, ...]:
    count = int(random.integers(0, 2)) if mood in {"day", "backlit"} else int(random.integers(1, 4))
    lamps = []
    for _ in range(count):
        strength = float(random.uniform(0.3, 1.3))
        warm = float(random.uniform(0.5, 1.05))
        place = (
            round(float(random.uniform(walls.left + 0.6, walls.right - 0.6)), 2),
            round(float(random.uniform(1.1, 2.5)), 2),
            round(float(random.uniform(walls.back + 0.6, walls.front - 0.6)), 2),
        )
        lamps.append(Lamp(place, rounded_light(strength * np.array([1.0, 0.45 + 0.5 * warm, warm]))))
    return tuple(lamps)
