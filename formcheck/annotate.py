"""Draws what was judged over the video it was judged from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.feedback.hud import BookView, Hud
from formcheck.feedback.overlay import overlay
from formcheck.feedback.painter_cv2 import Painter
from formcheck.feedback.words import Words
from formcheck.interrupt import GentleStop
from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import FAULT, GOOD, PHASE_CODE, SIGNAL_ROW
from formcheck.media.video import VideoFile
from formcheck.media.writer import TIME_BASE, VideoWriter
from formcheck.outputs import OUTLINE_LOOK_BACK_S, overlay_spec
from formcheck.parts import Stint
from formcheck.pose.track import Track
from formcheck.poses import Progress
from formcheck.session.session import Session
from formcheck.signals.book_objects import book_object
from formcheck.store.recording import iter_recording

CHUNK = 64
LONGEST_SIDE_PX = 1280
"""Larger pictures are drawn smaller: the encoder's memory grows with them, and nobody looks closer."""


class HoldClock:
    """Quality seconds of the hold that is running: amber counts half, red and unmeasured not at all."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last_s: float | None = None

    def step(self, scores: FrameScores, row: int) -> float | None:
        """Seconds after this frame; None outside a hold."""
        now = float(scores.time[row])
        since, self._last_s = (now - self._last_s if self._last_s is not None else 0.0), now
        if scores.phase[row] != PHASE_CODE["hold"]:
            self.seconds = 0.0
            return None
        if scores.verdict[row] == GOOD:
            self.seconds += since
        elif scores.verdict[row] == FAULT and not scores.major[row]:
            self.seconds += since / 2
        return self.seconds


class _Narrator:
    """Keeps the counters that the overlay shows beside each frame's judgement."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._clock = HoldClock()
        self._object = book_object(session.plan.book)
        self.outline: NDArray[np.float32] | None = None
        self._outline_s = -np.inf

    def hud(self, track: Track, scores: FrameScores) -> Hud:
        """What the overlay says beside a frame, given as a track and scores of one row."""
        session, dose = self.session, self.session.rule.config.dose
        done = session.outcomes
        held = self._clock.step(scores, 0)
        distances = (track.dorsal if session.rule.spec.outline == "dorsal" else track.ventral)[0]
        now = float(scores.time[0])
        if np.isfinite(distances).any():
            self.outline, self._outline_s = distances, now
        elif now - self._outline_s > OUTLINE_LOOK_BACK_S:
            self.outline = None
        return Hud.of(
            scores,
            0,
            hold_s=held if dose.hold_s else None,
            target_s=dose.hold_s or None,
            reps=sum(o.kind == "rep" for o in done) if session.rule.spec.moves else None,
            attempts=sum(o.kind == "attempt" for o in done),
            target_reps=dose.reps or None,
            book=self._lying(scores),
        )

    def _lying(self, scores: FrameScores) -> BookView | None:
        x, y = (float(scores.signals[SIGNAL_ROW[name], 0]) for name in ("book_x_cm", "book_y_cm"))
        if not (np.isfinite(x) or np.isfinite(y)):
            return None
        side_view = self.session.plan.view == "side"
        tilt = scores.signals[SIGNAL_ROW["trunk_pitch_change_deg" if side_view else "trunk_roll_deg"], 0]
        return BookView(
            object=self.session.plan.book,
            driven_by=("pitch",) if side_view else ("roll", "shift"),
            x_cm=x if np.isfinite(x) else 0.0,
            y_cm=y if np.isfinite(y) else 0.0,
            tilt_deg=float(tilt) if np.isfinite(tilt) else 0.0,
            fallen=abs(x) > self._object.half_length_cm or abs(y) > self._object.half_width_cm,
        )


def annotate_video(
    video: Path,
    out: Path,
    recording: Path,
    stints: Sequence[Stint],
    lang: str,
    *,
    progress: Progress | None = None,
    stop: GentleStop | None = None,
) -> None:
    """Write `video` again with the overlay, frame by frame as the judge saw it then.

    The recording is judged once more, chunk by chunk: the same events come out (law 2), and no table of all
    frames has to stay in memory. Frames that belong to no stint stay as they were filmed.

    Raises:
        KeyboardInterrupt: a stop was asked for before the end.
        InputError, OutputError: the video cannot be read any more, or `out` not written.
    """
    words, painter = Words(lang), Painter()
    judged = _judged(recording, stints)
    with VideoFile(video) as file:
        size = _drawn_size(file.info.width, file.info.height)
        tick = -1
        with VideoWriter(out, size, file.info.fps or 30.0) as writer:
            for frame, (track, seen) in zip(file.frames(), judged, strict=False):
                if stop is not None and stop.asked:
                    raise KeyboardInterrupt
                shapes = []
                if seen is not None:
                    narrator, scores = seen
                    hud = narrator.hud(track, scores)
                    spec = overlay_spec(narrator.session)
                    own = words.of(narrator.session.plan.exercise)
                    shapes = overlay(track, 0, hud, spec, own, outline=narrator.outline)
                # Two frames within one tick of the written video's clock are one picture of it.
                if (now := round(frame.time_s / TIME_BASE)) <= tick:
                    continue
                tick = now
                image = frame.image.copy() if frame.size == size else _smaller(frame.image, size)
                painter.paint(image, shapes)
                writer.write(image, frame.time_s)
                if progress is not None:
                    progress(frame.time_s, file.info.duration_s)


def _drawn_size(width: int, height: int) -> tuple[int, int]:
    """The size that is drawn, in pixels: even where it had to be made smaller."""
    scale = LONGEST_SIDE_PX / max(width, height)
    if scale >= 1:
        return width, height
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _smaller(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    import cv2

    return np.ascontiguousarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _judged(
    recording: Path, stints: Sequence[Stint]
) -> Iterator[tuple[Track, tuple[_Narrator, FrameScores] | None]]:
    """Each frame's pose as a track of one row, with the narrator of its stint and its scores, if it has
    any.
    """
    narrators = [_Narrator(Session(stint.plan)) for stint in stints]
    for chunk in iter_recording(recording, CHUNK):
        for row in range(len(chunk)):
            one = chunk[row : row + 1]
            now = float(one.time[0])
            seen = None
            for stint, narrator in zip(stints, narrators, strict=True):
                if stint.from_s <= now < stint.until_s:
                    scores = narrator.session.feed(one)
                    if stint.start_s <= now < stint.end_s:
                        seen = narrator, scores
            yield one, seen
