"""What is on the faces of furniture: pictures, books, curtains, what a window shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.synth.picture.noise import by_number, cloudy
from tools.synth.picture.room import Box

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]

OUTSIDE = 2.2
"""How much brighter than white paint a window is."""


def box_colour(box: Box, place: Singles, axis: NDArray[np.int8]) -> Singles:
    """Colours (n, 3) at places (n, 3) of a box's faces across `axis` (n,)."""
    base = np.array(box.colour, np.float32)
    if box.kind == "plain":
        return np.broadcast_to(base, place.shape)
    local = ((place - np.array(box.centre)) / np.array(box.size) + 0.5).astype(np.float64)
    u = np.where(axis == 0, local[:, 2], local[:, 0])
    v = local[:, 1]
    number = int(1e4 * sum(box.centre)) % 4096
    return DRAWN[box.kind](base, place.astype(np.float64), u, v, number).astype(np.float32)


def _random_colour(number: NDArray[np.int64], seed: int) -> Floats:
    return np.stack([by_number(number, seed + k) for k in range(3)], axis=1) ** 1.7


def _picture(base: Singles, place: Floats, u: Floats, v: Floats, number: int) -> Floats:
    frame = np.minimum.reduce([u, 1 - u, v, 1 - v]) < 0.06
    blobs = cloudy(np.stack([4 * u, 4 * v, np.full_like(u, number * 0.37)], axis=1))
    hues = _random_colour(np.floor(blobs * 9).astype(np.int64) + number, 1)
    return np.where(frame[:, None], base, 0.6 * hues + 0.4 * (1 - base))


def _books(base: Singles, place: Floats, u: Floats, v: Floats, number: int) -> Floats:
    shelf = np.floor(place[:, 1] / 0.32)
    book = np.floor((place[:, 0] + place[:, 2]) / 0.045 + shelf * 7)
    on = (place[:, 1] / 0.32) % 1
    full = (on > 0.08) & (on < 0.55 + 0.4 * by_number((book + 3 * shelf).astype(np.int64), 2))
    hues = 0.6 * _random_colour((book + 50 * shelf).astype(np.int64) + number, 3) + 0.02
    return np.where(full[:, None], hues, np.where((on > 0.08)[:, None], 0.25 * base, base))


def _curtain(base: Singles, place: Floats, u: Floats, v: Floats, number: int) -> Floats:
    along = place[:, 0] + place[:, 2]
    result: Floats = base * (0.75 + 0.25 * np.sin(along * 55 + 3 * np.sin(along * 9)))[:, None]
    return result


def _window(base: Singles, place: Floats, u: Floats, v: Floats, number: int) -> Floats:
    bars = (np.minimum.reduce([u, 1 - u, v, 1 - v]) < 0.04) | (np.abs(u - 0.5) < 0.015)
    trees = v < 0.3 + 0.3 * cloudy(np.stack([6 * u, 6 * v, np.full_like(u, number * 0.37)], axis=1))
    outside = np.where(trees[:, None], np.array([0.45, 0.6, 0.4]) * base, base) * OUTSIDE
    return np.where(bars[:, None], 0.35 * base, outside)


DRAWN = {"picture": _picture, "books": _books, "curtain": _curtain, "window": _window}
