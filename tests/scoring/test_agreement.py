"""Kept frames and events say one thing: a frame is judged within an event, and shows no other fault."""

from pathlib import Path

import numpy as np
import pytest

from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import FAULT, FAULT_BIT, PHASE_CODE, SEEN_CODE, UNMEASURED
from formcheck.pipeline.judge_memory import JudgedExercise, judge_kept
from formcheck.pipeline.pose_source import KeptPoses
from formcheck.pose.track import Track
from formcheck.scoring.event import Event
from formcheck.scoring.plan import Plan
from formcheck.store.recording import read_recording
from tests.support.other_postures import leg_kicks
from tests.support.scenarios import ALL, GOOD, Scenario
from tests.support.stick_figures import Scene, cut, seconds

RECORDINGS = Path(__file__).parents[2] / "benchmarks" / "recordings"
SHOWS = {
    "plank": "plank", "sideplank": "side-plank", "bridge": "bridge", "birddog": "bird-dog",
    "catcamel": "cat-camel", "setup": "plank",
}  # fmt: skip
ROUNDED_S = 1e-3
"""Events are written to the millisecond."""
TOLD_LATER = FAULT_BIT["too_fast"] | FAULT_BIT["uneven"]
"""Faults that only a whole movement shows: live they are told in the frames after it."""


def judged(track: Track, exercise: str, view: str) -> JudgedExercise:
    plan = Plan.model_validate({"exercise": exercise, "view": view})
    found = judge_kept(KeptPoses.of_track(track, "track"), plan, auto_view=False)
    assert isinstance(found, JudgedExercise)
    return found


def within(frames: FrameScores, event: Event) -> np.ndarray:
    return (frames.time >= event.start_s - ROUNDED_S) & (frames.time <= event.end_s + ROUNDED_S)


def assert_agree(found: JudgedExercise) -> None:
    frames = found.frames
    inside = np.zeros(len(frames), bool)
    for event in found.result.events:
        own = within(frames, event)
        inside |= own
        if event.verdict == "unmeasured":
            continue
        kinds = sum({FAULT_BIT[fault.kind] for fault in event.faults}) | TOLD_LATER
        # Two events may share the frame in which the one ends and the next one begins.
        alone = own & ~np.logical_or.reduce([within(frames, e) for e in found.result.events if e != event])
        assert (frames.faults[alone] & ~kinds == 0).all(), (event.start_s, event.kind)
    said = frames.verdict != UNMEASURED
    rest = frames.phase == PHASE_CODE["rest"]
    assert (inside | rest)[said].all(), frames.time[said & ~inside & ~rest]
    assert (frames.faults[rest & ~inside] & ~TOLD_LATER == 0).all()
    assert ((frames.faults != 0) == (frames.verdict == FAULT)).all()
    assert (frames.major & ~frames.faults == 0).all()


@pytest.mark.parametrize("scenario", ALL, ids=str)
def test_frames_of_every_scenario(scenario: Scenario) -> None:
    track = scenario.track()
    found = judged(track, scenario.exercise, scenario.view)
    assert len(found.frames) == len(track)
    assert [event.kind for event in found.result.events] == list(scenario.events)
    assert_agree(found)


@pytest.mark.parametrize("recording", sorted(RECORDINGS.glob("*.parquet")), ids=lambda path: path.stem)
def test_frames_of_every_rendered_recording(recording: Path) -> None:
    track, _ = read_recording(recording)
    exercise = next(name for start, name in SHOWS.items() if recording.stem.startswith(start))
    assert_agree(judged(track, exercise, "front-high" if "highfront" in recording.stem else "side"))


@pytest.mark.parametrize("scenario", [s for s in GOOD if s.view == "side"], ids=str)
@pytest.mark.parametrize("cut_s", [4.7, 6.3, 8.1])
def test_frames_of_a_recording_that_begins_and_ends_in_the_middle(scenario: Scenario, cut_s: float) -> None:
    track = scenario.track()
    for part in (track[: int(np.searchsorted(track.time, cut_s))], track[track.time.searchsorted(cut_s) :]):
        assert_agree(judged(part, scenario.exercise, scenario.view))


@pytest.mark.parametrize("scenario", GOOD, ids=str)
def test_any_cutting_keeps_the_same_frames(scenario: Scenario) -> None:
    track = scenario.track()
    whole = judged(track, scenario.exercise, scenario.view)
    kept = KeptPoses.of_track(track, "track")
    chunks = KeptPoses(cut(track, [0, 1, 100, 7, 57]), track.model, kept.source())
    plan = Plan.model_validate({"exercise": scenario.exercise, "view": scenario.view})
    parts = judge_kept(chunks, plan, auto_view=False)
    for name in FrameScores.__slots__:
        assert np.array_equal(getattr(whole.frames, name), getattr(parts.frames, name), equal_nan=True)


def test_a_movement_that_was_another_one_shows_what_it_was_in_each_frame() -> None:
    found = judged(leg_kicks(seconds(9.0)).shown(Scene()), "bird-dog", "side")
    assert {event.seen for event in found.result.events} == {"hands_stay"}
    assert_agree(found)
    active = np.isin(found.frames.phase, [PHASE_CODE["rep"], PHASE_CODE["hold"]])
    assert active.any()
    assert (found.frames.verdict[active] == UNMEASURED).all()
    assert (found.frames.seen[active] == SEEN_CODE["hands_stay"]).all()
