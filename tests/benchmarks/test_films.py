"""What counts as right, honestly refused and wrong of the films of make.sh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy.films import measure
from benchmarks.accuracy.films.checks import CHECKS, POINTS, Outcomes, Verdict, differs, verdict
from benchmarks.accuracy.films.measure import FilmRow, film_section, missing, points, rows
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.real.wanted import film_line


def outcome(
    *spans: tuple[float, float], fault: str = "", seconds: float = 7.7, status: int = 0, **source: Any
) -> Outcome:
    """A result with these holds, the last of which has a fault."""
    events = [{"kind": "hold", "start_s": a, "end_s": b, "faults": []} for a, b in spans]
    if fault:
        events[-1]["faults"] = [{"kind": fault}]
    technique = {fault: {"count": 1, "seconds": seconds}} if fault else {}
    result: dict[str, Any] = {
        "word": "different" if fault else "good",
        "events": events,
        "technique": technique,
        "dose": {"hold_s": sum(b - a for a, b in spans), "reps": 0},
        "coverage": {"measured": 1.0, "active_s": 20.0, "reasons": {}},
        "source": {"frames": 3, "notes": [], **source},
        "thresholds": {"changed": []},
    }
    return Outcome(status, "", result, {"time_s": np.arange(3) / 15}, Path("r.parquet"))


def unmeasured(reason: str) -> Outcome:
    result = outcome().result
    result |= {"word": "not_measured", "coverage": {"reasons": {reason: 0.9, "no_person": 0.1}}}
    return Outcome(3, "", result, {}, Path("r.parquet"))


def refused(message: str) -> Outcome:
    return Outcome(2, message, {}, {}, Path("r.parquet"))


SAG = outcome((3.0, 23.1), fault="sag")
GOOD = outcome((3.0, 21.7))


def all_right() -> dict[str, Outcome]:
    """What make.sh wants, of every film."""
    found = {"plank_sag": SAG, "plank_good": GOOD, "bridge_reps": GOOD, "bframes.avi": GOOD}
    found |= dict.fromkeys(
        ("thumbnail_first.mov", "proxy_first.mp4", "on_its_side.mp4", "upside_down.mp4"), SAG
    )
    found["joined.ts"] = outcome((3.0, 21.7), (27.0, 47.1), fault="sag")
    found |= dict.fromkeys(("joined.webm", "first time", "second time", "grey.mp4", "missing.mp4"), GOOD)
    found |= {f"piece{n}.mkv": outcome((0.0, 2.0), frames=1) for n in range(3)}
    found["sparse.mp4"] = unmeasured("frame_rate")
    found["bom.toml"] = outcome((3.0, 21.7))
    found["bom.toml"].result["thresholds"]["changed"] = [{"name": "dose.hold_s"}]
    for name, word in {
        "nan": "neutral",
        "inf": "calibrated_green",
        "phases": "phases",
        "percent": "0.025",
    }.items():
        found[f"{name}.toml"] = refused(f"config: bands.sag.{word}")
    return found


def states(found: Outcomes) -> dict[str, str]:
    return {row.file: row.state for row in rows(found)}


def test_all_right() -> None:
    assert set(states(all_right()).values()) == {"right"}
    assert set(points(rows(all_right()))) == set(range(1, POINTS + 1)) == {check.point for check in CHECKS}


@pytest.mark.parametrize(
    ("file", "instead"),
    [
        ("joined.ts", outcome((3.0, 21.7))),
        ("joined.ts", outcome((3.0, 21.7), (27.0, 47.1), fault="pike")),
        ("joined.webm", outcome((3.0, 12.0))),
        ("thumbnail_first.mov", unmeasured("no_person")),
        ("proxy_first.mp4", GOOD),
        ("bframes.avi", outcome((3.0, 21.7), frames=2)),
        ("piece1.mkv", outcome((0.0, 2.0), frames=1, notes=["truncated"])),
        ("piece1.mkv", outcome((0.0, 2.0), frames=0)),
        ("second time", refused("a folder with results of another file")),
        ("on_its_side.mp4", unmeasured("wrong_posture")),
        ("upside_down.mp4", GOOD),
        ("sparse.mp4", GOOD),
        ("grey.mp4", outcome((3.0, 18.7))),
        ("bom.toml", GOOD),
        ("nan.toml", GOOD),
        ("percent.toml", refused("config: something")),
    ],
)
def test_what_is_wrong(file: str, instead: Outcome) -> None:
    found = all_right() | {file: instead}
    now = states(found)
    assert now.pop(file) == "wrong"
    assert set(now.values()) == {"right"}


def test_an_honest_refusal_is_one_and_a_point_is_as_its_worst_file() -> None:
    found = all_right() | {"on_its_side.mp4": unmeasured("turned"), "joined.ts": refused("two clocks")}
    assert states(found)["on_its_side.mp4"] == states(found)["joined.ts"] == "refused"
    assert points(rows(found))[8] == "refused"
    assert verdict("", GOOD) == Verdict("right", "good, 18.7 s held")


def test_times_that_differ() -> None:
    assert differs(outcome((3.2, 23.0), fault="sag"), SAG) == ""
    assert "0.6 s" in differs(outcome((3.6, 23.1), fault="sag"), SAG)


def test_the_line_and_the_part() -> None:
    line = film_line({"right": 11, "refused": 1, "wrong": 0}).target
    assert (line.got, line.reached) == ("11 right, 1 honestly refused, 0 wrong", True)
    assert film_line({"right": 11, "refused": 0, "wrong": 1}).target.reached is False
    assert film_line(None).target.reached is None
    row = FilmRow(1, "joined.ts", "two streams", "both", "wrong", "good, 18.7 s held")
    assert "| 1 | `joined.ts` | two streams | both | **wrong** | good, 18.7 s held |" in film_section([row])


def test_where_films_cannot_be_made_it_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "make.sh" in (missing(tmp_path) or "")
    assert measure.measure_films(tmp_path, tmp_path / "work") is None
    assert "films are left out" in capsys.readouterr().err


def test_without_ffmpeg_too(shared: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "ffmpeg" in (missing(shared) or "")
