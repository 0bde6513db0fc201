"""Sitting down and standing up: what is counted, and what is not."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.scoring.cutting import cut
from formcheck.scoring.posture_signatures import posture_signatures
from formcheck.scoring.recogniser import Stretch
from tests.support.scenarios import ON_FEET
from tests.support.scored import Scored, score
from tests.support.stick_figures import Figure, Floats, Make, script, seconds
from tests.support.stick_on_feet import SEATED, STANDING, on_feet, standing_up


def way(*keys: tuple[float, float], squat: bool = False) -> Make:
    """Hips on the way from standing (0) to the seat (1), or straight down over the feet."""

    def make(time: Floats) -> Figure:
        down = script(time, *keys)
        low = np.array([-0.35, 0.95]) if squat else SEATED
        lean = (60.0 if squat else 30.0) * (1.0 - np.abs(2 * down - 1.0)) + (45.0 * down if squat else 0.0)
        return on_feet(time, hip=STANDING + (low - STANDING) * down[:, None], lean_deg=lean)

    return make


def scored(make: Make, length_s: float = 9.0) -> Scored:
    return score(make(seconds(length_s, 15.0)).shown(ON_FEET), "sit-to-stand")


def test_from_the_chair_the_first_time_up_counts_and_has_no_pace() -> None:
    found = scored(way((1.5, 1), (3.5, 0), (4.5, 0), (6.5, 1), (7.0, 1), (8.6, 0)))
    assert found.kinds == ["rep", "rep"]
    first, second = found.events
    assert "cycle_s" not in first.measures
    assert second.measures["cycle_s"] > 2.0
    assert first.start_s == pytest.approx(1.5, abs=0.5)


def test_sitting_down_alone_is_no_repetition() -> None:
    assert scored(way((1.5, 0), (3.5, 1))).kinds == []


def test_a_squat_is_carried_by_the_feet_and_is_none() -> None:
    assert scored(way((1.5, 0), (3.5, 1), (4.5, 1), (6.5, 0), squat=True)).kinds == []


def test_a_long_rest_on_the_chair_is_no_slow_repetition() -> None:
    found = scored(way((1.0, 0), (3.0, 1), (20.0, 1), (22.0, 0)), 24.0)
    assert found.kinds == ["rep"]
    assert found.events[0].start_s > 19.0


def test_how_far_the_trunk_came_forward_is_told() -> None:
    found = score(standing_up()(seconds(13.5, 15.0)).shown(ON_FEET), "sit-to-stand")
    assert found.events[0].measures["lean_deg"] == pytest.approx(42.0, abs=2.0)


def changing(*stretches: tuple[str, float]) -> list[str]:
    """Exercises that `auto` finds in postures that follow one another, (posture, seconds)."""
    found, now = [], 0.0
    for posture, length in stretches:
        found.append(Stretch(posture, now, now + length))
        now += length
    return [part.exercise for part in cut(found, posture_signatures())]


def test_auto_wants_the_change_again_and_again() -> None:
    once = (("standing", 2.0), ("other", 1.0), ("sitting", 1.5), ("other", 1.0))
    assert changing(*once, *once, ("standing", 2.0)) == ["sit-to-stand"]
    assert "sit-to-stand" not in changing(*once, ("standing", 2.0))
    long = (("standing", 2.0), ("other", 1.0), ("sitting", 60.0), ("other", 1.0))
    assert "sit-to-stand" not in changing(*long, *long, ("standing", 2.0))
