"""The colour of the skin, hair and clothes, painted once on the body's texture."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure
from tools.synth.picture.clothes import Cover, Person
from tools.synth.picture.noise import cloudy, value_noise
from tools.synth.picture.prints import BAND_M, crumpled, printed
from tools.synth.picture.raster import Visible, rasterise

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

SIZE = 1024
"""Side of the texture; about 3 mm of skin a texel."""
BLEED = 6
"""Texels that colours run over the edge of a patch, so that no seam shows."""
SHADES = ("lips", "eyelids", "ears", "face")


class _Layout:
    """Which triangle lies where on the texture: the same for all bodies of one mesh."""

    made: ClassVar[dict[tuple[int, int], _Layout]] = {}

    def __init__(self, figure: Figure, size: int) -> None:
        self.of = figure.uv  # held, so that its id is not given to another
        uv = figure.uv * [size, -size] + [0, size]
        self.seen: Visible = rasterise(
            uv, np.zeros(len(uv)), figure.triangles[:, :, 1], size, size, both_sides=True
        )
        self.weights = self.seen.weights.astype(np.float64)
        self.shades = [_shade(figure, name, size)[self.seen.pixel][:, None] for name in SHADES]

    @classmethod
    def for_figure(cls, figure: Figure, size: int) -> _Layout:
        """Made once a mesh and size."""
        key = id(figure.uv), size
        if key not in cls.made:
            cls.made[key] = cls(figure, size)
        return cls.made[key]


def paint(figure: Figure, person: Person, covers: Cover, size: int = SIZE) -> Singles:
    """The texture (size, size, 3), linear colours, first row at the top (v = 1)."""
    layout = _Layout.for_figure(figure, size)
    seen = layout.seen
    corners = figure.triangles[seen.triangle, :, 0]

    def interpolate(values: Floats) -> Floats:
        result: Floats = np.einsum("nk,nk...->n...", layout.weights, values[corners])
        return result

    place = interpolate(figure.vertices)
    colour = _skin(figure, person, place, layout.shades)
    _dress(colour, place, figure, person, covers, interpolate)
    texture = np.zeros((size * size, 3), np.float32)
    texture[seen.pixel] = colour
    filled = np.zeros(size * size, np.uint8)
    filled[seen.pixel] = 1
    bleed = max(2, BLEED * size // SIZE)
    return _bled(texture.reshape(size, size, 3), filled.reshape(size, size), bleed)


def _dress(
    colour: Floats,
    place: Floats,
    figure: Figure,
    person: Person,
    covers: Cover,
    interpolate: Callable[[Floats], Floats],
) -> None:
    """Paint hair and clothes over the skin."""
    look, hip = person.look, figure.rest("upperleg01.L")[1]
    chest = hip + 0.75 * (figure.rest("upperarm01.L")[1] - hip)
    if look.socks is not None:
        inside = figure.rest("foot.L")[1] + 0.08 - place[:, 1]
        colour[inside > 0] = _cloth(place[inside > 0], np.array(look.socks), inside[inside > 0], 1.0)
    for distance, base, pattern in (
        (covers.hair, look.scarf if look.hair == "scarf" else person.hair, None),
        (covers.bottom, person.bottom_colour, look.bottom_print),
        (covers.top, person.top_colour, look.top_print),
        (covers.shoes, person.shoes, None),
    ):
        if base is None:
            continue
        inside = interpolate(distance)
        on = inside > 0
        where, inside = place[on], inside[on]
        if distance is covers.hair and look.hair != "scarf":
            colour[on] = _hair(where, base)
            continue
        colour[on] = _cloth(where, printed(where, base, pattern, chest), inside, look.wrinkles)
        if distance is covers.bottom and look.band is not None:
            band = on.copy()
            band[on] = (inside < BAND_M) & (where[:, 1] > hip)
            colour[band] = _cloth(place[band], np.array(look.band), np.full(band.sum(), 1.0), 1.0)


def _skin(figure: Figure, person: Person, place: Floats, shades: list[Floats]) -> Floats:
    base = np.array(person.skin)
    colour: Floats = (
        base * (0.88 + 0.24 * cloudy(place * 28))[:, None] * (0.96 + 0.08 * value_noise(place * 260))[:, None]
    )
    lips, eyelids, ears, face = shades
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


def _shade(figure: Figure, name: str, size: int) -> Floats:
    """A painted mask of the body data, in 0..1, flat."""
    data = np.frombuffer(figure.assets.read(f"textures/mpfb_{name}.jpg"), np.uint8)
    grey = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    scaled = cv2.resize(grey, (size, size), interpolation=cv2.INTER_AREA)
    result: Floats = scaled.reshape(-1).astype(np.float64) / 255
    return result


def _cloth(place: Floats, base: Floats, inside: Floats, wrinkles: float) -> Floats:
    """Woven cloth of the colours `base`, (3,) or (n, 3), with soft creases and a darker seam."""
    seam = np.clip(0.62 + 0.38 * inside / 0.006, 0.62, 1)
    grain = 0.97 + 0.06 * value_noise(place * 900)
    if wrinkles == 1:
        soft = 0.80 + 0.36 * cloudy(place * [17, 22, 17] + 2 * cloudy(place * 9, 2)[:, None])
    else:
        soft = crumpled(place, wrinkles)
    result: Floats = base * (soft * seam * grain)[:, None]
    return result


def _hair(place: Floats, base: tuple[float, float, float]) -> Floats:
    result: Floats = np.array(base) * (0.7 + 0.7 * value_noise(place * [500, 90, 500]))[:, None]
    return result


def _bled(texture: Singles, filled: NDArray[np.uint8], texels: int) -> Singles:
    kernel = np.ones((3, 3), np.uint8)
    for _ in range(texels):
        wider = cv2.dilate(filled, kernel)
        edge = (wider > 0) & (filled == 0)
        spread = cv2.boxFilter(texture * filled[..., None].astype(np.float32), -1, (3, 3), normalize=False)
        count = cv2.boxFilter(filled.astype(np.float32), -1, (3, 3), normalize=False)
        texture[edge] = spread[edge] / count[edge][:, None]
        filled = wider
    return texture
