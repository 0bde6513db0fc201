"""Writes a video in which the frames keep their media times."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.container import OutputContainer
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from formcheck.errors import OutputError
from formcheck.runtime.disk_errors import as_output_error

TIME_BASE = Fraction(1, 90_000)
"""The clock of MPEG, in seconds: all usual frame rates are exact in it."""

_QUALITY = {"preset": "veryfast", "crf": "23"}
_KEYFRAME_EVERY = 60
"""Frames between key frames: a player can jump to these."""


class VideoWriter:
    """Writes RGB frames as H.264 in MP4, variable frame rate kept. Use it as a context manager.

    When this build of FFmpeg has no H.264 encoder, MPEG-4 part 2 is written, which nearly all players know.
    An odd width or height is made even by repeating the last column or row, because both codecs halve the
    resolution of the colours.

    Args:
        path: where to write; MP4 whatever its extension. Give it a temporary path of an `OutputFolder`.
        size: (width, height) of the frames in pixels.
        fps: expected mean frames per second; only the encoder uses it.

    Raises:
        OutputError: the place cannot be written to, or is full (`FullDiskError`); from any method.
    """

    def __init__(self, path: str | os.PathLike[str], size: tuple[int, int], fps: float = 30.0) -> None:
        self._path = Path(path)
        self._size = size
        self._last_stamp = -1
        self._reformatter = VideoReformatter()
        self._container: OutputContainer | None = None
        with self._disk_errors():
            # Python creates the file first: its error tells "no permission" from "no such folder".
            self._path.open("wb").close()
            self._container = av.open(
                f"file:{self._path}", mode="w", format="mp4", options={"movflags": "+faststart"}
            )
            self._stream = self._add_stream(self._container, fps)

    def write(self, image: NDArray[np.uint8], time_s: float) -> None:
        """Add a frame.

        Args:
            image: (height, width, 3) uint8 RGB, of the size of the video.
            time_s: media time in seconds, at least 0 and later than that of the previous frame.

        Raises:
            ValueError: another size, or a time that does not increase.
            OutputError: as for the class.
        """
        if self._container is None:
            raise ValueError("the video is already finished")
        if image.shape != (self._size[1], self._size[0], 3):
            raise ValueError(f"expected {self._size} pixels, got {image.shape[1::-1]}")
        stamp = round(time_s / TIME_BASE)
        if stamp <= self._last_stamp:
            raise ValueError("time must increase from frame to frame")
        self._last_stamp = stamp
        picture = av.VideoFrame.from_ndarray(self._padded(image), format="rgb24")
        picture = self._reformatter.reformat(picture, format="yuv420p", dst_colorspace=Colorspace.ITU601)
        picture.pts, picture.time_base = stamp, TIME_BASE
        with self._disk_errors():
            self._container.mux(self._stream.encode(picture))

    def close(self) -> None:
        """Finish the file. Calling it twice is allowed.

        Raises:
            OutputError: as for the class.
        """
        container, self._container = self._container, None
        if container is None:
            return
        with self._disk_errors():
            try:
                if self._last_stamp >= 0:
                    container.mux(self._stream.encode(None))
            finally:
                container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:  # an error in a file that is thrown away must not hide the first error
            with contextlib.suppress(OutputError):
                self.close()

    def _add_stream(self, container: OutputContainer, fps: float) -> VideoStream:
        h264 = "libx264" in av.codecs_available
        stream = container.add_stream(
            "libx264" if h264 else "mpeg4",
            rate=Fraction(min(max(fps, 1.0), 240.0)).limit_denominator(1001),
            options=_QUALITY if h264 else {"q": "4"},
        )
        stream.width, stream.height = (side + side % 2 for side in self._size)
        stream.pix_fmt = "yuv420p"
        # Stated in the file, because players guess another colour matrix for large pictures.
        stream.colorspace, stream.color_range = Colorspace.SMPTE170M, ColorRange.MPEG
        context = stream.codec_context
        context.time_base = TIME_BASE
        context.max_b_frames = 0  # so that the first frame has its own time
        context.gop_size = _KEYFRAME_EVERY
        return stream

    def _padded(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        height, width = image.shape[:2]
        if height % 2 or width % 2:
            image = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        return np.ascontiguousarray(image)

    @contextlib.contextmanager
    def _disk_errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, av.FFmpegError) as error:
            raise as_output_error(error, self._path.parent) from error
