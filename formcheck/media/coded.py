"""The pictures of a stream by their packets: which there are, and how to decode some of them only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple, Protocol

import av
from av.packet import Packet
from av.video.stream import VideoStream


class Coded(NamedTuple):
    """A picture as it lies in the file.

    Attributes:
        stamp: when it is shown, in ticks; None where the file does not tell. Where a file stores no display
            times it is the time of decoding, right in all but the order of neighbours.
        key: it can be decoded without any picture before it.
    """

    stamp: int | None
    key: bool


class PacketReader(Protocol):
    """What is needed of a stream."""

    stream: VideoStream

    def packets(self) -> Iterator[Packet[VideoStream]]:
        """Packets of the stream, then the flush packet."""
        ...

    def decode(self, packet: Packet[VideoStream]) -> list[av.VideoFrame] | None:
        """The pictures that come out after this packet; None when it cannot be decoded."""
        ...


def coded_pictures(reader: PacketReader, *, own_stamps: bool) -> list[Coded]:
    """All pictures, in the order of the file.

    Args:
        reader: read to its end.
        own_stamps: its packets tell when they are shown; else only when they are decoded.
    """
    found = []
    for packet in reader.packets():
        if packet.size:
            shown = packet.pts if own_stamps and packet.pts is not None else packet.dts
            found.append(Coded(packet.pts if shown is None else shown, packet.is_keyframe))
    return found


def some_pictures(
    reader: PacketReader, chosen: Collection[int], needed: Collection[int]
) -> Iterator[tuple[av.VideoFrame, int]]:
    """Chosen pictures, each with its number in the order of the file; see `PictureReader.some`."""
    context = reader.stream.codec_context
    context.copy_opaque = True  # each picture then tells which packet it was made of
    number, running = -1, False
    for packet in reader.packets():
        if not packet.size:
            continue
        number += 1
        if number in needed:
            packet.opaque, running = number, True
            yield from _among(chosen, reader.decode(packet))
        elif running:
            yield from _among(chosen, _rest(reader.stream))
            context.flush_buffers()
            running = False
    if running:
        yield from _among(chosen, _rest(reader.stream))


def _rest(stream: VideoStream) -> list[av.VideoFrame]:
    """The pictures that the decoder still holds."""
    try:
        return stream.decode(None)
    except (av.FFmpegError, OSError):
        return []


def _among(
    chosen: Collection[int], pictures: list[av.VideoFrame] | None
) -> Iterator[tuple[av.VideoFrame, int]]:
    for picture in pictures or ():
        if isinstance(picture.opaque, int) and picture.opaque in chosen:
            yield picture, picture.opaque
