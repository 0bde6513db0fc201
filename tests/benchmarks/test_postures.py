"""The confusion table counts what it says it counts."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

from benchmarks.accuracy.cases import EXERCISE_NAMES
from benchmarks.accuracy.postures import (
    LABELLED,
    Chosen,
    PostureReport,
    posture_at,
    posture_section,
    true_postures,
)
from formcheck.scoring.recogniser import Stretch
from formcheck.signals.posture import POSTURES

EVENTS = [
    {"kind": "transition", "start_s": 0.0, "end_s": 1.0},
    {"kind": "rep", "start_s": 1.0, "end_s": 4.0, "hold_s": [2.0, 3.0]},
    {"kind": "rep", "start_s": 5.0, "end_s": 8.0, "hold_s": [6.0, 7.0]},
]


def test_true_postures_are_the_tops_and_the_time_between() -> None:
    times = [0.5, 1.5, 2.5, 4.5, 6.5, 7.5, 9.0]
    raw = {"exercise": "bridge", "events": EVENTS, "truth": {"time_s": times}}
    assert list(true_postures(raw)) == [(2.5, "bridge_lifted"), (4.5, "bridge_lying"), (6.5, "bridge_lifted")]


def test_every_clip_and_every_photograph_has_a_posture(synthetic: Path, shared: Path) -> None:
    for path in synthetic.glob("*.json"):
        raw = json.loads(path.read_text(encoding="utf-8"))
        found = Counter(name for _, name in true_postures(raw))
        assert raw["exercise"] in EXERCISE_NAMES
        assert found.total() > 50
        assert set(found) <= set(POSTURES)
    with (shared / "data/photos/labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert any(word in row["exercise"] for word, _ in LABELLED), row["exercise"]


def test_the_section_counts_right_and_wrong() -> None:
    stretches = [Stretch("plank", 0.0, 2.0), Stretch("quadruped", 2.0, 3.0)]
    assert [posture_at(stretches, t) for t in (1.0, 2.5, 9.0)] == ["plank", "quadruped", "unseen"]
    report = PostureReport(
        {"clips": {"plank": Counter({"plank": 3, "prone": 1})}},
        [Chosen("one", "plank", (("plank", 1.0, 2.0),)), Chosen("two", "plank", ())],
        [("a.jpg", "prone", "other")],
    )
    assert report.accuracy("clips") == 0.75
    assert [chosen.right for chosen in report.chosen] == [True, False]
    section = posture_section(report)
    assert "0.750 of 4" in section
    assert "`two` | plank | none | **no**" in section
