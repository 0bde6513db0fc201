"""Every picture of a film with an odd clock is read, on one rising clock; what has no time is counted."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.media import pieces as pieces_module
from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from tests.support.make_odd_films import in_packet_order, joined, matroska
from tests.support.make_video import make, number_of, numbered, steady


def read(path: Path) -> tuple[list[Frame], VideoFile]:
    with VideoFile(path) as video:
        return list(video.frames()), video


def times_of(path: Path) -> tuple[list[float], list[str]]:
    frames, video = read(path)
    times = [frame.time_s for frame in frames]
    assert all(later > earlier for earlier, later in pairwise(times))
    return times, video.notes


SEAMS = [
    ("a.ts", "libx264", {}, {}),
    ("a.ts", "mpeg2video", {"bf": "2"}, {}),
    ("a.mpg", "mpeg2video", {}, {}),
    ("a.mkv", "libx264", {}, {}),
    ("a.webm", "libvpx", {}, {}),
    ("a.webm", "libvpx", {}, {"live": "1"}),
    ("a.flv", "libx264", {}, {}),
    ("a.asf", "mpeg4", {}, {}),
    ("a.avi", "mpeg4", {}, {}),
    ("a.mp4", "libx264", {}, {"movflags": "frag_keyframe+empty_moov"}),
    ("a.mp4", "libx264", {}, {}),
    ("a.mov", "mpeg4", {}, {}),
]


@pytest.mark.parametrize(("name", "codec", "options", "muxing"), SEAMS)
def test_two_films_one_behind_the_other_are_one(
    tmp_path: Path, name: str, codec: str, options: dict[str, str], muxing: dict[str, str]
) -> None:
    """What `cat` and a recorder's joined blobs make: the clock starts again in the middle."""
    part = make(tmp_path / name, numbered(30), codec=codec, options=options, muxing=muxing)
    single, alone = read(part)
    own = [frame.time_s for frame in single]
    assert (len(single), alone.notes) == (30, [])
    frames, video = read(joined(tmp_path / f"joined-{name}", part, part, part))
    times = [frame.time_s for frame in frames]
    length = own[-1] - own[0] + 0.04
    assert times == pytest.approx([t + n * length for n in range(3) for t in own], abs=0.005)
    assert video.notes in ([], ["clock_restarts:2"])
    assert video.lost == 0
    assert all(number_of(a.image) == number_of(b.image) for a, b in zip(frames, single * 3, strict=True))


def test_films_of_two_shapes_are_joined(tmp_path: Path) -> None:
    """A browser's recording stopped, the phone turned, and started again."""
    muxing = {"movflags": "frag_keyframe+empty_moov"}
    for name, codec, how in (("a.webm", "libvpx", {}), ("a.mp4", "libx264", muxing)):
        first = make(tmp_path / name, numbered(20), codec=codec, muxing=how)
        second = make(tmp_path / f"2{name}", numbered(20, 48, 64), codec=codec, muxing=how)
        frames, video = read(joined(tmp_path / f"both{name}", first, second))
        assert [frame.time_s for frame in frames] == pytest.approx(steady(40), abs=0.005)
        assert {frame.size for frame in frames} == {(64, 48)}
        assert video.notes == ["changed_sizes:20", "clock_restarts:1"]


def test_a_second_film_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    part = make(tmp_path / "a.mp4", numbered(30))
    path = joined(tmp_path / "b.mp4", part, part)
    path.write_bytes(path.read_bytes()[:-700])
    frames, video = read(path)
    assert len(frames) == 30
    assert video.notes == ["truncated", "damaged_packets:1"]


@pytest.mark.parametrize(
    ("stamps", "times", "notes"),
    [
        ([0, 40, 80, 0, 40, 80], [0, 40, 80, 120, 160, 200], ["clock_restarts:1"]),
        ([0, 40, 80, 120, 60, 100, 140], [0, 40, 80, 120, 160, 200, 240], ["clock_restarts:1"]),
        ([0, 40, 80, 1080, 0, 500, 540], [0, 40, 80, 1080, 1120, 1620, 1660], ["clock_restarts:1"]),
        ([160, 120, 80, 40, 0], [0, 40, 80, 120], ["dropped_stamps:1", "clock_restarts:3"]),
        ([0, 40, 80, 60, 120], [0, 40, 80, 120], ["dropped_stamps:1"]),
        ([0, 40, 40, 40, 80], [0, 40, 80], ["dropped_stamps:2"]),
        ([0, 40, 80, 0], [0, 40, 80], ["dropped_stamps:1"]),
        ([500, 540, 580], [0, 40, 80], []),
    ],
    ids=["again", "set-back", "gaps-stay", "backwards", "one-astray", "repeated", "last-astray", "late"],
)
def test_clocks_that_run_back(tmp_path: Path, stamps: list[int], times: list[int], notes: list[str]) -> None:
    path = matroska(tmp_path / "a.mkv", numbered(len(stamps)), stamps)
    found, said = times_of(path)
    assert found == pytest.approx([t / 1000 for t in times], abs=1e-9)
    assert said == notes


def test_block_times_that_wrap_after_16_bits(tmp_path: Path) -> None:
    """33 seconds in one cluster: its blocks count on from -32.768 s."""
    stamps = [*range(0, 40_000, 500), *range(43_000, 140_000, 500)]
    for clusters in ([40_000], [40_000, 125_000]):
        path = matroska(
            tmp_path / "a.mkv", numbered(len(stamps)), [40_000 + t for t in stamps], clusters_ms=clusters
        )
        times, notes = times_of(path)
        assert len(times) == len(stamps)
        print(notes)
        assert times == pytest.approx([t / 1000 for t in stamps], abs=1e-6)


def test_block_times_that_wrap_in_the_first_cluster(tmp_path: Path) -> None:
    """There the wrapped times are negative, and FFmpeg gives none."""
    stamps = list(range(0, 80_000, 500))
    times, notes = times_of(matroska(tmp_path / "a.mkv", numbered(len(stamps)), stamps))
    print(notes)
    assert times == pytest.approx([t / 1000 for t in stamps], abs=1e-6)


def test_an_mpeg_clock_that_jumps_by_its_33_bits_is_no_gap(tmp_path: Path) -> None:
    later = make(tmp_path / "1.ts", numbered(20), [t + 3000 for t in steady(20)], codec="mpeg2video")
    early = make(tmp_path / "2.ts", numbered(20), codec="mpeg2video")
    frames, video = read(joined(tmp_path / "a.ts", later, early))
    assert [frame.time_s for frame in frames] == pytest.approx(steady(40), abs=0.002)
    assert video.notes == ["clock_restarts:1"]


@pytest.mark.parametrize(("name", "container"), [("a.avi", "avi"), ("a.wmv", "asf"), ("a.mxf", "mxf")])
@pytest.mark.parametrize("b_frames", [0, 1, 3])
def test_containers_without_display_times(tmp_path: Path, name: str, container: str, b_frames: int) -> None:
    """H.264 with B-frames: the packets lie in another order than the pictures."""
    options = {"bf": str(b_frames), "x264-params": "b-adapt=0"}
    frames, video = read(in_packet_order(tmp_path / name, numbered(40), container, options))
    assert len(frames) == 40
    assert video.notes == []
    times = [frame.time_s - frames[0].time_s for frame in frames]
    assert times == pytest.approx(steady(40), abs=0.0021)
    assert frames[0].time_s <= 0.04
    assert [number_of(frame.image) for frame in frames] == [i % 12 for i in range(40)]


def test_a_damaged_packet_shifts_no_picture_after_the_next_key_frame(tmp_path: Path) -> None:
    options = {"bf": "2", "x264-params": "b-adapt=0"}
    path = in_packet_order(tmp_path / "a.avi", numbered(60), "avi", options)
    data = bytearray(path.read_bytes())
    places = [i for i in range(len(data) - 4) if data[i : i + 4] == b"00dc"]
    size = int.from_bytes(data[places[16] + 4 : places[16] + 8], "little")
    data[places[16] + 8 : places[16] + 8 + size] = bytes(size)
    path.write_bytes(data)
    frames, video = read(path)
    assert video.notes
    assert 50 < len(frames) <= 60
    for frame in frames[-24:]:
        assert number_of(frame.image) == round(frame.time_s * 25) % 12


def test_a_piece_of_a_longer_film_is_whole(tmp_path: Path) -> None:
    """Its clock begins late, and its declared length is the time of its end; cut off, it is said so."""
    stamps = list(range(14_400, 18_400, 40))
    images = numbered(len(stamps))
    for declared in (18_400.0, 4_000.0, None):
        path = matroska(tmp_path / "a.mkv", images, stamps, clusters_ms=stamps[::25], duration_ms=declared)
        times, notes = times_of(path)
        assert (len(times), notes) == (100, [])
    path = matroska(tmp_path / "a.mkv", images, stamps, clusters_ms=stamps[::25], duration_ms=18_400.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert "truncated" in read(path)[1].notes


def test_a_film_turned_in_mid_stream_is_read_upright(tmp_path: Path) -> None:
    muxing = {"movflags": "frag_keyframe+empty_moov"}
    first = make(tmp_path / "1.mp4", numbered(10), muxing=muxing)
    second = make(tmp_path / "2.mp4", numbered(10), muxing=muxing, turn_deg=90)
    frames, video = read(joined(tmp_path / "a.mp4", first, second))
    assert video.notes == ["changed_sizes:10", "clock_restarts:1"]
    last = frames[-1].image
    assert last[:, :14].max() == last[:, -14:].max() == 0  # 36 x 48 stands in the middle of 64 x 48
    assert np.asarray(last[:, 16:48]).min() > 0


def test_packets_from_which_no_picture_comes_are_counted(tmp_path: Path) -> None:
    """Films of two codecs joined, and one cut between two key frames: FFmpeg says nothing about either."""
    old = make(tmp_path / "1.ts", numbered(60), codec="mpeg2video")
    new = make(tmp_path / "2.ts", numbered(60))
    frames, video = read(joined(tmp_path / "a.ts", old, new))
    assert 58 <= len(frames) <= 60
    assert len(frames) + video.lost == pytest.approx(120, abs=2)
    data = new.read_bytes()
    path = tmp_path / "cut.ts"
    path.write_bytes(data[188 * 20 :])
    with av.open(str(path)) as film:
        packets = [packet for packet in film.demux(video=0) if packet.size]
    leading = next(i for i, packet in enumerate(packets) if packet.is_keyframe)
    frames, video = read(path)
    assert leading
    assert video.notes == [f"damaged_packets:{leading}"]
    assert len(frames) == len(packets) - leading


def test_a_seam_is_found_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are searched in portions; a header may lie across two of them."""
    for name, codec, muxing in (("a.flv", "libx264", {}), ("a.webm", "libvpx", {"live": "1"})):
        part = make(tmp_path / name, numbered(5), codec=codec, muxing=muxing)
        path, size = joined(tmp_path / f"2{name}", part, part), part.stat().st_size
        for portion in (size - 3, size, size + 2, size // 2 + 1, 100):
            monkeypatch.setattr(pieces_module, "_AT_ONCE", portion)
            assert pieces_module.pieces(path) == [(0, size), (size, 2 * size)]
        assert pieces_module.pieces(part) == []
