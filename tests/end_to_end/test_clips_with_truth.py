"""Clips with exact truth: what the samples leave out, bad set-ups, another exercise, and a filmed person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy import video_edits
from benchmarks.accuracy.cases import Case, cases, other_exercises
from benchmarks.accuracy.measure import ClipReport, judged_as, measure
from tests.support.sample_truth import Score

BOUNDARY_S = 0.5
LATENCY_S = 1.0
SHOWN = ("birddog_reps_side", "plank_pike")
"""The other clips are, in part, the sample videos; `benchmarks/accuracy` runs all."""


@pytest.fixture(scope="module")
def case(shared: Path) -> Callable[[str], Case]:
    known = {c.name: c for c in cases(shared)}
    return known.__getitem__


@pytest.fixture(scope="module")
def report(case: Callable[[str], Case], score_once: Score) -> Callable[[str], ClipReport]:
    def run(name: str) -> ClipReport:
        return measure(case(name), score_once(case(name).video, case(name).exercise))

    return run


@pytest.mark.parametrize("name", SHOWN)
def test_events_are_found_where_they_are(report: Callable[[str], ClipReport], name: str) -> None:
    found = report(name)
    assert [p.state for p in found.pairs] == ["found"] * len(found.truth.events)
    assert max(abs(e) for p in found.pairs for e in p.boundary_errors_s or ()) <= BOUNDARY_S
    assert all(p.side_right in (True, None) for p in found.pairs)


@pytest.mark.parametrize("name", SHOWN)
def test_faults_that_this_view_sees_are_named_in_time(report: Callable[[str], ClipReport], name: str) -> None:
    found = report(name)
    counted = [f for f in found.labelled if f.counts]
    assert counted, "the clip should show a fault"
    assert [f.label.kind for f in counted if not f.found] == []
    assert max(f.latency_s for f in counted if f.latency_s is not None) <= LATENCY_S


@pytest.mark.parametrize("name", SHOWN)
def test_faults_that_nobody_labelled_are_at_least_true(
    report: Callable[[str], ClipReport], name: str
) -> None:
    assert [u for u in report(name).unlabelled if u.standing != "true, not labelled"] == []


def test_a_side_view_does_not_claim_to_see_a_roll(report: Callable[[str], ClipReport]) -> None:
    found = report("birddog_reps_side")
    assert np.isnan(np.asarray(found.outcome.frames["trunk_roll_deg"], float)).all()


def test_signals_follow_the_truth(report: Callable[[str], ClipReport]) -> None:
    agreed = {(n, a.column.signal): a for n in SHOWN for a in report(n).signals}
    assert agreed["plank_pike", "hip_offset_change"].mae <= 1.5
    assert agreed["plank_pike", "hip_offset_change"].r >= 0.97
    assert agreed["birddog_reps_side", "trunk_pitch_change_deg"].mae <= 2.0


def test_cut_off_body_is_not_measured_and_says_so(report: Callable[[str], ClipReport]) -> None:
    found = report("setup_cut_off")
    assert found.outcome.exit_status == 3
    assert found.outcome.result["word"] == "not_measured"
    assert max(found.outcome.result["coverage"]["reasons"].items(), key=lambda r: r[1])[0] == "out_of_frame"
    assert found.unlabelled == []
    assert found.outcome.result["dose"]["hold_s"] == 0


def test_oblique_camera_is_refused_or_right(report: Callable[[str], ClipReport]) -> None:
    found = report("setup_oblique")
    seen = found.outcome.result["view_found"]
    assert (seen["view"], seen["towards"]) == ("oblique", "head")
    assert seen["yaw_deg"] == pytest.approx(40, abs=10)
    assert seen["confidence"] > 0.7
    assert found.unlabelled == []
    if found.outcome.exit_status == 3:
        assert max(found.outcome.result["coverage"]["reasons"].items(), key=lambda r: r[1])[0] == "wrong_view"
    else:
        assert all(f.found for f in found.labelled)


def test_rolled_camera_changes_nothing(report: Callable[[str], ClipReport]) -> None:
    found = report("setup_rolled")
    assert [p.state for p in found.pairs] == ["found"]
    assert [f.found for f in found.labelled] == [("sag",)]
    assert found.labelled[0].peak == pytest.approx(found.labelled[0].true_worst, abs=0.01)
    assert found.outcome.result["camera_roll_deg"] == pytest.approx(6.0, abs=2.0)
    assert found.unlabelled == []


def test_another_exercise_than_formcheck_was_told_gives_nothing(
    case: Callable[[str], Case], score_once: Score
) -> None:
    name = "sideplank_right"
    outcome = score_once(case(name).video, "plank")
    assert outcome.exit_status == 3
    assert outcome.events() == []
    assert not (outcome.frames["verdict"] == "fault").any()
    assert set(outcome.result["coverage"]["reasons"]) <= {"wrong_posture", "wrong_view"}
    for exercise in other_exercises(case(name)):
        found = judged_as(case(name), exercise, outcome)
        assert (found.counted, found.faults) == ("", ())


@pytest.mark.parametrize("name", ["birddog_reps_side", "plank_pike", "setup_rolled"])
def test_told_the_wrong_exercise_nothing_is_claimed(
    case: Callable[[str], Case], score_once: Score, name: str
) -> None:
    outcome = score_once(case(name).video, case(name).exercise)
    claims = {e: judged_as(case(name), e, outcome) for e in other_exercises(case(name))}
    assert {e: (c.counted, c.faults) for e, c in claims.items()} == dict.fromkeys(claims, ("", ()))


def test_filmed_person_does_one_bridge(report: Callable[[str], ClipReport]) -> None:
    found = report("bridging")
    assert [p.state for p in found.pairs] == ["found"]
    rep = found.pairs[0].found
    assert rep is not None
    top = found.truth.events[0].top_s
    assert rep["start_s"] < top[0]
    assert rep["end_s"] > top[1]
    assert found.unlabelled == []
    frames = found.outcome.frames
    at_top = (found.outcome.time_s > top[0] + 0.2) & (found.outcome.time_s < top[1] - 0.2)
    assert (frames["verdict"][at_top] == "good").all()


def test_filmed_person_in_the_mirror_in_the_dark_at_half_the_rate(
    clips: Path, score_once: Score, tmp_path: Path
) -> None:
    """All at once, which asks more of it than one after the other; the film itself has 30 frames a second."""
    plain = score_once(clips / "bridging.mp4", "bridge")
    half = video_edits.dropped(clips / "bridging.mp4", tmp_path / "half.mp4", keep=[True, False] * 100)
    dark = video_edits.darkened(half, tmp_path / "dark.mp4", light=0.35)
    outcome = score_once(video_edits.mirrored(dark, tmp_path / "mirrored.mp4"), "bridge")
    assert 2 * outcome.result["source"]["frames"] - plain.result["source"]["frames"] in (0, 1)
    assert [(e["kind"], e["verdict"]) for e in outcome.events()] == [("rep", "good")]
    (rep,), (as_filmed,) = outcome.events(), plain.events()
    for end in ("start_s", "end_s"):
        assert rep[end] == pytest.approx(as_filmed[end], abs=0.3)
    assert (plain.result["near_side"], outcome.result["near_side"]) == ("right", "left")
