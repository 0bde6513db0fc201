"""Patterns on cloth, by place on the standing body (x its left, y up, z its front, m)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.picture.look import Colour, Print
from tools.synth.picture.noise import cloudy, value_noise

Floats = NDArray[np.float64]

BAND_M = 0.045
"""Height of a waistband."""


def printed(place: Floats, base: Colour, pattern: Print | None, chest_m: float) -> Floats:
    """Colours (n, 3) of cloth of the colour `base` with a pattern; `chest_m`: height of the breastbone."""
    colour: Floats = np.array(base)
    if pattern is None:
        return colour
    share = _second(place, pattern, chest_m)[:, None]
    result: Floats = colour + share * (np.array(pattern.colour) - colour)
    return result


def _second(place: Floats, pattern: Print, chest_m: float) -> Floats:
    """Share (n,) of the second colour."""
    x, y, z = place.T
    size, kind = pattern.size_m, pattern.kind
    if kind == "stripes":
        on = (y / size) % 1 < 0.5
    elif kind == "upright":
        on = (x / size) % 1 < 0.35
    elif kind == "checks":
        both: Floats = 0.5 * ((y / size) % 1 < 0.5) + 0.5 * ((x / size) % 1 < 0.5)
        return both
    elif kind == "dots":
        row = np.floor(y / size)
        on = np.hypot((x / size + row / 2) % 1 - 0.5, (y / size) % 1 - 0.5) < 0.28
    elif kind == "logo":
        inside = (np.abs(x) < 1.6 * size) & (np.abs(y - chest_m + 0.03) < size)
        on = inside & (value_noise(place * 45) > 0.45) & ((z > 0) | (size > 0.05))
    elif kind == "halves":
        on = y > chest_m - size
    elif kind == "sides":
        on = np.abs(x) > 0.09 + size / 2
    elif kind == "sleeves":
        on = np.abs(x) > 0.17
    else:
        on = cloudy(place * 0.9 / size) > 0.5
    result: Floats = on.astype(np.float64)
    return result


def crumpled(place: Floats, wrinkles: float) -> Floats:
    """Brightness (n,) of cloth with folds: sharp valleys between soft hills, stronger with `wrinkles`."""
    bent = place * [11.0, 19.0, 11.0] + 2.5 * cloudy(place * 6, 2)[:, None]
    ridge = np.abs(2 * cloudy(bent, 2) - 1)
    fine = cloudy(place * [26.0, 40.0, 26.0], 2)
    result: Floats = np.clip(1.02 - 0.16 * wrinkles * (0.45 - ridge) + 0.2 * (fine - 0.5), 0.35, 1.5)
    return result


def folds_m(place: Floats, wrinkles: float) -> Floats:
    """How far (n,) m crumpled cloth stands out further than smooth cloth."""
    bent = place * [9.0, 16.0, 9.0] + 2.0 * value_noise(place * 7)[:, None]
    result: Floats = 0.004 * (wrinkles - 1) * np.abs(2 * value_noise(bent) - 1)
    return result
