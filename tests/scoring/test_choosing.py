"""What of a therapist's changes is about one exercise."""

from typing import Any

import pytest

from formcheck.errors import UsageError
from formcheck.exercises import get_exercise
from formcheck.scoring.part_plans import check_auto, fitting
from formcheck.scoring.plan import Plan


def test_only_what_an_exercise_knows_is_kept() -> None:
    override: dict[str, Any] = {
        "bands": [{"fault": "sag", "hysteresis": 0.01}, {"fault": "hyperextension", "hysteresis": 0.01}],
        "limits": {"settled": 0.03, "hold_from_s": 4.0},
        "dose": {"sets": 2},
    }
    plank, bridge = (fitting(override, get_exercise(name).config()) for name in ("plank", "bridge"))
    assert plank == {"bands": override["bands"][:1], "limits": {"settled": 0.03}, "dose": {"sets": 2}}
    assert bridge == {"bands": override["bands"][1:], "limits": {"hold_from_s": 4.0}, "dose": {"sets": 2}}
    assert get_exercise("plank").config(plank).limits.model_dump()["settled"] == 0.03


def test_limits_that_no_exercise_knows_leave_no_table() -> None:
    assert fitting({"limits": {"hold_from_s": 4.0}}, get_exercise("plank").config()) == {}


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ({"limits": {"setled": 1.0}}, "Did you mean settled"),
        ({"limits": {"zzz": 1.0}}, "no exercise has 'zzz'"),
        ({"fault_from": {"wobble": 1.0}}, "no band for fault 'wobble'"),
        ({"bands": [{"fault": "sag", "unit": "deg"}]}, "no band for fault 'sag', unit 'deg'"),
        ({"bands": 3}, "bands"),
        ({"fault_from": {"elbow_position": 25}}, "in cat-camel"),
    ],
)
def test_what_no_exercise_knows_is_refused(override: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_auto(Plan(exercise="auto", override=override))


def test_the_one_number_goes_to_the_exercises_that_have_the_fault() -> None:
    override: dict[str, Any] = {"fault_from": {"sag": 0.04}, "limits": {"settled": 0.03}}
    check_auto(Plan(exercise="auto", override=override))
    plank, bridge = (fitting(override, get_exercise(name).config()) for name in ("plank", "bridge"))
    assert plank == {"bands": [{"fault": "sag", "fault_from": 0.04}], "limits": {"settled": 0.03}}
    assert bridge == {}


def test_a_signal_says_for_which_exercise_a_band_is() -> None:
    change = {"fault": "elbow_position", "signal": "upper_arm_deg", "fault_from": 25}
    check_auto(Plan(exercise="auto", override={"bands": [change]}))
    assert fitting({"bands": [change]}, get_exercise("cat-camel").config()) == {}
