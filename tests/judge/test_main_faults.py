"""Which main faults an event could be judged on."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.bands import Edge, edges_of
from formcheck.judge.config import Strictness
from formcheck.judge.main_faults import UNSEEN_S, MainFault, MainWatch, unmeasured_in_event
from formcheck.judge.vocabulary import FAULTS, SIGNAL_ROW, SIGNALS
from tests.support.outcomes import frames

HOLLOW, ROLL = MainFault("lumbar_hollow"), MainFault("trunk_roll")
CURVE = MainFault("back_curve", "lumbar_deg")
COUNT = 20


def edges(exercise: str) -> tuple[Edge, ...]:
    return edges_of(get_exercise(exercise).config().bands, Strictness())


def signals(**values: float | np.ndarray) -> np.ndarray:
    rows = np.full((len(SIGNALS), COUNT), nan)
    for name, value in values.items():
        rows[SIGNAL_ROW[name]] = value
    return rows


def causes(
    exercise: str,
    main: MainFault,
    rows: np.ndarray,
    *,
    calibrated: bool = True,
    named: tuple[str, ...] = (),
    drive: np.ndarray | None = None,
) -> dict[str, str]:
    flags, seconds = np.full(COUNT, calibrated), np.ones(COUNT)
    way = np.ones(COUNT) if drive is None else drive
    return dict(unmeasured_in_event([main], edges(exercise), rows, flags, way, seconds, named))


def half_seen(first: int) -> np.ndarray:
    return np.where(np.arange(COUNT) < first, 0.0, nan)


def test_a_back_that_was_read_was_judged() -> None:
    assert causes("bird-dog", HOLLOW, signals(lumbar_deg=0.0)) == {}


def test_a_back_that_was_not_read_and_one_without_a_reference() -> None:
    assert causes("bird-dog", HOLLOW, signals()) == {"lumbar_hollow": "outline"}
    assert causes("bird-dog", HOLLOW, signals(lumbar_deg=0.0), calibrated=False) == {
        "lumbar_hollow": "neutral"
    }


def test_hips_alone_do_not_judge_the_back_of_a_bridge() -> None:
    main = MainFault("hyperextension")
    assert causes("bridge", main, signals(hip_offset=0.0)) == {"hyperextension": "outline"}
    assert causes("bridge", main, signals(hip_offset=0.0), named=("hyperextension",)) == {}


def test_a_roll_needs_its_points() -> None:
    assert causes("bird-dog", ROLL, signals(trunk_roll_deg=0.0)) == {}
    assert causes("bird-dog", ROLL, signals()) == {"trunk_roll": "points"}


def test_a_curve_that_no_band_judges() -> None:
    assert causes("cat-camel", CURVE, signals(lumbar_deg=0.0), calibrated=False) == {}
    assert causes("cat-camel", CURVE, signals(rocking=0.0)) == {"back_curve": "outline"}


@pytest.mark.parametrize(("seen", "judged"), [(11, True), (9, False)])
def test_half_of_the_time_is_enough(seen: int, judged: bool) -> None:
    assert (causes("bird-dog", HOLLOW, signals(lumbar_deg=half_seen(seen))) == {}) is judged


def test_only_the_top_counts() -> None:
    """Read on the way there, lost where the leg is high: that is where a back hollows."""
    drive = np.where(np.arange(COUNT) < 15, 0.2, 1.0)
    lost = signals(lumbar_deg=half_seen(15))
    assert causes("bird-dog", HOLLOW, lost) == {}
    assert causes("bird-dog", HOLLOW, lost, drive=drive) == {"lumbar_hollow": "outline"}


def test_what_an_exercise_exists_for_can_be_judged() -> None:
    for name in exercise_names():
        config, spec = get_exercise(name).config(), get_exercise(name).spec
        judged = {edge.fault for edge in edges(name)}
        for main in spec.main_faults:
            assert (main.signal in SIGNALS) if main.signal else main.name in judged & set(FAULTS)
        # What is looked at from several sides, one after the other, has no main fault in each look.
        for view in () if spec.shown_from else config.views:
            assert {main.name for main in spec.main_faults} - config.unseen_from(view), (name, view)


def test_a_watch_waits_and_remembers() -> None:
    watch = MainWatch([HOLLOW], edges("bird-dog"))

    def told(start_s: float, lumbar_deg: float, phase: str = "rep", count: int = 15) -> list[bool]:
        times = [np.array([start_s + 0.1 * k]) for k in range(count)]
        return [bool(watch.step(frames(time, phase, lumbar_deg=lumbar_deg), True)) for time in times]

    assert not any(told(0.0, 0.0))
    unseen = told(1.5, nan, count=20)
    assert unseen.index(True) == pytest.approx(UNSEEN_S / 0.1, abs=1)
    assert all(told(3.5, nan, "rest")), "a rest changes nothing"
    assert not any(told(5.0, 0.0)), "seen again"
