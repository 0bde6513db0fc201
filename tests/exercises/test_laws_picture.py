"""Law 7 in space: a mirrored, scaled, shifted or padded picture keeps its verdicts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.mirror import mirrored
from tests.support.each import each
from tests.support.gist import OTHER_SIDE, few, gist, peaks, times
from tests.support.scenarios import ALL, Scenario
from tests.support.stick_figures import placed

EVERY = pytest.mark.parametrize("scenario", ALL, ids=str)
FRAME = 0.035
"""A rounding may move a threshold crossing by one frame."""


@EVERY
def test_scenario_shows_what_it_says(scenario: Scenario) -> None:
    scored = scenario.score()
    assert tuple(scored.kinds) == scenario.events
    assert scored.faults == scenario.faults
    assert scenario.fits(scored.result.word)
    assert scored.result.coverage.measured > 0.97


@EVERY
def test_mirrored_swaps_sides_and_nothing_else(scenario: Scenario) -> None:
    track = scenario.track()
    plain, mirror = scenario.score(), scenario.score(mirrored(track))
    assert gist(plain) == gist(mirror, swapped=True)
    assert times(mirror) == pytest.approx(times(plain), abs=FRAME)
    sign = -1.0 if scenario.faults & {"trunk_roll", "lateral_shift", "weight_aside"} else 1.0
    assert [sign * p for p in peaks(mirror)] == pytest.approx(peaks(plain), rel=0.02, abs=2e-4)
    assert mirror.result.near_side == OTHER_SIDE[plain.result.near_side]


@EVERY
@few(2)
@given(scale=st.floats(0.5, 3), x=st.floats(0, 300), y=st.floats(0, 300), mirror=st.booleans())
def test_scaled_and_shifted(scenario: Scenario, scale: float, x: float, y: float, mirror: bool) -> None:
    track = scenario.track()
    size = (round(640 * scale + 300), round(480 * scale + 300))
    plain = scenario.score()
    changed = placed(track, scale, (x, y), size)
    other = scenario.score(mirrored(changed) if mirror else changed)
    assert gist(other, swapped=mirror) == gist(plain)
    assert times(other) == pytest.approx(times(plain), abs=FRAME)


@EVERY
@each("left, above, size", [(0, 0, (854, 480)), (300, 500, (1080, 1920))])
def test_padded_to_another_aspect(scenario: Scenario, left: int, above: int, size: tuple[int, int]) -> None:
    plain, other = scenario.score(), scenario.score(placed(scenario.track(), 1.0, (left, above), size))
    assert gist(other) == gist(plain)
    # Shifted landmarks round differently: hundredths of a pixel at most.
    assert np.allclose(
        other.frames.signal(other_main(scenario)),
        plain.frames.signal(other_main(scenario)),
        atol=0.05,
        equal_nan=True,
    )


def other_main(scenario: Scenario) -> str:
    return {"side": "trunk_pitch_deg", "front-high": "trunk_roll_deg"}[scenario.view]


@pytest.mark.parametrize("scenario", [s for s in ALL if s.view == "side"], ids=str)
@each("head_right, near", [(True, "left"), (False, "left"), (False, "right")])
def test_either_way_round_and_either_side(scenario: Scenario, head_right: bool, near: str) -> None:
    """All recordings are made with the head to the right and the right side near."""
    scored = scenario.score(scenario.track(head_right=head_right, near=near))
    assert tuple(scored.kinds) == scenario.events
    assert scored.faults == scenario.faults
    assert scored.result.near_side == (near if scenario.sagittal else None)
