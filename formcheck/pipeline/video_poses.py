"""The poses of a video in chunks."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from formcheck.pipeline.pose_source import CHUNK, Progress, corrected
from formcheck.pipeline.source_tally import SourceTally
from formcheck.pose.estimator import PoseEstimator, estimate_all
from formcheck.pose.track import ModelInfo, Track, as_recorded
from formcheck.runtime.interrupt import GentleStop
from formcheck.scoring.source import LostFrames, Source

SHOW_EVERY = 8
"""Frames between two updates of the progress bar."""


class VideoPoses:
    """Iterates over the chunks of a video's poses, once, until its end or until a stop is asked for.

    Args:
        file: the open video.
        pose: finds the person; its owner closes it.
        stop: asked before each frame whether to go on; None never stops.
        progress: told the media time every few frames, or None.

    Attributes:
        interrupted: whether it ended because a stop was asked for.
    """

    def __init__(
        self,
        file: VideoFile,
        pose: PoseEstimator,
        stop: GentleStop | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._file, self._pose, self._stop, self._progress = file, pose, stop, progress
        self._rows = self._chunks()
        self._tally = SourceTally()
        self.interrupted = False

    @property
    def model(self) -> ModelInfo:
        """The network that makes the poses."""
        return self._pose.model

    def __iter__(self) -> Iterator[Track]:
        return self._rows

    def _frames(self) -> Iterator[Frame]:
        for frame in self._file.frames():
            if self._stop is not None and self._stop.asked:
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
        # A rescore reads the recording: what is scored now must be what the recording gives back.
        track = as_recorded(Track.concatenate(rows))
        self._tally.step(track)
        return track

    def source(self) -> Source:
        """The file as it was read."""
        info = self._file.info
        size = (info.width, info.height)
        lost = self._file.lost
        return self._tally.source(
            self._file.path.name,
            size,
            partial=self.interrupted,
            notes=self._file.notes,
            corrected=corrected(self._file.correction),
            recorded_at=info.recorded_at,
            lost=LostFrames(frames=lost, of=lost + self._tally.frames) if lost else None,
        )

    def again(self) -> None:
        """A video is read once: its recording keeps the poses."""
