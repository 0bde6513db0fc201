"""The primitives of an overlay: flat shapes in normalised coordinates, and their colours.

Points are (x, y): x is a share of the picture's width, y of its height, y down. Every size (stroke width,
radius, letter height) is a share of the picture's *height*, so that circles stay round. A painter turns
primitives into pixels, SVG or canvas calls; `live_visit.message` gives the form that travels to the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Role = Literal[
    "good",
    "almost",
    "different",
    "unmeasured",
    "near",
    "far",
    "outline",
    "judged",
    "book",
    "ink",
    "plate",
    "track",
]
"""The meaning of a shape; the palette of a painter turns it into a colour."""

Align = Literal["left", "middle", "right"]
Palette = dict[Role, tuple[int, int, int]]

ON_VIDEO: Palette = {
    "good": (64, 201, 141),
    "almost": (255, 184, 46),
    "different": (255, 122, 89),
    "unmeasured": (190, 196, 204),
    "near": (255, 255, 255),
    "far": (176, 190, 204),
    "outline": (84, 205, 245),
    "judged": (255, 240, 150),
    "book": (222, 176, 255),
    "ink": (255, 255, 255),
    "plate": (16, 20, 26),
    "track": (96, 104, 114),
}
"""sRGB colours on video. They also differ in lightness, and stay apart for red-green blindness."""

ON_PAPER: Palette = {
    "good": (0, 110, 80),
    "almost": (154, 91, 0),
    "different": (178, 44, 14),
    "unmeasured": (88, 96, 105),
    "near": (34, 40, 49),
    "far": (168, 176, 186),
    "outline": (0, 106, 150),
    "judged": (88, 96, 105),
    "book": (104, 58, 150),
    "ink": (26, 30, 36),
    "plate": (255, 255, 255),
    "track": (208, 213, 219),
}
"""sRGB colours on white. Each colour with a meaning has at least 4.5:1 contrast (WCAG 2.2 AA)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight stroke from `a` to `b`; `halo` adds a dark edge that stands out on any background."""

    a: Point
    b: Point
    role: Role
    width: float
    dashed: bool = False
    halo: bool = True


@dataclass(frozen=True, slots=True)
class Polyline:
    """An open stroke through `points`."""

    points: tuple[Point, ...]
    role: Role
    width: float
    halo: bool = True


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled shape; `opacity` 0..1."""

    points: tuple[Point, ...]
    role: Role
    opacity: float = 1.0
    halo: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle; `radius` as a share of the height."""

    centre: Point
    radius: float
    role: Role
    opacity: float = 1.0
    halo: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """An arc of a circle, clockwise from the top; `share` 1 is the whole ring."""

    centre: Point
    radius: float
    width: float
    role: Role
    share: float = 1.0
    halo: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text.

    Attributes:
        at: the middle of the line's left edge, centre or right edge, as `align` says.
        size: font size (em) as a share of the height; capitals are about 0.7 of it.
        max_width: greatest width as a share of the picture's width; the painter shrinks the text to fit.
    """

    text: str
    at: Point
    size: float
    max_width: float
    role: Role = "ink"
    align: Align = "left"
    bold: bool = False


Primitive = Line | Polyline | Polygon | Disc | Ring | Label
