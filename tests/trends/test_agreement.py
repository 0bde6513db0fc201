"""Kappa, AC1 and their intervals: published examples, and what has to hold of any ratings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.trends.agreement import LABELS, Agreement, Estimate, Pair, agreement_of, student_t

Table = Sequence[Sequence[int]]

ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
"""Gwet 2014, Handbook of Inter-Rater Reliability: two abstractors; in his R package irrCAC 1.0 too."""
COHEN = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
"""Cohen 1960, table 1 as shares, of 200."""
FLEISS = ((31, 12), (4, 58))
"""Example of ci.kappa in Bonett's R package statpsych 2.0, by Fleiss, Levin and Paik 2003, 18.1."""
GWET_RARE = ((118, 5), (2, 0))
"""Gwet 2008, of the paradox: nearly all the same, and kappa below 0."""
FEINSTEIN = ((80, 10), (5, 5)), ((40, 9), (6, 45))
"""Feinstein and Cicchetti 1990, J Clin Epidemiol 43:543-549: the same share, two kappas."""


def ratings(table: Table, labels: Sequence[str], *, one_cluster: bool = False) -> list[Pair]:
    """The pairs of a table, each of a patient of its own."""
    return [
        Pair(labels[row], labels[column], "" if one_cluster else f"{row} {column} {number}")
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for number in range(count)
    ]


def of_table(table: Table) -> Agreement:
    labels = "abc"[: len(table)]
    return agreement_of(ratings(table, labels), labels)


def error_of(one: Estimate, of: int) -> float:
    """The standard error of an estimate whose interval was not cut off, with n in place of n - 1."""
    assert one.low is not None
    assert one.high is not None
    return (one.high - one.low) / 2 / student_t(of - 1) * math.sqrt((of - 1) / of)


@pytest.mark.parametrize(
    ("table", "kappa", "kappa_error", "ac1", "ac1_error"),
    [
        # Figures as printed with these tables by irrCAC 0.4.4 (Python) and, of kappa, statsmodels 0.15.0.
        (ABSTRACTORS, 0.7964094, 0.05891072, 0.8493305, 0.04321747),
        (FLEISS, 0.6756757, 0.07344761, 0.71413987, 0.06829057),
        (COHEN, 0.49152542, 0.05100182, 0.57597173, 0.04800012),
        (GWET_RARE, -0.02339181, 0.01228676, 0.94077634, 0.02296455),
        (FEINSTEIN[0], 0.31818182, 0.13345652, 0.808, 0.05212942),
        (FEINSTEIN[1], 0.69951923, 0.0713936, 0.70074813, 0.0713518),
    ],
)
def test_published_examples(
    table: Table, kappa: float, kappa_error: float, ac1: float, ac1_error: float
) -> None:
    found, n = of_table(table), sum(map(sum, table))
    assert found.kappa.value == pytest.approx(kappa, abs=1e-7)
    assert found.ac1.value == pytest.approx(ac1, abs=1e-7)
    assert error_of(found.kappa, n) == pytest.approx(kappa_error, abs=1e-7)
    assert error_of(found.ac1, n) == pytest.approx(ac1_error, abs=1e-7)


def test_intervals_as_gwets_package_prints_them_for_raw_ratings() -> None:
    found = of_table(ABSTRACTORS)
    assert (found.kappa.low, found.kappa.high) == pytest.approx((0.67892888, 0.91388993), abs=1e-7)
    assert (found.ac1.low, found.ac1.high) == pytest.approx((0.76314571, 0.93551539), abs=1e-7)


def test_the_share_has_wilsons_interval() -> None:
    """81 of 263: 0.255 to 0.366 (Newcombe 1998, Stat Med 17:857-872); Student's t is a hair wider."""
    found = agreement_of(ratings(((81, 182), (0, 0)), "ab"), "ab")
    assert found.share.value == pytest.approx(81 / 263)
    assert (found.share.low, found.share.high) == pytest.approx((0.2553, 0.3662), abs=5e-4)


@pytest.mark.parametrize(
    ("degrees", "t"), [(1, 12.706), (2, 4.303), (3, 3.182), (9, 2.262), (30, 2.042), (120, 1.980)]
)
def test_students_t(degrees: int, t: float) -> None:
    assert student_t(degrees) == pytest.approx(t, abs=6e-4)


def test_nothing_and_one_rating_say_nothing() -> None:
    for pairs in ([], [Pair("present", "absent", "a")]):
        found = agreement_of(pairs)
        assert found.ratings == len(pairs)
        assert found.too_few
        assert (found.share, found.kappa, found.ac1) == (Estimate(),) * 3


def test_agreement_without_exception_still_has_an_interval() -> None:
    few, many = of_table(((15, 0), (0, 5))), of_table(((150, 0), (0, 50)))
    for found in (few, many):
        for one in (found.share, found.kappa, found.ac1):
            assert (one.value, one.high) == pytest.approx((1, 1))
            assert one.low is not None
            assert one.low < 1
    assert (few.ac1.low or 0) < 0.75 < 0.95 < (many.ac1.low or 0)


def test_disagreement_without_exception_is_minus_one_and_no_less() -> None:
    found = agreement_of([Pair("present", "absent", "a")] * 10 + [Pair("absent", "present", "b")] * 10)
    for estimate in (found.kappa, found.ac1):
        assert estimate.value == estimate.low == -1.0


def test_no_kappa_where_one_always_said_the_same() -> None:
    for table in (((20, 0), (0, 0)), ((15, 5), (0, 0)), ((15, 0), (5, 0))):
        found = of_table(table)
        assert found.kappa == Estimate()
        assert found.ac1.value is not None


def test_repetitions_of_few_patients_make_it_wider_and_the_same() -> None:
    """A patient whose ratings are all alike tells little more than one rating."""
    alone = of_table(((40, 10), (10, 40)))
    table = ratings(((40, 10), (10, 40)), LABELS)
    of_ten = agreement_of([pair._replace(cluster=str(number // 10)) for number, pair in enumerate(table)])
    assert of_ten.clusters == 10
    assert of_ten.ac1.value == pytest.approx(alone.ac1.value)
    assert width(of_ten.ac1) > 1.5 * width(alone.ac1)
    assert width(of_ten.share) > 1.5 * width(alone.share)


def correlated(lot: np.random.Generator, patients: int, each: int) -> list[Pair]:
    """Patients who differ in how often they show a fault, and two raters err (correlation 0.2)."""
    pairs = []
    for number in range(patients):
        shown, *wrong = (lot.beta(4 * share, 4 * (1 - share)) for share in (0.3, 0.1, 0.15))
        true = lot.random(each) < shown
        said = [[LABELS[int(one)] for one in true ^ (lot.random(each) < miss)] for miss in wrong]
        pairs += [Pair(first, second, str(number)) for first, second in zip(*said, strict=True)]
    return pairs


def test_intervals_hold_the_truth_nineteen_times_in_twenty() -> None:
    """Ten patients with five repetitions each; each repetition by itself would hold it in 81 to 85 %."""
    lot = np.random.default_rng(1)
    truth = agreement_of(correlated(lot, 8000, 5))
    held: dict[str, list[bool]] = {"share": [], "kappa": [], "ac1": []}
    for _ in range(200):
        found = agreement_of(correlated(lot, 10, 5))
        for name, so in held.items():
            one: Estimate = getattr(found, name)
            if one.low is not None and one.high is not None:
                so.append(one.low <= getattr(truth, name).value <= one.high)
    assert all(np.mean(so) > 0.9 for so in held.values()), {name: np.mean(so) for name, so in held.items()}


def width(one: Estimate) -> float:
    assert one.low is not None
    assert one.high is not None
    return one.high - one.low


rating = st.sampled_from(LABELS)
pairs_of_two = st.lists(
    st.builds(Pair, rating, rating, st.sampled_from("abcdef"), st.just(1.0)), min_size=2, max_size=60
)


@settings(max_examples=60)
@given(pairs_of_two)
def test_what_holds_of_any_ratings(pairs: list[Pair]) -> None:
    found = agreement_of(pairs)
    assert sum(found.counts.values()) == len(pairs) == found.ratings
    for one, least in ((found.share, 0), (found.kappa, -1), (found.ac1, -1)):
        if one.value is not None:
            assert one.low is not None
            assert one.high is not None
            assert least <= one.low <= one.value + 1e-9
            assert one.value - 1e-9 <= one.high <= 1
    swapped = agreement_of([pair._replace(first=pair.second, second=pair.first) for pair in pairs])
    other = dict(zip(LABELS, reversed(LABELS), strict=True))
    renamed = agreement_of(
        [pair._replace(first=other[pair.first], second=other[pair.second]) for pair in pairs]
    )
    for same in (swapped, renamed, agreement_of(pairs[::-1])):
        assert figures(same) == pytest.approx(figures(found), abs=1e-9, nan_ok=True)
    perfect = agreement_of([pair._replace(second=pair.first) for pair in pairs])
    assert (perfect.share.value, perfect.ac1.value) == pytest.approx((1, 1))
    if len({pair.first for pair in pairs}) == 2:
        assert perfect.kappa.value == pytest.approx(1)


@settings(max_examples=40)
@given(pairs_of_two, st.lists(st.integers(1, 4), min_size=60, max_size=60))
def test_a_weight_is_a_number_of_ratings(pairs: list[Pair], weights: list[int]) -> None:
    weighted = agreement_of([pair._replace(weight=3.0 * w) for pair, w in zip(pairs, weights, strict=False)])
    repeated = agreement_of([pair for pair, w in zip(pairs, weights, strict=False) for _ in range(w)])
    assert figures(weighted)[::3] == pytest.approx(figures(repeated)[::3], abs=1e-9, nan_ok=True)


def figures(found: Agreement) -> list[float]:
    """Value, low and high of each figure; NaN where it says nothing."""
    return [
        math.nan if (value := getattr(one, part)) is None else value
        for one, part in product((found.share, found.kappa, found.ac1), ("value", "low", "high"))
    ]
