"""The personal reference: medians of the first stretch that is good for long enough, however it is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.judge.calibration import ANYTHING, Believable, CalibrationState, Calibrator, Reference, Refusal
from formcheck.signals.gates import LONGEST_GAP_S


def run(
    calibrator: Calibrator,
    values: np.ndarray,
    good: np.ndarray,
    time: np.ndarray,
    chunks: list[int] | None = None,
    reference: Reference | None = None,
) -> tuple[np.ndarray, np.ndarray, Reference | None]:
    """(reference in force (rows, T), calibrated (T,), the reference)."""
    known, calibrated, state = stepped(calibrator, values, good, time, chunks, reference)
    return known, calibrated, state.reference


def stepped(
    calibrator: Calibrator,
    values: np.ndarray,
    good: np.ndarray,
    time: np.ndarray,
    chunks: list[int] | None = None,
    reference: Reference | None = None,
) -> tuple[np.ndarray, np.ndarray, CalibrationState]:
    """The same, with the state at the end."""
    state, first, known, calibrated = calibrator.start(reference), 0, [], []
    for length in chunks or [len(time)]:
        part = slice(first, first + length)
        first += length
        if length == 1:
            rows, settled, state = calibrator.step(
                tuple(values[:, part.start].tolist()), bool(good[part.start]), float(time[part.start]), state
            )
            known.append(np.array(rows)[:, None])
        else:
            rows, settled, state = calibrator.step(tuple(values[:, part]), good[part], time[part], state)
            known.append(np.broadcast_to(np.array(rows), (len(values), length)))
        calibrated.append(np.atleast_1d(settled))
    return np.concatenate(known, axis=1), np.concatenate(calibrated), state


def found(
    calibrator: Calibrator,
    values: np.ndarray,
    good: np.ndarray,
    time: np.ndarray,
    chunks: list[int] | None = None,
    reference: Reference | None = None,
) -> tuple[np.ndarray, np.ndarray, Reference]:
    """The same, of a recording in which there is a reference."""
    known, calibrated, in_force = run(calibrator, values, good, time, chunks, reference)
    assert in_force is not None
    return known, calibrated, in_force


def test_medians_of_the_good_stretch() -> None:
    time = np.arange(100) / 10
    good = time >= 2.0
    values = np.stack((np.where(good, 5.0, 99.0), time))
    values[0, 25] = 1e6  # a single outlier
    known, calibrated, reference = found(Calibrator(2, 3.0), values, good, time)
    assert (reference.start_s, reference.end_s) == (2.0, 5.0)
    assert reference.values.tolist() == [5.0, 3.5]
    assert np.flatnonzero(calibrated)[0] == 50
    assert calibrated[50:].all()
    assert np.isnan(known[:, :50]).all()
    assert (known[:, 50:] == reference.values[:, None]).all()


def test_an_interruption_starts_it_anew() -> None:
    time = np.arange(100) / 10
    good = (time >= 1.0) & ((time < 3.5) | (time >= 4.0))
    _, calibrated, reference = found(Calibrator(1, 3.0), time[None], good, time)
    assert reference.start_s == 4.0
    assert np.flatnonzero(calibrated)[0] == 70


def test_never_good_is_never_calibrated() -> None:
    time = np.arange(50) / 10
    known, calibrated, reference = run(Calibrator(2, 1.0), np.ones((2, 50)), np.zeros(50, bool), time)
    assert reference is None
    assert not calibrated.any()
    assert np.isnan(known).all()


def test_look_back_reaches_before_the_condition() -> None:
    time = np.arange(100) / 10
    _, _, reference = found(Calibrator(1, 0.5, 2.0), time[None], time >= 5.0, time)
    assert reference.start_s == pytest.approx(3.0, abs=0.11)
    assert reference.values[0] == pytest.approx(4.25, abs=0.1)


def test_what_was_not_measured_stays_unknown() -> None:
    time = np.arange(40) / 10
    values = np.stack((np.full(40, np.nan), np.where(np.arange(40) % 3, np.nan, 4.0)))
    _, _, reference = found(Calibrator(2, 1.0), values, np.ones(40, bool), time)
    assert np.isnan(reference.values[0])
    assert reference.values[1] == 4.0


def test_it_is_taken_once() -> None:
    time = np.arange(200) / 10
    known, _, reference = found(
        Calibrator(1, 1.0), np.where(time < 5, 1.0, 2.0)[None], np.ones(200, bool), time
    )
    assert reference.values.tolist() == [1.0]
    assert known[0, -1] == 1.0


@pytest.mark.parametrize("chunks", [None, [1] * 20])
def test_one_that_came_with_the_plan(chunks: list[int] | None) -> None:
    given_one = Reference(float("nan"), float("nan"), np.array([3.0, np.nan]))
    known, calibrated, reference = found(
        Calibrator(2, 1.0), np.ones((2, 20)), np.ones(20, bool), np.arange(20.0), chunks, given_one
    )
    assert calibrated.all()
    assert reference is given_one
    assert (known[0] == 3.0).all()
    assert np.isnan(known[1]).all()


def cut_and_compare(
    gaps: list[float],
    lengths: list[int],
    seed: int,
    look_back: float,
    believable: tuple[Believable, ...] = (),
) -> None:
    random = np.random.default_rng(seed)
    time = np.cumsum(random.choice(gaps, 80))
    good = np.repeat(random.random(16) < 0.7, 5)
    values = random.normal(size=(2, 80))
    lengths = [n for n, used in zip(lengths, np.cumsum(lengths), strict=True) if used < 80]
    chunks = [*lengths, 80 - sum(lengths)]
    whole, parts = (
        stepped(Calibrator(2, 0.5, look_back, believable), values, good, time, c) for c in (None, chunks)
    )
    assert np.array_equal(whole[0], parts[0], equal_nan=True)
    assert np.array_equal(whole[1], parts[1])
    assert repr(whole[2].reference) == repr(parts[2].reference)
    assert repr(whole[2].refused) == repr(parts[2].refused)


LENGTHS = st.lists(st.sampled_from([1, 1, 2, 5, 31]), max_size=30)


@settings(max_examples=30)
@given(lengths=LENGTHS, seed=st.integers(0, 2**32), look_back=st.sampled_from([0.0, 0.4, 4.0]))
def test_chunks_do_not_matter(lengths: list[int], seed: int, look_back: float) -> None:
    cut_and_compare([0.03, 0.1], lengths, seed, look_back)


# What is kept of the past must not depend on the chunks, however long a gap in the stamps is.
@settings(max_examples=40)
@given(lengths=LENGTHS, seed=st.integers(0, 2**32), look_back=st.sampled_from([0.0, 0.4]))
def test_chunks_do_not_matter_over_gaps(lengths: list[int], seed: int, look_back: float) -> None:
    cut_and_compare([0.03, 0.1, 0.1, 0.1, 0.5, 2.5], lengths, seed, look_back)


@pytest.mark.parametrize("chunks", [None, [1] * 60, [20, 40], [19, 1, 1, 39], [7] * 8 + [4]])
def test_a_gap_within_the_good_stretch_starts_it_anew(chunks: list[int] | None) -> None:
    """Of what was there in the meantime nobody knows; it does not count, nor does what was before it."""
    time = np.arange(60) / 10
    time[20:] += 10.0
    values = np.where(time < 10, 1.0, 2.0)[None]
    _, calibrated, reference = found(Calibrator(1, 3.0, 1.0), values, np.ones(60, bool), time, chunks)
    assert (reference.start_s, reference.end_s) == (12.0, 15.0)
    assert reference.values.tolist() == [2.0]
    assert np.flatnonzero(calibrated).tolist() == list(range(50, 60))


@pytest.mark.parametrize(("share", "anew"), [(0.9, False), (1.1, True)])
def test_only_frames_that_lie_too_far_apart_do_that(share: float, anew: bool) -> None:
    time = np.arange(40) / 10
    time[10:] += share * LONGEST_GAP_S - 0.1
    _, _, reference = found(Calibrator(1, 2.0), time[None], np.ones(40, bool), time)
    assert reference.start_s == time[10] if anew else reference.start_s < time[9]


@pytest.mark.parametrize("chunks", [None, [1] * 40])
def test_a_gap_leaves_a_reference_as_it_is(chunks: list[int] | None) -> None:
    time = np.arange(40) / 10
    time[20:] += 10.0
    values = np.where(time < 10, 1.0, 2.0)[None]
    known, calibrated, reference = found(Calibrator(1, 1.0), values, np.ones(40, bool), time, chunks)
    assert reference.end_s == 1.0
    assert (known[0, 10:] == 1.0).all()
    assert calibrated[10:].all()


TIGHT = (Believable(-0.2, 0.3, 0.4), Believable(-0.1, 0.1))


@settings(max_examples=40)
@given(lengths=LENGTHS, seed=st.integers(0, 2**32), look_back=st.sampled_from([0.0, 0.4]))
def test_chunks_do_not_matter_where_references_are_refused(
    lengths: list[int], seed: int, look_back: float
) -> None:
    cut_and_compare([0.03, 0.1, 0.1, 0.1, 0.5], lengths, seed, look_back, TIGHT)


SPAN = Believable(-7.0, 2.5, 1.2)


@given(level=st.floats(-20, 20), slope=st.floats(-2, 2))
def test_it_is_taken_where_it_is_believed(level: float, slope: float) -> None:
    """Over the span: within the range and without drift it is taken, else refused, with the first doubt."""
    time = np.arange(0, 3.01, 0.1)
    values = level + slope * (time - 1.25)
    _, _, state = stepped(Calibrator(1, 2.5, believable=(SPAN,)), values[None], np.ones(31, bool), time)
    drift = slope * 2.5 * 2 / 3
    doubt = "low" if level < SPAN.low else "high" if level > SPAN.high else None
    doubt = doubt or ("drift" if abs(drift) > SPAN.drift else None)
    at_edge = min(abs(level - SPAN.low), abs(level - SPAN.high), abs(abs(drift) - SPAN.drift)) < 0.15
    if not at_edge:
        assert (state.reference is None) == (doubt is not None)
        assert [r.doubt for r in state.refused] == ([doubt] if doubt else [])


@pytest.mark.parametrize("chunks", [None, [1] * 80, [26, 1, 53]])
def test_after_a_refusal_the_next_good_stretch_counts(chunks: list[int] | None) -> None:
    time = np.arange(80) / 10
    values = np.where(time < 3.0, -9.0, -2.0)[None]
    good = (time < 2.9) | (time > 3.1)  # coming down is not steady
    calibrator = Calibrator(1, 2.5, believable=(SPAN,))
    known, calibrated, state = stepped(calibrator, values, good, time, chunks)
    assert state.reference is not None
    assert state.reference.values.tolist() == [-2.0]
    assert state.refused == (Refusal(0, "low", -9.0, 0.0, 2.5),)
    assert np.flatnonzero(calibrated)[0] == np.flatnonzero(np.isfinite(known[0]))[0] == 57


@pytest.mark.parametrize("chunks", [None, [1] * 40])
def test_only_the_first_quantity_decides(chunks: list[int] | None) -> None:
    time = np.arange(40) / 10
    values = np.stack((np.full(40, -2.0), np.full(40, 55.0), np.full(40, 7.0)))
    calibrator = Calibrator(3, 2.5, believable=(SPAN, Believable(-40, 40), ANYTHING))
    known, _, state = stepped(calibrator, values, np.ones(40, bool), time, chunks)
    assert state.reference is not None
    assert np.array_equal(state.reference.values, [-2.0, np.nan, 7.0], equal_nan=True)
    assert [(r.row, r.doubt) for r in state.refused] == [(1, "high")]
    assert np.isnan(known[1]).all()


def test_one_that_was_given_is_vetted_as_well() -> None:
    calibrator = Calibrator(2, 2.5, believable=(SPAN, Believable(-40, 40)))
    given_one = Reference(float("nan"), float("nan"), np.array([-9.0, 3.0]))
    state = calibrator.start(given_one)
    assert state.reference is None
    assert [(r.row, r.doubt) for r in state.refused] == [(0, "low")]
    unknown = calibrator.start(Reference(float("nan"), float("nan"), np.array([np.nan, 3.0])))
    assert unknown.reference is not None
    assert unknown.refused == ()
