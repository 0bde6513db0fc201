"""Directions, wrapping, signed offsets: known figures, then identities."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.signals.vectors import direction_deg, signed_offset, wrap180, wrap360

COORDINATE = st.floats(-1000, 1000)


@pytest.mark.parametrize(
    ("dx", "dy", "degrees"), [(1, 0, 0), (0, 1, 90), (-1, 0, 180), (0, -1, -90), (1, 1, 45), (-1, -1, -135)]
)
def test_direction(dx: float, dy: float, degrees: float) -> None:
    assert direction_deg(float(dx), float(dy)) == pytest.approx(degrees)


@pytest.mark.parametrize(
    ("angle", "half", "full"),
    [(0, 0, 0), (190, -170, 190), (-190, 170, 170), (360, 0, 0), (540, -180, 180), (-90, -90, 270)],
)
def test_wrapping(angle: float, half: float, full: float) -> None:
    assert wrap180(float(angle)) == half
    assert wrap360(float(angle)) == full


@given(angle=st.floats(-1e5, 1e5))
def test_wrapping_keeps_the_direction_and_the_range(angle: float) -> None:
    half, full = wrap180(angle), wrap360(angle)
    assert -180 <= half <= 180
    assert 0 <= full <= 360
    for wrapped in (half, full):
        assert math.cos(math.radians(wrapped)) == pytest.approx(math.cos(math.radians(angle)), abs=1e-6)
        assert math.sin(math.radians(wrapped)) == pytest.approx(math.sin(math.radians(angle)), abs=1e-6)


def test_offset_is_positive_on_the_left_hand_with_y_up() -> None:
    start, end = (0.0, 0.0), (4.0, 0.0)
    assert signed_offset(start, end, (1.0, 2.0)) == (0.5, 4.0)
    assert signed_offset(start, end, (1.0, -2.0)) == (-0.5, 4.0)
    assert signed_offset(end, start, (1.0, 2.0)) == (-0.5, 4.0)


@given(
    points=st.lists(COORDINATE, min_size=6, max_size=6),
    scale=st.floats(0.1, 10),
    turn=st.floats(0, 6.3),
    x=COORDINATE,
)
def test_offset_does_not_feel_scale_place_or_rotation(
    points: list[float], scale: float, turn: float, x: float
) -> None:
    a, b, p = (complex(*points[i : i + 2]) for i in (0, 2, 4))
    if abs(b - a) < 1:
        return
    moved = [scale * complex(math.cos(turn), math.sin(turn)) * z + complex(x, -x) for z in (a, b, p)]
    plain, _ = signed_offset((a.real, a.imag), (b.real, b.imag), (p.real, p.imag))
    other, length = signed_offset(*((z.real, z.imag) for z in moved))
    assert other == pytest.approx(plain, rel=1e-6, abs=1e-6)
    assert length == pytest.approx(scale * abs(b - a), rel=1e-6)


def test_a_line_of_no_length_is_no_number() -> None:
    with np.errstate(all="ignore"):
        offset, length = signed_offset((1.0, 1.0), (1.0, 1.0), (2.0, 3.0))
        assert not math.isfinite(offset)
        assert length == 0.0
        many, _ = signed_offset((np.ones(2), np.ones(2)), (np.ones(2), np.ones(2)), (np.ones(2), np.ones(2)))
    assert np.isnan(many).all()
