"""`PoseSource`: where the poses of a scoring come from. A video, a recording and a track are read alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from formcheck.errors import InputError
from formcheck.pipeline.source_tally import SourceTally
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.result import Source
from formcheck.store.recording import iter_recording

CHUNK = 256
"""Frames scored together: enough that scoring costs nothing beside the pose, few enough to stay flat."""

Progress = Callable[[float, float | None], None]
"""Called with the media seconds done and those in all (None when the file does not tell)."""


class PoseSource(Protocol):
    """Chunks of poses in order of time, to be read once.

    Attributes:
        interrupted: whether the chunks ended because a stop was asked for.
    """

    interrupted: bool

    @property
    def model(self) -> ModelInfo:
        """The network that made the poses."""
        ...

    def __iter__(self) -> Iterator[Track]:
        """The chunks that were not read yet.

        Raises:
            InputError: the source cannot be read.
        """
        ...

    def source(self) -> Source:
        """What the result says of the source; complete after the last chunk."""
        ...

    def again(self) -> Iterable[Track] | None:
        """All chunks once more; None where only the recording that is being written keeps them."""
        ...


class RecordedPoses:
    """The chunks of a recording.

    Args:
        recording: path of a `recording.parquet`.
        source: what the recording says of the video that it was made from.
        progress: told the media time after each chunk, or None.
    """

    interrupted = False

    def __init__(self, recording: Path, source: Source, progress: Progress | None = None) -> None:
        self._recording, self._source, self._progress = recording, source, progress
        self._model: ModelInfo | None = None
        self._chunks = self._read()

    @property
    def model(self) -> ModelInfo:
        """The network that made the poses; known once the first chunk was read."""
        if self._model is None:
            raise InputError("The recording holds no frames", "Score the video again")
        return self._model

    def __iter__(self) -> Iterator[Track]:
        return self._chunks

    def _read(self) -> Iterator[Track]:
        for chunk in iter_recording(self._recording, CHUNK):
            self._model = chunk.model
            yield chunk
            if self._progress is not None:
                self._progress(float(chunk.time[-1]), self._source.duration_s)

    def source(self) -> Source:
        """The video that the recording was made from."""
        return self._source

    def again(self) -> Iterable[Track]:
        """The recording, read anew."""
        return iter_recording(self._recording, CHUNK)


class KeptPoses:
    """Chunks in memory, which can be read again.

    Args:
        chunks: the poses.
        model: the network that made them.
        source: what the result says of where they come from.
        video: the file that they come from, where there is one.

    Attributes:
        chunks: the same poses.
        video: the same file.
    """

    interrupted = False

    def __init__(
        self, chunks: Sequence[Track], model: ModelInfo, source: Source, video: Path | None = None
    ) -> None:
        self.chunks, self.model, self.video = tuple(chunks), model, video
        self._source, self._left = source, iter(self.chunks)

    @classmethod
    def of_track(cls, track: Track, name: str) -> KeptPoses:
        """The chunks of a track; the result calls its source `name`."""
        tally = SourceTally()
        tally.step(track)
        chunks = [track[at : at + CHUNK] for at in range(0, len(track), CHUNK)]
        return cls(chunks, track.model, tally.source(name, track.size))

    def __iter__(self) -> Iterator[Track]:
        return self._left

    def anew(self) -> KeptPoses:
        """The same poses, not read yet."""
        return KeptPoses(self.chunks, self.model, self._source, self.video)

    def source(self) -> Source:
        """The given source."""
        return self._source

    def again(self) -> Iterable[Track]:
        """The same chunks."""
        return self.chunks
