"""An update as plain values for JSON: small, since it travels with every frame."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from formcheck.coach.speech import Utterance
from formcheck.live_visit.visit import Update
from formcheck.overlay.primitives import Disc, Label, Line, Point, Polygon, Polyline, Primitive, Ring
from formcheck.words.catalogue import Words

DIGITS = 4
"""Of normalised coordinates: a tenth of a pixel at 1280."""


def as_message(update: Update, words: Words) -> dict[str, Any]:
    """The message of one frame; `words` speak the language of the visit.

    Every text in it is for a patient. Landmarks and outline are normalised, None where nothing was seen.
    """
    hud, screen = update.hud, update.screen
    words = words.of(screen.exercise)
    width, height = update.track.size
    shares = np.round(update.track.xy[0] / np.array((width, height), np.float64), DIGITS).tolist()
    landmarks = [point if isfinite(point[0] + point[1]) else None for point in shares]
    book = hud.book
    return {
        "type": "frame",
        "t": update.time_s,
        "size": [width, height],
        "landmarks": landmarks if update.track.detected[0] else [],
        "shapes": [compact(shape) for shape in update.shapes],
        "verdict": hud.word,
        "fault_text": ", ".join(words.text(f"fault.{fault}.name") for fault in hud.faults[:2]),
        "cue": words.text(f"fault.{hud.faults[0]}.cue") if hud.faults else "",
        "reason_text": words.text(f"reason.{hud.reason}.text") if hud.reason else "",
        "remedy": words.remedy(hud.reason, exercise=screen.exercise) if hud.reason else "",
        "screen": screen.as_json(),
        "say": [spoken(utterance) for utterance in update.said],
        "book": None
        if book is None
        else {
            "object": book.object,
            "driven_by": list(book.driven_by),
            "x_cm": round(book.x_cm, 1),
            "y_cm": round(book.y_cm, 1),
            "tilt_deg": round(book.tilt_deg, 1),
            "fallen": book.fallen,
        },
        "trouble": update.trouble,
        "ms": dict(update.parts_ms),
    }


def spoken(utterance: Utterance) -> dict[str, Any]:
    """What is to be said, and whether it cuts off what is being said."""
    return {
        "text": utterance.text,
        "kind": utterance.kind.value,
        "topic": utterance.topic,
        "interrupts": utterance.interrupts,
        "seconds": utterance.seconds,
    }


def compact(shape: Primitive) -> list[Any]:
    """A primitive as a short list, its kind first; `overlay.primitives` describes the fields.

    Raises:
        TypeError: a primitive that has no short form.
    """
    match shape:
        case Line():
            ends = [*_point(shape.a), *_point(shape.b)]
            return ["line", *ends, shape.role, shape.width, shape.dashed, shape.halo]
        case Polyline():
            return ["poly", _points(shape.points), shape.role, shape.width, shape.halo]
        case Polygon():
            return ["area", _points(shape.points), shape.role, shape.opacity, shape.halo]
        case Disc():
            return ["disc", *_point(shape.centre), shape.radius, shape.role, shape.opacity, shape.halo]
        case Ring():
            size = [round(shape.radius, DIGITS), shape.width]
            return ["ring", *_point(shape.centre), *size, shape.role, shape.share, shape.halo]
        case Label():
            place = [*_point(shape.at), shape.size, shape.max_width]
            return ["text", shape.text, *place, shape.role, shape.align, shape.bold]
    raise TypeError(f"no short form of {type(shape).__name__}")


def _point(point: Point) -> list[float]:
    return [round(point[0], DIGITS), round(point[1], DIGITS)]


def _points(points: Sequence[Point]) -> list[list[float]]:
    rounded: list[list[float]] = np.round(points, DIGITS).tolist()
    return rounded
