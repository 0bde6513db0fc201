"""Shapes as in a mirror: a person who lifts the left arm sees it rise on the left."""

from __future__ import annotations

from dataclasses import replace

from formcheck.overlay.primitives import Disc, Label, Line, Point, Polygon, Polyline, Primitive, Ring

_OTHER = {"left": "right", "right": "left", "middle": "middle"}


def mirrored(shape: Primitive) -> Primitive:
    """The shape at its mirrored place; the letters of a label keep their direction.

    Raises:
        TypeError: the shape is of an unknown kind.
    """
    match shape:
        case Line():
            return replace(shape, a=_at(shape.a), b=_at(shape.b))
        case Polyline() | Polygon():
            return replace(shape, points=tuple(_at(point) for point in shape.points))
        case Disc() | Ring():
            return replace(shape, centre=_at(shape.centre))
        case Label():
            return replace(shape, at=_at(shape.at), align=_OTHER[shape.align])  # type: ignore[arg-type]
    raise TypeError(f"no mirror image of {type(shape).__name__}")


def _at(point: Point) -> Point:
    return 1 - point[0], point[1]
