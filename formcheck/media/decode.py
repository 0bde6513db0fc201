"""Decodes packets to upright RGB frames, and goes on after damage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from formcheck.media.frame import Frame
from formcheck.media.orientation import Orientation, orientation_of, square_pixel_size

_READ_FAILURES = 100
"""Number of read errors after which the rest of the file is given up."""
_STEP_OVER_S = 1.0
"""Seconds that are skipped at a place that cannot be read: usually as far as the next key frame."""
_SHORT_BY_S = 0.25
"""Seconds by which a whole file may end before its declared length: containers round, and the sound is often
a little longer."""
_SHORT_BY_FRAMES = 3
"""The same in frames; the larger of both counts."""
_LARGE_PICTURE = 1280 * 720 + 1
"""Pixels of a picture from which two threads decode it."""
_SAME_ASPECT = 0.02
"""Relative difference of the aspect up to which a picture belongs to the same film."""


@dataclass(slots=True)
class Tally:
    """What went wrong while reading; `notes` puts it in words.

    Attributes:
        frames: frames that were given out.
        packets: packets of the decoded stream.
        damaged_packets: packets that could not be decoded, and places that could not be read.
        damaged_frames: frames that were decoded with gaps.
        dropped_stamps: frames without a stamp, or with one that does not increase.
        dropped_sizes: frames of another aspect.
        truncated: the file ends before its declared length.
        ends_damaged: the last thing that was read is damaged.
        last_s: media time of the last frame.
        video_end_s: end of the last packet of the decoded stream, in seconds of the container's clock.
        any_end_s: the same over all streams, sound too.
    """

    frames: int = 0
    packets: int = 0
    damaged_packets: int = 0
    damaged_frames: int = 0
    dropped_stamps: int = 0
    dropped_sizes: int = 0
    truncated: bool = False
    ends_damaged: bool = False
    last_s: float = 0.0
    video_end_s: float = 0.0
    any_end_s: float = 0.0

    def notes(self) -> list[str]:
        """Machine-readable notes such as "truncated" or "damaged_packets:3"; [] without defects."""
        counts = ("damaged_packets", "damaged_frames", "dropped_stamps", "dropped_sizes")
        counted = [f"{name}:{getattr(self, name)}" for name in counts if getattr(self, name)]
        return (["truncated"] if self.truncated else []) + counted


def set_threads(stream: VideoStream) -> None:
    """Set one decoding thread for pictures up to 720p, and two for larger ones, which costs some memory."""
    large = stream.width * stream.height >= _LARGE_PICTURE
    stream.thread_type = "FRAME" if large else "SLICE"
    stream.thread_count = min(2, os.cpu_count() or 1) if large else 1


@dataclass(slots=True)
class Decoder:
    """One pass over one stream, from the start to the end.

    Attributes:
        container: open container; only this object may read it.
        stream: the stream to decode.
        tally: counts while reading; complete when `frames` has ended.
    """

    container: InputContainer
    stream: VideoStream
    tally: Tally = field(default_factory=Tally)
    _reformatter: VideoReformatter = field(default_factory=VideoReformatter)
    _stored_size: tuple[int, int] | None = None
    _orientation: Orientation = field(default_factory=Orientation)
    _origin: int | None = None

    def frames(self) -> Iterator[Frame]:
        """Upright frames with strictly increasing media time in seconds from the stream's start."""
        tally = self.tally
        for packet in self._packets():
            for picture in self._decode(packet):
                time_s = self._stamp(picture)
                if time_s is None or (tally.frames and time_s <= tally.last_s):
                    tally.dropped_stamps += 1
                    continue
                image = self._upright(picture)
                if image is None:
                    tally.dropped_sizes += 1
                    continue
                tally.frames += 1
                tally.last_s = time_s
                yield Frame(image, time_s)
        tally.truncated = self._ended_early()

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        """Packets of the stream, then the flush packet. Places that cannot be read are skipped."""
        read = read_before = 0
        place_s = 0.0
        for _ in range(_READ_FAILURES):
            try:
                for packet in self.container.demux():
                    read += 1
                    self._note_end(packet)
                    if packet.stream is self.stream:
                        yield cast("Packet[VideoStream]", packet)
            except (av.FFmpegError, OSError):
                self.tally.damaged_packets += read > read_before
                if read == read_before:  # a second try did not help
                    place_s = max(place_s, self.tally.any_end_s) + _STEP_OVER_S
                    if not self._seek(place_s):
                        break
                read_before = read
            else:
                return
        self.tally.ends_damaged = True

    def _seek(self, place_s: float) -> bool:
        """Go to a later time of the container's clock; returns whether there is such a place."""
        try:
            self.container.seek(round(place_s * av.time_base), backward=False)
        except (av.FFmpegError, OSError):
            return False
        return True

    def _decode(self, packet: Packet[VideoStream]) -> list[av.VideoFrame]:
        flush = packet.size == 0 and packet.pts is None and packet.dts is None
        self.tally.packets += not flush
        if packet.size == 0 and not flush:  # "same as before" in AVI; the decoder takes it for the end
            return []
        try:
            pictures = self.stream.decode(packet)
        except (av.FFmpegError, OSError):
            self.tally.damaged_packets += 1
            self.tally.ends_damaged = True
            return []
        if not flush:
            self.tally.ends_damaged = False
        self.tally.damaged_frames += sum(picture.is_corrupt for picture in pictures)
        return pictures

    def _note_end(self, packet: Packet[Stream]) -> None:
        stamp = packet.pts if packet.pts is not None else packet.dts
        if stamp is None or not packet.time_base:
            return
        tally, end_s = self.tally, float((stamp + (packet.duration or 0)) * packet.time_base)
        tally.any_end_s = max(tally.any_end_s, end_s)
        if packet.stream is self.stream:
            tally.video_end_s = max(tally.video_end_s, end_s)

    def _stamp(self, picture: av.VideoFrame) -> float | None:
        """Media time in seconds from the stream's start; None without a stamp."""
        if picture.pts is None or picture.time_base is None:
            return None
        if self._origin is None:
            start = self.stream.start_time
            self._origin = picture.pts if start is None else min(start, picture.pts)
        base = picture.time_base
        return (picture.pts - self._origin) * base.numerator / base.denominator

    def _upright(self, picture: av.VideoFrame) -> NDArray[np.uint8] | None:
        """The upright picture, RGB in square pixels; None when its aspect is not that of the first one."""
        size = square_pixel_size(picture.width, picture.height, self.stream.sample_aspect_ratio)
        if self._stored_size is None:
            self._stored_size, self._orientation = size, orientation_of(picture)
        width, height = self._stored_size
        if abs(size[0] * height / (size[1] * width) - 1.0) > _SAME_ASPECT:
            return None
        rgb = self._reformatter.reformat(picture, width=width, height=height, format="rgb24")
        image = cast("NDArray[np.uint8]", rgb.to_ndarray())
        # A picture that is RGB already belongs to the decoder, which may still read it for the next one.
        return self._orientation.apply(image.copy() if rgb is picture else image)

    def _ended_early(self) -> bool:
        """Whether the container declares more than was read."""
        tally, stream, base = self.tally, self.stream, self.stream.time_base
        if tally.ends_damaged:
            return True
        # MP4 also counts frames that an edit list cuts away; there only the length is compared.
        if "mp4" not in self.container.format.name and tally.packets < stream.frames:
            return True
        if stream.duration and base:
            declared_s = float((stream.duration + (stream.start_time or 0)) * base)
            reached_s = tally.video_end_s
        elif self.container.duration:
            declared_s = (self.container.duration + (self.container.start_time or 0)) / av.time_base
            reached_s = tally.any_end_s
        else:
            return False
        step_s = 1.0 / float(stream.average_rate) if stream.average_rate else 0.0
        return reached_s < declared_s - max(_SHORT_BY_S, _SHORT_BY_FRAMES * step_s)
