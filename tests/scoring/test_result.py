"""`result.json`: canonical bytes, a round trip, and the same through a plan that travelled in a recording."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from formcheck.errors import InputError, UsageError
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import SCHEMA, Result
from formcheck.scoring.scoring import Scoring
from tests.support.scenarios import ALL, FAULTY, GOOD, Scenario

EVERY = pytest.mark.parametrize("scenario", ALL, ids=str)


@EVERY
def test_round_trip_and_canonical_bytes(scenario: Scenario) -> None:
    result = scenario.score().result
    text = result.to_json()
    again = Result.model_validate_json(text)
    assert again == result
    assert again.to_json() == text
    assert scenario.score().result.to_json() == text


@EVERY
def test_what_other_programs_rely_on(scenario: Scenario) -> None:
    data = json.loads(scenario.score().result.to_json())
    assert data["schema"] == SCHEMA
    names = (
        "formcheck_version source pose exercise exercise_detected_by view near_side calibration thresholds"
    )
    assert {*names.split(), "coverage", "dose", "technique", "events"} <= set(data)
    assert "NaN" not in json.dumps(data)
    for event in data["events"]:
        assert event["kind"] in ("hold", "rep", "attempt", "rest")
        assert event["verdict"] == ("fault" if event["faults"] else "good")
        for fault in event["faults"]:
            assert {"kind", "start_s", "end_s", "peak", "unit"} <= set(fault)
    assert set(data["technique"]) == {f["kind"] for e in data["events"] for f in e["faults"]}
    assert sum(t["count"] for t in data["technique"].values()) == sum(
        len(e["faults"]) for e in data["events"]
    )
    assert data["dose"]["reps"] == sum(e["kind"] == "rep" for e in data["events"])


def test_unknown_fields_are_refused() -> None:
    data = json.loads(GOOD[0].score().result.to_json())
    with pytest.raises(ValidationError):
        Result.model_validate({**data, "mood": "sunny"})


PLANS = [
    Plan(exercise="plank"),
    Plan(exercise="bridge", side="left", calibrate="none", strictness=1.5),
    Plan(exercise="bird-dog", view="front-high", detected_by="auto", book="ball"),
    Plan(
        exercise="plank",
        reference={"hip_offset": 0.01, "lumbar_deg": None},
        override={"timing": {"release_s": 0.5}},
    ),
]


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_travels_inside_the_recording(plan: Plan) -> None:
    context = json.loads(json.dumps({"plan": plan.model_dump(mode="json"), "other": 1}))
    assert Plan.from_context(context) == plan


@pytest.mark.parametrize(
    "context",
    [
        {},
        {"plan": None},
        {"plan": {}},
        {"plan": {"exercise": "plank", "wings": 2}},
        {"plan": {"exercise": "plank", "view": "above"}},
        {"plan": "plank"},
    ],
)
def test_a_recording_without_a_usable_plan(context: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="does not say how"):
        Plan.from_context(context)


def test_an_override_with_an_open_end_travels_too() -> None:
    override = {
        "bands": [
            {
                "fault": "sag",
                "calibrated_green": [float("-inf"), 0.09],
                "calibrated_amber": [float("-inf"), 0.12],
            }
        ]
    }
    plan = Plan(exercise="plank", override=override)
    again = Plan.from_context(json.loads(json.dumps({"plan": plan.model_dump()})))
    sag = next(s for s in FAULTY if s.name == "sag")
    assert sag.score(**again.model_dump(exclude={"exercise", "view"})).faults == set()


@pytest.mark.parametrize(
    "plan",
    [
        Plan(exercise="handstand"),
        Plan(exercise="bird-dog", book="piano"),
        Plan(exercise="plank", strictness=9.0),
        Plan(exercise="plank", view="front-high"),
        Plan(exercise="bridge", view="front-high"),
    ],
)
def test_a_plan_that_makes_no_sense(plan: Plan) -> None:
    with pytest.raises(UsageError):
        Scoring(plan)


def test_a_session_knows_whether_it_measured_anything() -> None:
    for scenario, anything in ((GOOD[0], True), (FAULTY[0], True)):
        scoring = Scoring(Plan(exercise=scenario.exercise))
        track = scenario.track()
        assert scoring.near_left is None
        for first in range(0, len(track), 100):
            scoring.feed(track[first : first + 100])
        assert scoring.near_left is False
        scoring.finish()
        assert scoring.measured_anything is anything
    scoring = Scoring(Plan(exercise="plank"))
    scoring.feed(GOOD[0].track(people=2))
    scoring.finish()
    assert not scoring.measured_anything
