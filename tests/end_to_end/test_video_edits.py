"""What an edit of the video does not change, the events do not change either (law 7, on real frames)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.accuracy import video_edits
from benchmarks.accuracy.product import Outcome
from tests.support.sample_truth import Score, samples

SAMPLES = samples()
SWAPPED = {
    "left": "right",
    "right": "left",
    "left_arm_right_leg": "right_arm_left_leg",
    "right_arm_left_leg": "left_arm_right_leg",
    None: None,
}


def brief(outcome: Outcome, mirror: bool = False) -> list[tuple[Any, ...]]:
    """Kind, limbs and faults of each event."""
    return [
        (
            e["kind"],
            SWAPPED[e["side"]] if mirror else e["side"],
            e["verdict"],
            {f["kind"] for f in e["faults"]},
        )
        for e in outcome.events()
    ]


def assert_same(edited: Outcome, plain: Outcome, within_s: float, mirror: bool = False) -> None:
    """Same events, faults and sides; boundaries and the beginnings of faults within `within_s`."""
    assert plain.events(), "nothing to compare"
    assert brief(edited, mirror) == brief(plain)
    for a, b in zip(edited.events(), plain.events(), strict=True):
        assert [a["start_s"], a["end_s"]] == pytest.approx([b["start_s"], b["end_s"]], abs=within_s)
        starts = [{f["kind"]: f["start_s"] for f in reversed(e["faults"])} for e in (a, b)]
        assert starts[0] == pytest.approx(starts[1], abs=max(within_s, 0.3))
    assert edited.result["word"] == plain.result["word"]
    assert edited.result["view"] == plain.result["view"]
    near = edited.result["near_side"]
    assert (SWAPPED[near] if mirror else near) == plain.result["near_side"]


Edit = Callable[[Path, Path], Path]
Pair = Callable[..., tuple[Outcome, Outcome]]


@pytest.fixture
def pair(score_once: Score, tmp_path: Path) -> Pair:
    """(edited, plain) outcomes of a sample video, given its edits.

    Each scoring costs the network's time for all frames, so what asks for the same is edited into one video.
    """

    def run(name: str, *edits: Edit, suffix: str = ".mp4") -> tuple[Outcome, Outcome]:
        sample = SAMPLES[name]
        edited = sample.video
        for number, edit in enumerate(edits):
            last = number == len(edits) - 1
            edited = edit(edited, tmp_path / f"{name}_{number}{suffix if last else '.mp4'}")
        return score_once(edited, sample.exercise), score_once(sample.video, sample.exercise)

    return run


def test_in_the_mirror_and_smaller_left_and_right_change_places_and_nothing_else(pair: Pair) -> None:
    edited, plain = pair(
        "bird_dog_over_lift", video_edits.mirrored, partial(video_edits.scaled, width=640, height=360)
    )
    assert_same(edited, plain, within_s=0.3, mirror=True)
    # The size of a fault too; the network is no exact mirror, so a third of it is allowed.
    for a, b in zip(edited.events(), plain.events(), strict=True):
        peaks = [{f["kind"]: f["peak"] for f in e["faults"]} for e in (a, b)]
        assert peaks[0] == pytest.approx(peaks[1], rel=0.33)


def test_half_of_the_frames(pair: Pair) -> None:
    edited, plain = pair("plank_sag", partial(video_edits.dropped, keep=cycle([True, False])))
    assert edited.result["source"]["fps_mean"] == pytest.approx(7.5, abs=0.1)
    assert_same(edited, plain, within_s=0.4)


def test_frames_lost_here_and_there_in_a_container_with_a_coarser_clock(pair: Pair) -> None:
    """Times are rounded to milliseconds; half and twice the rate, `test_clips_with_truth` films."""
    lost = partial(video_edits.dropped, keep=np.random.default_rng(3).random(10_000) > 0.2)
    edited, plain = pair("bird_dog_over_lift", lost, video_edits.in_matroska, suffix=".mkv")
    assert edited.result["source"]["frames"] < 0.9 * plain.result["source"]["frames"]
    # Where a repetition ends is read from its last frames: fewer of them tell it less well.
    assert_same(edited, plain, within_s=0.5)
