"""Poses of a picture that lies turned are judged after turning, and the result says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import formcheck as fc
from formcheck.media.correction import FilmCorrection
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pipeline.score import rescore
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.scoring.source import Corrected
from formcheck.store.recording import RecordingWriter, read_recording
from formcheck.words.catalogue import Words


@pytest.fixture(scope="module")
def sagging(root: Path) -> fc.Track:
    return read_recording(root / "benchmarks" / "recordings" / "plank_sag.parquet")[0]


def gist(result: Result) -> list[tuple[str, float, float, list[str]]]:
    return [(e.kind, e.start_s, e.end_s, [f.kind for f in e.faults]) for e in result.events]


@pytest.mark.parametrize("exercise", ["plank", "auto"])
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_judged_as_if_it_stood_upright(sagging: fc.Track, exercise: str, turned: int) -> None:
    upright = fc.score(sagging, exercise)
    scored = fc.score(sagging.turned(turned), exercise)
    assert scored.result.technique.keys() == {"sag"}
    assert gist(scored.result) == gist(upright.result)
    source = scored.result.source
    assert (source.width, source.height) == scored.track.size == sagging.size
    assert source.corrected == Corrected.model_validate({"rotate_deg": 360 - turned})
    assert source.notes == [f"turned:{360 - turned}"]
    assert upright.result.source.notes == []
    assert upright.result.source.corrected is None


def written(track: fc.Track, path: Path) -> Path:
    source = KeptPoses.of_track(track, "f.mp4").source()
    with RecordingWriter(path, track.size, track.model, {}) as writer:
        writer.append(track)
        writer.close(plan=Plan(exercise="plank").model_dump(), source=source.model_dump())
    return path


@pytest.mark.parametrize("exercise", ["plank", "auto"])
def test_the_files_hold_the_turned_poses(sagging: fc.Track, tmp_path: Path, exercise: str) -> None:
    recording = written(sagging.turned(90), tmp_path / "recording.parquet")
    first = rescore(recording, tmp_path / "a", None, "en", exercise=exercise)
    assert first.measured
    notice = Words("en").text("notice.turned", degrees="270")
    assert f'<p class="notice">{notice}</p>' in (tmp_path / "a" / "report.html").read_text()
    track, _ = read_recording(tmp_path / "a" / "recording.parquet")
    assert track.size == sagging.size
    rescore(tmp_path / "a" / "recording.parquet", tmp_path / "b", None, "en")
    assert (tmp_path / "b" / "result.json").read_bytes() == (tmp_path / "a" / "result.json").read_bytes()


def test_one_recording_over_itself(sagging: fc.Track, tmp_path: Path) -> None:
    recording = written(sagging.turned(180), tmp_path / "recording.parquet")
    assert rescore(recording, tmp_path, None, "en").measured
    assert read_recording(recording)[0].size == sagging.size
    assert rescore(recording, tmp_path, None, "en").result.source.notes == ["turned:180"]


def test_what_cannot_be_turned_is_refused_as_turned(sagging: fc.Track) -> None:
    """A stream that is judged as it comes, as by a live visit or another program."""
    scoring = fc.Scoring(Plan(exercise="plank"))
    scoring.feed(sagging.turned(90))
    scoring.finish()
    assert scoring.turn_deg == 270
    result = scoring.result(KeptPoses.of_track(sagging, "f").source(), sagging.model)
    assert result.word == "not_measured"
    assert max(result.coverage.reasons, key=lambda r: result.coverage.reasons[r]) == "turned"


def test_something_else_turned_stays_another_posture(sagging: fc.Track) -> None:
    scored = fc.score(sagging.turned(90), "bridge")
    assert scored.result.coverage.reasons.keys() == {"wrong_posture"}
    assert scored.result.source.notes == []


@pytest.mark.parametrize(("mirror", "total"), [(False, 180), (True, 0)])
def test_a_turn_is_added_to_what_was_told(mirror: bool, total: int) -> None:
    told = FilmCorrection(rotate_deg=90, mirror=mirror, slow_motion=2.0)
    assert told.turned(90) == replace(told, rotate_deg=total)
