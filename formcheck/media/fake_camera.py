"""A camera without a camera, for tests and for trying things out."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from types import TracebackType
from typing import Self

from formcheck.errors import FormcheckError
from formcheck.media.camera import FPS, SILENCE_S, CameraInfo
from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile


class FakeCamera:
    """Plays frames as a camera would send them, as fast as they are taken: nothing waits for a clock.

    Args:
        film: a video file, or frames; of endless ones only those are made that are taken.
        times: media times in seconds, strictly increasing, for the frames of the film; None keeps their own.
            The shorter of both ends it.
        silent_at: numbers of frames before which nothing comes for a while (None is given once).
        error: raised after the last frame, as when a camera is unplugged; None just ends.
        name: what it calls itself.

    Raises:
        InputError: the film cannot be read; when the first frame is taken.
    """

    def __init__(
        self,
        film: str | os.PathLike[str] | Iterable[Frame],
        times: Iterable[float] | None = None,
        *,
        silent_at: Iterable[int] = (),
        error: FormcheckError | None = None,
        name: str = "fake camera",
    ) -> None:
        self._film, self._times = film, times
        self._reading = self._timed()
        self._stream = enumerate(self._reading)
        self._silent_at = frozenset(silent_at)
        self._error, self._name = error, name
        self._closed = False
        self._size = (0, 0)

    @property
    def info(self) -> CameraInfo:
        """Number 0; its size is known from the first frame on."""
        return CameraInfo(0, self._name, *self._size, float(FPS))

    @property
    def dropped(self) -> int:
        """Always 0: every frame waits until it is taken."""
        return 0

    def frames(self, wait_s: float = SILENCE_S) -> Iterator[Frame | None]:
        """The frames in their order; asked for again, it goes on where it was.

        Raises:
            FormcheckError: the error that was asked for, after the last.
        """
        for number, frame in self._stream:
            if number in self._silent_at:
                yield None
            if self._closed:
                return
            self._size = frame.size
            yield frame
        if self._error is not None:
            raise self._error

    def _timed(self) -> Generator[Frame]:
        if self._times is None:
            yield from self._pictures()
            return
        for frame, time_s in zip(self._pictures(), self._times, strict=False):
            yield Frame(frame.image, float(time_s))

    def _pictures(self) -> Iterator[Frame]:
        if not isinstance(self._film, str | os.PathLike):
            yield from self._film
            return
        with VideoFile(self._film) as video:
            yield from video.frames()

    def close(self) -> None:
        """Nothing to let go; `frames` ends."""
        self._closed = True
        self._reading.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
