"""Paints primitives on a picture with OpenCV.

OpenCV 5 draws text with its own TrueType font, accents included. OpenCV 4 has stroke letters without accents,
so the text is written without them there. Neither needs a font on the machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.primitives import (
    ON_VIDEO,
    Disc,
    Label,
    Line,
    Palette,
    Point,
    Polygon,
    Polyline,
    Primitive,
    Ring,
)

Image = NDArray[np.uint8]
SHIFT = 4
"""Fractional bits of the coordinates that OpenCV draws with: a sixteenth of a pixel."""

HALO = (12, 14, 18)
DASH = 0.018
"""Length of a dash and of a gap, as a share of the height."""


class Painter:
    """Draws primitives in the colours of `palette` (sRGB) on RGB images, in place.

    A painter keeps no picture, so that one painter serves pictures of any size.
    """

    def __init__(self, palette: Palette = ON_VIDEO) -> None:
        self.palette = palette

    def paint(self, image: Image, primitives: Iterable[Primitive]) -> Image:
        """Draw on `image`, (height, width, 3) uint8 RGB and C-contiguous, and return it."""
        for shape in primitives:
            match shape:
                case Line():
                    self._line(image, shape)
                case Polyline():
                    self._polyline(image, shape)
                case Polygon():
                    self._polygon(image, shape)
                case Disc():
                    self._disc(image, shape)
                case Ring():
                    self._ring(image, shape)
                case Label():
                    self._label(image, shape)
        return image

    def _strokes(self, image: Image, paths: list[NDArray[np.int32]], shape: Line | Polyline) -> None:
        thick = _pixels(shape.width, image)
        if shape.halo:
            cv2.polylines(image, paths, False, HALO, thick + max(2, thick), cv2.LINE_AA, SHIFT)
        cv2.polylines(image, paths, False, self.palette[shape.role], thick, cv2.LINE_AA, SHIFT)

    def _line(self, image: Image, shape: Line) -> None:
        ends = _fixed((shape.a, shape.b), image)
        self._strokes(image, _dashes(ends, image.shape[0]) if shape.dashed else [ends], shape)

    def _polyline(self, image: Image, shape: Polyline) -> None:
        self._strokes(image, [_fixed(shape.points, image)], shape)

    def _polygon(self, image: Image, shape: Polygon) -> None:
        corners = _fixed(shape.points, image)
        if shape.halo:
            thick = max(2, _pixels(0.006, image))
            cv2.polylines(image, [corners], True, HALO, thick, cv2.LINE_AA, SHIFT)
        colour = self.palette[shape.role]
        _blend(
            image,
            corners,
            shape.opacity,
            lambda part, at: cv2.fillPoly(part, [corners - at], colour, cv2.LINE_AA, SHIFT),
        )

    def _disc(self, image: Image, shape: Disc) -> None:
        centre = _fixed((shape.centre,), image)[0]
        radius = round(shape.radius * image.shape[0] * (1 << SHIFT))
        if shape.halo:
            edge = max(1, _pixels(0.004, image)) << SHIFT
            cv2.circle(image, centre.tolist(), radius + edge, HALO, -1, cv2.LINE_AA, SHIFT)
        colour = self.palette[shape.role]
        box = np.array([centre - radius, centre + radius])
        _blend(
            image,
            box,
            shape.opacity,
            lambda part, at: cv2.circle(part, (centre - at).tolist(), radius, colour, -1, cv2.LINE_AA, SHIFT),
        )

    def _ring(self, image: Image, shape: Ring) -> None:
        angles = np.linspace(0, 2 * np.pi * shape.share, max(2, round(72 * shape.share)))
        height, width = image.shape[:2]
        x = shape.centre[0] + shape.radius * np.sin(angles) * height / width
        y = shape.centre[1] - shape.radius * np.cos(angles)
        if shape.share > 0:
            points = tuple(zip(x.tolist(), y.tolist(), strict=True))
            self._polyline(image, Polyline(points, shape.role, shape.width, shape.halo))

    def _label(self, image: Image, shape: Label) -> None:
        height, width = image.shape[:2]
        size, span = fit(shape.text, shape.size * height, shape.max_width * width, shape.bold)
        x = shape.at[0] * width - {"left": 0.0, "middle": span / 2, "right": span}[shape.align]
        # Capitals are 0.7 of the font size high: the baseline lies half of that below the middle of the line.
        origin = round(x), round(shape.at[1] * height + 0.35 * size)
        _write(image, shape, origin, size, self.palette[shape.role])


def fit(text: str, size: float, room: float, bold: bool = False) -> tuple[int, int]:
    """Font size (at least 1) and width of `text` that fits into `room`, all in pixels."""
    whole = max(1, round(size))
    span = _span(text, whole, bold)
    if span > room > 0:
        whole = max(1, int(whole * room / span))
        span = _span(text, whole, bold)
    return whole, span


@lru_cache(maxsize=1)
def _face() -> cv2.FontFace | None:
    """The font of OpenCV 5, or None with OpenCV 4."""
    return cv2.FontFace("sans") if hasattr(cv2, "FontFace") else None


def plain(text: str) -> str:
    """Text without accents, for a font that has none: "knieën" -> "knieen"."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


@lru_cache(maxsize=512)
def _span(text: str, size: int, bold: bool) -> int:
    face = _face()
    if face is not None:
        x, _, width, _ = cv2.getTextSize((1, 1), text, (0, 0), face, size, 700 if bold else 500)
        return int(x + width)
    (width, _), _ = cv2.getTextSize(plain(text), cv2.FONT_HERSHEY_SIMPLEX, *_stroke(size, bold))
    return int(width)


def _stroke(size: int, bold: bool) -> tuple[float, int]:
    """Scale and thickness of OpenCV 4's letters, whose capitals are 21 units high at scale 1."""
    return size * 0.7 / 21, max(1, round(size * (0.11 if bold else 0.07)))


def _write(
    image: Image, label: Label, origin: tuple[int, int], size: int, colour: tuple[int, int, int]
) -> None:
    face = _face()
    if face is not None:
        cv2.putText(image, label.text, origin, colour, face, size, 700 if label.bold else 500)
    else:
        scale, thick = _stroke(size, label.bold)
        text = plain(label.text)
        cv2.putText(image, text, origin, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, thick, cv2.LINE_AA)


def _pixels(share: float, image: Image) -> int:
    return max(1, round(share * float(image.shape[0])))


def _fixed(points: Iterable[Point], image: Image) -> NDArray[np.int32]:
    """Points as (N, 2) fixed-point pixels, clipped to the range that OpenCV's arithmetic can hold."""
    height, width = image.shape[:2]
    pixels = np.clip(np.array(list(points)) * (width, height), -(1 << 14), 1 << 14)
    return np.asarray(np.rint(pixels * (1 << SHIFT)), np.int32)


def _dashes(ends: NDArray[np.int32], height: int) -> list[NDArray[np.int32]]:
    length = float(np.hypot(*(ends[1] - ends[0]).astype(float))) / (1 << SHIFT)
    count = min(max(1, round(length / max(1.0, DASH * height))), 400)
    cuts = np.linspace(0, 1, count + 1 + (count % 2 == 0))
    points = ends[0] + cuts[:, None] * (ends[1] - ends[0])
    return [np.rint(points[i : i + 2]).astype(np.int32) for i in range(0, len(points) - 1, 2)]


def _blend(
    image: Image,
    box: NDArray[np.int32],
    opacity: float,
    draw: Callable[[Image, NDArray[np.int32]], object],
) -> None:
    """Run `draw(part, offset)` on the picture, or with an `opacity` below 1 on a copy that is blended in."""
    if opacity >= 1:
        draw(image, np.zeros(2, np.int32))
        return
    low = np.maximum((box.min(axis=0) >> SHIFT) - 1, 0)
    high = np.minimum((box.max(axis=0) >> SHIFT) + 2, image.shape[1::-1])
    if (high <= low).any():
        return
    part = image[low[1] : high[1], low[0] : high[0]]
    copy = part.copy()
    draw(copy, (low << SHIFT).astype(np.int32))
    cv2.addWeighted(copy, opacity, part, 1 - opacity, 0, dst=copy)
    part[:] = copy
