"""`VisitRenderer`: draws the picture of the window for one update of a visit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.coach.screen import Screen
from formcheck.coach.stages import WORKING, Stage
from formcheck.judge.vocabulary import COMING
from formcheck.live_visit.visit import Update
from formcheck.overlay.gauge import gauge
from formcheck.overlay.hud import BookView, Hud
from formcheck.overlay.layout import MARGIN, Canvas
from formcheck.overlay.painter_cv2 import Painter
from formcheck.overlay.panel import panel
from formcheck.overlay.primitives import ON_VIDEO, Primitive
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from formcheck.scoring.wording import as_sentence
from formcheck.window.cards import COUNTDOWN_RADIUS, Card, caption, card, countdown, key_line
from formcheck.window.keys import answerable, key_help
from formcheck.window.mirror import mirrored
from formcheck.words.catalogue import Words

STRIP = 0.045
"""Height of the line of keys, as a share of the window; only the person at the keyboard has to read it."""
Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class VisitRenderer:
    """Draws a visit.

    Attributes:
        words: words of the visit's language.
        watching: one line about the pose network and its speed.
        rest_s: length of a rest, seconds, for its ring; 0 draws an empty ring.
    """

    words: Words
    watching: str = ""
    rest_s: float = 0.0

    def picture(self, painter: Painter, image: Image, update: Update, size: tuple[int, int]) -> Image:
        """The whole window.

        Args:
            painter: draws shapes on pixels.
            image: (h, w, 3) uint8 RGB, as the camera sent it.
            update: the visit's answer to that frame.
            size: (width, height) of the window, pixels.

        Returns:
            (height, width, 3) uint8 RGB.
        """
        width, height = size
        upper = height - round(STRIP * height)
        seen = painter.paint(
            _mirrored_to_fit(image, width, upper), [mirrored(shape) for shape in update.shapes]
        )
        top, left = (upper - seen.shape[0]) // 2, (width - seen.shape[1]) // 2
        below, right = height - top - seen.shape[0], width - left - seen.shape[1]
        border = (top, below, left, right, cv2.BORDER_CONSTANT)
        canvas = np.asarray(cv2.copyMakeBorder(seen, *border, value=ON_VIDEO["plate"]), np.uint8)
        painter.paint(canvas[:upper], self.on_picture(update, width / upper))
        painter.paint(canvas[upper:], self.below(update, width / (height - upper)))
        return canvas

    def on_picture(self, update: Update, aspect: float) -> list[Primitive]:
        """Verdict or card, clock, object and caption; `aspect` is width over height of the camera's part."""
        screen, hud, canvas = update.screen, update.hud, Canvas(aspect)
        words = self.words.of(screen.exercise)
        bottom = 1 - MARGIN
        if hud.book is not None:
            hud = replace(hud, book=mirrored_book(hud.book, update.track))
        if screen.stage in WORKING:
            shapes = panel(hud, words, aspect=aspect)
            if hud.book is not None:
                bottom = gauge(canvas, hud.book, words)[1] - MARGIN
        else:
            resting = screen.stage == Stage.REST
            room = aspect - 2 * MARGIN - (2 * COUNTDOWN_RADIUS + MARGIN if resting else 0)
            shapes = card(canvas, stage_card(screen, hud, words), room)
            if resting:
                share = screen.rest_left_s / self.rest_s if self.rest_s else 0.0
                shapes += countdown(canvas, screen.rest_left_s, share, words.text("hud.seconds"))
        return shapes + caption(canvas, screen.caption, bottom)

    def below(self, update: Update, aspect: float) -> list[Primitive]:
        """The keys, or why no results are kept; `aspect` is width over height of the strip."""
        screen = update.screen
        if update.trouble:
            return key_line(Canvas(aspect), update.trouble, "")
        counted = screen.stage in (*WORKING, Stage.POSITION, Stage.PAUSE)
        right = self.words.text("page.set", set=screen.set, sets=screen.sets) if counted else self.watching
        return key_line(Canvas(aspect), key_help(screen.stage, self.words, answers=answerable(screen)), right)


def mirrored_book(book: BookView, track: Track) -> BookView:
    """The object as its gauge shows it beside a mirrored picture; `track` has one row.

    A gauge has the head (or the person's left) on its right. A mirrored picture agrees with that only in a
    view from the side in which the head points to the left of the camera's picture. Otherwise x, y and tilt
    change their signs.
    """
    nose, hip = track.xy[0, [Landmark.NOSE, Landmark.LEFT_HIP], 0]
    if "pitch" in book.driven_by and not nose > hip:
        return book
    return replace(book, x_cm=-book.x_cm, y_cm=-book.y_cm, tilt_deg=-book.tilt_deg)


def stage_card(screen: Screen, hud: Hud, words: Words) -> Card:
    """The card of a stage in which the coach does not speak about the form."""
    exercise = screen.exercise
    if screen.stage == Stage.PAIN:
        keys = words.text("window.pain.keys")
        return Card(
            words.text("page.pain"), (words.text("page.pain.none"), words.text("page.pain.worst"), keys)
        )
    if screen.stage in (Stage.CHOOSE, Stage.EXPLAIN):
        parts = ("aim", "start", "camera")
        return Card(words.exercise(exercise), tuple(words.exercise(exercise, part) for part in parts))
    if screen.stage == Stage.END:
        return _end_card(screen, words)
    title = words.text(f"page.stage.{screen.stage}")
    if screen.stage == Stage.REST:
        return Card(title, (words.text("window.next_set", set=screen.set, sets=screen.sets),))
    lines: list[str] = []
    if screen.stage in (Stage.POSITION, Stage.PAUSE):
        lines.append(words.exercise(exercise, "start"))
    if hud.reason and hud.reason != "wrong_posture":
        why = as_sentence(words.text(f"reason.{hud.reason}.text"))
        lines += [why, words.remedy(hud.reason, exercise=exercise)]
    elif hud.seen and hud.seen not in COMING and screen.stage != Stage.CAMERA:
        lines.append(as_sentence(words.text(f"seen.{hud.seen}.text")))
    elif screen.stage == Stage.CAMERA:
        lines.append(words.exercise(exercise, "camera"))
    return Card(title, tuple(lines))


def _end_card(screen: Screen, words: Words) -> Card:
    stop = not answerable(screen)
    lines = list(screen.summary)
    if screen.pain_now is None and not stop:
        lines += [words.text("page.pain.after"), words.text("window.pain.keys")]
    title = "page.end.stop" if stop else "coach.stopped" if screen.stopped else "page.end"
    return Card(words.text(title), tuple(lines))


def _mirrored_to_fit(image: Image, width: int, height: int) -> Image:
    """The mirrored picture, scaled to the largest size within `width` by `height` pixels."""
    scale = min(width / image.shape[1], height / image.shape[0])
    size = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.ascontiguousarray(cv2.flip(cv2.resize(image, size, interpolation=how), 1), np.uint8)
