"""Law 7 in time: shifted, stretched, dropped and unevenly filmed recordings keep their verdicts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.each import each
from tests.support.gist import few, gist, times
from tests.support.scenarios import ALL, FAULTY, GOOD, Scenario
from tests.support.scored import Scored
from tests.support.stick_figures import rows

EVERY = pytest.mark.parametrize("scenario", ALL, ids=str)
SLOW_ENOUGH = pytest.mark.parametrize("scenario", [s for s in ALL if s.name != "too_fast"], ids=str)
"""Tempo is the one thing that a stretched recording must judge otherwise."""


def assert_shows(scored: Scored, scenario: Scenario) -> None:
    assert tuple(scored.kinds) == scenario.events
    assert scored.faults == scenario.faults


@EVERY
@few(3)
@given(start_s=st.floats(0, 1e5))
def test_shifted(scenario: Scenario, start_s: float) -> None:
    plain, later = scenario.score(), scenario.score(scenario.track(start_s=start_s))
    assert gist(later) == gist(plain)
    # A shifted stamp rounds differently, so a dwell may end one frame later.
    assert np.array(times(later)) - start_s == pytest.approx(np.array(times(plain)), abs=0.07)


@SLOW_ENOUGH
@each("stretch", [0.8, 1.5])
def test_stretched_keeps_its_faults(scenario: Scenario, stretch: float) -> None:
    scored = scenario.score(scenario.track(stretch=stretch))
    assert_shows(scored, scenario)
    plain = np.array([(e.start_s, e.end_s) for e in scenario.score().events])
    assert np.array([(e.start_s, e.end_s) for e in scored.events]) == pytest.approx(plain * stretch, abs=0.35)


@EVERY
@each("fps", [12.0, 24.0, 29.97, 60.0])
def test_any_frame_rate(scenario: Scenario, fps: float) -> None:
    """15 frames a second is every second frame, below."""
    scored = scenario.score(scenario.track(fps=fps))
    assert_shows(scored, scenario)
    assert times(scored)[:2] == pytest.approx(times(scenario.score())[:2], abs=0.25)


@EVERY
def test_every_second_frame(scenario: Scenario) -> None:
    track = scenario.track()
    assert_shows(scenario.score(rows(track, np.arange(len(track)) % 2 == 0)), scenario)


@EVERY
@few(3)
@given(seed=st.integers(0, 2**32), jitter_s=st.floats(0, 0.03))
def test_frames_dropped_and_uneven(scenario: Scenario, seed: int, jitter_s: float) -> None:
    random = np.random.default_rng(seed)
    track = scenario.track(fps=30.0)
    kept = rows(track, random.random(len(track)) > 0.2)
    stamps = np.maximum.accumulate(
        kept.time + jitter_s * random.random(len(kept)) + 1e-6 * np.arange(len(kept))
    )
    assert_shows(scenario.score(replace(kept, time=stamps)), scenario)


@pytest.mark.parametrize("scenario", GOOD, ids=str)
@each("at_s", [0.5, 1.8, 3.1, 4.4, 6.0, 8.3, 9.5])
def test_a_second_missing_makes_no_fault(scenario: Scenario, at_s: float) -> None:
    track = scenario.track()
    scored = scenario.score(rows(track, (track.time < at_s) | (track.time > at_s + 1.0)))
    assert scored.faults == set()
    assert scored.kinds.count("attempt") <= 1  # a movement of which the middle is missing


@pytest.mark.parametrize("scenario", FAULTY, ids=str)
@each("at_s", [0.2, 4.2])
def test_a_second_missing_elsewhere_hides_no_fault(scenario: Scenario, at_s: float) -> None:
    track = scenario.track()
    scored = scenario.score(rows(track, (track.time < at_s) | (track.time > at_s + 1.0)))
    assert scored.faults == scenario.faults
