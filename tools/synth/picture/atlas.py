"""The colour of the skin, hair and clothes, painted once on the body's texture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure
from tools.synth.picture.clothes import Cover, Person
from tools.synth.picture.noise import cloudy, value_noise
from tools.synth.picture.raster import rasterise

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

SIZE = 1024
"""Side of the texture; about 3 mm of skin a texel."""
BLEED = 6
"""Texels that colours run over the edge of a patch, so that no seam shows."""
SHADES = ("lips", "eyelids", "ears", "face")


def paint(figure: Figure, person: Person, covers: Cover) -> Singles:
    """The texture (SIZE, SIZE, 3), linear colours, first row at the top (v = 1)."""
    uv = figure.uv * [SIZE, -SIZE] + [0, SIZE]
    seen = rasterise(uv, np.zeros(len(uv)), figure.triangles[:, :, 1], SIZE, SIZE, both_sides=True)
    corners = figure.triangles[seen.triangle, :, 0]

    def interpolate(values: Floats) -> Floats:
        picked = values[corners]
        result: Floats = np.einsum("nk,nk...->n...", seen.weights.astype(np.float64), picked)
        return result

    place = interpolate(figure.vertices)
    colour = _skin(figure, person, place, seen.pixel)
    for distance, base in (
        (covers.hair, person.hair),
        (covers.bottom, person.bottom_colour),
        (covers.top, person.top_colour),
        (covers.shoes, person.shoes),
    ):
        if base is not None:
            inside = interpolate(distance)
            on = inside > 0
            hair = distance is covers.hair
            colour[on] = _hair(place[on], base) if hair else _cloth(place[on], base, inside[on])

    texture = np.zeros((SIZE * SIZE, 3), np.float32)
    texture[seen.pixel] = colour
    filled = np.zeros(SIZE * SIZE, np.uint8)
    filled[seen.pixel] = 1
    return _bled(texture.reshape(SIZE, SIZE, 3), filled.reshape(SIZE, SIZE))


def _skin(figure: Figure, person: Person, place: Floats, pixel: NDArray[np.int64]) -> Floats:
    base = np.array(person.skin)
    colour: Floats = (
        base * (0.88 + 0.24 * cloudy(place * 28))[:, None] * (0.96 + 0.08 * value_noise(place * 260))[:, None]
    )
    lips, eyelids, ears, face = (_shade(figure, name)[pixel][:, None] for name in SHADES)
    rosy = 0.4 * ears + 0.25 * face * (value_noise(place * 14) > 0.55)[:, None]
    colour = colour * (1 - rosy * [0.0, 0.14, 0.16])
    colour = colour + 0.75 * lips * (base * [0.86, 0.52, 0.50] - colour)
    colour = colour * (1 - eyelids * [0.15, 0.25, 0.26])
    return _brows(figure, person, place, colour)


def _brows(figure: Figure, person: Person, place: Floats, colour: Floats) -> Floats:
    for eye in figure.eyes:
        centre = figure.vertices[eye].mean(axis=0)
        out = np.sign(centre[0])
        from_brow = (place - centre - [0.003 * out, 0.021, 0.012]) * [1.0, 3.9, 0.6]
        near = np.clip((0.021 - np.linalg.norm(from_brow, axis=1)) / 0.006, 0, 1)[:, None] * 0.8
        colour = colour + near * (1.3 * np.array(person.hair) - colour)
    return colour


def _shade(figure: Figure, name: str) -> Floats:
    """A painted mask of the body data, in 0..1, flat."""
    data = np.frombuffer(figure.assets.read(f"textures/mpfb_{name}.jpg"), np.uint8)
    grey = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    scaled = cv2.resize(grey, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    result: Floats = scaled.reshape(-1).astype(np.float64) / 255
    return result


def _cloth(place: Floats, base: tuple[float, float, float], inside: Floats) -> Floats:
    """Woven cloth with soft creases and a darker seam."""
    creases = cloudy(place * [17, 22, 17] + 2 * cloudy(place * 9, 2)[:, None])
    seam = np.clip(0.62 + 0.38 * inside / 0.006, 0.62, 1)
    grain = 0.97 + 0.06 * value_noise(place * 900)
    result: Floats = np.array(base) * ((0.80 + 0.36 * creases) * seam * grain)[:, None]
    return result


def _hair(place: Floats, base: tuple[float, float, float]) -> Floats:
    result: Floats = np.array(base) * (0.7 + 0.7 * value_noise(place * [500, 90, 500]))[:, None]
    return result


def _bled(texture: Singles, filled: NDArray[np.uint8]) -> Singles:
    kernel = np.ones((3, 3), np.uint8)
    for _ in range(BLEED):
        wider = cv2.dilate(filled, kernel)
        edge = (wider > 0) & (filled == 0)
        spread = cv2.boxFilter(texture * filled[..., None].astype(np.float32), -1, (3, 3), normalize=False)
        count = cv2.boxFilter(filled.astype(np.float32), -1, (3, 3), normalize=False)
        texture[edge] = spread[edge] / count[edge][:, None]
        filled = wider
    return texture
