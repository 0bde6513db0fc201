"""What other programs rely on: every name of the contract, in files that a real scoring wrote."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck import __version__
from formcheck.judge.vocabulary import FAULTS, PHASES, REASONS
from formcheck.store.tables import read_frames
from tests.support.cli_program import FILES, Call, names, result_of, run

CLIP, EXERCISE = "bird_dog_over_lift", "bird-dog"
SIGNALS = [
    "hip_offset", "hip_offset_change", "lumbar_deg", "trunk_pitch_deg", "trunk_roll_deg", "lateral_shift",
    "knee_angle_deg", "elbow_angle_deg", "hip_angle_deg", "leg_over_trunk_deg", "arm_over_trunk_deg",
    "head_angle_deg", "book_x_cm", "book_y_cm",
]  # fmt: skip
SIDES = {None, "left", "right", "left_arm_right_leg", "right_arm_left_leg"}


WORDS = ["--model", "lite", "--csv", "--lang", "en"]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The output folder of a sample video, scored by the real program with the smallest network."""
    out = tmp_path_factory.mktemp("scored") / "real"
    clip = root / "sample_videos" / f"{CLIP}.mp4"
    done = run("score", clip, "-e", EXERCISE, "-o", out, *WORDS, cwd=out.parent)
    assert (done.status, done.err) == (0, "")
    return out


@pytest.fixture(params=["real", "made up"])
def scored(request: pytest.FixtureRequest, real: Path, call: Call, video: Path) -> Path:
    """The output folder of repetitions, from a real network, or of a hold, from made-up poses."""
    if request.param == "real":
        return real
    out = video.with_name("o")
    assert call("score", video, "-e", "plank", "-o", out, *WORDS, scene="sag").status == 0
    return out


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def test_what_is_said_of_a_real_scoring(real: Path, root: Path) -> None:
    result = result_of(real)
    assert result["source"] | {"frames": 0, "notes": []} == {
        "name": f"{CLIP}.mp4", "frames": 0, "fps_mean": 15.0, "duration_s": 17.2, "width": 854, "height": 480,
        "partial": False, "notes": [],
    }  # fmt: skip
    assert result["source"]["frames"] == 258
    assert (result["pose"]["backend"], result["pose"]["model"]) == ("onnx", "lite")
    assert result["pose"]["sha256"] in (root / "models" / "SHA256SUMS").read_text()
    assert {event["side"] for event in result["events"] if event["kind"] == "rep"} <= SIDES - {None}
    assert any(event["book"] for event in result["events"])
    assert result["technique"]


def test_result(scored: Path) -> None:
    result = result_of(scored)
    wanted = {
        "schema", "formcheck_version", "source", "pose", "exercise", "exercise_detected_by", "view",
        "near_side", "calibration", "thresholds", "coverage", "dose", "technique", "events",
    }  # fmt: skip
    assert wanted <= set(result)
    assert (result["schema"], result["formcheck_version"]) == (1, __version__)
    source = result["source"]
    assert {"name", "frames", "fps_mean", "duration_s", "width", "height"} <= set(source)
    assert names(scored) == FILES | {"frames.csv"}
    assert source["name"].endswith(".mp4")
    assert source["fps_mean"] == 15.0
    assert source["duration_s"] == pytest.approx(source["frames"] / 15, abs=0.01)
    assert set(result["pose"]) == {"backend", "model", "sha256"}
    assert (result["exercise"], result["exercise_detected_by"]) in ((EXERCISE, "user"), ("plank", "user"))
    assert result["view"] == "side"
    assert result["near_side"] in ("left", "right")
    calibration = result["calibration"]
    assert calibration["kind"] == "personal"
    assert 0 <= calibration["start_s"] < calibration["end_s"] <= source["duration_s"]
    assert calibration["values"]
    assert all(map(_finite, calibration["values"].values()))
    assert result["thresholds"]["version"]
    assert {band["fault"] for band in result["thresholds"]["bands"]} <= set(FAULTS)
    coverage = result["coverage"]
    assert 0 <= coverage["measured"] <= 1
    assert set(coverage["reasons"]) <= set(REASONS)
    assert coverage["measured"] + sum(coverage["reasons"].values()) == pytest.approx(1, abs=0.01)
    for dose in (result["dose"], *result["dose"]["sides"].values()):
        assert {"hold_s", "quality_hold_s", "reps", "attempts"} <= set(dose)
        assert 0 <= dose["quality_hold_s"] <= dose["hold_s"] <= source["duration_s"]


def test_events(scored: Path) -> None:
    result = result_of(scored)
    events: list[dict[str, Any]] = result["events"]
    assert events
    assert [event["start_s"] for event in events] == sorted(event["start_s"] for event in events)
    for event in events:
        assert {"kind", "start_s", "end_s", "side", "verdict", "faults", "book"} <= set(event)
        assert event["kind"] in ("hold", "rep", "attempt", "rest")
        assert 0 <= event["start_s"] < event["end_s"] <= result["source"]["duration_s"]
        assert event["side"] in SIDES
        assert event["verdict"] in ("good", "fault", "unmeasured")
        assert (event["verdict"] == "fault") == bool(event["faults"]) or event["verdict"] == "unmeasured"
        for fault in event["faults"]:
            assert {"kind", "start_s", "end_s", "peak", "unit"} <= set(fault)
            assert fault["kind"] in FAULTS
            assert fault["start_s"] <= fault["end_s"]
            assert _finite(fault["peak"])
            assert fault["unit"]
        if event["book"] is not None:
            assert set(event["book"]) == {"kept", "object", "driven_by", "slid_cm", "fell_at_s"}
            assert set(event["book"]["driven_by"]) <= {"pitch", "roll", "shift"}
            assert event["book"]["kept"] == (event["book"]["fell_at_s"] is None)
    kinds = [event["kind"] for event in events if event["verdict"] != "unmeasured"]
    assert result["dose"]["reps"] == kinds.count("rep")
    assert result["dose"]["attempts"] == kinds.count("attempt")
    spans = [fault["kind"] for event in events for fault in event["faults"]]
    assert {name: spans.count(name) for name in set(spans)} == {
        name: told["count"] for name, told in result["technique"].items()
    }
    for told in result["technique"].values():
        assert told["seconds"] > 0
        assert _finite(told["worst"])


def test_frames(scored: Path) -> None:
    table = read_frames(scored / "frames.parquet")
    assert list(table)[:6] == ["time_s", "detected", "verdict", "faults", "reason", "phase"]
    assert set(SIGNALS) <= set(table)
    result = result_of(scored)
    assert len(table["time_s"]) == result["source"]["frames"]
    assert (np.diff(table["time_s"]) > 0).all()
    assert set(table["verdict"]) <= {"good", "fault", "unmeasured"}
    assert set(table["reason"]) <= {"", *REASONS}
    assert set(table["phase"]) <= set(PHASES)
    assert {name for joined in table["faults"] for name in joined.split("+") if name} <= set(FAULTS)
    assert ((table["verdict"] == "unmeasured") == (table["reason"] != "")).all()
    assert ((table["faults"] != "") <= (table["verdict"] != "good")).all()
    assert ((table["verdict"] == "fault") <= (table["faults"] != "")).all()
    assert table["detected"].dtype == bool
    assert not np.isinf([table[name] for name in SIGNALS]).any()


def test_csv_says_the_same(scored: Path) -> None:
    table = read_frames(scored / "frames.parquet")
    with (scored / "frames.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(table)
    for name in ("verdict", "faults", "reason", "phase"):
        assert [row[name] for row in rows] == table[name].tolist()
    for name in ("time_s", *SIGNALS):
        told = np.array([float(row[name] or "nan") for row in rows])
        np.testing.assert_array_equal(told, table[name])


def test_report_stands_alone(scored: Path) -> None:
    page = (scored / "report.html").read_text(encoding="utf-8")
    assert result_of(scored)["source"]["name"] in page
    links = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"'\s)>]+)""", page)
    assert all(link.startswith(("#", "data:")) for link in links), links
    addresses = {address for address in re.findall(r"https?://[\w.]+", page) if "w3.org" not in address}
    assert not addresses
    assert str(scored.parent) not in page, "the page names folders of this machine"


def test_no_file_names_a_folder_of_this_machine(scored: Path) -> None:
    for path in scored.iterdir():
        assert str(scored.parent).encode() not in path.read_bytes(), path.name


def test_the_same_video_gives_the_same_bytes(real: Path, tmp_path: Path, root: Path) -> None:
    """Through the network too, in another process, at another place."""
    again = tmp_path / "again"
    clip = root / "sample_videos" / f"{CLIP}.mp4"
    assert run("score", clip, "-e", EXERCISE, "-o", again, *WORDS, "-q", cwd=tmp_path).silent
    for path in sorted(real.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


@pytest.mark.parametrize("scene", ["plank", "sag", "nobody", "crowd"])
def test_rescoring_gives_the_same_bytes_without_the_video(call: Call, video: Path, scene: str) -> None:
    out, again = video.with_name("o"), video.with_name("again")
    words = ("--csv", "--lang", "en")
    first = call("score", video, "-e", "plank", "-o", out, *words, scene=scene)
    video.unlink()
    second = call("rescore", out / "recording.parquet", "-o", again, *words)
    assert (second.status, second.err) == (first.status, "")
    assert names(again) == names(out)
    for path in sorted(out.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_rescoring_a_real_one_gives_the_same_bytes(call: Call, real: Path, tmp_path: Path) -> None:
    done = call("rescore", real / "recording.parquet", "-o", tmp_path / "o", "--csv", "--lang", "en")
    assert (done.status, done.err) == (0, "")
    for path in sorted(real.iterdir()):
        assert path.read_bytes() == (tmp_path / "o" / path.name).read_bytes(), path.name


@pytest.mark.parametrize("exercise", ["bridge", "side-plank", "bird-dog", "auto"])
def test_rescoring_as_another_exercise_is_scoring_as_that_one(call: Call, video: Path, exercise: str) -> None:
    first, other, again = (video.with_name(name) for name in ("o", "other", "again"))
    words = ("--csv", "--lang", "en")
    assert call("score", video, "-e", "plank", "-o", first, *words, scene="sag").status == 0
    scored = call("score", video, "-e", exercise, "-o", other, *words, scene="sag")
    rescored = call("rescore", first / "recording.parquet", "-e", exercise, "-o", again, *words)
    assert (rescored.status, rescored.err) == (scored.status, "")
    assert rescored.out == scored.out.replace(str(other), str(again))
    assert names(again) == names(other)
    for path in sorted(other.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name
    assert result_of(again)["exercise_detected_by"] == ("auto" if exercise == "auto" else "user")
