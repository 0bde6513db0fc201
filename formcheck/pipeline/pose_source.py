"""`PoseSource`: where the poses of a scoring come from. A video, a recording and a track are read alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from math import inf
from pathlib import Path
from typing import Protocol

from formcheck.errors import InputError
from formcheck.media.correction import FilmCorrection
from formcheck.pipeline.source_tally import SourceTally
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.part_plans import VIEW_S
from formcheck.scoring.source import Corrected, Source
from formcheck.store.recording import iter_recording

CHUNK = 256
"""Frames scored together: enough that scoring costs nothing beside the pose, few enough to stay flat."""
RECORDED_CHUNK = 8 * CHUNK
"""The same of poses that are recorded already: two megabytes."""
MOST_KEPT = 4 * RECORDED_CHUNK
"""Frames of a recording that are kept to be looked at again; a longer one is read again."""

TURNED = "turned"
"""Note of a source whose pictures did not stand upright, with the degrees that `--rotate` takes for them."""
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

    Attributes:
        recording: the same path.
    """

    interrupted = False

    def __init__(self, recording: Path, source: Source, progress: Progress | None = None) -> None:
        self.recording, self._source, self._progress = recording, source, progress
        self._model: ModelInfo | None = None
        self._kept: list[Track] = []
        self._whole = False
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
        frames = 0
        for chunk in _recorded(self.recording):
            self._model = chunk.model
            frames += len(chunk)
            if frames <= MOST_KEPT:
                self._kept.append(chunk)
            else:
                self._kept.clear()
            yield chunk
            if self._progress is not None:
                self._progress(float(chunk.time[-1]), self._source.duration_s)
        self._whole = frames <= MOST_KEPT

    def source(self) -> Source:
        """The video that the recording was made from."""
        return self._source

    def again(self) -> Iterable[Track]:
        """The recording, read anew unless it is short."""
        return self._kept if self._whole else _recorded(self.recording)


def _recorded(recording: Path) -> Iterator[Track]:
    """A recording in large chunks, which cost less; until the view is settled in those of a video.

    The view is found in whole chunks (`part_plans.settled_view`), so that those have to be the same.
    """
    until_s = -inf
    for rows in iter_recording(recording, RECORDED_CHUNK):
        at = 0
        while at < len(rows) and until_s < VIEW_S:
            yield rows[at : at + CHUNK]
            until_s, at = float(rows.time[min(at + CHUNK, len(rows)) - 1]), at + CHUNK
        if at < len(rows):
            yield rows[at:]


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

    @classmethod
    def of_turned(cls, chunks: Iterable[Track], model: ModelInfo, source: Source, degrees: int) -> KeptPoses:
        """Poses of a picture that did not stand upright, turned clockwise by 90, 180 or 270 degrees.

        The landmark network turns every body before it looks at it, so these are the poses of the turned
        picture: on a rendered plank within two pixels for each turn.

        Args:
            chunks: as they were found.
            model: the network that made them.
            source: what the result says of where they come from; it will say how they were turned.
            degrees: the turn.
        """
        correction = FilmCorrection(**source.corrected.model_dump()) if source.corrected else FilmCorrection()
        correction = correction.turned(degrees)
        size = (source.width, source.height)
        width, height = size[::-1] if degrees % 180 else size
        changes = {
            "width": width,
            "height": height,
            "corrected": corrected(correction),
            "notes": [*source.notes, f"{TURNED}:{correction.rotate_deg}"],
        }
        return cls([c.turned(degrees) for c in chunks], model, source.model_copy(update=changes))

    def turned(self, degrees: int) -> KeptPoses:
        """These poses with the picture turned clockwise."""
        kept = KeptPoses.of_turned(self.chunks, self.model, self._source, degrees)
        kept.video = self.video
        return kept

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


def corrected(correction: FilmCorrection) -> Corrected | None:
    """What a result says of how a film was corrected; None for nothing."""
    return Corrected.model_validate(asdict(correction)) if correction else None
