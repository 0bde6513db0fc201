"""Draws what was judged over the video it was judged from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.media.correction import FilmCorrection
from formcheck.media.video import AS_FILMED, VideoFile
from formcheck.media.writer import TIME_BASE, VideoWriter
from formcheck.overlay.frame_status import FrameStatus
from formcheck.overlay.overlay import overlay
from formcheck.overlay.overlay_spec import overlay_spec
from formcheck.overlay.painter_cv2 import Painter
from formcheck.pipeline.pose_source import Progress
from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge, judge_chunks
from formcheck.pose.track import Track
from formcheck.runtime.interrupt import GentleStop
from formcheck.store.recording import iter_recording
from formcheck.words.catalogue import Words

CHUNK = 64
LONGEST_SIDE_PX = 1280
"""Larger pictures are drawn smaller: the encoder's memory grows with them, and nobody looks closer."""


def annotate_video(
    video: Path,
    out: Path,
    recording: Path,
    spans: Sequence[PlannedSpan],
    lang: str,
    *,
    correction: FilmCorrection = AS_FILMED,
    progress: Progress | None = None,
    stop: GentleStop | None = None,
) -> None:
    """Write `video` again with the overlay, frame by frame as the judge saw it then.

    The recording is judged once more, chunk by chunk: the same events come out (law 2), and no table of all
    frames has to stay in memory. Frames that belong to no span stay as they were filmed.

    Raises:
        KeyboardInterrupt: a stop was asked for before the end.
        InputError, OutputError: the video cannot be read any more, or `out` not written.
    """
    words, painter = Words(lang), Painter()
    judged = _judged(recording, spans)
    with VideoFile(video, correction) as file:
        size = _drawn_size(file.info.width, file.info.height)
        tick = -1
        with VideoWriter(out, size, file.info.fps or 30.0) as writer:
            for frame, (track, seen) in zip(file.frames(), judged, strict=False):
                if stop is not None and stop.asked:
                    raise KeyboardInterrupt
                shapes = []
                if seen is not None:
                    status, scores = seen
                    hud = status.hud(track, scores)
                    spec = overlay_spec(status.scoring)
                    own = words.of(status.scoring.plan.exercise)
                    shapes = overlay(track, 0, hud, spec, own, outline=status.outline)
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
    recording: Path, spans: Sequence[PlannedSpan]
) -> Iterator[tuple[Track, tuple[FrameStatus, FrameScores] | None]]:
    """Each frame as a track of one row, with the status and the scores of the span that it belongs to."""
    judges = [SpanJudge(span) for span in spans]
    status = {judge: FrameStatus(judge.scoring) for judge in judges}
    for row, judged in judge_chunks(_rows(recording), judges):
        own = [one for one in judged if len(row[one.judge.span.own_rows(row)])]
        yield row, (status[own[-1].judge], own[-1].scores) if own else None


def _rows(recording: Path) -> Iterator[Track]:
    for chunk in iter_recording(recording, CHUNK):
        for row in range(len(chunk)):
            yield chunk[row : row + 1]
