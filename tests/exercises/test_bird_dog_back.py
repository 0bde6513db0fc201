"""The hollow of the back in the bird-dog: named where two witnesses agree, else unmeasured and not good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from formcheck.exercises.bird_dog.limits import BirdDogLimits
from formcheck.exercises.bird_dog.spec import CONFIG
from formcheck.judge.loading import load_config
from tests.support.movements import lifts, pairs
from tests.support.scenarios import SIDE
from tests.support.scored import Scored, score, worse
from tests.support.stick_figures import Figure, Floats, Make, seconds
from tests.support.stick_postures import bird_dog

LIMITS = load_config(BirdDogLimits, CONFIG).limits
HIGH = LIMITS.hollow_leg_deg + 5.0
"""Degrees: higher over the trunk than hips alone bring a leg."""
SLOPE = 0.9
"""The bend read for a degree of the figure's parabola, short of the shoulder."""


def side(make: Make, length_s: float = 13.0, **choices: Any) -> Scored:
    return score(make(seconds(length_s)).shown(replace(SIDE, near="right")), "bird-dog", **choices)


@pytest.mark.parametrize(("steps", "major"), [(0.6, False), (2.0, True)])
def test_a_hollow_under_a_leg_that_is_too_high_is_named(steps: float, major: bool) -> None:
    peak = worse("bird-dog", "lumbar_hollow", 0, steps, "deg")
    scored = side(pairs(hollow_deg=peak / SLOPE, leg_top_deg=HIGH))
    assert scored.faults == {"over_lift", "lumbar_hollow"}
    (span,) = scored.spans("lumbar_hollow")
    assert (span.peak, span.major) == (pytest.approx(peak, abs=0.8), major)
    assert 8.0 < span.start_s < 9.4
    assert "lumbar_hollow" not in scored.result.unmeasured


@pytest.mark.parametrize("leg", [0.0, LIMITS.hollow_leg_deg - 8.0])
@pytest.mark.parametrize("hollow", [-17.0, -28.0])
def test_the_outline_alone_is_no_fault_and_no_praise(leg: float, hollow: float) -> None:
    """So far the buttock, the shirt and the blade bend the outline of people who do it well."""
    scored = side(pairs(hollow_deg=hollow / SLOPE, leg_top_deg=leg))
    assert scored.faults == set()
    assert scored.result.unmeasured["lumbar_hollow"] == "uncertain"


def test_a_flat_outline_is_judged() -> None:
    for leg in (0.0, HIGH):
        assert "lumbar_hollow" not in side(pairs(hollow_deg=-8.0, leg_top_deg=leg)).result.unmeasured


@pytest.mark.parametrize("leg", [0.0, HIGH])
def test_from_above_the_outline_is_not_the_spine(leg: float) -> None:
    """The shoulders stand apart across the trunk, at rest as well."""

    def make(time: Floats) -> Figure:
        body = pairs(hollow_deg=-22.0, leg_top_deg=leg)(time)
        far = {name: xy + np.array([0.0, LIMITS.outline_across + 0.05]) for name, xy in body.far.items()}
        return replace(body, far=far)

    scored = side(make)
    assert scored.kinds == ["rep", "rep"]
    assert "lumbar_hollow" not in scored.faults
    assert scored.result.unmeasured["lumbar_hollow"] == "wrong_view"


def backs(lean_deg: float, hollow_deg: float = 0.0, at: int = 2) -> Callable[[Floats], Figure]:
    """Both pairs by turns, twice; the near arm bends the back line by so much; one repetition is hollow."""

    def make(time: Floats) -> Figure:
        number = np.minimum(time // 6.2, 3)
        up = lifts(time % 6.2, 1.0)
        near, far = up * (number % 2 == 0), up * (number % 2 == 1)
        back = lean_deg * near + hollow_deg * up * (number == at)
        return bird_dog(time, near_arm=near, far_leg=near, far_arm=far, near_leg=far, back_deg=back,
                        leg_top_deg=HIGH)  # fmt: skip

    return make


@pytest.mark.parametrize("lean", [-6.0, 0.0, 6.0])
@pytest.mark.parametrize("at", [0, 2])
def test_what_a_raised_arm_does_to_the_back_line_hides_no_hollow(lean: float, at: int) -> None:
    """Lifted cloth, a shoulder blade: taken off from the second repetition of a pair on."""
    scored = side(backs(lean), 26.0)
    assert scored.kinds == ["rep"] * 4
    assert scored.faults == {"over_lift"}
    (span,) = side(backs(lean, -22.0, at), 26.0).spans("lumbar_hollow")
    seen = -22.0 if at else -22.0 + lean
    assert span.peak == pytest.approx(SLOPE * seen, abs=0.8)
    assert 6.2 * at < span.start_s < 6.2 * (at + 1)


def test_a_hollow_in_the_first_repetition_does_not_excuse_the_next() -> None:
    spans = side(backs(-24.0), 26.0).spans("lumbar_hollow")
    assert [s.start_s > 12.4 for s in spans] == [False, True]
