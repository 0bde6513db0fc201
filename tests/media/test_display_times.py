"""The n-th picture shown has the n-th smallest stamp, also after a packet from which no picture came."""

from __future__ import annotations

from pathlib import Path

import av
from av.packet import Packet
from av.video.stream import VideoStream

from formcheck.media.display_times import DisplayTimes
from tests.support.make_video import make, numbered


def pictures(
    tmp_path: Path, codec: str, pix_fmt: str
) -> tuple[list[Packet[VideoStream]], list[av.VideoFrame]]:
    """Packets numbered in their order, pts one later than dts as FFmpeg guesses, and what they decode to."""
    path = make(tmp_path / "a.mkv", numbered(4), codec=codec, pix_fmt=pix_fmt)
    packets, frames = [], []
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        for number, packet in enumerate(film.demux(stream)):
            if packet.size:
                packet.dts, packet.pts = number, number + 1
                packets.append(packet)
            frames += stream.decode(packet)
    return packets, frames


def test_a_key_frame_brings_times_and_pictures_together_again(tmp_path: Path) -> None:
    packets, frames = pictures(tmp_path, "mjpeg", "yuvj420p")
    times = DisplayTimes(by_pts=False)
    for packet in packets:
        times.sent(packet)
    assert times.of(frames[0]) == 0
    # Nothing came of packets 1 and 2: without a look at the key frame, 3 would be shown at 1.
    assert times.of(frames[3]) == 3
    assert times.of(frames[3]) is None


def test_a_packet_that_fails_leaves_a_gap(tmp_path: Path) -> None:
    packets, frames = pictures(tmp_path, "libx264", "yuv420p")
    for by_pts in (False, True):
        times = DisplayTimes(by_pts)
        for packet in packets:
            times.sent(packet)
        times.failed(packets[1])
        assert [times.of(frame) for frame in (frames[0], frames[2], frames[3])] == [
            n + by_pts for n in (0, 2, 3)
        ]
