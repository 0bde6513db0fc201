"""Stages with memory against their plain per-frame meaning, for any chunks, single frames among them."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.signals.history import Delay
from formcheck.signals.latches import NO_SAMPLE, Debounce, latch, latest, running_best
from formcheck.signals.outline import MAX_AGE_S
from formcheck.signals.smoothing import Smoother
from tests.support.per_frame import (
    cuts,
    naive_best,
    naive_debounce,
    naive_delay,
    naive_latch,
    naive_latest,
    naive_median3,
    same,
)

ODD = st.sampled_from([math.nan, math.inf, -math.inf, 0.0, -0.0])
NUMBERS = st.one_of(st.floats(-5, 5), st.floats(-5, 5), ODD)
CUTS = st.lists(st.sampled_from([1, 1, 1, 2, 3, 7]), max_size=12)
FEW = settings(max_examples=60)


@st.composite
def stamps(draw: st.DrawFn, length: int) -> np.ndarray:
    """Uneven media time with gaps."""
    steps = draw(
        st.lists(st.sampled_from([0.01, 1 / 30, 0.1, 0.25, 0.5, 1.5]), min_size=length, max_size=length)
    )
    return draw(st.sampled_from([0.0, 12.3, 4000.7])) + np.cumsum(steps)


Conditions = tuple[np.ndarray, np.ndarray, np.ndarray]


@st.composite
def conditions(draw: st.DrawFn, rows: int) -> Conditions:
    length = draw(st.integers(1, 24))
    bits = st.lists(st.booleans(), min_size=rows * length, max_size=rows * length)
    on, off = (np.array(draw(bits)).reshape(rows, length) for _ in range(2))
    return on, off, draw(stamps(length))


def rows_of(table: np.ndarray, part: slice) -> Any:
    """A chunk as the core passes it: arrays, or plain numbers for a single frame."""
    chunk = table[:, part]
    return tuple(chunk[:, 0].tolist()) if chunk.shape[1] == 1 else tuple(chunk)


def stamp(time: np.ndarray, part: slice) -> Any:
    chunk = time[part]
    return chunk.item() if len(chunk) == 1 else chunk


def column(rows: Any) -> np.ndarray:
    return np.array([np.atleast_1d(values) for values in rows])


def line(values: Any) -> np.ndarray:
    return np.atleast_1d(values)


@FEW
@given(data=conditions(1), before=st.booleans(), lengths=CUTS)
def test_latch(data: Conditions, before: bool, lengths: list[int]) -> None:
    on, off, time = data
    found, state = [], before
    for part in cuts(len(time), lengths):
        chunk = line(latch(rows_of(on, part)[0], rows_of(off, part)[0], state))
        state = bool(chunk[-1])
        found.append(chunk)
    assert same(np.concatenate(found), naive_latch(on[0], off[0], before))


@FEW
@given(data=conditions(3), lengths=CUTS, start=st.booleans())
def test_debounce(data: Conditions, lengths: list[int], start: bool) -> None:
    on, off, time = data
    on_s, off_s = (0.0, 0.3, 1.0), (0.2, 0.0, 0.5)
    debounce = Debounce(on_s, off_s)
    state, settled, since = debounce.start(start), [], []
    for part in cuts(len(time), lengths):
        a, b, state = debounce.step(rows_of(on, part), rows_of(off, part), stamp(time, part), state)
        settled.append(column(a))
        since.append(column(b))
    for row in range(3):
        states, begins = naive_debounce(
            on[row].tolist(), off[row].tolist(), time.tolist(), on_s[row], off_s[row], start
        )
        assert same(np.concatenate(settled, axis=1)[row], states)
        assert same(np.concatenate(since, axis=1)[row], begins)


def test_debounce_turns_at_exactly_its_time() -> None:
    debounce = Debounce((0.5,), (0.25,))
    time = np.arange(9.0) * 0.125
    on = np.array([[0, 1, 1, 1, 1, 1, 0, 0, 0]], bool)
    settled, since, _ = debounce.step(tuple(on), tuple(~on), time, debounce.start())
    assert np.asarray(settled[0]).tolist() == [False, False, False, False, False, True, True, True, False]
    assert np.asarray(since[0])[1:].tolist() == [0.125] * 5 + [0.75] * 3


@FEW
@given(data=st.data(), lengths=CUTS, age=st.sampled_from([0.0, 0.35, 1.0, math.inf]))
def test_latest(data: st.DataObject, lengths: list[int], age: float) -> None:
    values = data.draw(st.lists(NUMBERS, min_size=1, max_size=24))
    time = data.draw(stamps(len(values)))
    found, state = [], (math.nan, -math.inf)
    for part in cuts(len(time), lengths):
        chunk, state = latest(stamp(np.array(values), part), stamp(time, part), state, age)
        found.append(line(chunk))
    assert same(np.concatenate(found), naive_latest(values, time.tolist(), age))


@FEW
@given(
    values=st.lists(st.one_of(st.floats(-5, 5), st.just(math.nan)), min_size=1, max_size=24),
    data=st.data(),
    lengths=CUTS,
)
def test_running_best(values: list[float], data: st.DataObject, lengths: list[int]) -> None:
    reset = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    found, best = [], -math.inf
    for part in cuts(len(values), lengths):
        single = part.stop - part.start == 1
        chunk = np.array(values)[part]
        values_so_far, best = running_best(
            chunk.item() if single else chunk, reset[part].item() if single else reset[part], best
        )
        found.append(line(values_so_far))
    assert same(np.concatenate(found), naive_best(values, reset.tolist()))


@FEW
@given(data=st.data(), lengths=CUTS, lag=st.sampled_from([0.0, 0.1, 0.4, 3.0]))
def test_delay(data: st.DataObject, lengths: list[int], lag: float) -> None:
    length = data.draw(st.integers(1, 24))
    time = data.draw(stamps(length))
    values = np.array(data.draw(st.lists(NUMBERS, min_size=2 * length, max_size=2 * length))).reshape(
        2, length
    )
    delay = Delay(lag)
    found, state = [], delay.start()
    for part in cuts(length, lengths):
        rows, state = delay.step(rows_of(values, part), stamp(time, part), state)
        found.append(column(rows))
    for row in range(2):
        assert same(np.concatenate(found, axis=1)[row], naive_delay(values[row].tolist(), time.tolist(), lag))


def test_delay_forgets_what_it_no_longer_needs() -> None:
    delay, state = Delay(0.4), Delay(0.4).start()
    for frame in range(3000):
        _, state = delay.step((1.0, 2.0), frame / 30, state)
    assert len(state) < 20


@FEW
@given(values=st.lists(st.one_of(st.floats(-5, 5), st.just(math.nan)), min_size=1, max_size=24), lengths=CUTS)
def test_median_of_three(values: list[float], lengths: list[int]) -> None:
    smoother = Smoother(tuple)
    rows = np.array([values, [-v for v in values]])
    time = np.arange(len(values)) / 30
    found, state = [], smoother.start()
    for part in cuts(len(values), lengths):
        smooth, state = smoother.step(rows_of(rows, part), stamp(time, part), state)
        found.append(column(smooth))
    joined = np.concatenate(found, axis=1)
    assert same(joined[0], naive_median3(values))
    assert same(joined[1], naive_median3(rows[1].tolist()))


@pytest.mark.parametrize("spike", [1e6, -1e6, math.nan])
def test_a_single_spike_never_passes(spike: float) -> None:
    values = np.full(9, 2.0)
    values[4] = spike
    smooth, _ = (s := Smoother(tuple)).step((values,), np.arange(9) / 30, s.start())
    kept = smooth[0][np.isfinite(smooth[0])]
    assert set(kept.tolist()) == {2.0}
    assert np.isnan(smooth[0]).sum() == np.isnan(values).sum()


def test_sparse_readings_are_held_for_a_moment() -> None:
    values = np.full(30, np.nan)
    values[[0, 3, 6, 9]] = 7.0
    found, _ = latest(values, np.arange(30) / 30, NO_SAMPLE, MAX_AGE_S)
    held = np.flatnonzero(np.isfinite(found))
    assert held[0] == 0
    assert 9 + 10 <= held[-1] <= 9 + 11  # a third of a second
