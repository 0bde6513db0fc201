"""What may stand between the camera and a person: furniture, plants, animals, apparatus."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tools.synth.picture.look import Colour
from tools.synth.picture.piece import Piece
from tools.synth.rotations import UP, about_x, about_y, about_z, unit
from tools.synth.variety.colours import Random, any_colour, near, rounded
from tools.synth.variety.shapes import box, egg, rod, towards

Floats = NDArray[np.float64]
Pieces = list[Piece]


def _uniform(random: Random, low: float, high: float) -> float:
    return float(random.uniform(low, high))


def chair(random: Random, at: Floats) -> Pieces:
    """A chair or stool."""
    turn = about_y(_uniform(random, 0, 6.28))
    colour, high, half = any_colour(random), _uniform(random, 0.38, 0.50), _uniform(random, 0.17, 0.23)
    leg = _uniform(random, 0.012, 0.025)
    pieces = [box("chair", at + high * UP, (2 * half, 0.04, 2 * half), any_colour(random), turn)]
    for x in (-1, 1):
        for z in (-1, 1):
            foot = at + turn @ [x * half * 0.92, 0, z * half * 0.92]
            back = high + (0.45 if z < 0 else 0)
            pieces.append(rod("chair", foot, foot + back * UP, leg, colour))
    middle = at + turn @ np.array([0, high + 0.33, -half * 0.92])
    if random.random() < 0.75:
        pieces.append(box("chair", middle, (2 * half, _uniform(random, 0.06, 0.3), 0.03), colour, turn))
    return pieces


def table(random: Random, at: Floats) -> Pieces:
    """A table: it is mostly its legs that hide anything."""
    turn = about_y(_uniform(random, -0.4, 0.4) + float(random.choice([0, np.pi / 2])))
    colour, high = any_colour(random), _uniform(random, 0.40, 0.76)
    wide, deep = _uniform(random, 0.5, 1.3), _uniform(random, 0.4, 0.8)
    pieces = [box("table", at + high * UP, (wide, 0.035, deep), colour, turn)]
    leg = _uniform(random, 0.03, 0.07)
    for x in (-1, 1):
        for z in (-1, 1):
            place = at + turn @ np.array([x * (wide / 2 - leg), high / 2, z * (deep / 2 - leg)])
            pieces.append(box("table", place, (leg, high, leg), colour, turn))
    return pieces


def plant(random: Random, at: Floats) -> Pieces:
    """A pot with leaves."""
    pot = _uniform(random, 0.07, 0.16)
    green: Colour = rounded(random.uniform([0.02, 0.10, 0.01], [0.20, 0.35, 0.10]))
    pieces = [rod("plant", at, at + 1.6 * pot * UP, pot, any_colour(random))]
    high, wide = _uniform(random, 0.3, 1.2), _uniform(random, 0.12, 0.4)
    for _ in range(int(random.integers(8, 26))):
        angle, rise = _uniform(random, 0, 6.28), _uniform(random, 0.15, 1.0)
        out = np.array([np.cos(angle), 0, np.sin(angle)]) * wide * (1.1 - 0.6 * rise)
        tip = at + (1.6 * pot + high * rise) * UP + out
        if random.random() < 0.7:
            pieces.append(rod("plant", at + 1.6 * pot * UP, tip, 0.006, near(random, green)))
        stem = unit(out + 0.25 * high * UP)
        long = _uniform(random, 0.08, 0.22)
        leaf = (long, 0.008, long * _uniform(random, 0.15, 0.4))
        pieces.append(egg("plant", tip, leaf, near(random, green), towards(stem, random.normal(0, 1, 3)), 8))
    return pieces


def animal(random: Random, at: Floats) -> Pieces:
    """A dog or cat, standing or lying."""
    size = _uniform(random, 0.5, 1.3)
    fur = rounded(np.array([1.0, 0.75, 0.5]) ** random.uniform(0, 1.6) * random.uniform(0.02, 0.7))
    turn = about_y(_uniform(random, 0, 6.28))
    lying = random.random() < 0.4
    high = (0.09 if lying else _uniform(random, 0.22, 0.36)) * size
    second = near(random, fur)

    def part(x: float, y: float, z: float, radii: tuple[float, float, float], tilt: float = 0.0) -> Piece:
        place = at + turn @ (np.array([x, y, z]) * size) + high * UP
        return egg("animal", place, np.array(radii) * size, fur, turn @ about_z(tilt))

    pieces = [
        part(0, 0, 0, (0.26, 0.105, 0.10)),
        part(0.17, 0.02, 0, (0.12, 0.12, 0.105)),
        part(0.30, 0.14, 0, (0.09, 0.08, 0.075)),
        part(0.38, 0.11, 0, (0.06, 0.04, 0.04)),
        part(0.29, 0.23, 0.045, (0.02, 0.05, 0.03)),
        part(0.29, 0.23, -0.045, (0.02, 0.05, 0.03)),
        part(-0.34, 0.08, 0, (0.15, 0.025, 0.025), -0.7),
    ]
    if not lying:
        for x in (-0.19, 0.19):
            for z in (-0.06, 0.06):
                top = at + turn @ (np.array([x, 0, z]) * size) + high * UP
                pieces.append(rod("animal", [top[0], 0, top[2]], top, 0.028 * size, second))
    return pieces


def ball(random: Random, at: Floats) -> Pieces:
    """A ball of any size, up to those one sits on."""
    radius = float(random.choice([_uniform(random, 0.04, 0.12), _uniform(random, 0.22, 0.33)]))
    return [egg("ball", at + radius * UP, (radius,) * 3, any_colour(random), steps=24)]


def post(random: Random, at: Floats) -> Pieces:
    """A standard lamp, a stand, the edge of a door."""
    radius = _uniform(random, 0.012, 0.05)
    pieces = [rod("post", at, at + _uniform(random, 0.9, 2.4) * UP, radius, any_colour(random))]
    if random.random() < 0.5:
        pieces.append(egg("post", at, (0.15, 0.02, 0.15), any_colour(random)))
    return pieces


def carton(random: Random, at: Floats) -> Pieces:
    """A box, bag, low bench, footrest or bottle on the floor."""
    size = random.uniform([0.05, 0.08, 0.05], [0.6, 0.42, 0.4])
    turn = about_y(_uniform(random, 0, 6.28))
    if random.random() < 0.3:
        shape = size / 2 * [1.1, 1, 1.1]
        return [egg("bag", at + size[1] / 2 * UP, shape, any_colour(random), turn @ about_x(0.2), 18)]
    return [box("carton", at + size[1] / 2 * UP, size, any_colour(random), turn)]


THINGS: dict[str, tuple[Callable[[Random, Floats], Pieces], int]] = {
    "chair": (chair, 18),
    "table": (table, 14),
    "plant": (plant, 16),
    "animal": (animal, 20),
    "ball": (ball, 10),
    "post": (post, 8),
    "carton": (carton, 14),
}
"""How each is made, and its share of a hundred."""
