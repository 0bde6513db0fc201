"""Properties of the One-Euro filter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.pose.one_euro import OneEuroFilter

SIGNAL = st.lists(st.floats(-1000, 1000), min_size=1, max_size=40)
STEPS = st.floats(0.005, 0.5)


def run(values: list[float], step_s: float, size: float = 100.0, start_s: float = 0.0) -> np.ndarray:
    smooth = OneEuroFilter(0.05, 80.0, 1.0)
    return np.array([smooth(np.array([v]), start_s + i * step_s, size)[0] for i, v in enumerate(values)])


@given(st.floats(-1000, 1000), STEPS)
def test_what_stands_still_stays(value: float, step_s: float) -> None:
    assert run([value] * 10, step_s) == pytest.approx([value] * 10, abs=1e-9)


@given(SIGNAL, STEPS)
def test_never_beyond_what_was_seen(values: list[float], step_s: float) -> None:
    smooth = run(values, step_s)
    assert smooth[0] == values[0]
    for i, value in enumerate(smooth):
        assert min(values[: i + 1]) - 1e-9 <= value <= max(values[: i + 1]) + 1e-9


@given(SIGNAL, STEPS, st.floats(0.1, 10))
def test_a_larger_picture_gives_the_same_movement(values: list[float], step_s: float, scale: float) -> None:
    larger = run([v * scale for v in values], step_s, 100 * scale)
    assert larger == pytest.approx(run(values, step_s) * scale, rel=1e-6, abs=1e-6)


@given(SIGNAL, st.integers(0, 4096))
def test_only_differences_of_time_count(values: list[float], start: int) -> None:
    assert run(values, 0.03125, start_s=start) == pytest.approx(run(values, 0.03125), abs=1e-9)


def test_noise_at_rest_is_smoothed_and_fast_movement_is_not_delayed() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 300)
    assert run(list(noise), 1 / 30)[30:].std() < 0.5 * noise.std()
    fast = np.arange(60) * 10.0  # 300 px/s with a body of 100 px
    lag_frames = (fast - run(list(fast), 1 / 30))[30:] / 10
    assert lag_frames.max() < 0.25


def test_repeated_and_earlier_stamps() -> None:
    smooth = OneEuroFilter(0.05, 80.0, 1.0)
    smooth(np.zeros(2), 1.0)
    last = smooth(np.full(2, 0.001), 1.1)
    assert (smooth(np.full(2, 9.0), 1.1) == last).all()
    assert (smooth(np.full(2, 9.0), 0.5) == 9.0).all(), "time that goes back starts anew"
    smooth.reset()
    assert (smooth(np.full(3, 4.0), 0.6) == 4.0).all()
