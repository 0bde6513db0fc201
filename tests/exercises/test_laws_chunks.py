"""Law 2: however a recording is cut, the frames, events and result are the same to the last bit."""

import numpy as np
import pytest
from gist import few
from hypothesis import given
from hypothesis import strategies as st
from scenarios import ALL, FAULTY, GOOD, Scenario
from stick_figures import cut, rows

from formcheck.pose.track import Track

EVERY = pytest.mark.parametrize("scenario", ALL, ids=str)


def spoiled(track: Track, random: np.random.Generator) -> Track:
    """The recording with what real ones bring: lost frames, blind stretches, jumps, gaps, odd stamps."""
    xy, people = track.xy.copy(), track.people.copy()
    xy[random.random(len(track)) < 0.05] = np.nan
    jumps = random.random((len(track), 33)) < 0.01
    xy[jumps] += random.normal(0, 60, (int(jumps.sum()), 2)).astype(np.float32)
    for _ in range(3):
        first = int(random.integers(len(track)))
        xy[first : first + int(random.integers(60))] = np.nan
    first = int(random.integers(len(track)))
    people[first : first + int(random.integers(40))] = 2
    rim, light = track.rim.copy(), np.full(len(track), np.nan)
    first = int(random.integers(len(track)))
    rim[first : first + int(random.integers(40))] += 0.5
    light[np.isnan(xy[:, 0, 0])] = random.choice([0.1, 0.5])
    time = track.time + np.cumsum(random.random(len(track)) * 0.02 + (random.random(len(track)) < 0.01))
    kept = random.random(len(track)) < 0.9
    changed = Track.build(
        time, xy, visibility=track.visibility, dorsal=track.dorsal, ventral=track.ventral,
        contrast=track.contrast, rim=rim, people=people, light=light, size=track.size,
        model=track.model,
    )  # fmt: skip
    return rows(changed, kept)


@EVERY
def test_frame_by_frame_is_the_whole(scenario: Scenario) -> None:
    track = scenario.track()
    one_by_one = [track[i : i + 1] for i in range(len(track))]
    assert scenario.score(track).same_bytes(scenario.score(track, chunks=one_by_one))


@pytest.mark.parametrize("scenario", [*GOOD, *FAULTY[::3]], ids=str)
@few(5)
@given(
    lengths=st.lists(st.one_of(st.integers(0, 3), st.integers(0, 150)), max_size=40),
    seed=st.integers(0, 2**32),
)
def test_any_cutting_is_the_whole(scenario: Scenario, lengths: list[int], seed: int) -> None:
    track = spoiled(scenario.track(), np.random.default_rng(seed))
    assert scenario.score(track).same_bytes(scenario.score(track, chunks=cut(track, lengths)))


@pytest.mark.parametrize("scenario", [*GOOD, *FAULTY[::4]], ids=str)
@pytest.mark.parametrize("seed", range(2))
def test_spoiled_frame_by_frame_is_the_whole(scenario: Scenario, seed: int) -> None:
    track = spoiled(scenario.track(), np.random.default_rng(seed))
    assert scenario.score(track).same_bytes(scenario.score(track, chunks=cut(track, [1] * len(track))))


@pytest.mark.parametrize("scenario", GOOD, ids=str)
def test_empty_chunks_change_nothing(scenario: Scenario) -> None:
    track = scenario.track()
    chunks = cut(track, [0, 0, 100, 0, 1, 0, 0, 57, 0])
    assert scenario.score(track).same_bytes(scenario.score(track, chunks=[track[:0], *chunks, track[:0]]))


@pytest.mark.parametrize("scenario", GOOD, ids=str)
def test_scoring_leaves_the_track_as_it_was(scenario: Scenario) -> None:
    track = scenario.track()
    before = {
        n: getattr(track, n).tobytes() for n in ("time", "xy", "visibility", "dorsal", "ventral", "contrast")
    }
    scenario.score(track)
    scenario.score(track, chunks=cut(track, [1] * 100))
    assert {name: getattr(track, name).tobytes() for name in before} == before
