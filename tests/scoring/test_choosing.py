"""What of a therapist's changes is about one exercise."""

from typing import Any

from formcheck.exercises import get_exercise
from formcheck.scoring.part_plans import fitting


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
