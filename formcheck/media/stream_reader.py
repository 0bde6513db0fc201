"""Decodes the pictures of one stream, and goes on after damage."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from formcheck.media.coded import Coded, coded_pictures, some_pictures
from formcheck.media.display_times import DisplayTimes, lacks_display_times
from formcheck.media.recorded_at import recorded_at
from formcheck.media.silent_losses import SilentLosses
from formcheck.media.slow_motion import times_slower
from formcheck.media.tally import Tally

_BLOCK_CLOCK_TICKS = 1 << 16
"""Matroska and WebM count the time of a block in its cluster in 16 bits; some writers let them wrap."""
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


@dataclass(slots=True)
class StreamReader:
    """One pass over one stream, from the start to the end.

    Attributes:
        container: open container; only this object may read it.
        stream: the stream to decode.
        tally: where damage is counted.
    """

    container: InputContainer
    stream: VideoStream
    tally: Tally
    _silent: SilentLosses = field(default_factory=SilentLosses)
    _ends_damaged: bool = False
    _video_end_s: float = 0.0
    _any_end_s: float = 0.0
    _coded_aspect: Fraction | None = None

    def __post_init__(self) -> None:
        self._coded_aspect = self.stream.codec_context.sample_aspect_ratio
        _set_threads(self.stream)
        self.tally.filmed_faster = times_slower(self.container, self.stream)

    @property
    def base(self) -> Fraction:
        """Seconds per tick of the stamps."""
        return self.stream.time_base or Fraction(1, av.time_base)

    @property
    def start(self) -> int | None:
        """Stamp of the stream's start in ticks; None where it is not known, or only guessed."""
        return None if self._lacks_display_times else self.stream.start_time

    @property
    def wrap(self) -> int:
        """Ticks after which stamps wrap in some files of this kind; 0 where they do not."""
        return _BLOCK_CLOCK_TICKS if "matroska" in self.container.format.name else 0

    @property
    def frames(self) -> int | None:
        """Declared number of pictures, which may be wrong; None for none."""
        return self.stream.frames or None

    @property
    def duration_s(self) -> float | None:
        """Declared length in seconds; None for none."""
        if self.stream.duration and self.stream.time_base:
            return float(self.stream.duration * self.stream.time_base)
        return self.container.duration / av.time_base if self.container.duration else None

    @property
    def fps(self) -> Fraction | None:
        """Declared mean frames per second; None for none."""
        return self.stream.average_rate or self.stream.guessed_rate

    @property
    def recorded_at(self) -> str | None:
        """When it was taken, in ISO 8601; None where the file does not tell."""
        return recorded_at(self.container)

    @property
    def pixel_aspect(self) -> Fraction | None:
        """Width over height of a stored pixel: the container's word, until the coded one changes."""
        coded = self.stream.codec_context.sample_aspect_ratio
        return self.stream.sample_aspect_ratio if coded == self._coded_aspect else coded

    def pictures(self) -> Iterator[tuple[av.VideoFrame, int | None]]:
        """Pictures in the order in which they are shown, as stored, each with its stamp in ticks or None."""
        if self._lacks_display_times:
            yield from self._in_display_order(DisplayTimes(by_pts=self.container.format.name == "mxf"))
            return
        for packet in self.packets():
            for picture in self.decode(packet) or ():
                yield picture, picture.pts

    def close(self) -> None:
        """Close the file. Calling it twice is allowed."""
        self.container.close()

    def coded(self) -> list[Coded]:
        """All pictures of the film in the order of the file, told from their packets: nothing is decoded."""
        return coded_pictures(self, own_stamps=not self._lacks_display_times)

    def some(self, chosen: Collection[int], needed: Collection[int]) -> Iterator[tuple[av.VideoFrame, int]]:
        """Chosen pictures, each with its number in the file, and no more decoded than they need."""
        return some_pictures(self, chosen, needed)

    @property
    def _lacks_display_times(self) -> bool:
        return lacks_display_times(self.container.format.name, self.stream)

    def _in_display_order(self, times: DisplayTimes) -> Iterator[tuple[av.VideoFrame, int | None]]:
        for packet in self.packets():
            times.sent(packet)
            pictures = self.decode(packet)
            if pictures is None:
                times.failed(packet)
                continue
            for picture in pictures:
                yield picture, times.of(picture)

    def packets(self) -> Iterator[Packet[VideoStream]]:
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
                    place_s = max(place_s, self._any_end_s) + _STEP_OVER_S
                    if not self._seek(place_s):
                        break
                read_before = read
            else:
                return
        self._ends_damaged = True

    def _seek(self, place_s: float) -> bool:
        """Go to a later time of the container's clock; returns whether there is such a place."""
        try:
            self.container.seek(round(place_s * av.time_base), backward=False)
        except (av.FFmpegError, OSError):
            return False
        return True

    def decode(self, packet: Packet[VideoStream]) -> list[av.VideoFrame] | None:
        """The pictures that come out after this packet; None when it cannot be decoded."""
        flush = packet.size == 0 and packet.pts is None and packet.dts is None
        if packet.size == 0 and not flush:  # "same as before" in AVI; the decoder takes it for the end
            return []
        try:
            pictures = self.stream.decode(packet)
        except (av.FFmpegError, OSError):
            self.tally.damaged_packets += 1
            self._ends_damaged = True
            return None
        if not flush:
            self._ends_damaged = False
        self.tally.damaged_packets += self._silent.step(packet, pictures)
        if flush and not pictures:
            self.tally.damaged_packets += self._silent.end()
        self.tally.damaged_frames += sum(picture.is_corrupt for picture in pictures)
        return pictures

    def _note_end(self, packet: Packet[Stream]) -> None:
        stamp = packet.pts if packet.pts is not None else packet.dts
        if stamp is None or not packet.time_base:
            return
        end_s = float((stamp + (packet.duration or 0)) * packet.time_base)
        self._any_end_s = max(self._any_end_s, end_s)
        if packet.stream is self.stream:
            self._video_end_s = max(self._video_end_s, end_s)

    def ended_early(self, joined: bool) -> bool:
        """Whether the container declares more than was read; known after `pictures`.

        Args:
            joined: the clock has started again, so that the declared length is that of one of several films.
        """
        stream, base = self.stream, self.stream.time_base
        if self._ends_damaged or joined:
            return self._ends_damaged
        if stream.duration and base:
            ticks = stream.duration
            if self.container.format.name == "avi":  # FFmpeg shortens the length to what a cut file holds
                ticks = max(ticks, stream.frames)
            declared_s = float((ticks + (stream.start_time or 0)) * base)
            reached_s = self._video_end_s
        elif self.container.duration:
            # Some writers declare the length, others the time of the end: a late start tells no cut.
            declared_s = (self.container.duration + min(self.container.start_time or 0, 0)) / av.time_base
            reached_s = self._any_end_s
        else:
            return False
        step_s = 1.0 / float(stream.average_rate) if stream.average_rate else 0.0
        return reached_s < declared_s - max(_SHORT_BY_S, _SHORT_BY_FRAMES * step_s)


def _set_threads(stream: VideoStream) -> None:
    """Set one decoding thread for pictures up to 720p, and two for larger ones, which costs some memory."""
    large = stream.width * stream.height >= _LARGE_PICTURE
    stream.thread_type = "FRAME" if large else "SLICE"
    stream.thread_count = min(2, os.cpu_count() or 1) if large else 1
