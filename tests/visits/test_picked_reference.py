"""A reference of a moment that the therapist picks."""

from __future__ import annotations

import pytest

from formcheck.errors import UsageError
from formcheck.scoring.plan import Plan
from formcheck.visits.again import kept_recording
from formcheck.visits.picked_reference import picked_reference
from tests.support.practice import sample


def test_a_moment_of_good_form_gives_what_a_visit_would_take() -> None:
    one = sample("plank-good")
    taken = one.result.calibration
    assert taken.start_s is not None
    picked = picked_reference(one.recording, "plank", taken.start_s + 0.3, taken.start_s + 2.3)
    assert picked.values.keys() == taken.values.keys()
    for name, value in picked.values.items():
        assert value == pytest.approx(taken.values[name], abs=0.02 if "deg" not in name else 2)
    plan = kept_recording(one.recording, "plank")[1]
    Plan.model_validate({**plan.model_dump(), "reference": picked.values}).rule()


def test_where_the_hips_hang_there_is_none() -> None:
    one = sample("plank-sag")
    worst = max(
        (f for event in one.result.events for f in event.faults if f.kind == "sag"), key=lambda f: f.peak
    )
    picked = picked_reference(one.recording, "plank", worst.peak_at_s - 1, worst.peak_at_s + 1)
    assert picked.values == {}


@pytest.mark.parametrize(("start_s", "end_s"), [(3, 3), (5, 2), (0, 60), (float("nan"), 2)])
def test_a_span_that_is_none_is_refused(start_s: float, end_s: float) -> None:
    with pytest.raises(UsageError):
        picked_reference(sample("plank-good").recording, "plank", start_s, end_s)
