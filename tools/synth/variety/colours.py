"""Colours by lot, linear red, green, blue."""

from __future__ import annotations

import colorsys

import numpy as np

from tools.synth.picture.look import Colour

Random = np.random.Generator

SKINS: tuple[Colour, ...] = (
    (0.030, 0.016, 0.011),
    (0.075, 0.038, 0.022),
    (0.17, 0.088, 0.052),
    (0.32, 0.185, 0.115),
    (0.50, 0.32, 0.225),
    (0.66, 0.46, 0.36),
    (0.80, 0.60, 0.51),
)
"""From very dark to very pale, about those of the Monk skin tone scale."""
HAIRS: tuple[Colour, ...] = (
    (0.012, 0.010, 0.009),
    (0.035, 0.022, 0.015),
    (0.09, 0.05, 0.028),
    (0.22, 0.13, 0.06),
    (0.45, 0.31, 0.15),
    (0.25, 0.07, 0.025),
)
GREYS: tuple[Colour, ...] = ((0.18, 0.18, 0.18), (0.40, 0.40, 0.40), (0.68, 0.67, 0.65))


def rounded(values: object) -> Colour:
    """A colour with four digits, within what a surface can have."""
    r, g, b = (round(float(v), 4) for v in np.clip(np.asarray(values, np.float64), 0.008, 0.88))
    return r, g, b


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Between two colours."""
    return rounded(np.array(a) + (np.array(b) - np.array(a)) * share)


def scale(colour: Colour, factor: float) -> Colour:
    """Darker or brighter."""
    return rounded(np.array(colour) * factor)


def along(colours: tuple[Colour, ...], at: float) -> Colour:
    """Somewhere on a row of colours, `at` in 0..1."""
    place = at * (len(colours) - 1)
    first = min(int(place), len(colours) - 2)
    return mix(colours[first], colours[first + 1], place - first)


def any_colour(random: Random) -> Colour:
    """Any colour of cloth or paint: near-white, near-black, grey, muted or saturated."""
    kind = random.random()
    if kind < 0.15:
        base, spread = float(random.uniform(0.008, 0.04)), 0.25
    elif kind < 0.30:
        base, spread = float(random.uniform(0.6, 0.88)), 0.06
    elif kind < 0.42:
        base, spread = float(random.uniform(0.04, 0.6)), 0.08
    elif kind < 0.70:
        base, spread = float(random.uniform(0.03, 0.5)), 0.4
    else:
        hue = colorsys.hsv_to_rgb(
            float(random.random()), float(random.uniform(0.5, 1)), float(random.uniform(0.15, 1))
        )
        return rounded(np.array(hue) ** 2.2)
    return rounded(base * random.uniform(1 - spread, 1 + spread, 3))


def near(random: Random, colour: Colour) -> Colour:
    """Hardly another colour."""
    return rounded(np.array(colour) * random.uniform(0.82, 1.2) * random.uniform(0.94, 1.06, 3))


def paint(random: Random) -> Colour:
    """The colour of a wall: mostly light and muted, sometimes dark, sometimes anything."""
    kind = random.random()
    if kind < 0.60:
        return rounded(random.uniform(0.4, 0.85) * random.uniform(0.85, 1.05, 3))
    if kind < 0.80:
        return rounded(random.uniform(0.03, 0.3) * random.uniform(0.7, 1.3, 3))
    return any_colour(random)
