"""A recording as it is drawn: the shapes of `formcheck.overlay`, frame by frame, for a canvas.

It is drawn in parts of `PART` frames, so that the first picture does not wait for the last. A part is,
little-endian: the length of a text (uint32); the text, JSON, filled up with blanks to a multiple of four; the
times of all frames of the recording in seconds (float32); where each frame of the part begins among the
numbers, and their end (uint32, one more than there are frames `here`); and the numbers (int16). A frame's
numbers are the place of its word in `words` and of its caption in `captions`, then the shapes: style + 256 *
(count of numbers), and the numbers. These are x and y of points, in shares of the drawing's width and height,
times `scale`; a disc's or ring's third number is its radius in shares of the height.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.overlay.body import median_outline, was_read
from formcheck.overlay.frame_status import OUTLINE_LOOK_BACK_S, book_view
from formcheck.overlay.frame_words import unread_words
from formcheck.overlay.hud import Hud
from formcheck.overlay.overlay import OverlaySpec, body
from formcheck.overlay.primitives import ON_VIDEO, Disc, Line, Point, Polygon, Polyline, Primitive, Ring
from formcheck.pipeline.judge_memory import JudgedExercise
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.words.catalogue import Words

MOST_A_SECOND = 15
"""Frames drawn of a second: what is judged moves slowly, and the worst moments are drawn in any case."""
PART = 450
"""Frames of a part: half a minute, a tenth of a second's work."""
SCALE = 8192
"""Steps of the drawing's width and height: a tenth of a pixel of the largest canvas."""
MARGIN = 0.06
"""Room around the body, as a share of its size in the picture."""
ASPECTS = (1.2, 2.4)
"""Least and greatest width of the drawing over its height."""
WORDS = ("good", "almost", "different", "unmeasured")


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of the picture that is drawn, in shares of its width and height; `ratio` is width over height
    of that part in pixels.
    """

    x: float
    y: float
    width: float
    height: float
    ratio: float


class Replay:
    """A recording with its judgement, ready to be drawn in parts.

    Args:
        chunks: the poses.
        judged: their judgement.
        plan: how they were judged.

    Attributes:
        parts: how many parts there are.
    """

    def __init__(self, chunks: Sequence[Track], judged: JudgedExercise, plan: Plan) -> None:
        track, spec = Track.concatenate(chunks), judged.report.spec
        drawer = _Drawer(track, judged.frames, spec, plan, neutral_of(track, judged.result, spec))
        peaks = [fault.peak_at_s for event in judged.result.events for fault in event.faults]
        self._exercise = judged.result.exercise
        self._lay(track, drawer, _rows(track.time, peaks))

    def _lay(self, track: Track, drawer: _Drawer | _BareDrawer, rows: NDArray[np.int64]) -> None:
        self._drawer, self._rows = drawer, rows
        self._crop = _crop(track)
        self._times = track.time[self._rows].astype("<f4").tobytes()
        self.parts = max(1, -(-len(self._rows) // PART))

    def _captions(self, words: Words) -> _Captions | _NoCaptions:
        return _Captions(words.of(self._exercise))

    def part(self, number: int, words: Words) -> bytes:
        """The body of a part, as the module describes it.

        Args:
            number: from 0.
            words: language of the captions.
        """
        packer, captions = _Packer(self._crop), self._captions(words)
        offsets = array("I")
        for row in self._rows[number * PART : (number + 1) * PART].tolist():
            hud = self._drawer.hud(row)
            offsets.append(len(packer.numbers))
            packer.numbers.extend((WORDS.index(hud.shown), captions.of(hud)))
            for shape in self._drawer.shapes(row, hud):
                packer.add(shape)
        offsets.append(len(packer.numbers))
        head = {
            "frames": len(self._rows),
            "part": PART,
            "here": len(offsets) - 1,
            "ratio": round(self._crop.ratio, 4),
            "scale": SCALE,
            "words": WORDS,
            "palette": {role: "rgb({} {} {})".format(*colour) for role, colour in ON_VIDEO.items()},
            "captions": captions.texts,
            "styles": packer.styles,
        }
        text = json.dumps(head, ensure_ascii=False).encode()
        text += b" " * (-len(text) % 4)
        places, numbers = np.array(offsets, "<u4").tobytes(), np.array(packer.numbers, "<i2").tobytes()
        return b"".join((len(text).to_bytes(4, "little"), text, self._times, places, numbers))


class BareReplay(Replay):
    """A recording as the body moved, without anything of its judgement: no colour, no line, no caption.

    The skeleton and the outline that were seen are drawn; nothing is judged for it.

    Args:
        chunks: the poses.
        spec: what is drawn for the exercise; its judged line is left out.
        from_s, until_s: only this part of it, seconds.
    """

    def __init__(
        self, chunks: Sequence[Track], spec: OverlaySpec, from_s: float = -math.inf, until_s: float = math.inf
    ) -> None:
        track = Track.concatenate(chunks)
        rows = _rows(track.time, ())
        time = track.time[rows]
        self._lay(track, _BareDrawer(track, spec), rows[(time >= from_s) & (time <= until_s)])

    def _captions(self, words: Words) -> _NoCaptions:
        return _NoCaptions()


def neutral_of(track: Track, result: Result, spec: OverlaySpec) -> NDArray[np.float32] | None:
    """(K,) the personal neutral of the outline, torso lengths; None where no reference was taken here."""
    start_s, end_s = result.calibration.start_s, result.calibration.end_s
    if spec.outline in (None, "spine") or start_s is None or end_s is None:
        return None
    first, after = np.searchsorted(track.time, (start_s - 1e-3, end_s + 1e-3))
    return median_outline(getattr(track, spec.outline)[first:after])


class _Drawer:
    """Draws rows of a track with their judgement."""

    def __init__(
        self,
        track: Track,
        scores: FrameScores,
        spec: OverlaySpec,
        plan: Plan,
        neutral: NDArray[np.float32] | None,
    ) -> None:
        self._track, self._scores, self._spec, self._plan = track, scores, spec, plan
        self._neutral = neutral
        self._outline = None if spec.outline is None else getattr(track, spec.outline)
        self._last = _last_read(self._outline, track.time)
        self._scored = np.searchsorted(scores.time, track.time)
        self._detected = track.detected

    def hud(self, row: int) -> Hud:
        """The judgement of a row."""
        scored = int(self._scored[row])
        if scored >= len(self._scores) or self._scores.time[scored] != self._track.time[row]:
            return Hud("unmeasured")
        book = book_view(self._scores, scored, self._plan)
        return Hud.of(self._scores, scored, self._spec.lines, book=book)

    def shapes(self, row: int, hud: Hud) -> list[Primitive]:
        """The drawing of a row, as the report's and the live one; nothing without a person."""
        if not self._detected[row]:
            return []
        last = int(self._last[row])
        outline = None if self._outline is None or last < 0 else self._outline[last]
        return body(self._track, row, hud, self._spec, outline=outline, neutral=self._neutral)


class _BareDrawer:
    """Draws rows of a track, whatever was judged of them."""

    def __init__(self, track: Track, spec: OverlaySpec) -> None:
        self._track, self._spec = track, replace(spec, judged_line=None, judged_point=None)
        self._outline = None if spec.outline is None else getattr(track, spec.outline)
        self._last = _last_read(self._outline, track.time)
        self._detected = track.detected

    def hud(self, row: int) -> Hud:
        """Nothing was judged."""
        return Hud("unmeasured")

    def shapes(self, row: int, hud: Hud) -> list[Primitive]:
        """The body of a row; nothing without a person."""
        if not self._detected[row]:
            return []
        last = int(self._last[row])
        outline = None if self._outline is None or last < 0 else self._outline[last]
        return body(self._track, row, hud, self._spec, outline=outline)


def _last_read(outline: NDArray[np.float32] | None, time: NDArray[np.float64]) -> NDArray[np.int64]:
    """(T,) the row in which the outline was last read, -1 for one that is too old to be drawn."""
    if outline is None:
        return np.full(len(time), -1)
    read = was_read(outline)
    last = np.maximum.accumulate(np.where(read, np.arange(len(time)), -1))
    old = (last < 0) | (time - time[last] > OUTLINE_LOOK_BACK_S)
    return np.where(old, -1, last)


def _rows(time: NDArray[np.float64], peaks_s: Sequence[float]) -> NDArray[np.int64]:
    """The rows that are drawn: at most `MOST_A_SECOND`, and those of the worst moments."""
    if not len(time):
        return np.zeros(0, np.int64)
    slots = np.floor((time - time[0]) * MOST_A_SECOND + 1e-6)
    regular = np.flatnonzero(np.diff(slots, prepend=-1.0))
    nearest = np.searchsorted(time, np.array(peaks_s, np.float64) - 1e-3).clip(0, len(time) - 1)
    return np.unique(np.concatenate((regular, nearest)))


def _crop(track: Track) -> Crop:
    """The part of the picture in which the body moves."""
    width, height = track.size
    points = track.xy[track.detected].reshape(-1, 2).astype(np.float64)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return Crop(0.0, 0.0, 1.0, 1.0, width / height)
    # One frame in a hundred may be wrong by half the picture.
    (left, top), (right, bottom) = np.percentile(points, (0.5, 99.5), axis=0).tolist()
    margin = MARGIN * max(right - left, bottom - top, 10.0)
    wide, high = right - left + 2 * margin, bottom - top + 4 * margin  # the head's circle, and the book
    wide, high = max(wide, high * ASPECTS[0]), max(high, wide / ASPECTS[1])
    x, y = (left + right - wide) / 2, (top + bottom - high) / 2
    return Crop(x / width, y / height, wide / width, high / height, wide / high)


class _Captions:
    """The word of a frame with its faults, or why it was not measured; each text once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[tuple[object, ...], int] = {}
        self.texts: list[str] = []

    def of(self, hud: Hud) -> int:
        """Place of the frame's caption among `texts`."""
        key = (hud.word, hud.faults, hud.reason, hud.seen, hud.unread)
        if key not in self._known:
            self._known[key] = len(self.texts)
            self.texts.append(self._text(hud))
        return self._known[key]

    def _text(self, hud: Hud) -> str:
        words = self._words
        if unread := unread_words(hud, words):
            return unread
        why = [words.text(f"fault.{fault}.name") for fault in hud.faults]
        if hud.reason is not None:
            why = [words.why(hud.reason, hud.seen)]
        verdict = words.text(f"verdict.{hud.word}")
        return f"{verdict}: {', '.join(why)}" if why else verdict


class _NoCaptions:
    """Captions of what nobody judged."""

    texts = ("",)

    def of(self, hud: Hud) -> int:
        """Place of the empty caption."""
        return 0


class _Packer:
    """Packs shapes into numbers; each style, all of a shape but its places, stands once in `styles`."""

    def __init__(self, crop: Crop) -> None:
        self._crop = crop
        self._known: dict[tuple[object, ...], int] = {}
        self.styles: list[list[object]] = []
        self.numbers = array("h")

    def add(self, shape: Primitive) -> None:
        """Pack a shape.

        Raises:
            TypeError: texts are no part of the drawing on the body.
        """
        zoom = 1 / self._crop.height
        match shape:
            case Line(a=a, b=b, role=role, width=width, dashed=dashed, halo=halo):
                self._put(("line", role, width * zoom, dashed, halo), (a, b))
            case Polyline(points=points, role=role, width=width, halo=halo):
                self._put(("poly", role, width * zoom, halo), points)
            case Polygon(points=points, role=role, opacity=opacity, halo=halo):
                self._put(("area", role, opacity, halo), points)
            case Disc(centre=centre, radius=radius, role=role, opacity=opacity, halo=halo):
                self._put(("disc", role, opacity, halo), (centre,), radius * zoom)
            case Ring(centre=centre, radius=radius, width=width, role=role, share=share, halo=halo):
                self._put(("ring", role, width * zoom, share, halo), (centre,), radius * zoom)
            case _:
                raise TypeError(f"no replay of {type(shape).__name__}")

    def _put(self, style: tuple[object, ...], points: Sequence[Point], radius: float | None = None) -> None:
        if style not in self._known:
            self._known[style] = len(self.styles)
            self.styles.append([round(part, 5) if isinstance(part, float) else part for part in style])
        crop = self._crop
        across, down = SCALE / crop.width, SCALE / crop.height
        values = [
            max(-32768, min(32767, round(value)))
            for x, y in points
            for value in ((x - crop.x) * across, (y - crop.y) * down)
        ]
        if radius is not None:
            values.append(min(32767, round(radius * SCALE)))
        self.numbers.append(self._known[style] + 256 * len(values))
        self.numbers.extend(values)
