"""Layout of text and shapes on a picture of any aspect.

Lengths are in picture heights in both directions; `Canvas` turns them into normalised points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from formcheck.overlay.hud import Word
from formcheck.overlay.primitives import Disc, Label, Line, Point, Polygon, Primitive, Ring, Role

MARGIN, PAD = 0.025, 0.02
VERDICT_SIZE, CUE_SIZE, TEXT_SIZE, SMALL_SIZE = 0.07, 0.06, 0.05, 0.042
"""Font sizes. Capitals are 0.7 of them, so the verdict's stand at 4.9 % of the height and a cue's at 4.2 %:
text that a patient reads has at least 4 % (docs/clinical.md#cues-and-legibility)."""

LINE = 1.25
"""Distance of two lines of text over their font size."""

EM_WIDTH = 0.57
"""Mean width of a letter over the font size, rather too wide: a line that breaks early still fits."""

PLATE_OPACITY = 0.8
UPRIGHT = 1.2
"""Below this aspect the panel is stacked, and everything but verdict and cue is scaled down."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text without a place."""

    text: str
    size: float
    bold: bool = False
    role: Role = "ink"

    @property
    def width(self) -> float:
        """Estimated width in picture heights, with half a letter of margin on both sides."""
        return EM_WIDTH * self.size * (len(self.text) + 1)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture whose width is `aspect` times its height."""

    aspect: float

    @property
    def upright(self) -> bool:
        """Whether the picture is too narrow for parts side by side."""
        return self.aspect < UPRIGHT

    @property
    def scale(self) -> float:
        """Factor on the size of small text and drawings, from 0.62 to 1."""
        return max(0.62, min(1.0, self.aspect / UPRIGHT))

    def at(self, x: float, y: float) -> Point:
        """The normalised point of (x, y) in picture heights."""
        return x / self.aspect, y

    def plate(self, x: float, y: float, width: float, height: float) -> Polygon:
        """A dark rectangle behind text; position and size in picture heights."""
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        return Polygon(tuple(self.at(*corner) for corner in corners), "plate", opacity=PLATE_OPACITY)

    def label(
        self, row: Row, x: float, y: float, room: float, align: Literal["left", "middle", "right"] = "left"
    ) -> Label:
        """`row` as a label at `x`, with its middle at height `y` and at most `room` wide."""
        return Label(row.text, self.at(x, y), row.size, room / self.aspect, row.role, align, row.bold)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break `text` at spaces into lines that fit into `room` picture heights at font size `size`."""
    most = max(int(room / (size * EM_WIDTH)), 1)
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def mark(word: Word, x: float, y: float, radius: float, aspect: float, seen: bool = False) -> list[Primitive]:
    """The shape of a verdict, readable without colour: disc, triangle, diamond or dash.

    A "good" that holds only as far as `seen` is a ring.
    """
    canvas = Canvas(aspect)
    if word == "good" and seen:
        return [Ring(canvas.at(x, y), radius * 0.85, radius * 0.35, "good")]
    if word == "good":
        return [Disc(canvas.at(x, y), radius, "good")]
    if word == "unmeasured":
        return [Line(canvas.at(x - radius, y), canvas.at(x + radius, y), word, radius * 0.5, halo=False)]
    turn = (90, 210, 330) if word == "almost" else (90, 180, 270, 0)
    sides = [(math.cos(math.radians(angle)), math.sin(math.radians(angle))) for angle in turn]
    return [Polygon(tuple(canvas.at(x + radius * 1.15 * c, y - radius * 1.15 * s) for c, s in sides), word)]
