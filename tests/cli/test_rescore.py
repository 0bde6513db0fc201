"""`rescore`: other bands change what they should and nothing else; what is no recording is told."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from formcheck.scoring.plan import Plan
from formcheck.store.recording import read_context
from formcheck.store.tables import read_frames
from tests.support.cli_program import FILES, Call, names, refused, result_of
from tests.support.edited_recordings import edited, with_context, with_plan, with_source

WIDE = '[[bands]]\nfault = "sag"\ncalibrated_green = [-inf, 0.5]\ncalibrated_amber = [-inf, 0.9]\n'


@pytest.fixture
def sag(call: Call, video: Path) -> Path:
    """The output folder of a plank that sags."""
    out = video.with_name("sag")
    assert call("score", video, "-e", "plank", "-o", out, scene="sag").status == 0
    assert result_of(out)["word"] == "different"
    return out


def _changed(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def test_other_bands_change_only_what_follows_from_them(call: Call, sag: Path, tmp_path: Path) -> None:
    config = tmp_path / "own.toml"
    config.write_text(WIDE)
    out = tmp_path / "wide"
    assert call("rescore", sag / "recording.parquet", "--config", config, "-o", out).status == 0
    before, after = result_of(sag), result_of(out)
    assert after["word"] == "good"
    assert _changed(before, after) <= {"thresholds", "technique", "word", "events", "dose"}
    assert after["thresholds"]["version"] != before["thresholds"]["version"]
    other = [band for band in after["thresholds"]["bands"] if band["fault"] != "sag"]
    assert other == [band for band in before["thresholds"]["bands"] if band["fault"] != "sag"]
    was, now = read_frames(sag / "frames.parquet"), read_frames(out / "frames.parquet")
    changed = {
        name for name in was if not np.array_equal(was[name], now[name], equal_nan=was[name].dtype == float)
    }
    assert changed == {"verdict", "faults"}


def test_bands_of_its_own_travel_with_the_recording(call: Call, sag: Path, tmp_path: Path) -> None:
    """Open ends ("-inf") too, which JSON knows nothing of."""
    config = tmp_path / "own.toml"
    config.write_text(WIDE)
    wide, again, back = (tmp_path / name for name in ("wide", "again", "back"))
    assert call("rescore", sag / "recording.parquet", "--config", config, "-o", wide).status == 0
    kept = Plan.from_context(read_context(wide / "recording.parquet"))
    assert kept.override["bands"][0]["calibrated_green"] == [-math.inf, 0.5]
    assert call("rescore", wide / "recording.parquet", "-o", again).status == 0
    assert (again / "result.json").read_bytes() == (wide / "result.json").read_bytes()
    config.write_text(
        '[[bands]]\nfault = "sag"\ncalibrated_green = [-inf, 0.025]\ncalibrated_amber = [-inf, 0.05]\n'
    )
    assert call("rescore", wide / "recording.parquet", "--config", config, "-o", back).status == 0
    assert result_of(back)["word"] == "different", "the later bands win"


def test_what_was_changed_is_printed_and_what_of_it_could_not_count(
    call: Call, sag: Path, tmp_path: Path
) -> None:
    config, out = tmp_path / "own.toml", tmp_path / "o"
    config.write_text("fault_from.sag = 0.02")
    done = call("rescore", sag / "recording.parquet", "--config", config, "-o", out, "--lang", "en")
    assert "bands.sag.calibrated_green ≤ 0.02" in done.out
    assert "(default ≤ 0.025" in done.out
    assert "moves both" not in done.out
    config.write_text('[[bands]]\nfault = "sag"\ngreen = [-inf, 0.02]\n')
    done = call("rescore", sag / "recording.parquet", "--config", config, "-o", out, "--lang", "en")
    assert "fault_from.sag = NUMBER moves both" in done.out
    assert "bands." not in call("rescore", sag / "recording.parquet", "-o", out, "--lang", "en").out


def test_scoring_with_bands_and_rescoring_agree(call: Call, video: Path) -> None:
    config = video.with_name("own.toml")
    config.write_text(WIDE + "[dose]\nhold_s = 30\n[timing]\nmin_hold_s = 1.5\n")
    out, again = video.with_name("o"), video.with_name("again")
    words = [
        "score",
        video,
        "-e",
        "plank",
        "-o",
        out,
        "--config",
        config,
        "--strictness",
        "2",
        "--side",
        "right",
    ]
    assert call(*words, scene="sag").status == 0
    assert call("rescore", out / "recording.parquet", "-o", again).status == 0
    for name in FILES:
        assert (again / name).read_bytes() == (out / name).read_bytes(), name


def test_in_its_own_folder(call: Call, sag: Path, tmp_path: Path) -> None:
    recording = (sag / "recording.parquet").read_bytes()
    result = (sag / "result.json").read_bytes()
    for name in ("annotated.mp4", "frames.csv"):
        (sag / name).write_text("of the first scoring")
    assert call("rescore", sag / "recording.parquet", "-o", sag, "--csv").status == 0
    assert names(sag) == FILES | {"frames.csv", "annotated.mp4"}, "the annotated video still holds"
    assert (sag / "result.json").read_bytes() == result
    config = tmp_path / "own.toml"
    config.write_text(WIDE)
    assert call("rescore", sag / "recording.parquet", "-o", sag, "--config", config).status == 0
    assert names(sag) == FILES, "now it would show another judgement"
    assert (sag / "recording.parquet").read_bytes() == recording


def test_several(call: Call, sag: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(sag, other)
    recordings = [folder / "recording.parquet" for folder in (sag, other, tmp_path / "none")]
    done = call("rescore", *recordings, "-o", tmp_path / "o")
    assert done.status == 1
    assert "none" in done.error
    assert names(tmp_path / "o") == {"sag", "other"}
    assert call("rescore", *recordings[:2]).status == 0
    assert names(sag / "recording-rescored") == FILES


@pytest.mark.parametrize("name", ["frames.parquet", "result.json", "report.html", "../film.mp4", ".", "none"])
def test_what_is_no_recording(call: Call, sag: Path, name: str, tmp_path: Path) -> None:
    before = names(sag)
    refused(call("rescore", sag / name, "-o", tmp_path / "o"))
    assert names(sag) == before
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize("damage", ["half", "empty", "flipped", "header"])
def test_a_damaged_recording(call: Call, sag: Path, damage: str, tmp_path: Path) -> None:
    path = sag / "recording.parquet"
    data = bytearray(path.read_bytes())
    if damage == "half":
        data = data[: len(data) // 2]
    elif damage == "empty":
        data = bytearray()
    elif damage == "flipped":
        data[len(data) // 3] ^= 0xFF
    else:
        data = data.replace(b'"strictness": 1.0', b'"strictness": 3.0')
    path.write_bytes(data)
    refused(call("rescore", path, "-o", tmp_path / "o"), "recording.parquet", "damaged")
    assert not (tmp_path / "o").exists()


def test_bands_that_make_no_sense(call: Call, sag: Path, tmp_path: Path) -> None:
    config = tmp_path / "own.toml"
    config.write_text("[timing]\nwhat = 1")
    refused(call("rescore", sag / "recording.parquet", "--config", config, "-o", tmp_path / "o"), "what")
    refused(call("rescore", sag / "recording.parquet", "--config", tmp_path / "no.toml"), "no.toml")
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    "header",
    [
        {"size": [-1, 2]},
        {"model": None},
        with_context(plan=[1]),
        with_plan(strictness=math.inf),
        with_plan(exercise="x" * 10_000),
        with_plan(exercise="auto", override={"bands": 5}),
        with_source(duration_s=math.inf),
    ],
)
def test_one_that_was_edited_by_hand(call: Call, header: dict[str, object], tmp_path: Path) -> None:
    path = edited(tmp_path / "recording.parquet", header)
    line = refused(call("rescore", path, "-o", tmp_path / "o"))
    assert len(line) < 2500, "a value of any length is shortened"
    assert not (tmp_path / "o").exists()
