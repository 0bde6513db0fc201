"""What a file cannot give is said in the terminal, the report and `result.json`, and marks the verdict."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from formcheck.media.video import VideoFile
from formcheck.words.catalogue import Words
from tests.support.cli_films import film
from tests.support.cli_program import Call, refused, result_of
from tests.support.make_odd_films import jpeg, matroska
from tests.support.make_video import numbered


def with_repeated_stamps(path: Path, repeated: int) -> Path:
    """Six seconds, 15 pictures a second, the last so many at the same time as those before them."""
    stamps = [round(i * 1000 / 15) for i in range(90)]
    for i in range(repeated):
        stamps[10 + 3 * i] = stamps[9 + 3 * i]
    return matroska(path, numbered(90, 320, 180), stamps)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_film_with_unusable_pictures_says_how_many(call: Call, tmp_path: Path, lang: str) -> None:
    path = with_repeated_stamps(tmp_path / "f.mkv", 9)
    run = call("score", path, "-e", "plank", "-o", tmp_path / "o", "--lang", lang)
    assert (run.status, run.err) == (0, "")
    words = Words(lang)
    notice, mark = words.text("notice.lost", frames=9, all=90), words.text("word.as_far_as_read")
    assert notice in run.out
    assert f"{words.text('word.good')} ({mark})" in run.out
    source = result_of(tmp_path / "o")["source"]
    assert source["lost"] == {"frames": 9, "of": 90}
    assert source["notes"] == ["dropped_stamps:9"]
    page = (tmp_path / "o" / "report.html").read_text()
    assert f'<p class="notice">{notice}</p>' in page
    assert f"<span>{mark}</span>" in page
    again = call("rescore", tmp_path / "o" / "recording.parquet", "-o", tmp_path / "p", "--lang", lang)
    assert f"({mark})" in again.out
    assert (tmp_path / "p" / "result.json").read_bytes() == (tmp_path / "o" / "result.json").read_bytes()


def test_a_single_unusable_picture_is_only_counted(call: Call, tmp_path: Path) -> None:
    path = with_repeated_stamps(tmp_path / "f.mkv", 1)
    run = call("score", path, "-e", "plank", "-o", tmp_path / "o", "--lang", "en")
    assert run.status == 0
    assert result_of(tmp_path / "o")["source"]["lost"] == {"frames": 1, "of": 90}
    assert Words("en").text("word.as_far_as_read") not in run.out
    assert 'class="notice"' not in (tmp_path / "o" / "report.html").read_text()


def test_a_whole_film_has_no_word_about_it(call: Call, tmp_path: Path) -> None:
    run = call("score", film(tmp_path / "f.mp4"), "-e", "plank", "-o", tmp_path / "o", "--lang", "en")
    assert run.status == 0
    assert set(result_of(tmp_path / "o")["source"]) == {
        "name", "frames", "fps_mean", "duration_s", "width", "height", "partial", "notes",
    }  # fmt: skip
    assert 'class="notice"' not in (tmp_path / "o" / "report.html").read_text()


def test_parts_of_a_recording_carry_the_mark(call: Call, tmp_path: Path) -> None:
    path = with_repeated_stamps(tmp_path / "f.mkv", 9)
    run = call("score", path, "-o", tmp_path / "o", "--lang", "en")
    notice = Words("en").text("notice.lost", frames=9, all=90)
    assert notice in run.out
    assert notice in (tmp_path / "o" / "report.html").read_text()
    assert result_of(tmp_path / "o")["source"]["lost"] == {"frames": 9, "of": 90}


def test_a_folder_of_pictures_says_which_rate_was_assumed(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    for number, image in enumerate(numbered(60, 320, 180)):
        (folder / f"{number}.jpg").write_bytes(jpeg(image))
    run = call("score", folder, "-e", "plank", "--lang", "en")
    assert run.status in (0, 3)
    said = Words("en").text("notice.assumed_fps", fps=25)
    assert said in run.out
    out = tmp_path / "frames-formcheck"
    assert said in (out / "report.html").read_text()
    assert result_of(out)["source"]["notes"] == ["assumed_fps:25"]
    assert "lost" not in result_of(out)["source"]


def test_an_address_is_answered_as_one(call: Call) -> None:
    refused(call("score", "https://example.org/film.mp4", "-e", "plank"), "is an address, not a file")


def test_how_the_film_was_taken_is_kept_in_the_recording(call: Call, tmp_path: Path) -> None:
    path = film(tmp_path / "f.mp4", size=(180, 320))
    options = ("--rotate", "270", "--mirror", "--slow-motion", "2", "--lang", "en")
    run = call("score", path, "-e", "plank", "-o", tmp_path / "o", *options, "--annotate")
    assert run.err == ""
    source = result_of(tmp_path / "o")["source"]
    assert (source["width"], source["height"], source["duration_s"]) == (320, 180, 3.0)
    assert source["corrected"] == {"rotate_deg": 270, "mirror": True, "slow_motion": 2.0}
    with VideoFile(tmp_path / "o" / "annotated.mp4") as drawn:
        assert (drawn.info.width, drawn.info.height) == (320, 180)
    page = (tmp_path / "o" / "report.html").read_text()
    assert "turned clockwise, as told (270" in page
    call("rescore", tmp_path / "o" / "recording.parquet", "-o", tmp_path / "p", "--lang", "en")
    assert (tmp_path / "p" / "result.json").read_bytes() == (tmp_path / "o" / "result.json").read_bytes()


@pytest.mark.parametrize("wrong", [("--rotate", "45"), ("--slow-motion", "0"), ("--slow-motion", "nan")])
def test_a_correction_that_makes_no_sense(call: Call, tmp_path: Path, wrong: tuple[str, str]) -> None:
    refused(call("score", film(tmp_path / "f.mp4"), "-e", "plank", *wrong), "cannot")


def test_slow_motion_is_said_where_the_camera_says_it(call: Call, tmp_path: Path) -> None:
    path = film(tmp_path / "f.mp4")
    slow = tmp_path / "s.mp4"
    with (
        av.open(str(path)) as source,
        av.open(str(slow), "w", options={"movflags": "use_metadata_tags"}) as out,
    ):
        out.metadata["com.android.capture.fps"] = "120.000000"
        copy = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = copy
                out.mux(packet)
    played = 15
    run = call("score", slow, "-e", "plank", "-o", tmp_path / "o", "--lang", "en")
    notice = Words("en").text("notice.filmed_faster", times=f"{120 / played:g}")
    assert notice in run.out
    assert f'<p class="notice">{notice}</p>' in (tmp_path / "o" / "report.html").read_text()
    run = call("score", slow, "-e", "plank", "-o", tmp_path / "o", "--lang", "en", "--slow-motion", "8")
    assert notice not in run.out
