"""The virtual object, drawn on the back of the body in the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.body import Trunk, Vector
from formcheck.overlay.hud import BookView
from formcheck.overlay.primitives import Disc, Point, Polygon, Primitive
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import STATIONS, Track
from formcheck.signals.book_objects import book_object

TORSO_CM = 49.0
"""Shoulder to hip of a person of 1.70 m (0.288 of stature, Drillis-Contini), which only scales the
drawing."""

START = 0.3
"""First place of the object's middle, between hip (0) and shoulder (1): on the lower back."""

THINNEST_CM = 3.6
"""Least height of the drawn object: a book of 1.8 cm would vanish in the outline."""


def book_on_back(
    track: Track,
    row: int,
    book: BookView,
    trunk: Trunk,
    *,
    outline: NDArray[np.float32] | None = None,
) -> list[Primitive]:
    """The object on the back line, tilted like the back under it, or on the floor once it has fallen.

    Args:
        track: poses.
        row: row of the frame.
        book: state of the object.
        trunk: trunk of the frame.
        outline: (K,) last outline distances, torso lengths; None takes those of the row.

    Returns:
        One shape. Empty without a trunk, and in a view that does not see pitch: from the front the object
        slides sideways, which the gauge of the panel shows.
    """
    torso = trunk.torso
    if "pitch" not in book.driven_by or not torso > 0:
        return []
    thing = book_object(book.object)
    length = thing.length_cm / TORSO_CM * torso
    thickness = max(thing.height_cm, THINNEST_CM) / TORSO_CM * torso
    if book.fallen:
        base = _floor(track, row, trunk.hip + START * trunk.axis)
        along, normal = np.array([1.0, 0.0]), np.array([0.0, -1.0])
    else:
        place = START + book.x_cm / TORSO_CM
        distances = track.dorsal[row] if outline is None else outline
        base, along = _seat(trunk, distances, (place, length / torso / 2))
        across = np.array([-along[1], along[0]])
        normal = across * (1 if trunk.back @ across > 0 else -1)
    return _object(book, base, along * length / 2, normal * thickness, track.size)


def _seat(trunk: Trunk, distances: NDArray[np.float32], extent: tuple[float, float]) -> tuple[Vector, Vector]:
    """Middle of the object's underside, and the direction of the chord it rests on (both in pixels).

    `extent` is where its middle lies along the trunk, and half its length, in torso lengths.
    """
    place, half = extent
    values = np.asarray(distances, np.float64)
    known = ~np.isnan(values)
    stations = np.array([place - half, place, place + half])
    # Without an outline the back is assumed 0.2 torso lengths off the axis, about half the trunk's depth.
    depth = np.interp(stations, STATIONS[known], values[known]) if known.any() else np.full(3, 0.2)
    reach = depth * trunk.torso
    ends = trunk.hip + stations[:, None] * trunk.axis + reach[:, None] * trunk.back
    chord = ends[2] - ends[0]
    return np.asarray(ends.mean(axis=0)), np.asarray(chord / max(float(np.hypot(*chord)), 1e-9))


def _floor(track: Track, row: int, under: Vector) -> Vector:
    """A point on the floor below `under`, at the height of the lowest limb and inside the picture."""
    limbs = track.xy[row][
        [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST, Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
    ]
    lowest = float(np.nanmax(limbs[:, 1], initial=float(under[1])))
    return np.array([under[0], min(lowest, track.size[1] * 0.97)])


def _object(book: BookView, base: Vector, half: Vector, up: Vector, size: tuple[int, int]) -> list[Primitive]:
    width, height = size

    def at(pixel: Vector) -> Point:
        return float(pixel[0]) / width, float(pixel[1]) / height

    kind = book_object(book.object).kind
    if kind == "ball":
        radius = float(np.hypot(*up)) / 2
        return [Disc(at(base + up / 2), radius / height, "book", halo=True)]
    narrow = 0.8 if kind == "liquid" else 1.0
    corners = (base - half * narrow, base + half * narrow, base + half + up, base - half + up)
    return [Polygon(tuple(at(corner) for corner in corners), "book", halo=True)]
