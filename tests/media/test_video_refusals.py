"""What is not a readable video gets one plain line that says so and what to do."""

from __future__ import annotations

import os
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from av.stream import Disposition

from formcheck.errors import InputError
from formcheck.media.video import VideoFile
from tests.support.make_video import make, make_sound, numbered, silence


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        VideoFile(path)
    error = caught.value
    assert error.message
    assert error.remedy
    assert "\n" not in str(error)
    return error.message


def _text(path: Path) -> None:
    path.write_text("this was never a video\n" * 50)


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(20_000))


def _noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(0).bytes(50_000))


def _sound(path: Path) -> None:
    make_sound(path)


def _wave(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16_000))


def _picture(path: Path) -> None:
    ok, data = cv2.imencode(".png", np.zeros((40, 40, 3), np.uint8))
    assert ok
    path.write_bytes(data.tobytes())


def _photo(path: Path) -> None:
    ok, data = cv2.imencode(".jpg", np.zeros((40, 40, 3), np.uint8))
    assert ok
    path.write_bytes(data.tobytes())


def _gif(path: Path) -> None:
    make(path, numbered(1), codec="gif", pix_fmt="rgb8", container="gif")


def _unknown_codec(path: Path) -> None:
    data = make(path, numbered(5), container="mp4").read_bytes()
    assert data.count(b"avc1") >= 1
    path.write_bytes(data.replace(b"avc1", b"zz~1"))


def _no_frames(path: Path) -> None:
    """All picture data wiped, the index intact."""
    data = bytearray(
        make(path, numbered(20), container="mp4", muxing={"movflags": "+faststart"}).read_bytes()
    )
    start = data.index(b"mdat") + 4
    data[start:] = bytes(len(data) - start)
    path.write_bytes(data)


def _zero_frames(path: Path) -> None:
    with av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        out.start_encoding()


def _no_stamps(path: Path) -> None:
    make(path, numbered(10), container="h264")


def _playlist(path: Path) -> None:
    _text(path.with_name("other.ts"))
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nother.ts\n#EXT-X-ENDLIST\n")


def _remote_playlist(path: Path) -> None:
    path.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
    )


def _concat_script(path: Path) -> None:
    make(path.with_name("other.mp4"), numbered(3))
    path.write_text("ffconcat version 1.0\nfile other.mp4\n")


def _session_description(path: Path) -> None:
    path.write_text(
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"
    )


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        (lambda path: path.touch(), "is empty"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: None, "There is no file"),
        (_text, "not a video"),
        (_zeros, "not a video"),
        (_noise, "not a video"),
        (_sound, "only sound"),
        (_wave, "only sound"),
        (_picture, "a PNG picture"),
        (_photo, "a JPEG picture"),
        (_gif, "a GIF picture"),
        (_unknown_codec, "codec"),
        (_no_frames, "no picture that can be decoded"),
        (_zero_frames, "cut off before its first picture"),
        (_no_stamps, "no timestamps"),
        (_playlist, "not a video"),
        (_remote_playlist, "not a video"),
        (_concat_script, "not a video"),
        (_session_description, "not a video"),
    ],
)
@pytest.mark.parametrize("name", ["film.mp4", "film.webm"])
def test_refused_in_plain_words(
    tmp_path: Path, fill: Callable[[Path], None], words: str, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    fill(tmp_path / name)
    message = refusal(tmp_path / name)
    assert words in message
    assert name in message
    assert capfd.readouterr() == ("", "")


def test_a_file_taken_for_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert "There is no file" in refusal(tmp_path / "a" / "film.mp4")


def test_an_address_is_answered_as_one() -> None:
    for address in (
        "http://127.0.0.1:9/film.mp4",
        "https://example.org/a.webm?b=c",
        "rtsp://127.0.0.1:9/film",
    ):
        assert refusal(Path(address)).startswith(f"{address} is an address")
    with pytest.raises(InputError, match="without file://"):
        VideoFile("file:///films/film.mp4")
    for name in ("concat:a|b", "pipe:0", "-", "c:/film.mp4", "film.mp4"):
        assert "There is no file" in refusal(Path(name))


def test_special_files_are_not_read(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "film.mp4")
    assert "not an ordinary file" in refusal(tmp_path / "film.mp4")
    assert "not an ordinary file" in refusal(Path("/dev/zero"))


def test_no_permission(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("permission bits do not stop the owner on Windows")
    path = make(tmp_path / "film.mp4", numbered(3))
    path.chmod(0)
    if os.geteuid() != 0:
        assert "may not be read" in refusal(path)
        return
    os.seteuid(65534)  # root may read everything: be nobody for a moment
    try:
        assert "may not be read" in refusal(path)
    finally:
        os.seteuid(0)


def test_cover_art_is_not_a_video(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w") as out:
        sound, cover = out.add_stream("aac", rate=44100), out.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 64, 48, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        out.mux(cover.encode(av.VideoFrame.from_ndarray(numbered(1)[0], format="rgb24")))
        out.mux(cover.encode(None))
        for start in range(0, 44100, 1024):
            out.mux(sound.encode(silence(start)))
        out.mux(sound.encode(None))
    with av.open(str(path)) as check:
        assert len(check.streams.video) == 1
    assert "only sound" in refusal(path)
