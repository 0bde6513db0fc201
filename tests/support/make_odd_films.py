"""Makes small films that no muxer would write: with clocks that wrap or run back, and changing shapes."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.stream import Disposition

from tests.support.make_video import Image


def jpeg(image: Image) -> bytes:
    """An RGB image as JPEG."""
    ok, data = cv2.imencode(".jpg", np.ascontiguousarray(image[:, :, ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 95])
    assert ok
    return data.tobytes()


def matroska(
    path: Path,
    images: Sequence[Image],
    stamps_ms: Sequence[int],
    *,
    clusters_ms: Sequence[int] = (0,),
    duration_ms: float | None = None,
) -> Path:
    """Motion JPEG in Matroska with exactly these stamps; the images may be of several sizes.

    Each picture lies in the last cluster of `clusters_ms` that begins at or before its stamp, or in the
    first. Its time within the cluster has 16 bits and wraps, as some recorders let it. `duration_ms` is what
    the file declares; None for nothing.
    """
    height, width = images[0].shape[:2]
    info = _number("2AD7B1", 1_000_000) + _element("4D80", b"test") + _element("5741", b"test")
    if duration_ms is not None:
        info += _element("4489", struct.pack(">d", duration_ms))
    size = _element("E0", _number("B0", width) + _number("BA", height))
    track = _number("D7", 1) + _number("73C5", 1) + _number("83", 1) + _element("86", b"V_MJPEG") + size
    body = _element("1549A966", info) + _element("1654AE6B", _element("AE", track))
    blocks: dict[int, bytes] = dict.fromkeys(clusters_ms, b"")
    for image, stamp in zip(images, stamps_ms, strict=True):
        cluster = max((c for c in clusters_ms if c <= stamp), default=clusters_ms[0])
        relative = (stamp - cluster + 0x8000) % 0x10000 - 0x8000
        blocks[cluster] += _element("A3", b"\x81" + struct.pack(">h", relative) + b"\x80" + jpeg(image))
    for cluster, data in blocks.items():
        body += _element("1F43B675", _number("E7", cluster) + data)
    kind = _element("4282", b"matroska") + _number("4287", 4) + _number("4285", 2)
    path.write_bytes(_element("1A45DFA3", kind) + _element("18538067", body))
    return path


def in_packet_order(
    path: Path, images: Sequence[Image], container: str, options: dict[str, str], fps: int = 25
) -> Path:
    """H.264 with its packets numbered as they lie in the file, which is all that AVI and ASF know of time."""
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream("libx264", rate=fps, options=options)
        stream.height, stream.width = images[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = 12
        frames = [av.VideoFrame.from_ndarray(image, format="rgb24") for image in images]
        packets = [packet for frame in [*frames, None] for packet in stream.encode(frame)]
        for number, packet in enumerate(packets):
            packet.pts = packet.dts = number
            packet.time_base = Fraction(1, fps)
            out.mux(packet)
    return path


def joined(target: Path, *parts: Path) -> Path:
    """One file behind the other, byte by byte."""
    target.write_bytes(b"".join(part.read_bytes() for part in parts))
    return target


def streams(target: Path, films: Sequence[Path], default: int | None = None) -> Path:
    """The pictures of several films as streams of one file, in this order, at most one the default."""
    with av.open(str(target), "w") as out:
        packets = []
        for number, film in enumerate(films):
            with av.open(str(film)) as source:
                copy = out.add_stream_from_template(source.streams.video[0])
                copy.disposition = Disposition.default if number == default else Disposition(0)
                for packet in source.demux(video=0):
                    if packet.size and packet.dts is not None:
                        assert packet.time_base is not None
                        packets.append((float(packet.dts * packet.time_base), copy, packet))
        for _, copy, packet in sorted(packets, key=lambda entry: entry[0]):
            packet.stream = copy
            out.mux(packet)
    return target


def _element(identity: str, data: bytes) -> bytes:
    return bytes.fromhex(identity) + struct.pack(">Q", len(data) | 1 << 56) + data


def _number(identity: str, value: int) -> bytes:
    return _element(identity, value.to_bytes(8, "big"))
