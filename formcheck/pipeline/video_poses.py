"""The poses of a video in chunks, with what has to be told about the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from formcheck.pose.estimator import PoseEstimator, estimate_all
from formcheck.pose.track import Track
from formcheck.runtime.interrupt import GentleStop
from formcheck.scoring.result import Source
from formcheck.store.recording import as_recorded

CHUNK = 256
"""Frames scored together: enough that scoring costs nothing beside the pose, few enough to stay flat."""
SHOW_EVERY = 8
"""Frames between two looks at the progress bar."""

Progress = Callable[[float, float | None], None]
"""Called with media seconds done and in all (None when the file does not tell)."""


class Span:
    """How many frames went by, and the media time that they took."""

    def __init__(self) -> None:
        self.frames = 0
        self._first_s = self._last_s = 0.0

    def step(self, track: Track) -> None:
        """See a chunk; an empty one changes nothing."""
        if len(track):
            self._first_s = self._first_s if self.frames else float(track.time[0])
            self._last_s = float(track.time[-1])
            self.frames += len(track)

    def source(
        self, name: str, size: tuple[int, int], *, partial: bool = False, notes: Sequence[str] = ()
    ) -> Source:
        """What is told about frames of that size: each frame lasts as long as the mean step."""
        span = self._last_s - self._first_s
        step = span / (self.frames - 1) if self.frames > 1 else 0.0
        return Source(
            name=name,
            frames=self.frames,
            fps_mean=round(1 / step, 3) if step > 0 else 0.0,
            duration_s=round(span + step, 3),
            width=size[0],
            height=size[1],
            partial=partial,
            notes=list(notes),
        )


class VideoPoses:
    """Iterates over the chunks of a video's poses, once, until its end or until a stop is asked for.

    Attributes:
        interrupted: whether it ended because a stop was asked for.
    """

    def __init__(
        self, file: VideoFile, pose: PoseEstimator, stop: GentleStop, progress: Progress | None
    ) -> None:
        self._file, self._pose, self._stop, self._progress = file, pose, stop, progress
        self._rows = self._chunks()
        self._span = Span()
        self.interrupted = False

    def __iter__(self) -> Iterator[Track]:
        return self._rows

    def _frames(self) -> Iterator[Frame]:
        for frame in self._file.frames():
            if self._stop.asked:
                self.interrupted = True
                return
            yield frame

    def _chunks(self) -> Iterator[Track]:
        rows: list[Track] = []
        for number, row in enumerate(estimate_all(self._pose, self._frames())):
            rows.append(row)
            if self._progress is not None and number % SHOW_EVERY == 0:
                self._progress(float(row.time[0]), self._file.info.duration_s)
            if len(rows) == CHUNK:
                yield self._joined(rows)
                rows = []
        if rows:
            yield self._joined(rows)

    def _joined(self, rows: list[Track]) -> Track:
        # What is scored now must be what the recording gives back later.
        track = as_recorded(Track.concatenate(rows))
        self._span.step(track)
        return track

    def source(self) -> Source:
        """The file as it was read."""
        info = self._file.info
        return self._span.source(
            info.name, (info.width, info.height), partial=self.interrupted, notes=self._file.notes
        )
