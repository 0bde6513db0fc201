"""Law 2: however a recording is cut, the frames, events and result are the same to the last bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.pose.track import Track
from tests.support.gist import few
from tests.support.scenarios import ALL, FAULTY, GOOD, Scenario
from tests.support.stick_figures import cut, rows

SPOILED = [*GOOD, *FAULTY[::4]]
"""Frame by frame and cut by chance, with all that real recordings bring."""
CLEAN = [scenario for scenario in ALL if scenario in GOOD or scenario not in SPOILED]


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
    edge_contact, light = track.edge_contact.copy(), np.full(len(track), np.nan)
    first = int(random.integers(len(track)))
    edge_contact[first : first + int(random.integers(40))] += 0.5
    light[np.isnan(xy[:, 0, 0])] = random.choice([0.1, 0.5])
    time = track.time + np.cumsum(random.random(len(track)) * 0.02 + (random.random(len(track)) < 0.01))
    kept = random.random(len(track)) < 0.9
    changed = Track.build(
        time, xy, visibility=track.visibility, dorsal=track.dorsal, ventral=track.ventral,
        contrast=track.contrast, edge_contact=edge_contact, people=people, light=light, size=track.size,
        model=track.model,
    )  # fmt: skip
    return rows(changed, kept)


@pytest.mark.parametrize("scenario", CLEAN, ids=str)
def test_frame_by_frame_is_the_whole(scenario: Scenario) -> None:
    track = scenario.track()
    one_by_one = [track[i : i + 1] for i in range(len(track))]
    assert scenario.score().same_bytes(scenario.score(track, chunks=one_by_one))


@pytest.mark.parametrize("scenario", SPOILED, ids=str)
@few(2)
@given(
    lengths=st.lists(st.one_of(st.integers(0, 3), st.integers(0, 150)), max_size=40),
    seed=st.integers(0, 2**32),
)
def test_any_cutting_is_the_whole(scenario: Scenario, lengths: list[int], seed: int) -> None:
    track = spoiled(scenario.track(), np.random.default_rng(seed))
    assert scenario.score(track).same_bytes(scenario.score(track, chunks=cut(track, lengths)))


@pytest.mark.parametrize("scenario", SPOILED, ids=str)
def test_spoiled_frame_by_frame_is_the_whole(scenario: Scenario) -> None:
    track = spoiled(scenario.track(), np.random.default_rng(0))
    assert scenario.score(track).same_bytes(scenario.score(track, chunks=cut(track, [1] * len(track))))


@pytest.mark.parametrize("scenario", GOOD, ids=str)
def test_empty_chunks_change_nothing(scenario: Scenario) -> None:
    track = scenario.track()
    chunks = cut(track, [0, 0, 100, 0, 1, 0, 0, 57, 0])
    assert scenario.score().same_bytes(scenario.score(track, chunks=[track[:0], *chunks, track[:0]]))


@pytest.mark.parametrize("scenario", GOOD, ids=str)
def test_scoring_leaves_the_track_as_it_was(scenario: Scenario) -> None:
    track = scenario.track()
    before = {
        n: getattr(track, n).tobytes() for n in ("time", "xy", "visibility", "dorsal", "ventral", "contrast")
    }
    scenario.score(track)
    scenario.score(track, chunks=cut(track, [1] * 100))
    assert {name: getattr(track, name).tobytes() for name in before} == before


@pytest.mark.parametrize("scenario", SPOILED, ids=str)
@few(2)
@given(
    at=st.floats(0.1, 0.9),
    break_s=st.floats(2.1, 60.0),
    lengths=st.lists(st.integers(0, 150), max_size=20),
)
def test_after_a_break_nothing_goes_on(
    scenario: Scenario, at: float, break_s: float, lengths: list[int]
) -> None:
    """A rest that nobody looked at, wherever it falls: no event spans it, and no cutting changes that."""
    track = scenario.track()
    first = round(at * len(track))
    time = track.time + np.where(np.arange(len(track)) < first, 0.0, break_s)
    broken = replace(track, time=time)
    whole = scenario.score(broken)
    assert whole.same_bytes(scenario.score(broken, chunks=cut(broken, lengths)))
    around = [max(first - 15, 0), *[1] * 45]  # frame by frame where it breaks off and goes on
    assert whole.same_bytes(scenario.score(broken, chunks=cut(broken, around)))
    ended, went_on = time[first - 1], time[first]
    # What was known of a movement before it counted may reach back a little.
    assert not [e for e in whole.events if e.start_s < ended and e.end_s > went_on]
