"""Whatever is given to `score`: an honest result, or one line that says what and how to mend it."""

from __future__ import annotations

import os
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support.cli_films import film
from tests.support.cli_program import FILES, Call, names, refused, result_of


def _missing(path: Path) -> None:
    pass


def _text(path: Path) -> None:
    path.write_text("no film\n" * 200)


def _sound(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16_000))


def _noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(0).bytes(50_000))


def _no_frames(path: Path) -> None:
    with av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        out.start_encoding()


def _cut_off(path: Path) -> None:
    data = film(path).read_bytes()
    path.write_bytes(data[: len(data) // 2])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_missing, "no file"),
        (Path.mkdir, "folder"),
        (Path.touch, "empty"),
        (_text, "not a video"),
        (_noise, "not a video"),
        (_sound, "sound"),
        (_no_frames, "cut off"),
        (_cut_off, "cut off"),
    ],
)
def test_what_is_no_video(
    call: Call, tmp_path: Path, make: Callable[[Path], object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "film.mp4")
    before = names(tmp_path)
    refused(call("score", "film.mp4", "-e", "plank"), "film.mp4", said)
    assert names(tmp_path) == before, "something was left behind"


@pytest.mark.parametrize("name", [".", "..", "/", "", "film.mp4/", "none/film.mp4"])
def test_names_that_are_no_file_at_all(
    call: Call, video: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = video.parent / "in"
    folder.mkdir()
    video.rename(folder / "film.mp4")
    monkeypatch.chdir(folder)
    run = call("score", name, "-e", "plank")
    if name == "film.mp4/":  # pathlib takes the slash off
        assert run.status == 0
    else:
        refused(run)
        assert names(folder) == {"film.mp4"}


@pytest.mark.parametrize("frames", [1, 2, 5])
@pytest.mark.parametrize("more", [(), ("--annotate", "--csv")])
def test_a_few_frames_cannot_be_measured(
    call: Call, tmp_path: Path, frames: int, more: tuple[str, ...]
) -> None:
    run = call("score", film(tmp_path / "f.mp4", frames=frames), "-e", "plank", "-o", tmp_path / "o", *more)
    assert (run.status, run.err) == (3, "")
    result = result_of(tmp_path / "o")
    assert result["source"]["frames"] == frames
    assert result["word"] == "not_measured"
    assert result["coverage"]["measured"] == 0
    assert result["coverage"]["reasons"] or frames == 1
    extra = {"annotated.mp4", "frames.csv"} if more else set()
    assert names(tmp_path / "o") == FILES | extra


@pytest.mark.parametrize("size", [(10, 10), (16, 16), (10, 200), (641, 359)])
def test_pictures_of_any_size(call: Call, tmp_path: Path, size: tuple[int, int]) -> None:
    even = (size[0] - size[0] % 2, size[1] - size[1] % 2)
    clip = film(tmp_path / "f.mp4", 4, even)
    run = call("score", clip, "-e", "plank", "-o", tmp_path / "o", "--annotate", scene="nobody")
    assert (run.status, run.err) == (3, "")
    assert result_of(tmp_path / "o")["coverage"]["reasons"] == {"no_person": 1.0}
    with av.open(str(tmp_path / "o" / "annotated.mp4")) as made:
        assert sum(1 for _ in made.decode(video=0)) == 60


def test_ten_pixels_through_the_real_network(call: Call, tmp_path: Path) -> None:
    clip = film(tmp_path / "f.mp4", 2, (10, 10))
    out = tmp_path / "o"
    run = call("score", clip, "-e", "plank", "-o", out, "--model", "lite", "--annotate", scene=None)
    assert (run.status, run.err) == (3, "")
    assert set(result_of(out)["coverage"]["reasons"]) <= {"no_person", "too_far", "tracking_lost"}


@pytest.mark.parametrize(
    ("scene", "exercise", "reason"),
    [
        ("nobody", "plank", "no_person"),
        ("nobody", "bridge", "no_person"),
        ("nobody", "bird-dog", "no_person"),
        ("crowd", "plank", "several_people"),
        ("crowd", "bridge", "several_people"),
        ("cut", "plank", "out_of_frame"),
        ("plank", "bridge", "wrong_posture"),
        ("plank", "bird-dog", "wrong_posture"),
        ("bridge", "plank", "wrong_posture"),
        ("bridge", "bird-dog", "wrong_posture"),
        ("bird-dog", "plank", "wrong_posture"),
        ("bird-dog", "bridge", "wrong_posture"),
    ],
)
def test_nothing_measurable_is_a_result_with_reasons(
    call: Call, video: Path, scene: str, exercise: str, reason: str
) -> None:
    out = video.with_name("o")
    run = call("score", video, "-e", exercise, "-o", out, "--lang", "en", scene=scene)
    assert (run.status, run.err) == (3, "")
    assert "not measured" in run.out
    assert ("--exercise auto" in run.out) == (reason == "wrong_posture")
    assert names(out) == FILES
    result = result_of(out)
    assert result["word"] == "not_measured"
    assert max(result["coverage"]["reasons"], key=result["coverage"]["reasons"].get) == reason
    assert result["dose"]["hold_s"] == result["dose"]["reps"] == 0
    assert all(event["verdict"] == "unmeasured" and event["reason"] for event in result["events"])


def test_a_picture_that_changes_its_size_midway(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "f.mkv"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mjpeg", rate=15)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuvj420p"
        for i in range(150):
            size = (320, 180) if i < 60 else (640, 360) if i < 120 else (120, 120)
            encoder = av.CodecContext.create("mjpeg", "w")
            encoder.width, encoder.height, encoder.pix_fmt = *size, "yuvj420p"
            encoder.time_base = Fraction(1, 15)
            picture = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), i, np.uint8), format="rgb24")
            picture.pts = i
            for packet in encoder.encode(picture.reformat(format="yuvj420p")):
                packet.stream = stream
                packet.pts = packet.dts = i
                packet.time_base = Fraction(1, 15)
                out.mux(packet)
    run = call("score", path, "-e", "plank", "-o", tmp_path / "o", "--annotate")
    assert (run.status, run.err) == (0, "")
    source = result_of(tmp_path / "o")["source"]
    assert (source["width"], source["height"], source["frames"]) == (320, 180, 150)
    assert source["notes"] == ["changed_sizes:30"]


def test_a_film_that_breaks_off(call: Call, tmp_path: Path) -> None:
    whole = film(tmp_path / "whole.mkv", codec="mjpeg", container="matroska")  # pictures of one size in bytes
    data = whole.read_bytes()
    whole.write_bytes(data[: len(data) * 2 // 3])
    run = call("score", whole, "-e", "plank", "-o", tmp_path / "o", "--annotate")
    assert (run.status, run.err) == (0, "")
    assert "▲ Het bestand houdt te vroeg op" in run.out
    source_ = result_of(tmp_path / "o")["source"]
    assert 50 < source_["frames"] < 65
    assert "truncated" in source_["notes"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_special_files_are_not_waited_for(call: Call, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "film.mp4")
    refused(call("score", tmp_path / "film.mp4", "-e", "plank"), "ordinary file")
    refused(call("score", "/dev/zero", "-e", "plank"), "ordinary file")
