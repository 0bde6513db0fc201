"""Counts packets from which a decoder makes no picture, without an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import av
from av.packet import Packet
from av.video.stream import VideoStream

_LONGEST_DELAY = 20
"""Packets that a decoder may take in before it gives a picture: H.264 and HEVC put up to 16 in order, and
threads hold some back. Fields, invisible and repeated frames give shorter runs."""


@dataclass(slots=True)
class SilentLosses:
    """Packets before the first key frame of a film that was cut, and long runs without any picture."""

    _leading: int = 0
    _begun: bool = False
    _shown: bool = False
    _run: int = 0

    def step(self, packet: Packet[VideoStream], pictures: Sequence[av.VideoFrame]) -> int:
        """Number of packets that turn out to be lost, after one more was decoded to `pictures`."""
        lost = 0
        self._begun = self._begun or packet.is_keyframe
        if pictures and not self._shown:
            self._shown = True
            # A stream that is refreshed bit by bit has no key frames, and loses nothing before one.
            lost += self._leading if pictures[0].key_frame else 0
        if pictures:
            lost += max(0, self._run - len(pictures)) if self._run > _LONGEST_DELAY else 0
            self._run = 0
        elif packet.size and not packet.is_discard:
            self._leading += not self._begun
            self._run += self._begun
        return lost

    def end(self) -> int:
        """Number of packets that are lost at the end; after the last packet."""
        return self._run if self._run > _LONGEST_DELAY else 0
