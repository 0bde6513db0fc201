"""The front door: `track`, `score` and `live` find in memory what the command line writes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

import formcheck as fc
from formcheck.pipeline.score import ScoredFile
from formcheck.pipeline.score import rescore as rescore_file
from formcheck.store.tables import read_frames
from tests.support.cli_films import film
from tests.support.cli_program import FILES, names
from tests.support.several import SEVERAL

CONSUMER = """
import formcheck as fc

def good_seconds(video: str) -> float:
    return fc.score(fc.track(video), exercise="plank").result.dose.quality_hold_s
"""


@pytest.fixture(autouse=True)
def _writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The current folder stays empty, and Ctrl-C belongs to whoever had it."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    handler = signal.getsignal(signal.SIGINT)
    yield
    assert list(here.iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.fixture(scope="module")
def sag(root: Path) -> Path:
    return root / "benchmarks" / "recordings" / "plank_sag.parquet"


@pytest.fixture(scope="module")
def sagging(sag: Path) -> fc.Track:
    return fc.read_recording(sag)[0]


def rescored(recording: Path, out: Path, override: dict[str, object] | None = None) -> ScoredFile:
    return rescore_file(recording, out, override, "en")


def test_a_score_is_what_the_command_line_writes(sag: Path, sagging: fc.Track, tmp_path: Path) -> None:
    scored = fc.score(sagging, exercise="plank")
    written = rescored(sag, tmp_path / "out")
    assert scored.result.model_copy(update={"source": written.result.source}) == written.result
    table = read_frames(tmp_path / "out" / "frames.parquet")
    frame = scored.frames.to_pandas()
    assert list(frame.columns) == list(table)
    for name, column in table.items():
        own = frame[name].astype(object).fillna("").to_numpy() if column.dtype == object else frame[name]
        assert np.array_equal(np.asarray(own, column.dtype), column, equal_nan=column.dtype != object), name


def test_saved_files_are_those_of_the_command_line(sagging: fc.Track, tmp_path: Path) -> None:
    scored = fc.score(sagging, exercise="plank", name="film.mp4")
    out = scored.save(tmp_path / "saved", csv=True)
    assert names(out) == FILES | {"frames.csv"}
    again = rescored(out / "recording.parquet", tmp_path / "again")
    assert (out / "result.json").read_bytes() == (again.folder / "result.json").read_bytes()
    assert (out / "frames.parquet").read_bytes() == (again.folder / "frames.parquet").read_bytes()
    assert scored.report() == (out / "report.html").read_text("utf-8")


def test_results_of_another_source_are_not_replaced(sagging: fc.Track, tmp_path: Path) -> None:
    fc.score(sagging, exercise="plank", name="one.mp4").save(tmp_path / "out")
    with pytest.raises(fc.UsageError, match="results of another"):
        fc.score(sagging, exercise="plank", name="two.mp4").save(tmp_path / "out")


def test_own_bands_hold_when_scored_again(sag: Path, sagging: fc.Track, tmp_path: Path) -> None:
    loose = fc.score(sagging, exercise="plank", calibrate="none").rescore(
        bands={"sag": {"green": (None, 0.5), "amber": (None, 0.6)}}
    )
    assert "sag" in fc.score(sagging, exercise="plank", calibrate="none").result.technique
    assert "sag" not in loose.result.technique
    band = {"fault": "sag", "calibrated_green": [-np.inf, 0.01]}
    strict = fc.score(sagging, exercise="plank").rescore(bands={"sag": {"calibrated_green": (None, 0.01)}})
    assert strict.result.events == rescored(sag, tmp_path / "out", {"bands": [band]}).result.events


@pytest.mark.parametrize("calibrate", ["first", "none"])
def test_one_number_moves_a_fault_with_and_without_a_reference(
    sagging: fc.Track, calibrate: Literal["first", "none"]
) -> None:
    plain = fc.score(sagging, exercise="plank", calibrate=calibrate)
    assert "sag" in plain.result.technique
    assert "sag" not in plain.rescore(bands={"sag": 0.3}).result.technique
    stricter = plain.rescore(bands={"sag": 0.3}).rescore(bands={"sag": (None, 0.02)}).result
    assert stricter.technique["sag"].seconds > plain.result.technique["sag"].seconds
    assert {tuple(b.green) for b in stricter.thresholds.bands if b.fault == "sag"} == {(None, 0.02)}


def test_a_change_of_bands_that_do_not_hold_is_said(sagging: fc.Track) -> None:
    with pytest.warns(UserWarning, match="sag: green and amber hold only without"):
        fc.score(sagging, exercise="plank", bands={"sag": {"green": (None, 0.02)}})
    scored = fc.score(sagging, exercise="plank", calibrate="none")
    with pytest.warns(UserWarning, match="sag: green and amber hold only without"):
        scored.rescore(bands={"sag": {"calibrated_green": (None, 0.02)}})


def test_a_change_in_a_part_that_does_not_hold_is_said() -> None:
    with pytest.warns(UserWarning, match="sag: green"):
        fc.score(SEVERAL, bands={"sag": {"green": (None, 0.02)}})


def test_several_exercises_have_their_parts(tmp_path: Path) -> None:
    scored = fc.score(SEVERAL)
    result = scored.result
    assert isinstance(result, fc.RecordingResult)
    assert [part.exercise for part in result.parts] == ["plank", "bridge", "side-plank"]
    frame = scored.frames.to_pandas()
    out = scored.save(tmp_path / "out")
    table = read_frames(out / "frames.parquet")
    assert list(frame.columns) == list(table)
    assert frame["exercise"].tolist() == table["exercise"].tolist()
    assert frame["verdict"].tolist() == table["verdict"].tolist()
    assert (out / "result.json").read_text("utf-8") == result.to_json()
    assert scored.report() == (out / "report.html").read_text("utf-8")
    for part in result.parts:
        assert names(out / part.folder) == FILES


def test_a_notebook_shows_the_report_in_a_frame_of_its_own(sagging: fc.Track) -> None:
    shown = fc.score(sagging, exercise="plank")._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert shown.count("<") == 2, "the report is escaped"


def test_poses_are_found_once_and_as_in_the_recording(root: Path) -> None:
    track = fc.track(str(root / "sample_videos" / "bird_dog_good.mp4"), model="lite")
    assert track.detected.all()
    assert fc.score(track, exercise="bird-dog").result.word == "good"


def test_a_film_is_corrected_as_told(tmp_path: Path) -> None:
    path = film(tmp_path / "f.mp4", 0.5, (180, 320))
    track = fc.track(path, model="lite", rotate=90, mirror=True, slow_motion=4)
    assert track.size == (320, 180)
    assert track.time == pytest.approx(fc.track(path, model="lite").time / 4)
    with pytest.raises(fc.UsageError):
        fc.track(path, slow_motion=0)


def test_live_judges_frames_as_they_come_and_closes_the_camera(sagging: fc.Track, root: Path) -> None:
    seen = []
    with fc.FakePoseEstimator(sagging) as estimator:
        camera = fc.FakeCamera(root / "sample_videos" / "plank_sag.mp4", sagging.time.tolist())
        for frame in fc.live(camera, exercise="plank", estimator=estimator):
            seen.append(frame)
    scored = fc.score(sagging[: len(seen)], exercise="plank")
    told = list(zip((frame.verdict for frame in seen), scored.frames.verdict_names, strict=True))
    # Afterwards it is known when the hold ended: what was judged beyond that is kept as unmeasured.
    (hold,) = scored.result.events
    within = [
        pair for pair, time_s in zip(told, scored.frames.time, strict=True) if time_s <= hold.end_s + 1e-3
    ]
    assert all(live == kept for live, kept in within)
    assert {kept for live, kept in told[len(within) :]} == {"unmeasured"}
    assert {"sag"} <= {fault for frame in seen for fault in frame.faults}
    assert list(camera.frames()) == []


def test_live_closes_the_camera_when_the_network_fails(sagging: fc.Track, root: Path) -> None:
    camera = fc.FakeCamera(root / "sample_videos" / "plank_sag.mp4")
    with pytest.raises(fc.UsageError, match="no pose backend"):
        next(iter(fc.live(camera, exercise="plank", backend="nonsense")))
    assert list(camera.frames()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"exercise": "planck"},
        {"exercise": "plank", "view": "below"},
        {"exercise": "plank", "side": "top"},
        {"exercise": "plank", "calibrate": "often"},
        {"exercise": "plank", "strictness": 9.0},
        {"exercise": "plank", "bands": {"sagg": {"green": (None, 0.1)}}},
        {"exercise": "plank", "bands": {"sag": {"green": 0.1}}},
        {"exercise": "plank", "bands": {"sag": 2.5}},
        {"exercise": "plank", "bands": {"sag": (0.1, 0.2, 0.3)}},
        {"exercise": "plank", "bands": {"sag": 0.04}, "override": {"bands": 3}},
        {"exercise": "plank", "override": {"fault_from": 3}},
        {"exercise": "auto", "override": {"limits": {"nonsense": 1.0}}},
        {"exercise": "plank", "override": {"limits": {"nonsense": 1.0}}},
        {"exercise": "bird-dog", "carried": "anvil"},
    ],
)
def test_what_makes_no_sense_is_said_so(sagging: fc.Track, wrong: dict[str, object]) -> None:
    with pytest.raises(fc.UsageError):
        fc.score(sagging, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Session", "ScoreOptions", "score_video", "rescore"])
def test_a_moved_name_still_works_and_says_where_it_is(name: str) -> None:
    with pytest.warns(DeprecationWarning, match=f"formcheck.{name} has moved to formcheck\\."):
        assert getattr(fc, name) is not None


def test_a_consumer_passes_strict_typing(tmp_path: Path, root: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed here")
    (tmp_path / "consumer.py").write_text(CONSUMER, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(CONSUMER.replace("quality_hold_s", "quality_hold"), encoding="utf-8")
    # Not this project's settings: a consumer has its own.
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir"]
    done = subprocess.run(
        [*command, str(root / ".mypy_cache" / "consumer"), "consumer.py", "wrong.py"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert any("quality_hold" in line for line in errors), done.stdout + done.stderr
    assert all(line.startswith("wrong.py:") for line in errors), done.stdout


def test_a_change_of_a_part_shows_in_the_recording_of_all() -> None:
    scored = fc.score(SEVERAL, override={"limits": {"settled": 0.03}})
    thresholds = scored.result.thresholds
    assert thresholds.version == "auto+therapist"
    assert {(change.name, change.used) for change in thresholds.changed} == {
        ("plank.limits.settled", 0.03),
        ("side-plank.limits.settled", 0.03),
    }
    assert "plank.limits.settled" in scored.report()
    assert "plank.limits.settled" not in fc.score(SEVERAL).report()
