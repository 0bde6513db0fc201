"""Finds the stream of a video that a player would show."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from formcheck.errors import InputError
from formcheck.media.formats import RECORD_AGAIN, not_moving

_NOT_MOVING = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
_SHORT = 0.1
"""A stream shorter than this share of the longest one is a thumbnail or a preview."""
_SMALL = 0.25
"""A stream with fewer pixels than this share of the largest one is a proxy (half the width and height, or
less), even where it is marked as the default."""
_LOOK_S = 3.0
_LOOK_PACKETS = 3000
"""How far the beginning of a file is read to tell streams that move from single pictures, where the file
does not declare their lengths: seconds of each stream, and packets of all."""


def picture_stream(container: InputContainer, again: Callable[[], InputContainer], shown: str) -> VideoStream:
    """The moving picture that a player would show: by default flag, then size, then length, then order.

    Cover art, thumbnails, previews and proxies are never chosen, nor streams that cannot be decoded.

    Args:
        container: the open file; nothing is read from it.
        again: opens the file a second time, to look into it where it declares no lengths.
        shown: its name for errors.

    Raises:
        InputError: there is none.
    """
    moving = [s for s in container.streams.video if not s.disposition & _NOT_MOVING]
    if not moving:
        what = "only sound" if container.streams.audio else "no moving picture"
        raise InputError(f"{shown} holds {what}, no video", "Give a recorded video such as MP4, MOV or WebM")
    known = [s for s in moving if s.codec_context is not None]
    if not known:
        raise InputError(f"{shown} is packed with a video codec that is not known here", RECORD_AGAIN)
    if container.format.name == "gif" and known[0].frames <= 1:
        raise not_moving(shown, "a GIF picture")
    if len(known) == 1:
        return known[0]
    lengths = _lengths(known, again)
    longest = max(lengths)
    left = [(s, length) for s, length in zip(known, lengths, strict=True) if length >= _SHORT * longest]
    largest = max(_pixels(s) for s, _ in left)
    left = [(s, length) for s, length in left if _pixels(s) > _SMALL * largest]
    return max(left, key=lambda pair: (_is_default(pair[0]), _pixels(pair[0]), pair[1], -pair[0].index))[0]


def _is_default(stream: VideoStream) -> bool:
    return bool(stream.disposition & Disposition.default)


def _pixels(stream: VideoStream) -> int:
    return stream.width * stream.height


def _lengths(streams: Sequence[VideoStream], again: Callable[[], InputContainer]) -> list[float]:
    """Length of each stream in seconds: as declared; where one declares none, all as the beginning shows."""
    declared = [float(s.duration * s.time_base) if s.duration and s.time_base else 0.0 for s in streams]
    return declared if all(declared) else _spans(streams, again)


def _spans(streams: Sequence[VideoStream], again: Callable[[], InputContainer]) -> list[float]:
    """Seconds between first and last stamp of each stream near the beginning; 0 for a single picture."""
    first: dict[int, float] = {}
    spans = {s.index: 0.0 for s in streams}
    with again() as container:
        try:
            for number, packet in enumerate(container.demux()):
                stamp = packet.dts if packet.dts is not None else packet.pts
                index = packet.stream_index
                if number > _LOOK_PACKETS or min(spans.values()) > _LOOK_S:
                    break
                if stamp is None or not packet.time_base or index not in spans:
                    continue
                time_s = float(stamp * packet.time_base)
                spans[index] = min(_LOOK_S * 2, max(spans[index], time_s - first.setdefault(index, time_s)))
        except (av.FFmpegError, OSError):
            pass  # what was seen until the damage has to do
    return list(spans.values())
