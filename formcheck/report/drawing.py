"""Draws primitives as SVG, cropped to the drawn part of the picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from formcheck.overlay.primitives import (
    ON_PAPER,
    Disc,
    Label,
    Line,
    Palette,
    Point,
    Polygon,
    Polyline,
    Primitive,
    Ring,
    Role,
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The inside of an ``<svg>`` and its view box."""

    view_box: str
    shapes: Markup


def draw(
    primitives: Sequence[Primitive],
    size: tuple[int, int],
    *,
    aspect: float = 1.5,
    palette: Palette = ON_PAPER,
) -> Drawing:
    """SVG of `primitives`, cropped to them and widened to `aspect`; label texts are escaped.

    Args:
        primitives: shapes in normalised coordinates.
        size: (width, height) of the frame, pixels.
        aspect: width of the drawing over its height.
        palette: colour of each role.
    """
    painter = _Pen(size, palette)
    shapes = Markup("").join(painter.shape(primitive) for primitive in primitives)
    return Drawing(_crop(primitives, size, aspect), shapes)


@dataclass(frozen=True, slots=True)
class _Pen:
    size: tuple[int, int]
    palette: Palette

    def colour(self, role: Role) -> str:
        red, green, blue = self.palette[role]
        return f"#{red:02x}{green:02x}{blue:02x}"

    def pixels(self, share: float) -> str:
        return f"{share * self.size[1]:.1f}"

    def at(self, point: Point) -> str:
        return f"{point[0] * self.size[0]:.1f} {point[1] * self.size[1]:.1f}"

    def stroke(self, role: Role, width: float) -> str:
        return (
            f'fill="none" stroke="{self.colour(role)}" stroke-width="{self.pixels(width)}" '
            'stroke-linecap="round" stroke-linejoin="round"'
        )

    def shape(self, primitive: Primitive) -> Markup:
        match primitive:
            case Line(a=a, b=b, role=role, width=width, dashed=dashed):
                gaps = f' stroke-dasharray="{self.pixels(0.018)}"' if dashed else ""
                return Markup(f'<path d="M{self.at(a)}L{self.at(b)}" {self.stroke(role, width)}{gaps}/>')
            case Polyline(points=points, role=role, width=width):
                return Markup(f'<path d="M{self.path(points)}" {self.stroke(role, width)}/>')
            case Polygon(points=points, role=role, opacity=opacity):
                fill = f'fill="{self.colour(role)}" fill-opacity="{opacity:g}"'
                return Markup(f'<path d="M{self.path(points)}Z" {fill}/>')
            case Disc(centre=centre, radius=radius, role=role):
                x, y = self.at(centre).split()
                fill = f'fill="{self.colour(role)}"'
                return Markup(f'<circle cx="{x}" cy="{y}" r="{self.pixels(radius)}" {fill}/>')
            case Ring():
                return self.ring(primitive)
            case Label():
                return self.label(primitive)

    def path(self, points: Iterable[Point]) -> str:
        return "L".join(self.at(point) for point in points)

    def ring(self, ring: Ring) -> Markup:
        x, y = self.at(ring.centre).split()
        dashes = ""
        if ring.share < 1:
            around = math.tau * ring.radius * self.size[1]
            dashes = (
                f' stroke-dasharray="{ring.share * around:.1f} {around:.1f}" transform="rotate(-90 {x} {y})"'
            )
        stroke = self.stroke(ring.role, ring.width)
        return Markup(f'<circle cx="{x}" cy="{y}" r="{self.pixels(ring.radius)}" {stroke}{dashes}/>')

    def label(self, label: Label) -> Markup:
        x, y = self.at(label.at).split()
        anchor = {"left": "start", "middle": "middle", "right": "end"}[label.align]
        weight = "700" if label.bold else "500"
        style = (
            f'font-weight="{weight}" font-size="{self.pixels(label.size)}" fill="{self.colour(label.role)}"'
        )
        place = f'x="{x}" y="{y}" dominant-baseline="central" text-anchor="{anchor}"'
        return Markup(f"<text {place} {style}>{escape(label.text)}</text>")


def _crop(primitives: Sequence[Primitive], size: tuple[int, int], aspect: float) -> str:
    """The view box around the primitives, with a margin, in the proportions `aspect`."""
    width, height = size
    points = [point for primitive in primitives for point in _reach(primitive, height / width)]
    if not points:
        return f"0 0 {width} {height}"
    left, right = min(x for x, _ in points) * width, max(x for x, _ in points) * width
    top, bottom = min(y for _, y in points) * height, max(y for _, y in points) * height
    margin = 0.06 * max(right - left, bottom - top, 10.0)
    wide, high = right - left + 2 * margin, bottom - top + 2 * margin
    wide, high = max(wide, high * aspect), max(high, wide / aspect)
    x, y = (left + right - wide) / 2, (top + bottom - high) / 2
    return f"{x:.1f} {y:.1f} {wide:.1f} {high:.1f}"


def _reach(primitive: Primitive, ratio: float) -> list[Point]:
    """Points that bound a primitive; `ratio` is the height of the picture over its width."""
    match primitive:
        case Line(a=a, b=b):
            return [a, b]
        case Polyline(points=points) | Polygon(points=points):
            return list(points)
        case Disc(centre=(x, y), radius=radius) | Ring(centre=(x, y), radius=radius):
            return [(x - radius * ratio, y - radius), (x + radius * ratio, y + radius)]
        case Label(at=at):
            return [at]
