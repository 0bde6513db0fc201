"""`--exercise auto`: one exercise as if it had been named, several each in a folder of its own."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck.media.frame import Frame
from formcheck.media.video import VideoFile
from formcheck.pose.fake_estimator import FakePoseEstimator
from formcheck.pose.track import Track
from formcheck.store.recording import read_recording
from formcheck.store.tables import read_frames
from tests.support.cli_films import FPS, film
from tests.support.cli_program import FILES, Call, Run, names, refused, result_of
from tests.support.several import SEVERAL, SIZE


@pytest.fixture(scope="module")
def row_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("row") / "row.mp4", float(SEVERAL.time[-1]) + 1 / FPS, SIZE)


@pytest.fixture
def score(call: Call, monkeypatch: pytest.MonkeyPatch, row_video: Path) -> Callable[..., Run]:
    """Scores the row of exercises; `stop_at` presses Ctrl-C at that frame."""

    def run(*arguments: str | Path, stop_at: int = -1) -> Run:
        class Seeing(FakePoseEstimator):
            seen = 0

            def estimate(self, frame: Frame) -> Track:
                self.seen += 1
                if self.seen == stop_at:
                    os.kill(os.getpid(), signal.SIGINT)
                return super().estimate(frame)

        monkeypatch.setattr("formcheck.pipeline.score.create_estimator", lambda *_: Seeing(SEVERAL))
        return call("score", row_video, *arguments, scene=None)

    return run


def _same_but_who_said(one: Path, other: Path) -> None:
    found, named = result_of(one), result_of(other)
    assert (found.pop("exercise_detected_by"), named.pop("exercise_detected_by")) == ("auto", "user")
    assert found == named
    assert (one / "frames.parquet").read_bytes() == (other / "frames.parquet").read_bytes()


def test_one_exercise_is_as_if_it_had_been_named(call: Call, video: Path, tmp_path: Path) -> None:
    named = call("score", video, "-e", "plank", "-o", tmp_path / "named")
    found = call("score", video, "-o", tmp_path / "found")
    assert found.status == named.status
    assert names(tmp_path / "found") == FILES
    _same_but_who_said(tmp_path / "found", tmp_path / "named")
    again = call("rescore", tmp_path / "found" / "recording.parquet", "-o", tmp_path / "again")
    assert again.status == found.status
    assert result_of(tmp_path / "again") == result_of(tmp_path / "found")


def test_several_exercises(score: Callable[..., Run], call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = score("-e", "auto", "-o", out, "--lang", "en", "--csv")
    assert run.status == 0
    assert "plank" in run.out
    assert "bridge" in run.out
    result = result_of(out)
    assert [part["exercise"] for part in result["parts"]] == ["plank", "bridge", "side-plank"]
    folders = [part["folder"] for part in result["parts"]]
    assert folders == ["01-plank", "02-bridge", "03-side-plank"]
    assert names(out) == FILES | {"frames.csv"} | set(folders)
    for folder in folders:
        assert names(out / folder) == FILES | {"frames.csv"}
    _holds_together(out, result)
    _says_what_was_done(out, result)
    before = {path: path.read_bytes() for path in out.rglob("*.*") if path.name != "recording.parquet"}
    assert call("rescore", out / "recording.parquet", "-o", out, "--csv", "--lang", "en").status == 0
    assert {path: path.read_bytes() for path in before} == before


def _holds_together(out: Path, result: dict[str, Any]) -> None:
    """The events of the parts are those of all, in order of time; so are the rows of the tables."""
    events = [
        {**event, "exercise": part["exercise"]}
        for part in result["parts"]
        for event in result_of(out / part["folder"])["events"]
    ]  # fmt: skip
    assert [e["start_s"] for e in result["events"]] == sorted(e["start_s"] for e in events)
    assert sorted(map(json.dumps, map(_sorted, events))) == sorted(
        map(json.dumps, map(_sorted, result["events"]))
    )
    assert sum(e["exercise"] == "bridge" and e["kind"] == "rep" for e in events) == 2
    table = read_frames(out / "frames.parquet")
    assert len(table["time_s"]) == len(SEVERAL)
    between = table["exercise"] == "transition"
    assert between.any()
    assert set(table["verdict"][between]) == {"unmeasured"}
    assert set(table["faults"][between]) == {""}
    assert (table["posture"][table["exercise"] == "plank"] == "plank").mean() > 0.8
    for part in result["parts"]:
        own = table["exercise"] == part["exercise"]
        assert table["time_s"][own].min() >= part["start_s"] - 1e-3
        assert table["time_s"][own].max() <= part["end_s"] + 1e-3
        judged = read_frames(out / part["folder"] / "frames.parquet")
        at = np.searchsorted(judged["time_s"], table["time_s"][own])
        assert (judged["verdict"][at] == table["verdict"][own]).all()


def _sorted(event: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(event.items()))


def _says_what_was_done(out: Path, result: dict[str, Any]) -> None:
    page = (out / "report.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+report\.html)"', page)
    assert links == [f"{part['folder']}/report.html" for part in result["parts"]]
    assert all((out / link).exists() for link in links)
    assert page.index("Front plank") < page.index("Glute bridge")


def test_a_part_is_judged_as_the_cut_piece(score: Callable[..., Run], call: Call, tmp_path: Path) -> None:
    score("-o", tmp_path / "out")
    for part in ("01-plank", "02-bridge"):
        piece = tmp_path / "out" / part
        track, context = read_recording(piece / "recording.parquet")
        assert context["plan"]["exercise"] == part[3:]
        assert len(track) < len(SEVERAL)
        assert call("rescore", piece / "recording.parquet", "-o", tmp_path / part).status == 0
        assert result_of(tmp_path / part) == result_of(piece)


def test_nothing_is_recognised(call: Call, video: Path, tmp_path: Path) -> None:
    run = call("score", video, "-o", tmp_path / "out", "--lang", "en", scene="nobody")
    assert run.status == 3
    result = result_of(tmp_path / "out")
    assert (result["exercise"], result["word"], result["parts"]) == ("auto", "not_measured", [])
    assert result["coverage"]["reasons"] == {"no_person": 1.0}
    assert "No exercise was recognised" in run.out
    assert "No exercise was recognised" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert call("rescore", tmp_path / "out" / "recording.parquet", "-o", tmp_path / "again").status == 3
    assert result_of(tmp_path / "again") == result


def test_ctrl_c_keeps_what_was_scored(score: Callable[..., Run], tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = score("-o", out, stop_at=330)
    assert run.status == 130
    result = result_of(out)
    assert result["source"]["partial"] is True
    assert result["source"]["frames"] < 335
    assert [part["exercise"] for part in result["parts"]] == ["plank", "bridge"]
    assert (out / "02-bridge" / "report.html").exists()


def test_parts_of_an_earlier_scoring_go(score: Callable[..., Run], tmp_path: Path) -> None:
    out = tmp_path / "out"
    score("-o", out)
    (out / "02-bridge" / "notes.txt").write_text("mine")
    assert score("-e", "plank", "-o", out).status == 0
    assert names(out) == FILES | {"02-bridge"}
    assert names(out / "02-bridge") == {"notes.txt"}


def test_the_annotated_video_shows_every_frame(score: Callable[..., Run], tmp_path: Path) -> None:
    assert score("-o", tmp_path, "--annotate").status == 0
    with VideoFile(tmp_path / "annotated.mp4") as shown:
        assert sum(1 for _ in shown.frames()) == len(SEVERAL)


def test_bands_go_to_the_exercises_that_have_them(score: Callable[..., Run], tmp_path: Path) -> None:
    config = tmp_path / "own.toml"
    config.write_text(
        '[[bands]]\nfault = "sag"\ncalibrated_green = [-inf, 0.5]\ncalibrated_amber = [-inf, 0.9]\n'
    )
    assert score("-o", tmp_path / "out", "--config", config).status == 0
    assert result_of(tmp_path / "out" / "01-plank")["thresholds"]["version"].endswith("+therapist")
    assert not result_of(tmp_path / "out" / "02-bridge")["thresholds"]["version"].endswith("+therapist")
    config.write_text('[[bands]]\nfault = "wobble"\n')
    refused(score("-o", tmp_path / "other", "--config", config), "wobble")
