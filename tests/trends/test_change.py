"""No change is called one below the smallest real change, and nothing is compared across a break."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.trends.change import LEAST_VISITS, PAIN_LEAST, Kind, change
from formcheck.trends.days import ExerciseDay, Grades, Judged
from formcheck.trends.exercise_trend import exercise_trends
from formcheck.trends.values import Value, breaks, hold_error_s, own_error, runs, share_error, wilson

DAY = datetime(2026, 9, 1, tzinfo=UTC)
NOW = Judged("onnx full 1a2b3c4d", "d1", 1.0, "side", "personal")
OTHER = replace(NOW, model="onnx full 00000000")
MDC_S = 30.35
"""1.96 x sqrt 2 x 10.95 s, the smallest real change of a hold."""


def values(
    numbers: Sequence[float], error: float | None = None, judged: Judged | None = NOW, first: int = 0
) -> list[Value]:
    return [
        Value(f"v{first + n:03d}", DAY + timedelta(days=first + n), float(number), error, judged=judged)
        for n, number in enumerate(numbers)
    ]


def test_the_error_of_a_hold_is_that_of_the_side_plank() -> None:
    assert hold_error_s() == 10.95
    found = change(values([20, 20, 20, 20, 20, 20], hold_error_s()))
    assert found.smallest == pytest.approx(MDC_S, abs=0.01)


@pytest.mark.parametrize(("gain", "kind"), [(30.3, Kind.NONE), (30.5, Kind.BETTER), (-30.5, Kind.WORSE)])
def test_a_hold_is_longer_only_beyond_the_smallest_real_change(gain: float, kind: Kind) -> None:
    # The scatter of these days is smaller than the published error, which therefore holds.
    steps = [40 + gain * n / 7 for n in (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7)]
    assert change(values(steps, hold_error_s())).kind is kind


def test_less_pain_is_better() -> None:
    assert change(values([5, 5, 5, 4, 4, 3, 2, 2, 2]), better="less", least=PAIN_LEAST).kind is Kind.BETTER
    assert change(values([5, 5, 5, 4, 4, 4, 4, 4]), better="less", least=PAIN_LEAST).kind is Kind.NONE


def test_restless_days_need_a_larger_change() -> None:
    restless = [0, 5, 1, 6, 0, 5, 9, 4, 8]
    found = change(values(restless), better="less", least=PAIN_LEAST)
    assert found.difference == 5
    assert found.kind is Kind.NONE


def test_too_few_visits_say_nothing() -> None:
    assert change([]).kind is Kind.TOO_FEW
    assert change(values([1, 50, 99], 1.0)).kind is Kind.TOO_FEW
    assert change(values([1, 1, 50, 50], 1.0)).visits == LEAST_VISITS


numbers = st.lists(st.floats(0, 300), min_size=4, max_size=12)


@given(numbers, st.floats(0.1, 30), st.floats(0, 50))
def test_no_change_is_called_one_below_the_smallest(given_: list[float], error: float, least: float) -> None:
    found = change(values(given_, error), least=least)
    assert found.difference is not None
    assert found.smallest is not None
    assert found.smallest >= max(least, 1.96 * 2**0.5 * error - 1e-6)
    assert (found.kind is Kind.NONE) == (abs(found.difference) < found.smallest)


@given(numbers, st.lists(st.floats(0, 300), max_size=6), st.randoms(use_true_random=False))
def test_what_was_judged_otherwise_is_never_compared(
    given_: list[float], before: list[float], lot: random.Random
) -> None:
    alone = values(given_, 2.0, first=100)
    mixed = [*values(before, 2.0, OTHER), *alone]
    lot.shuffle(mixed)
    found = change(mixed)
    assert found.left_out == len(before)
    assert replace(found, left_out=0) == change(alone)


@given(numbers, st.floats(-100, 100))
def test_a_shift_changes_nothing_and_a_mirror_turns_it_round(given_: list[float], shift: float) -> None:
    found = change(values(given_, 3.0))
    moved = change(values([number + shift for number in given_], 3.0))
    mirrored = change(values([-number for number in given_], 3.0))
    margin = abs(abs(found.difference or 0) - (found.smallest or 0))
    if margin > 1e-6:  # on the very edge the last digit decides
        assert moved.kind is found.kind
        swapped = {Kind.BETTER: Kind.WORSE, Kind.WORSE: Kind.BETTER}
        assert mirrored.kind is swapped.get(found.kind, found.kind)


def test_chance_alone_is_hardly_ever_called_a_change() -> None:
    lot = random.Random(4)
    called = 0
    for _ in range(1000):
        series = values([lot.gauss(60, hold_error_s()) for _ in range(lot.randint(4, 12))], hold_error_s())
        called += change(series).kind is not Kind.NONE
    assert called < 30, "5 % would be the rate of single measurements; means are on the safe side"


def test_a_line_breaks_where_the_judgement_does_and_says_why() -> None:
    strict = replace(OTHER, strictness=1.5, thresholds="d2")
    series = [
        *values([1, 2], judged=NOW),
        *values([3], judged=OTHER, first=2),
        *values([4], judged=strict, first=3),
    ]
    assert [len(run) for run in runs(series)] == [2, 1, 1]
    assert [one.causes for one in breaks(series)] == [("model",), ("strictness",)]
    assert breaks(series)[0].at == DAY + timedelta(days=1.5)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_holds_it_and_has_a_width(counts: tuple[int, int]) -> None:
    good, of = counts
    low, high = wilson(good, of)
    assert 0 <= low <= good / of <= high <= 1
    assert high > low
    assert share_error(good, of) > 0


def test_a_steady_rise_is_no_scatter() -> None:
    assert own_error([1, 2, 3]) is None
    rise = own_error([10.0 * n for n in range(8)])
    jump = own_error([0.0, 70.0] * 4)
    assert rise is not None
    assert jump is not None
    assert rise < 8 < jump


def test_a_share_of_time_is_not_compared_with_one_of_repetitions() -> None:
    """As where a bridge that was counted comes to be held."""
    counted = [
        ExerciseDay(f"v{n}", DAY + timedelta(days=n), "bridge", NOW, reps=Grades(19, 1)) for n in range(4)
    ]
    held = [
        ExerciseDay(f"w{n}", DAY + timedelta(days=9 + n), "bridge", NOW, holds=1, times=Grades(20, 40))
        for n in range(4)
    ]
    (trend,) = exercise_trends([*counted, *held[:3]])
    assert trend.share.change.kind is Kind.TOO_FEW
    (trend,) = exercise_trends([*counted, *held])
    assert (trend.share.change.kind, trend.share.change.visits) == (Kind.NONE, 4)
    assert trend.reps is not None
    assert trend.reps.change.visits == 4
