"""The virtual book as a stage with memory: chunks, gaps, placing, odd clocks."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.signals.book import BookFrames, BookSimulator
from formcheck.signals.book_filter import Clock, LowPass, ShiftState
from formcheck.signals.book_objects import book_object, book_objects
from tests.support.books import COLUMNS, Columns, follow, joined, rows_of, seconds


@st.composite
def sessions(draw: st.DrawFn) -> Columns:
    """Random movement around the limits, with gaps, unseen drivers, odd clocks and several placings."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(1, 240))
    steps = rng.uniform(0.005, 0.08, count) if draw(st.booleans()) else np.full(count, 1 / 30)
    if draw(st.booleans()):
        odd = rng.random(count) < 0.05
        steps[odd] = rng.choice([0.0, -0.02, 0.4, 1.5], odd.sum())
    time = 100 * rng.random() + np.cumsum(steps)
    size = draw(st.sampled_from([4.0, 12.0, 30.0]))
    knots = np.linspace(time.min(), time.max() + 1e-9, 12)
    order = np.sort(time)
    drivers = [np.interp(order, knots, rng.normal(0, scale, 12)) for scale in (size, size, 0.1)]
    lost, unseen = draw(st.sampled_from([0.0, 0.1, 0.6])), draw(st.integers(0, 7))
    for row, driver in enumerate(drivers):
        driver[:] += rng.normal(0, 0.05, count) * (1.0 if row < 2 else 0.01)
        driver[rng.random(count) < lost] = rng.choice([np.nan, np.inf])
        if unseen & (1 << row):
            driver[:] = np.nan
    placed = np.ones(count, bool)
    if draw(st.booleans()):
        placed = np.repeat(rng.random(count) < 0.8, rng.integers(1, 40, count))[:count]
    pitch, roll, shift = drivers
    return time, pitch, roll, shift, placed


@settings(max_examples=150, deadline=None)
@given(sessions(), st.sampled_from(sorted(book_objects())), st.sampled_from([None, 0.0]), st.data())
def test_any_cutting_gives_the_same_bytes(
    session: Columns, name: str, guard_s: float | None, data: st.DataObject
) -> None:
    simulator = BookSimulator(book_object(name), guard_s=guard_s)
    whole, _ = simulator.step(*session, simulator.start())
    count = len(session[0])
    cuts = sorted(data.draw(st.lists(st.integers(0, count), max_size=8)))
    for edges in ([0, *cuts, count], list(range(count + 1))):
        state, parts = simulator.start(), []
        for begin, end in pairwise(edges):
            part, state = simulator.step(*rows_of(session, slice(begin, end)), state)
            parts.append(part)
        assert joined(parts) == joined([whole])


def test_those_sessions_are_worth_testing() -> None:
    """Slides, falls and halts must be frequent among them, else the test above proves little."""
    seen = {"moved": 0, "fell": 0, "kept_after_moving": 0}

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(sessions())
    def count(session: Columns) -> None:
        frames, _ = (simulator := BookSimulator(book_object("slippery_book"), guard_s=0)).step(
            *session, simulator.start()
        )
        moved = np.nan_to_num(frames.slid_cm) > 0
        seen["moved"] += bool(moved.any())
        seen["fell"] += bool(frames.fallen.any())
        seen["kept_after_moving"] += bool((moved & ~frames.fallen).any())

    count()
    assert min(seen.values()) >= 5, seen


def test_strided_read_only_inputs_give_the_same_bytes() -> None:
    time = seconds(10)
    table = np.column_stack([time, 24 * np.sin(time), 9 * np.cos(2 * time), 0.1 * np.sin(3 * time)])
    table.setflags(write=False)
    contiguous = [np.array(column) for column in table.T]
    frames = [follow("book", *columns) for columns in (list(table.T), contiguous)]
    assert joined(frames[:1]) == joined(frames[1:])


def test_no_frames() -> None:
    simulator = BookSimulator(book_object("book"))
    state = simulator.start()
    none = np.empty(0)
    frames, after = simulator.step(none, none, none, none, np.empty(0, bool), state)
    assert len(frames) == 0
    assert after is state


def test_unequal_lengths_are_refused() -> None:
    simulator = BookSimulator(book_object("book"))
    three = np.zeros(3)
    with pytest.raises(ValueError, match="same length"):
        simulator.step(three, three, three, three, np.ones(2, bool), simulator.start())


def test_what_is_not_seen_contributes_nothing() -> None:
    time = seconds(5)
    pitch = 22 * np.sin(time)
    unseen, level = follow("book", time, pitch), follow("book", time, pitch, roll=0.0, shift=0.3)
    assert unseen.fallen[-1]
    assert joined([unseen]) == joined([level])
    assert not follow("ball", time).slid_cm.any()


def test_nothing_lets_go_because_of_a_gap() -> None:
    time = seconds(6)
    tilted = np.where(time < 1, 0.0, 25.0)
    lost = np.where(time > 1.4, np.nan, tilted)
    # At 1.4 s the filtered tilt exceeds the limit, but not yet for 0.3 s.
    assert follow("book", time, tilted).fallen[-1]
    assert not follow("book", time, lost).slid_cm.any()
    assert follow("book", time, lost, guard_s=0).fallen[-1]


def test_a_tilt_is_held_through_short_gaps() -> None:
    time = seconds(6)
    rng = np.random.default_rng(3)
    tilted = np.interp(time, [0, 1, 3, 6], [0, 0, 25, 25])
    full = follow("book", time, tilted)
    tilted[rng.random(len(time)) < 0.3] = np.nan
    holes = follow("book", time, tilted)
    assert 0 <= holes.fallen.argmax() - full.fallen.argmax() <= 10
    tilted[:] = np.where(time < 2, 10.0, np.nan)
    assert not follow("book", time, tilted).slid_cm.any()


def test_a_driver_may_appear_late() -> None:
    time = seconds(6)
    roll = np.where(time < 2, np.nan, 25.0)
    frames = follow("book", time, pitch=0.0, roll=roll)
    assert 2.3 < time[frames.fallen.argmax()] < 2.8


@pytest.mark.parametrize("name", ["slippery_book", "ball"])
def test_a_jump_across_a_gap_is_no_jerk(name: str) -> None:
    time = seconds(6)
    shift = np.where(time < 2, 0.0, 0.05)
    assert follow(name, time, shift=shift, guard_s=0).slid_cm.any()
    shift[(time > 1.5) & (time < 2.5)] = np.nan
    assert not follow("slippery_book", time, shift=shift, guard_s=0).slid_cm.any()
    assert not follow(name, time, shift=shift).slid_cm.any()


def test_single_outliers_of_the_shift_are_taken_out() -> None:
    time = seconds(6)
    shift = np.zeros(len(time))
    shift[[40, 41, 90, 140, 141]] = 0.3, 0.3, -0.2, 0.5, -0.5
    assert not follow("ball", time, shift=shift, guard_s=0).slid_cm.any()


def test_landmark_noise_moves_nothing() -> None:
    time, rng = seconds(200), np.random.default_rng(7)
    shift, roll = rng.normal(0, 0.003, len(time)), rng.normal(0, 4.0, len(time))
    for name in ("book", "slippery_book", "glass_of_water"):
        frames = follow(name, time, roll=roll, shift=shift)
        assert not frames.fallen.any()
        assert not frames.slid_cm.any()


def test_put_in_the_middle_on_every_rising_edge() -> None:
    time = seconds(12)
    placed = (time % 4) > 1.0
    frames = follow("book", time, pitch=np.where(time < 4, 25.0, 0.0), placed=placed)
    assert np.isnan(frames.x_cm[~placed]).all()
    assert np.isnan(frames.slid_cm[~placed]).all()
    assert not frames.fallen[~placed].any()
    assert not np.isnan(frames.x_cm[placed]).any()
    assert frames.fallen[(time > 2) & (time < 4)].all()
    # Placed anew, no tilt of the time before is left in the filters.
    again = placed & (time > 4)
    assert not frames.x_cm[again].any()
    assert not frames.fallen[again].any()


def test_fallen_stays_fallen_on_a_level_back() -> None:
    time = seconds(10)
    frames = follow("book", time, pitch=np.where(time < 2, 25.0, 0.0))
    first = frames.fallen.argmax()
    assert frames.fallen[first:].all()
    assert (frames.x_cm[first:] == frames.x_cm[first]).all()


def test_repeated_and_reversed_stamps_change_nothing() -> None:
    time = seconds(5)
    pitch, roll, shift = 21 * np.sin(time), 5 * np.cos(time), 0.05 * np.sin(2 * time)
    plain = follow("slippery_book", time, pitch, roll, shift)
    assert plain.fallen.any()
    twice = np.repeat(np.arange(len(time)), 2)
    doubled = follow("slippery_book", time[twice], *[np.where(np.arange(len(twice)) % 2, 40.0, column[twice])
                                                    for column in (pitch, roll, shift)])  # fmt: skip
    assert joined([plain]) == joined([BookFrames(*[getattr(doubled, column)[1::2] for column in COLUMNS])])
    back = time.copy()
    back[60] -= 1.0
    assert np.isfinite(follow("slippery_book", back, pitch, roll, shift).x_cm).all()


def test_a_long_hole_in_the_recording_moves_nothing() -> None:
    time = np.concatenate([seconds(1), 60 + seconds(1)])
    frames = follow("book", time, pitch=np.where(time < 30, 0.0, 25.0))
    assert not frames.slid_cm[:32].any()
    assert frames.fallen[-1]


@given(st.integers(0, 2**32))
def test_the_same_fall_at_a_variable_frame_rate(seed: int) -> None:
    rng = np.random.default_rng(seed)
    time = np.cumsum(rng.uniform(0.01, 0.07, 150))
    frames = follow("book", time, roll=np.interp(time, [0, 1, 4], [0, 0, 30]))
    even = seconds(5, 240)
    reference = follow("book", even, roll=np.interp(even, [0, 1, 4], [0, 0, 30]))
    assert time[frames.fallen.argmax()] == pytest.approx(even[reference.fallen.argmax()], abs=0.075)


@given(st.integers(0, 2**32))
def test_the_filter_is_exact_for_any_spacing(seed: int) -> None:
    """Samples put in between on the straight line do not change what comes out."""
    rng = np.random.default_rng(seed)
    time = np.cumsum(rng.uniform(0.001, 0.3, 40))
    values = rng.normal(0, 10, 40)
    extra = np.unique(np.concatenate([time, rng.uniform(time[0], time[-1], 100)]))
    low_pass = LowPass(2.0)
    coarse, _ = low_pass.run(time.tolist(), values.tolist(), None)
    fine, _ = low_pass.run(extra.tolist(), np.interp(extra, time, values).tolist(), None)
    np.testing.assert_allclose(coarse, np.array(fine)[np.searchsorted(extra, time)], atol=1e-7)


def test_the_filter_is_a_two_hertz_butterworth() -> None:
    low_pass, time = LowPass(2.0), seconds(10, 1000)
    for frequency in (0.2, 1.0, 2.0, 4.0, 8.0):
        wave = np.sin(2 * np.pi * frequency * time)
        path, _ = low_pass.run(time.tolist(), wave.tolist(), None)
        gain = np.ptp((wave + np.imag(path))[time > 4]) / 2
        assert gain == pytest.approx(1 / math.sqrt(1 + (frequency / 2) ** 4), abs=2e-3)
    path, _ = low_pass.run(time.tolist(), time.tolist(), None)
    assert -path[-1].imag == pytest.approx(0.1125, abs=1e-4)  # the lag in seconds at 2 Hz


def test_acceleration_is_zero_in_gaps_and_comes_two_samples_late() -> None:
    low_pass, time = LowPass(1000.0), seconds(2)
    shift = np.where(time < 1, 0.0, 0.5 * (time - 1) ** 2)  # 1 m/s^2 from 1 s on
    gap = (time > 1.45) & (time < 1.62)
    shift[gap] = np.nan
    driver, _ = low_pass.follow_shift(
        Clock(time.tolist(), True), shift, ShiftState([], [], None, 0.0), 5, 4.0
    )
    assert driver is not None
    np.testing.assert_array_equal(driver.gap, gap)
    assert not driver.values[gap].any()
    assert driver.values[31] == pytest.approx(0.0, abs=1e-9)
    np.testing.assert_allclose(driver.values[35:43], 1.0, atol=0.05)
    np.testing.assert_allclose(driver.values[-8:], 1.0, atol=0.05)
