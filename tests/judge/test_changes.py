"""An override of any number leaves a trace: version, digest and the changed values."""

from typing import Any

import pytest

from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.changes import DIGEST_LENGTH, Change, changes, digest

PLANK = get_exercise("plank")
EVERY = pytest.mark.parametrize("name", exercise_names())
CASES = [
    ({"limits": {"settled": 0.03}}, [("limits.settled", 0.02, 0.03, None)]),
    ({"limits": {"knee_on_deg": 150}}, [("limits.knee_on_deg", 152.0, 150.0, "deg")]),
    ({"timing": {"release_s": 0.4}}, [("timing.release_s", 0.3, 0.4, "s")]),
    ({"dose": {"sets": 5}}, [("dose.sets", 3, 5, None)]),
    ({"dose": {"reps": 8}}, [("dose.hold_s", 60.0, 0.0, "s"), ("dose.reps", 0, 8, None)]),
    (
        {"bands": [{"fault": "knees_bent", "green": [155, float("inf")], "dwell_s": 2}]},
        [
            ("bands.knees_bent.dwell_s", None, 2.0, "s"),
            ("bands.knees_bent.green", [160.0, None], [155.0, None], "deg"),
        ],
    ),
    ({"cue_order": ["pike"]}, [("cue_order", list(PLANK.config().cue_order), ["pike"], None)]),
]


@pytest.mark.parametrize(("override", "expected"), CASES)
def test_each_changed_number_is_listed_with_what_ships(
    override: dict[str, Any], expected: list[tuple[Any, ...]]
) -> None:
    default, used = PLANK.config(), PLANK.config(override)
    assert changes(default, used) == [Change(*change) for change in expected]
    assert used.version == f"{default.version}+therapist"
    assert digest(used, 1.0) != digest(default, 1.0)


@pytest.mark.parametrize(
    "override",
    [
        {},
        {"limits": {"settled": 0.02}},
        {"dose": {"sets": 3}},
        {"dose": {"hold_s": 60, "reps": 0}},
        {"dose": {"hold_s": 60.0, "rest_s": 45.0}},
        {"bands": []},
        {"bands": [{"fault": "sag", "source": "as my teacher said", "weight": 0.9}]},
    ],
)
def test_an_override_that_changes_no_number_leaves_no_trace(override: dict[str, Any]) -> None:
    default, used = PLANK.config(), PLANK.config(override)
    assert changes(default, used) == []
    assert used.version == default.version
    assert digest(used, 1.0) == digest(default, 1.0)


def test_an_open_end_is_written_as_none() -> None:
    used = PLANK.config({"bands": [{"fault": "elbow_position", "amber": [float("-inf"), 44]}]})
    (change,) = changes(PLANK.config(), used)
    assert (change.name, change.used) == ("bands.elbow_position.amber", [None, 44])
    assert digest(used, 1.0) != digest(PLANK.config(), 1.0)


def test_two_overrides_mark_the_version_once() -> None:
    used = PLANK.config({"limits": {"settled": 0.03}}, {"dose": {"sets": 5}})
    assert used.version == "plank-1+therapist"
    assert [change.name for change in changes(PLANK.config(), used)] == ["dose.sets", "limits.settled"]


def test_two_bands_of_one_fault_are_told_apart() -> None:
    exercise = get_exercise("bridge")
    used = exercise.config({"bands": [{"fault": "hyperextension", "noise": 1}]})
    found = changes(exercise.config(), used)
    assert [(c.name, c.unit) for c in found] == [
        ("bands.hyperextension.1.noise", "fraction of shoulder-knee length"),
        ("bands.hyperextension.2.noise", "deg"),
    ]


@EVERY
def test_the_digest_is_of_all_numbers_and_of_the_dial(name: str) -> None:
    exercise = get_exercise(name)
    default = exercise.config()
    found = {digest(default, 1.0), digest(default, 2.0)}
    for limit, value in default.limits.model_dump().items():
        found.add(digest(exercise.config({"limits": {limit: value + 0.004}}), 1.0))
    assert len(found) == 2 + len(exercise.limits.model_fields)
    assert all(len(one) == DIGEST_LENGTH and int(one, 16) >= 0 for one in found)
