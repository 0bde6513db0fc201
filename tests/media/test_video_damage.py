"""Damage in the middle is survived, a cut is reported, and a sound file never called cut."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.errors import InputError
from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from tests.support.make_video import make, number_of, numbered, steady

SOUND_IN_FRONT = {"movflags": "+faststart"}


def read(path: Path) -> tuple[list[Frame], list[str]]:
    with VideoFile(path) as video:
        return list(video.frames()), video.notes


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One recording of 100 frames in three containers, each with the index at its front or spread out."""
    folder = tmp_path_factory.mktemp("whole")
    images = numbered(100, 96, 64)
    return {
        "mp4": make(folder / "a.mp4", images, muxing=SOUND_IN_FRONT),
        "webm": make(folder / "a.webm", images, codec="libvpx", muxing={"cluster_time_limit": "400"}),
        "mkv": make(folder / "a.mkv", images, muxing={"cluster_time_limit": "400"}),
        "avi": make(folder / "a.avi", images, codec="mpeg4"),
    }


def changed(path: Path, target: Path, start: float, stop: float, seed: int = 0) -> Path:
    """A copy in which the bytes from `start` to `stop` (shares of the file) are rubbish."""
    data = bytearray(path.read_bytes())
    first, last = int(start * len(data)), int(stop * len(data))
    data[first:last] = np.random.default_rng(seed).bytes(last - first)
    target.write_bytes(data)
    return target


@pytest.mark.parametrize("kind", ["mp4", "webm", "mkv", "avi"])
@pytest.mark.parametrize("share", [0.5, 0.8])
def test_a_cut_is_reported_and_what_is_there_is_read(
    whole: dict[str, Path], tmp_path: Path, kind: str, share: float
) -> None:
    complete, notes = read(whole[kind])
    assert len(complete) == 100
    assert notes == []
    path = tmp_path / f"cut.{kind}"
    data = whole[kind].read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    frames, notes = read(path)
    assert 20 < len(frames) < 95
    assert "truncated" in notes
    for frame, same in zip(frames[:-2], complete, strict=False):
        assert frame.time_s == same.time_s
        assert np.array_equal(frame.image, same.image)


def test_an_mp4_without_its_index_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.mp4", numbered(50))
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(InputError, match="cut off"):
        VideoFile(path)


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_damage_in_the_middle_is_survived_and_counted(
    whole: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    frames, notes = read(changed(whole[kind], tmp_path / f"a.{kind}", 0.5, 0.53))
    assert len(frames) > 70
    assert frames[-1].time_s == pytest.approx(steady(100)[-1], abs=0.002)
    # Matroska steps over damage without a word: it shows as a gap in the times.
    gap = max(b.time_s - a.time_s for a, b in pairwise(frames))
    assert any(note.startswith("damaged_") for note in notes) or (kind == "mkv" and gap > 0.1)
    assert "truncated" not in notes
    assert number_of(frames[-1].image) == 99 % 12


@pytest.mark.parametrize("kind", ["mp4", "webm", "mkv", "avi"])
def test_any_damage_gives_frames_or_one_plain_error(
    whole: dict[str, Path], tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(5)
    read_some, refusals = 0, list[str]()
    for seed in range(25):
        start = float(rng.uniform(0, 0.98))
        path = changed(
            whole[kind], tmp_path / f"a.{kind}", start, start + float(rng.choice([1e-3, 0.02])), seed
        )
        try:
            frames, notes = read(path)
        except InputError as error:
            refusals.append(str(error))
            continue
        read_some += 1
        times = [frame.time_s for frame in frames]
        assert times == sorted(set(times))
        assert len({frame.size for frame in frames}) == 1
        gap = max(np.diff(times), default=0)
        assert len(frames) > 95 or notes or (kind in ("mkv", "webm") and gap > 0.1)
    assert read_some > 8
    assert not any("\n" in line for line in refusals)
    assert capfd.readouterr() == ("", "")  # the decoder's own chatter stays inside


def test_damaged_reading_is_repeatable(whole: dict[str, Path], tmp_path: Path) -> None:
    """Large pictures are decoded on two threads; that must not show."""
    path = make(tmp_path / "large.mp4", numbered(24, 1280, 736), muxing=SOUND_IN_FRONT)
    path = changed(path, tmp_path / "damaged.mp4", 0.5, 0.53)
    (first, notes), (second, again) = read(path), read(path)
    assert notes == again != []
    assert [f.time_s for f in first] == [f.time_s for f in second]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, second, strict=True))


def test_what_is_whole_is_never_called_truncated(tmp_path: Path) -> None:
    images = numbered(50)
    late = [*steady(49), 9.0]
    for path in (
        make(tmp_path / "sound_runs_on.mp4", images, sound_s=6.0),
        make(tmp_path / "sound_runs_on.mkv", images, sound_s=6.0),
        make(tmp_path / "long_last_gap.mp4", images, late),
        make(tmp_path / "long_last_gap.mkv", images, late),
        make(tmp_path / "late_start.mp4", images, [t + 3 for t in steady(50)]),
        make(tmp_path / "fragmented.mp4", images, muxing={"movflags": "frag_keyframe+empty_moov"}),
        make(tmp_path / "no_duration.webm", images, codec="libvpx", muxing={"live": "1"}),
    ):
        frames, notes = read(path)
        assert (len(frames), notes) == (50, []), path.name


def _reading_fails(path: Path) -> bool:
    """Whether not only decoding but reading itself stumbles somewhere in the file."""
    try:
        with av.open(str(path)) as container:
            for _packet in container.demux():
                pass
    except av.FFmpegError:
        return True
    return False


def test_a_failing_read_is_stepped_over(tmp_path: Path) -> None:
    """A wrecked table in a fragmented MP4 asks for two gigabytes; the fragments after it are fine."""
    whole = make(tmp_path / "a.mp4", numbered(100), muxing={"movflags": "frag_keyframe+empty_moov"})
    data = whole.read_bytes()
    start = data.index(b"trun", len(data) // 3)
    found = 0
    for offset in range(start + 16, start + 80, 2):
        bad = bytearray(data)
        bad[offset : offset + 2] = b"\x7f\xff"
        path = tmp_path / "bad.mp4"
        path.write_bytes(bad)
        if not _reading_fails(path):
            continue
        found += 1
        frames, notes = read(path)
        assert any(note.startswith("damaged_packets") for note in notes)
        assert len(frames) > 60
        assert frames[-1].time_s > 3.5
    assert found
