"""A number and an array of one must come out the same: law 2 stands on it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.signals import samples
from formcheck.signals.vectors import (
    direction_deg,
    directions_of,
    median_of_three,
    median_rows,
    signed_offset,
    wrap180,
    wrap360,
)
from tests.support.per_frame import same

NUMBERS = st.one_of(
    st.floats(-1e6, 1e6),
    st.floats(),
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 180.0, -180.0, 360.0, math.nan, math.inf]),
)
MANY = settings(max_examples=150)


def both(function: Callable[..., Any], *numbers: float) -> tuple[Any, Any]:
    """The result for plain numbers, and for arrays of three of each."""
    with np.errstate(all="ignore"):
        return function(*numbers), function(*(np.full(3, number) for number in numbers))


@pytest.mark.parametrize("name", ["fmin", "fmax", "minimum", "maximum", "divide"])
@MANY
@given(a=NUMBERS, b=NUMBERS)
def test_of_two(name: str, a: float, b: float) -> None:
    one, many = both(getattr(samples, name), a, b)
    assert type(one) is float
    assert same(many, [one] * 3)


@pytest.mark.parametrize("name", ["sqrt", "floor", "is_nan"])
@MANY
@given(a=NUMBERS)
def test_of_one(name: str, a: float) -> None:
    one, many = both(getattr(samples, name), a)
    assert same(many, [one] * 3)


@MANY
@given(a=NUMBERS, b=NUMBERS, condition=st.booleans())
def test_where_and_negated(a: float, b: float, condition: bool) -> None:
    assert same(samples.where(np.array([condition]), a, b), [samples.where(condition, a, b)])
    assert same(samples.negated(np.array([condition])), [not condition])
    assert samples.negated(condition) is (not condition)


@pytest.mark.parametrize("wrap", [wrap180, wrap360])
@MANY
@given(a=st.floats(-1e4, 1e4))
def test_wrapping_is_the_same_for_one_and_many(wrap: Callable[..., Any], a: float) -> None:
    one, many = both(wrap, a)
    assert same(many, [one] * 3)


@MANY
@given(dx=NUMBERS, dy=NUMBERS, length=st.integers(1, 40))
def test_direction_does_not_depend_on_company(dx: float, dy: float, length: int) -> None:
    many = np.asarray(direction_deg(np.full(length, dx), np.full(length, dy)))
    assert same(many, [direction_deg(dx, dy)] * length)
    assert same(many[:1], directions_of([dx], [dy]))
    assert same(many, directions_of([np.full(length, dx)], [np.full(length, dy)])[0])


@MANY
@given(six=st.lists(st.floats(-1e4, 1e4), min_size=6, max_size=6))
def test_signed_offset_is_the_same_for_one_and_many(six: list[float]) -> None:
    def offsets(*v: Any) -> Any:
        return signed_offset(v[0:2], v[2:4], v[4:6])

    one, many = both(offsets, *six)
    assert same(many[0], [one[0]] * 3)
    assert same(many[1], [one[1]] * 3)


@MANY
@given(a=NUMBERS, b=NUMBERS, c=NUMBERS)
def test_median_is_the_same_for_one_and_many(a: float, b: float, c: float) -> None:
    many = median_rows(*(np.full((1, 3), v) for v in (a, b, c)))
    assert same(many[0], median_of_three((a,), (b,), (c,)) * 3)
