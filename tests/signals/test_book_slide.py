"""Stick-slip alone, without filters or with filters so quick that they pass everything."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.signals.book_objects import book_object, book_settings
from formcheck.signals.book_slide import Motion, StickSlip, exceeds, specific_force
from tests.support.books import GRAVITY, follow, joined, one_by_one, seconds

BOOK = StickSlip(
    limit=0.35,
    mu_k=0.28,
    share=1.0,
    spills=False,
    half_length=9.0,
    half_width=6.0,
    guard_s=0.3,
    substep_s=1 / 240,
)
LEVEL = specific_force(0.0, 0.0, 0.0)
UNFILTERED = replace(book_settings(), cutoff_hz=1e5)


@pytest.mark.parametrize("speed", [0.1, 0.3, 0.5])
def test_a_braking_book_stops_where_its_energy_is_spent(speed: float) -> None:
    stopped = BOOK.advance(Motion(vx=-0.6 * speed, vy=0.8 * speed, moving=True), LEVEL, LEVEL, 1.0)
    assert not stopped.moving
    assert stopped.path == pytest.approx(speed**2 / (2 * 0.28 * GRAVITY), rel=1e-9)
    assert (stopped.x, stopped.y) == pytest.approx((-0.6 * stopped.path, 0.8 * stopped.path))


def test_static_friction_holds_what_came_to_rest_on_a_slope() -> None:
    # 17 degrees lies between the kinetic (15.6) and the static (19.3) limit.
    slope = specific_force(17.0, 0.0, 0.0)
    stopped = BOOK.advance(Motion(vx=0.3, moving=True), slope, slope, 1.0)
    assert (stopped.moving, stopped.vx) == (False, 0.0)
    assert stopped.x == stopped.path > 0
    assert BOOK.advance(stopped, slope, slope, 5.0) == stopped
    # At 21 degrees it turns round and slides down.
    slope = specific_force(21.0, 0.0, 0.0)
    turned = BOOK.advance(Motion(vx=0.3, moving=True), slope, slope, 1.0)
    assert turned.moving
    assert turned.vx < 0
    assert turned.path > abs(turned.x)


@pytest.mark.parametrize("pitch", [0.0, 10.0])
def test_friction_never_pushes(pitch: float) -> None:
    slope = specific_force(pitch, 0.0, 0.0)
    assert BOOK.advance(Motion(moving=True), slope, slope, 1.0) == Motion()


def test_the_wait_starts_anew_after_the_shortest_respite() -> None:
    steep = specific_force(25.0, 0.0, 0.0)
    waiting = BOOK.advance(Motion(), steep, steep, 0.2)
    assert waiting.waited == pytest.approx(0.2)
    assert BOOK.advance(waiting, steep, steep, 0.2).moving
    respite = BOOK.advance(waiting, LEVEL, LEVEL, 1 / 240)
    assert respite == Motion()
    assert not BOOK.advance(respite, steep, steep, 0.2).moving


def test_nothing_sticks_to_a_back_that_does_not_carry_it() -> None:
    assert exceeds(*specific_force(0.0, 180.0, 0.0), 0.35)
    assert exceeds(*specific_force(0.0, 90.0, 0.0), 100.0)


def test_a_respite_between_frames_counts() -> None:
    time = seconds(1.5)
    pitch = np.concatenate([np.full(8, 25.0), np.full(5, 19.28), np.full(6, 25.0), np.full(27, 10.0)])
    assert not follow("book", time, pitch, settings=UNFILTERED).slid_cm.any()


def test_a_tilt_that_is_taken_back_at_once_still_counts() -> None:
    time = seconds(0.5)
    pitch = np.where(time < 0.01, 25.0, 0.0)
    frames = follow("book", time, pitch, guard_s=0, settings=UNFILTERED)
    assert 0 < frames.slid_cm[-1] < 1
    assert joined([frames]) == joined(one_by_one("book", time, pitch, guard_s=0, settings=UNFILTERED))


def test_tilt_changes_evenly_between_frames() -> None:
    knots = ([0, 0.1, 1.5, 2], [0, 0, 40, 40])
    reference, coarse = (
        follow("book", time, np.interp(time, *knots), guard_s=0, settings=UNFILTERED)
        for time in (seconds(2, 480), seconds(2, 15))
    )
    on = ~coarse.fallen
    assert np.ptp(coarse.x_cm[on]) > 2
    np.testing.assert_allclose(coarse.x_cm[on], reference.x_cm[::32][on], atol=0.05)


def test_acceleration_is_clamped() -> None:
    time = seconds(3)
    shift = 5.0 * np.clip(time - 1, 0, None) ** 2  # 10 m/s^2
    grippy = replace(book_object("book"), mu_s=0.42)  # lets go at 4.1 m/s^2 on a level back
    assert not follow(grippy, time, shift=shift, guard_s=0).slid_cm.any()
    assert not follow(grippy, time, shift=-shift, guard_s=0).slid_cm.any()
    free = replace(book_settings(), acceleration_limit=20.0)
    assert follow(grippy, time, shift=shift, guard_s=0, settings=free).fallen[-1]
