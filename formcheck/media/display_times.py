"""Display times from the order of the packets, for containers that store no others."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import av
from av.packet import Packet
from av.video.stream import VideoStream

_CONTAINERS = ("avi", "asf", "mxf")
_CODECS = ("h264", "hevc")
"""FFmpeg derives the display times of older codecs from their decode times itself, and rightly."""


def lacks_display_times(container: str, stream: VideoStream) -> bool:
    """Whether the stamps that FFmpeg gives for pictures of this stream are guesses, out of order."""
    context = stream.codec_context
    return container in _CONTAINERS and context.name in _CODECS and bool(context.has_b_frames)


@dataclass(slots=True)
class DisplayTimes:
    """Pairs pictures, in display order, with the sorted stamps of their packets.

    Every picture has one packet, so that the n-th picture shown has the n-th smallest stamp. A packet that
    gives no picture would shift all that follow; at each key frame, before which everything older has been
    shown, stamps that are left over are thrown away.

    Args:
        by_pts: take the packets' display stamps, which MXF numbers in the order of the file, and not their
            decode stamps, in which it leaves holes.
    """

    by_pts: bool
    _waiting: list[int] = field(default_factory=list)
    _own: dict[int, int] = field(default_factory=dict)

    def sent(self, packet: Packet[VideoStream]) -> None:
        """Note a packet before it is decoded."""
        stamp = self._stamp(packet)
        if stamp is not None:
            heapq.heappush(self._waiting, stamp)
            if packet.pts is not None:
                self._own[packet.pts] = stamp

    def failed(self, packet: Packet[VideoStream]) -> None:
        """Forget a packet that cannot be decoded: its time becomes a gap."""
        if (stamp := self._stamp(packet)) in self._waiting:
            self._waiting.remove(stamp)
            heapq.heapify(self._waiting)

    def of(self, picture: av.VideoFrame) -> int | None:
        """The display time of the next picture in ticks; None when no packet told one."""
        own = self._own.pop(picture.pts, None) if picture.pts is not None else None
        if picture.key_frame and own is not None:
            while self._waiting and self._waiting[0] < own:
                heapq.heappop(self._waiting)
            self._own = {pts: stamp for pts, stamp in self._own.items() if stamp > own}
        return heapq.heappop(self._waiting) if self._waiting else None

    def _stamp(self, packet: Packet[VideoStream]) -> int | None:
        return packet.pts if self.by_pts else packet.dts
