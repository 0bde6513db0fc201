"""Cycles of a movement to and fro: found by their turning points, whatever their size, middle and pauses."""

from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.signals.cycle_state import Cycles, CycleState
from formcheck.signals.cycles import CycleFinder

FPS = 15.0
FINDER = CycleFinder(turn=5.0, least=10.0, close=2.0, noise=2.0, kept=5)
Floats = NDArray[np.float64]


def eased(length_s: float, *keys: tuple[float, float]) -> tuple[Floats, Floats]:
    """(time, value) that eases from key to key."""
    time = np.arange(round(length_s * FPS)) / FPS
    at, value = np.array(keys).T
    after = np.clip(np.searchsorted(at, time, "right"), 1, len(at) - 1)
    share = np.clip((time - at[after - 1]) / (at[after] - at[after - 1]), 0, 1)
    return time, value[after - 1] + (value[after] - value[after - 1]) * share * share * (3 - 2 * share)


def cycle(start: float, long: float, high: float, low: float, rest: float = 0.0) -> list[tuple[float, float]]:
    """Keys of one cycle: to `high`, over to `low`, back to `rest`."""
    shares = ((0.0, rest), (0.28, high), (0.38, high), (0.72, low), (0.82, low), (1.0, rest))
    return [(start + long * share, value) for share, value in shares]


def found(time: Floats, values: Floats, away: NDArray[np.bool_] | None = None) -> list[tuple[float, float]]:
    """(start, end) of every cycle."""
    away = np.zeros(len(time), bool) if away is None else away
    cycles, _ = FINDER.step(values, time, away, FINDER.start())
    done = np.flatnonzero(cycles.done)
    start_s, end_s = np.asarray(cycles.start_s), np.asarray(cycles.end_s)
    return [(float(start_s[i]), float(end_s[i])) for i in done]


def near(spans: list[tuple[float, float]], tolerance: float = 0.4) -> list[Any]:
    return [pytest.approx(span, abs=tolerance) for span in spans]


@pytest.mark.parametrize("level", [-80.0, 0.0, 25.0])
@pytest.mark.parametrize(("high", "low"), [(40, -28), (-28, 40), (9, -9), (-8, 8), (25, -8)])
@pytest.mark.parametrize("long", [1.6, 2.8, 5.0, 8.0])
def test_any_size_any_middle_either_side_first(level: float, high: float, low: float, long: float) -> None:
    starts = [2.0 + long * i for i in range(4)]
    keys = [key for s in starts for key in cycle(s, long, level + high, level + low, level)]
    time, values = eased(starts[-1] + long + 2, (0, level), *keys)
    noise = np.random.default_rng(3).normal(0, 0.5, len(time))
    assert found(time, values + noise) == near([(s, s + long) for s in starts], 0.5 if high < 10 else 0.4)


def test_pauses_at_the_ends_and_between() -> None:
    keys = [
        (0, 0),
        (2, 0),
        (4, 30),
        (9, 30),
        (12, -25),
        (15, -25),
        (17, 0),
        (24, 0),
        (26, 30),
        (28, -25),
        (30, 0),
    ]
    assert found(*eased(33, *keys)) == near([(2, 17), (24, 30)])


def test_one_side_only_is_a_movement_too() -> None:
    """Whoever's rest is the hollow end goes round and back: what is neutral is not for us to say."""
    keys = [(0, 0), (2, 0), (4, 30), (6, 0), (6.5, 0), (8.5, 30), (10.5, 0), (18, 0)]
    assert len(found(*eased(18, *keys))) == 2


def test_breathing_settling_and_trembling_are_no_cycles() -> None:
    time = np.arange(600 * FPS) / FPS
    still = 2.0 * np.sin(2 * np.pi * time / 4.0) + 0.01 * time
    assert found(time, still + np.random.default_rng(1).normal(0, 0.7, len(time))) == []


def test_drift_over_ten_minutes_loses_none() -> None:
    keys = [key for i in range(100) for key in cycle(2.0 + 6 * i, 6.0, 30, -20)]
    time, values = eased(604, (0, 0), *keys)
    assert len(found(time, values + 0.03 * time)) == 100


def test_a_wobble_between_two_large_ones_is_none() -> None:
    keys = [(0, 0), *cycle(2, 6, 40, -28), *cycle(8.2, 1.5, 6, -6), *cycle(10, 6, 40, -28)]
    spans = found(*eased(18, *keys))
    assert spans == near([(2, 8), (10, 16)])


def test_leaving_gives_up_what_was_begun() -> None:
    time, values = eased(24, (0, 0), *cycle(2, 6, 40, -28), *cycle(8, 6, 40, -28), *cycle(14, 6, 40, -28))
    away = (time > 10) & (time < 11)
    assert found(time, values, away) == near([(2, 8), (14, 20)])


def test_one_bad_reading_is_none() -> None:
    time, values = eased(16, (0, 0), *cycle(2, 6, 30, -20), *cycle(8, 6, 30, -20))
    plain = found(time, values)
    values[::17] += 60.0
    assert found(time, values) == near(plain, 0.15)


def test_spread_leaves_out_the_noise_of_measuring() -> None:
    def spread(*sizes: float) -> float:
        keys = [key for i, size in enumerate(sizes) for key in cycle(2.0 + 5 * i, 5.0, size, -size)]
        time, values = eased(4 + 5 * len(sizes), (0, 0), *keys)
        cycles, _ = FINDER.step(values, time, np.zeros(len(time), bool), FINDER.start())
        return float(np.asarray(cycles.spread)[-1])

    assert spread(30, 10, 30, 10) == 0.0  # too few to say
    assert spread(20, 20, 20, 20, 20) == 0.0
    assert spread(9, 8, 9, 8, 9) < 0.05
    assert spread(30, 12, 30, 12, 30) == pytest.approx(np.std([60, 24, 60, 24, 60], ddof=1) / 45.6, abs=0.03)


@settings(max_examples=15)
@given(cuts=st.lists(st.integers(1, 80), max_size=20), seed=st.integers(0, 2**32))
def test_any_cutting_gives_the_same(cuts: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    time, values = eased(20, (0, 0), *cycle(2, 6, 30, -20), *cycle(8, 3, -30, 20), *cycle(12, 6, 9, -8))
    values = np.where(random.random(len(time)) < 0.3, np.nan, values + random.normal(0, 2, len(time)))
    away = random.random(len(time)) < 0.01
    whole, last = FINDER.step(values, time, away, FINDER.start())
    state, parts = FINDER.start(), []
    edges = np.minimum(np.cumsum([0, *cuts, len(time)]), len(time)).tolist()
    for a, b in pairwise(edges):
        if b - a == 1:
            part, state = FINDER.step(values[a].item(), time[a].item(), away[a].item(), state)
        elif b > a:
            part, state = FINDER.step(values[a:b], time[a:b], away[a:b], state)
        if b > a:
            parts.append(part)
    for field in fields(Cycles):
        joined = np.concatenate([np.atleast_1d(getattr(part, field.name)) for part in parts])
        assert np.array_equal(joined, getattr(whole, field.name), equal_nan=field.name != "active")
    assert repr(state) == repr(last)
    assert isinstance(state, CycleState)


def test_a_rest_far_from_home_is_no_arrival() -> None:
    """Resting halfway between the hollow and home: the cycle goes on."""
    keys = [(0, 0), (2, 0), (4, 30), (6, -30), (7, -16), (10, -16), (11, 0), (14, 0)]
    assert found(*eased(14, *keys)) == near([(2, 11)])
