"""A camera that plays a video file or given frames, for tests and trials."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator

from formcheck.errors import FormcheckError
from formcheck.media.camera import FPS, SILENCE_S, CameraInfo
from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from formcheck.runtime.closing import Closing


class FakeCamera(Closing):
    """Sends given frames like a camera, but without waiting: each frame comes as soon as it is asked for.

    Args:
        film: a video file, or frames. The frames may be endless: each is made when it is asked for.
        times: media times in seconds, strictly increasing, in place of those of the frames; None keeps these.
            The camera ends with the shorter of film and times.
        silent_at: numbers of frames before which the camera is silent once (it yields None).
        error: raised after the last frame, like the error of a camera that is unplugged; None for no error.
        name: the name of the camera.

    Raises:
        InputError: the film cannot be read; raised when the first frame is asked for.
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
        """Number 0. The size is (0, 0) before the first frame."""
        return CameraInfo(0, self._name, *self._size, float(FPS))

    @property
    def dropped(self) -> int:
        """Always 0: no frame is replaced."""
        return 0

    def frames(self, wait_s: float = SILENCE_S) -> Iterator[Frame | None]:
        """The frames in their order. A second call goes on where the first ended.

        Raises:
            FormcheckError: the `error` that was given, after the last frame.
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
        """End `frames`."""
        self._closed = True
        self._reading.close()
