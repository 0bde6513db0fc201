"""`overlay`: the drawing over one frame as a list of primitives, from a row of a track and its judgement."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.body import (
    ARM_PARTS,
    PAIRS,
    Outline,
    Side,
    Trunk,
    Vector,
    foot_on_line,
    landmark,
    limb_side,
    middle,
    moving_limbs,
    outline_points,
    trunk_of,
)
from formcheck.overlay.book import book_on_back
from formcheck.overlay.emphasis import LIMB_LINES, LIMB_SIGNAL, places
from formcheck.overlay.hud import Hud
from formcheck.overlay.lines import NO_SIGNALS, Lines
from formcheck.overlay.panel import panel
from formcheck.overlay.primitives import Disc, Line, Point, Polyline, Primitive, Ring, Role
from formcheck.pose.landmarks import BONES, Landmark
from formcheck.pose.track import Track
from formcheck.words.catalogue import Words

NEAR_WIDTH, FAR_WIDTH, OUTLINE_WIDTH, JUDGED_WIDTH = 0.009, 0.004, 0.010, 0.005
DOT_RADIUS, MARK_RADIUS = 0.016, 0.032
TRUNK = ("shoulder", "hip", "ear")
_DRAWN = [(a, b) for a, b in BONES if not {a, b} & {Landmark.LEFT_EAR, Landmark.RIGHT_EAR}]
NEUTRAL_WIDTH = 0.02
"""The neutral line is twice as wide as the present line, so that both show where they agree."""
HEAD_RADIUS = 0.2
"""Radius of the head's circle in torso lengths: half a head's height (0.13 of stature) over the trunk
(0.29)."""


@dataclass(frozen=True, slots=True)
class OverlaySpec:
    """What is drawn for an exercise.

    Attributes:
        judged_line: two landmark names without side; the judged point is compared with the line between them.
        judged_point: the landmark whose distance to that line is drawn, or None for the line alone.
        outline: "dorsal" (back), "ventral" (belly) or None for neither.
        near_side: the side nearest to the camera; None when it is not known, and both are drawn alike.
        lines: what the lines stand for; a line whose signal a frame does not have is not drawn in it.
    """

    judged_line: tuple[str, str] | None = ("shoulder", "ankle")
    judged_point: str | None = "hip"
    outline: Outline | None = "dorsal"
    near_side: Side | None = "right"
    lines: Lines = NO_SIGNALS


def overlay(
    track: Track,
    row: int,
    hud: Hud,
    spec: OverlaySpec,
    words: Words,
    *,
    outline: NDArray[np.float32] | None = None,
) -> list[Primitive]:
    """Everything drawn on one frame: the body, then the panel. Without a person it is the panel alone.

    Args:
        track: poses.
        row: row of the frame.
        hud: judgement and counters of the frame.
        spec: what is drawn for the exercise.
        words: words of the panel's language.
        outline: (K,) last outline distances, torso lengths; None takes those of the row.
    """
    shapes = body(track, row, hud, spec, outline=outline) if track.detected[row] else []
    return shapes + panel(hud, words, aspect=track.size[0] / track.size[1])


def body(
    track: Track,
    row: int,
    hud: Hud,
    spec: OverlaySpec,
    *,
    outline: NDArray[np.float32] | None = None,
    neutral: NDArray[np.float32] | None = None,
) -> list[Primitive]:
    """The drawing on the body alone: skeleton, outline, judged line, deviation and object.

    Args:
        track: poses.
        row: row of the frame.
        hud: judgement of the frame.
        spec: what is drawn for the exercise.
        outline: (K,) last outline distances, torso lengths; None takes those of the row.
        neutral: (K,) the personal neutral line, torso lengths, drawn behind everything else; None for none.
    """
    width, height = track.size

    def at(pixel: Vector) -> Point:
        x, y = pixel.tolist()
        return x / width, y / height

    if hud.limbs is None and any(fault in LIMB_LINES for fault in hud.faults):
        hud = replace(hud, limbs=moving_limbs(track.xy[row]))
    marked = places(hud.faults) if hud.verdict == "fault" else []
    trunk = trunk_of(track.xy[row], spec.near_side)
    shapes: list[Primitive] = []
    told = spec.outline if spec.lines.shown("outline", hud.read) else None
    if told not in (None, "spine") and neutral is not None:
        shapes += _line(outline_points(trunk, told, neutral), track.size, "far", NEUTRAL_WIDTH, False)
    shapes += _skeleton(track, row, spec.near_side, hud.limbs, trunk)
    if told is not None:
        read = getattr(track, told)[row] if outline is None else outline
        role: Role = hud.word if "outline" in marked else "outline"
        shapes += _line(outline_points(trunk, told, read), track.size, role, OUTLINE_WIDTH, True)
    shapes += _judged(track, row, hud, spec, at)
    for name in marked:
        if name not in ("line", "outline"):
            shapes += _circle(_find(track, row, name, spec.near_side, hud.limbs), hud.word, at)
    if hud.book is not None:
        shapes += book_on_back(track, row, hud.book, trunk, outline=outline)
    return shapes


def _line(points: Vector, size: tuple[int, int], role: Role, width: float, halo: bool) -> list[Primitive]:
    """The line through (N, 2) points in pixels; none for fewer than two points."""
    if len(points) < 2:
        return []
    return [Polyline(tuple(map(tuple, (points / size).tolist())), role, width, halo)]


def _circle(place: Vector, role: Role, at: Callable[[Vector], Point]) -> list[Primitive]:
    """A ring around a joint that a fault concerns."""
    return [Ring(at(place), MARK_RADIUS, NEAR_WIDTH, role, halo=True)] if np.isfinite(place).all() else []


def _find(track: Track, row: int, name: str, near: Side | None, limbs: str | None) -> Vector:
    """The place of a landmark, (2,) pixels, on the side that is drawn.

    Without a near side it is the middle of both; on an arm it is the lower one, on which the body rests.
    """
    if near is None and limbs not in PAIRS:
        if name not in ARM_PARTS or name == "shoulder":
            return middle(track.xy[row], name)
        both = track.xy[row][[landmark(name, "left"), landmark(name, "right")]].astype(np.float64)
        return np.asarray(both[int(both[1, 1] > both[0, 1])])
    return np.asarray(track.xy[row][landmark(name, limb_side(name, near or "right", limbs))], np.float64)


def _skeleton(track: Track, row: int, near: Side | None, limbs: str | None, trunk: Trunk) -> list[Primitive]:
    """The bones, strong on the near side and on moving limbs, faint elsewhere, and the head."""
    far: list[Primitive] = []
    strong: list[Primitive] = []
    points: list[Point] = [(x, y) for x, y in (track.xy[row] / np.array(track.size, np.float64)).tolist()]
    seen = [x == x and y == y for x, y in points]
    for a, b in _DRAWN:
        if not (seen[a] and seen[b]):
            continue
        if near is not None and not _strong(a, b, near, limbs):
            far.append(Line(points[a], points[b], "far", FAR_WIDTH, halo=False))
        else:
            strong.append(Line(points[a], points[b], "near", NEAR_WIDTH))
    return [*far, *strong, *_head(middle(track.xy[row], "ear"), trunk, track.size)]


def _head(head: Vector, trunk: Trunk, size: tuple[int, int]) -> list[Primitive]:
    """The head's circle, and the neck when it does not reach the circle; nothing when one was not seen."""
    (x, y), (neck_x, neck_y) = head.tolist(), (trunk.hip + trunk.axis).tolist()
    radius = HEAD_RADIUS * trunk.torso
    if not math.isfinite(x + y + radius):
        return []
    width, height = size
    shapes: list[Primitive] = [Ring((x / width, y / height), radius / height, NEAR_WIDTH, "near", halo=True)]
    away = math.hypot(neck_x - x, neck_y - y)
    if away > radius:
        share = radius / away
        chin = (x + (neck_x - x) * share) / width, (y + (neck_y - y) * share) / height
        shapes.append(Line((neck_x / width, neck_y / height), chin, "near", NEAR_WIDTH))
    return shapes


@cache
def _strong(a: Landmark, b: Landmark, near: Side, limbs: str | None) -> bool:
    """Whether a bone from `a` to `b` (outwards from the trunk) is on the near side or in a moving limb."""
    (side, _, _), (other, _, name) = a.name.lower().partition("_"), b.name.lower().partition("_")
    if side != other:
        return False
    moves = limbs is not None and name not in ("shoulder", "hip") and side == limb_side(name, near, limbs)
    return side == near or moves


def _judged(
    track: Track, row: int, hud: Hud, spec: OverlaySpec, at: Callable[[Vector], Point]
) -> list[Primitive]:
    """The judged line, and the distance of the judged point to it; nothing in a frame that does not tell it.

    A point on an arm or a leg is judged only while that limb moves (`hud.limbs`).
    """
    if spec.judged_line is None or hud.verdict == "unmeasured":
        return []
    limbs_read = LIMB_SIGNAL in hud.read
    own = next((LIMB_LINES[fault] for fault in hud.faults if fault in LIMB_LINES and limbs_read), None)
    if own is None and not spec.lines.shown("line", hud.read):
        return []
    line, name = own or (spec.judged_line, spec.judged_point)
    a, b = (_find(track, row, end, spec.near_side, hud.limbs) for end in line)
    if np.isnan([a, b]).any():
        return []
    ends = [a, b]
    drawn: list[Primitive] = []
    if name is not None and name not in line and (name in TRUNK or hud.limbs is not None):
        point = _find(track, row, name, spec.near_side, hud.limbs)
        foot, share = foot_on_line(point, a, b)
        if np.isfinite(foot).all() and np.isfinite(point).all():
            if not 0 <= share <= 1:  # the line is extended to the foot of the distance
                ends[int(share > 1)] = foot
            graded = hud.verdict != "fault" or "line" in places(hud.faults)
            role: Role = hud.word if graded else "judged"
            drawn = [
                Line(at(foot), at(point), role, NEAR_WIDTH * 1.3),
                Disc(at(point), DOT_RADIUS, role, halo=True),
            ]
    return [Line(at(ends[0]), at(ends[1]), "judged", JUDGED_WIDTH, dashed=True), *drawn]
