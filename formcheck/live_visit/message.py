"""The message that answers a frame, as plain values for JSON: small, since it travels with every frame."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Literal, TypedDict

import numpy as np

from formcheck.coach.screen import Screen
from formcheck.coach.speech import PromptKind, Utterance
from formcheck.coach.tones import Tone
from formcheck.live_visit.visit import Update
from formcheck.overlay.frame_words import unread_words
from formcheck.overlay.hud import BookView, Word
from formcheck.overlay.primitives import (
    Align,
    Disc,
    Label,
    Line,
    Point,
    Polygon,
    Polyline,
    Primitive,
    Ring,
    Role,
)
from formcheck.scoring.wording import unseen_key
from formcheck.words.catalogue import Words

DIGITS = 4
"""Of normalised coordinates: a tenth of a pixel at 1280."""

LineShape = tuple[Literal["line"], float, float, float, float, Role, float, bool, bool]
"""x and y of both ends, role, width, dashed, halo."""
PolylineShape = tuple[Literal["poly"], list[list[float]], Role, float, bool]
"""Points, role, width, halo."""
PolygonShape = tuple[Literal["area"], list[list[float]], Role, float, bool]
"""Points, role, opacity, halo."""
DiscShape = tuple[Literal["disc"], float, float, float, Role, float, bool]
"""x and y of the centre, radius, role, opacity, halo."""
RingShape = tuple[Literal["ring"], float, float, float, float, Role, float, bool]
"""x and y of the centre, radius, width, role, share, halo."""
LabelShape = tuple[Literal["text"], str, float, float, float, float, Role, Align, bool]
"""Text, x and y, size, maximal width, role, align, bold."""
Shape = LineShape | PolylineShape | PolygonShape | DiscShape | RingShape | LabelShape
"""A primitive, its kind first; `formcheck.overlay.primitives` explains the fields."""


class Spoken(TypedDict):
    """A sentence to say now.

    Attributes:
        interrupts: it cuts off the one that is being said.
        seconds: that it takes, about.
        parts: texts that it is put together from where it is played from recordings.
    """

    text: str
    kind: PromptKind
    topic: str
    interrupts: bool
    seconds: float
    parts: list[str]


class Book(TypedDict):
    """The object on the back, see `formcheck.overlay.hud.BookView`: centimetres and degrees."""

    object: str
    driven_by: list[str]
    x_cm: float
    y_cm: float
    tilt_deg: float
    fallen: bool


class FrameMessage(TypedDict):
    """The judgement of one frame. Every text is in the language of the visit.

    Attributes:
        t: the frame's own time, seconds.
        size: width and height in pixels.
        landmarks: normalised x and y of the 33 BlazePose points, None for one not seen; empty for nobody.
        cue: how to mend the worst fault, or "".
        unseen: what the exercise exists for and cannot be judged just now, as a sentence: `verdict` then
            holds only as far as seen. "" otherwise.
        unread: what is shown in place of the word "good" where a line was not read in this frame, or "".
        remedy: how to become measurable, or "".
        tone: to sound now, before what is said; None for none.
        trouble: why results are no longer kept, or "".
        ms: wall time of each part of the work, milliseconds.
        dropped: frames of this visit, so far, that were not judged.
    """

    type: Literal["frame"]
    t: float
    size: tuple[int, int]
    landmarks: list[list[float] | None]
    shapes: list[Shape]
    verdict: Word
    cue: str
    unseen: str
    unread: str
    remedy: str
    screen: Screen
    say: list[Spoken]
    tone: Tone | None
    book: Book | None
    trouble: str
    ms: dict[str, float]
    dropped: int


def as_message(update: Update, words: Words, dropped: int = 0) -> FrameMessage:
    """The message of one frame.

    Args:
        update: what came of the frame.
        words: of the language of the visit.
        dropped: frames of this visit that were not judged.
    """
    hud, screen = update.hud, update.screen
    words = words.of(screen.exercise)
    width, height = update.track.size
    shares = np.round(update.track.xy[0] / np.array((width, height), np.float64), DIGITS).tolist()
    landmarks = [point if isfinite(point[0] + point[1]) else None for point in shares]
    return {
        "type": "frame",
        "t": update.time_s,
        "size": (width, height),
        "landmarks": landmarks if update.track.detected[0] else [],
        "shapes": [compact(shape) for shape in update.shapes],
        "verdict": hud.word,
        "cue": words.text(f"fault.{hud.faults[0]}.cue") if hud.faults else "",
        "unseen": words.text(unseen_key(*hud.unseen[0])) if hud.as_far_as_seen else "",
        "unread": unread_words(hud, words),
        "remedy": words.remedy(hud.reason, exercise=screen.exercise) if hud.reason else "",
        "screen": screen,
        "say": [spoken(utterance) for utterance in update.said],
        "tone": update.tone,
        "book": None if hud.book is None else _book(hud.book),
        "trouble": update.trouble,
        "ms": dict(update.parts_ms),
        "dropped": dropped,
    }


def spoken(utterance: Utterance) -> Spoken:
    """What is to be said, and whether it cuts off what is being said."""
    return {
        "text": utterance.text,
        "kind": utterance.kind,
        "topic": utterance.topic,
        "interrupts": utterance.interrupts,
        "seconds": utterance.seconds,
        "parts": list(utterance.parts),
    }


def _book(book: BookView) -> Book:
    return {
        "object": book.object,
        "driven_by": list(book.driven_by),
        "x_cm": round(book.x_cm, 1),
        "y_cm": round(book.y_cm, 1),
        "tilt_deg": round(book.tilt_deg, 1),
        "fallen": book.fallen,
    }


def compact(shape: Primitive) -> Shape:
    """A primitive as a short tuple, its kind first.

    Raises:
        TypeError: a primitive that has no short form.
    """
    match shape:
        case Line():
            (ax, ay), (bx, by) = _point(shape.a), _point(shape.b)
            return ("line", ax, ay, bx, by, shape.role, shape.width, shape.dashed, shape.halo)
        case Polyline():
            return ("poly", _points(shape.points), shape.role, shape.width, shape.halo)
        case Polygon():
            return ("area", _points(shape.points), shape.role, shape.opacity, shape.halo)
        case Disc():
            x, y = _point(shape.centre)
            return ("disc", x, y, shape.radius, shape.role, shape.opacity, shape.halo)
        case Ring():
            (x, y), radius = _point(shape.centre), round(shape.radius, DIGITS)
            return ("ring", x, y, radius, shape.width, shape.role, shape.share, shape.halo)
        case Label():
            x, y = _point(shape.at)
            place = (x, y, shape.size, shape.max_width)
            return ("text", shape.text, *place, shape.role, shape.align, shape.bold)
    raise TypeError(f"no short form of {type(shape).__name__}")


def _point(point: Point) -> Point:
    return round(point[0], DIGITS), round(point[1], DIGITS)


def _points(points: Sequence[Point]) -> list[list[float]]:
    rounded: list[list[float]] = np.round(points, DIGITS).tolist()
    return rounded
