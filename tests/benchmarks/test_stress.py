"""What the stress part of the benchmark says of an edited clip, and the edits that need no picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy import short, track_edits
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.mirror import mirrored
from benchmarks.accuracy.product import Outcome
from benchmarks.accuracy.stress import compare
from benchmarks.accuracy.variants import VARIANTS
from formcheck.store.recording import read_recording
from tests.support.scored import score

PLAIN_VARIANT = next(v for v in VARIANTS if not v.mirror)


@pytest.fixture(scope="module")
def case() -> Case:
    return next(c for c in short.committed() if c.name == "plank_good")


def outcome(
    case: Case, *events: dict[str, Any], verdicts: str = "good", fps: float = 15, width: int = 854
) -> Outcome:
    time = np.arange(0, 25, 1 / fps)
    frames = {"time_s": time, "verdict": np.full(len(time), verdicts, object)}
    result = {
        "events": list(events),
        "calibration": {"kind": "personal", "start_s": 3.5, "end_s": 6.0},
        "near_side": "right",
        "thresholds": {
            "bands": [
                {"fault": "sag", "signal": "hip_offset_change", "green": [None, 0.025], "calibrated": True}
            ]
        },
        "coverage": {"measured": 1.0, "reasons": {}},
        "word": "good",
        "source": {"width": width},
    }
    return Outcome(0, "", result, frames, case.video)


def hold(start_s: float, end_s: float, *kinds: str, verdict: str = "good") -> dict[str, Any]:
    spans = [
        {
            "kind": k,
            "start_s": start_s + 1,
            "end_s": start_s + 3,
            "peak": 0.05,
            "unit": "fraction",
            "major": True,
        }
        for k in kinds
    ]
    return {
        "kind": "hold",
        "start_s": start_s,
        "end_s": end_s,
        "side": None,
        "verdict": "fault" if kinds else verdict,
        "faults": spans,
    }


def test_the_same_again_changes_nothing(case: Case) -> None:
    plain = outcome(case, hold(3, 21.5))
    row = compare(case, PLAIN_VARIANT, plain, outcome(case, hold(3.2, 21.4), fps=60))
    assert (row.kept, row.lost, row.new, row.blinded) == (1, 0, 0, 0)
    assert row.boundary_s == pytest.approx(0.2)
    assert (row.other, row.faults_gained, row.false_faults) == (0.0, (), ())


def test_a_fault_that_the_truth_does_not_know_is_false(case: Case) -> None:
    row = compare(case, PLAIN_VARIANT, outcome(case, hold(3, 21)), outcome(case, hold(3, 21, "sag")))
    assert row.faults_gained == row.false_faults == ("sag",)
    back = compare(case, PLAIN_VARIANT, outcome(case, hold(3, 21, "sag")), outcome(case, hold(3, 21)))
    assert (back.faults_lost, back.false_faults) == (("sag",), ())


def test_lost_new_and_blinded_events(case: Case) -> None:
    plain = outcome(case, hold(3, 12), hold(14, 21))
    blind = outcome(case, hold(3, 12, verdict="unmeasured"), hold(22, 24), verdicts="unmeasured")
    row = compare(case, PLAIN_VARIANT, plain, blind)
    assert (row.kept, row.lost, row.new, row.blinded) == (1, 1, 1, 1)
    assert row.other == 1.0


def test_a_mirrored_truth_swaps_the_sides(case: Case) -> None:
    from benchmarks.accuracy.measure import truth_of

    truth = truth_of(case)
    swapped = truth.mirrored()
    assert np.array_equal(swapped.arrays["trunk_roll_deg"], -truth.arrays["trunk_roll_deg"], equal_nan=True)
    assert np.array_equal(swapped.joints["left_knee"][:, 1], truth.joints["right_knee"][:, 1])
    again = swapped.mirrored()
    assert all(np.array_equal(again.joints[n], p) for n, p in truth.joints.items())


def test_edits_of_recordings(case: Case) -> None:
    track, _ = read_recording(Path(short.FOLDER / f"{case.name}.parquet"))
    twice = mirrored(mirrored(track))
    assert np.allclose(twice.xy, track.xy, atol=1e-3, equal_nan=True)
    fine = track_edits.faded(track, 4)
    assert len(fine) == 4 * (len(track) - 1) + 1
    assert np.array_equal(fine.xy[::4], track.xy, equal_nan=True)
    assert np.array_equal(fine.dorsal[::4], track.dorsal, equal_nan=True)
    for variant in track_edits.TRACK_VARIANTS:
        edited = variant.edit(track)
        assert (np.diff(edited.time) > 0).all(), variant.name
        assert edited.people.shape == edited.time.shape
        assert replace(edited, size=track.size, model=track.model).xy.shape[1:] == (33, 2)


@pytest.mark.parametrize(("width", "whole"), [(854, True), (700, True), (270, False)])
def test_a_body_that_a_cut_picture_still_holds(case: Case, width: int, whole: bool) -> None:
    row = compare(case, PLAIN_VARIANT, outcome(case), outcome(case, width=width))
    assert row.whole is whole


@pytest.mark.parametrize("name", ["mirrored", "scaled"])
def test_what_the_trunk_head_told_goes_along_with_the_picture(name: str) -> None:
    """The faults of each repetition stay, of the other limbs in a mirror."""
    track, _ = read_recording(short.FOLDER / "birddog_reps_highfront.parquet")
    edited = mirrored(track) if name == "mirrored" else track_edits.scaled(track, 2.0)
    before, after = (score(one, "bird-dog", view="front-high").events for one in (track, edited))
    assert [{f.kind for f in event.faults} for event in after] == [
        {f.kind for f in event.faults} for event in before
    ]
    assert any(event.faults for event in before)
    assert all(
        (one.side == other.side) == (name == "scaled") for one, other in zip(before, after, strict=True)
    )
