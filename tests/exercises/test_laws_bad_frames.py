"""What a tracker does wrong for a frame is never called a fault of the person."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.mirror import SWAP
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import Track
from tests.support.each import each
from tests.support.gist import few, gist
from tests.support.scenarios import FAULTY, GOOD, Scenario

ON_GOOD = pytest.mark.parametrize("scenario", GOOD, ids=str)


def single_frames(random: np.random.Generator, length: int) -> list[int]:
    """Frames with at least five good ones between them."""
    return sorted(random.choice(np.arange(3, length - 3, 6), 12, replace=False).tolist())


def assert_as_good(track: Track, scenario: Scenario) -> None:
    scored = scenario.score(track)
    assert gist(scored) == gist(scenario.score())
    assert scenario.fits(scored.result.word)


@ON_GOOD
@few(4)
@given(seed=st.integers(0, 2**32), size_px=st.sampled_from([20.0, 150.0, 2000.0]))
def test_one_landmark_jumps(scenario: Scenario, seed: int, size_px: float) -> None:
    random = np.random.default_rng(seed)
    track = scenario.track()
    xy = track.xy.copy()
    for frame in single_frames(random, len(track)):
        xy[frame, random.integers(33)] += random.normal(0, size_px, 2).astype(np.float32)
    assert_as_good(replace(track, xy=xy), scenario)


@ON_GOOD
@few(4)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["scattered", "elsewhere", "mirrored", "unseen"]))
def test_a_whole_frame_is_wrong(scenario: Scenario, seed: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    track = scenario.track()
    xy, sight = track.xy.copy(), track.visibility.copy()
    for frame in single_frames(random, len(track)):
        if kind == "scattered":
            xy[frame] = random.uniform(0, 480, (33, 2))
        elif kind == "elsewhere":
            xy[frame] += random.normal(0, 200, 2).astype(np.float32)
        elif kind == "mirrored":
            xy[frame], sight[frame] = xy[frame, SWAP], sight[frame, SWAP]
        else:
            xy[frame] = sight[frame] = np.nan
    assert_as_good(replace(track, xy=xy, visibility=sight), scenario)


@ON_GOOD
@few(3)
@given(seed=st.integers(0, 2**32))
def test_one_outline_reading_is_wrong(scenario: Scenario, seed: int) -> None:
    random = np.random.default_rng(seed)
    track = scenario.track()
    back, belly = track.dorsal.copy(), track.ventral.copy()
    read = np.flatnonzero(np.isfinite(track.contrast))
    for frame in random.choice(read[::4], 8, replace=False).tolist():
        slope = random.normal(0, 1) * np.linspace(-1, 1, back.shape[1]) ** 2
        back[frame] += slope.astype(np.float32)
        belly[frame] += slope.astype(np.float32)
    assert_as_good(replace(track, dorsal=back, ventral=belly), scenario)


@pytest.mark.parametrize("scenario", [s for s in (*GOOD, *FAULTY) if s.view == "side"], ids=str)
@each("at_s", [1.0, 4.0, 9.0])
def test_the_trackers_left_and_right_change_places(scenario: Scenario, at_s: float) -> None:
    """For less than a second: the near side stays locked."""
    track = scenario.track()
    wrong = (track.time > at_s) & (track.time < at_s + 0.8)
    sight = np.where(wrong[:, None], track.visibility[:, SWAP], track.visibility)
    scored = scenario.score(replace(track, visibility=sight))
    assert gist(scored) == gist(scenario.score())
    assert scored.result.near_side == ("right" if scenario.sagittal else None)


@ON_GOOD
def test_an_unread_outline_is_a_normal_value(scenario: Scenario) -> None:
    track = scenario.track()
    nothing = np.full_like(track.dorsal, np.nan)
    scored = scenario.score(
        replace(track, dorsal=nothing, ventral=nothing, contrast=np.full_like(track.contrast, np.nan))
    )
    assert gist(scored) == gist(scenario.score())
    assert np.isnan(scored.frames.signal("lumbar_deg")).all()


@pytest.mark.parametrize(
    ("exercise", "name", "fault"),
    [("bridge", "hollow belly line", "hyperextension"), ("bird-dog", "lumbar_hollow", "lumbar_hollow")],
)
def test_no_contrast_no_verdict_on_the_back(exercise: str, name: str, fault: str) -> None:
    scenario = next(s for s in FAULTY if (s.exercise, s.name) == (exercise, name))
    scored = scenario.score(scenario.track(contrast=0.01))
    assert fault not in scored.faults
    if fault == "lumbar_hollow":  # the bridge's hyperextension is still judged by the hips
        assert scored.result.unmeasured[fault] == "low_contrast"


@pytest.mark.parametrize("scenario", [s for s in GOOD if s.exercise == "plank"], ids=str)
def test_slow_drift_of_the_far_side_does_not_matter(scenario: Scenario) -> None:
    """The other exercises read both sides' limbs or trunk."""
    track = scenario.track()
    xy = track.xy.copy()
    far = [
        m
        for m in Landmark
        if m.name.startswith("LEFT_") and m.name.split("_")[1] in ("KNEE", "ANKLE", "ELBOW")
    ]
    xy[:, far] += np.linspace(0, 60, len(track), dtype=np.float32)[:, None, None]
    assert_as_good(replace(track, xy=xy), scenario)
