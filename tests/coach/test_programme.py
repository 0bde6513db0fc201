"""The dose that a therapist edits: its kinds for each exercise, and that every dose ends."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from formcheck.coach.coach import CoachState
from formcheck.coach.frame_view import FrameView
from formcheck.coach.programme import Item, Programme, dose_kinds, easier, whole_programme
from formcheck.coach.progress import Progress
from formcheck.coach.speech import PromptKind
from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.config import DOSE_KINDS, DoseTarget
from formcheck.pose.track import Track
from formcheck.scoring.scoring import Scoring
from formcheck.store.recording import read_recording
from formcheck.words.catalogue import Words
from tests.support.coach_scripts import coach, repeated, told, watch
from tests.support.scenarios import GOOD

EVERY = pytest.mark.parametrize("name", exercise_names())
RECORDED = {
    "plank": ("plank_good",),
    "side-plank": ("sideplank_left", "sideplank_right"),
    "bridge": ("bridge_hold", "bridge_reps"),
    "bird-dog": ("birddog_reps_side",),
    "cat-camel": ("catcamel",),
}
"""Clips of an exercise; of the others the first scenario is taken."""
KIND_OF = {"hold": "hold_s", "rep": "reps"}


def recording(name: str) -> Track:
    """The poses of a clip."""
    return read_recording(Path(__file__).parents[2] / "benchmarks" / "recordings" / f"{name}.parquet")[0]


def lying() -> Track:
    """Twenty seconds on the back with bent knees: what a camera sees of drawing-in."""
    row = recording("bridge_reps")[45:46]
    return Track.concatenate([replace(row, time=row.time * 0 + frame / 15) for frame in range(300)])


def done(name: str) -> Track:
    """The poses of an exercise that no clip shows."""
    if name == "drawing-in":
        return lying()
    return next(scenario for scenario in GOOD if scenario.exercise == name).track()


@cache
def seen(name: str) -> tuple[frozenset[str], tuple[Progress, ...]]:
    """The kinds of dose that recorded people do, and the progress of a set in each recording."""
    kinds, progresses = set(), []
    for track in [recording(clip) for clip in RECORDED.get(name, ())] or [done(name)]:
        scoring, progress = Scoring(Item(exercise=name).plan()), Progress()
        for frame in watch(scoring, track):
            progress = progress.step(frame, not scoring.rule.spec.moves)
        scoring.finish()
        kinds |= {KIND_OF[outcome.kind] for outcome in scoring.outcomes}
        progresses.append(progress)
    return frozenset(kinds), tuple(progresses)


def own(name: str) -> DoseTarget:
    """The dose in the exercise's config."""
    return get_exercise(name).config().dose


def kinds(name: str) -> tuple[str, ...]:
    """The kinds of dose that the exercise can be asked for."""
    return dose_kinds(get_exercise(name).spec, own(name))


@EVERY
def test_a_dose_is_asked_for_in_what_people_are_seen_to_do(name: str) -> None:
    assert set(kinds(name)) == seen(name)[0]


WILD = st.one_of(st.integers(-3, 700), st.floats())
MOST = {"sets": 20, "hold_s": 600, "reps": 200, "rest_s": 600}
FIELDS = st.fixed_dictionaries(
    {}, optional={name: st.one_of(st.integers(0, most), WILD) for name, most in MOST.items()}
)


@settings(max_examples=500)
@given(st.sampled_from(exercise_names()), FIELDS, FIELDS, st.sampled_from([{}, {}, {"per_side": True}]))
def test_every_dose_is_refused_or_ends(
    name: str, fields: dict[str, Any], more: dict[str, Any], sides: dict[str, Any]
) -> None:
    try:
        dose = Item(exercise=name, override={"dose": {**more, **sides}}, **fields).dose()
    except (ValidationError, UsageError):
        return
    (kind,) = (kind for kind in DOSE_KINDS if getattr(dose, kind))
    assert kind in kinds(name)
    assert all(0 <= getattr(dose, field) <= most for field, most in MOST.items())
    assert dose.sets
    for asked in (dose, easier(dose)):
        left = [progress.left(asked) for progress in seen(name)[1]]
        assert min(left) < Progress().left(asked) < float("inf"), "who goes on doing it comes to the end"


@EVERY
@pytest.mark.parametrize("kind", DOSE_KINDS)
@pytest.mark.parametrize("where", ["item", "override"])
def test_each_kind_of_dose_takes_the_others_place_or_is_refused(name: str, kind: str, where: str) -> None:
    """Also in a therapist's config, for any dose of the exercise itself."""
    asked = {kind: 8}
    item = Item(exercise=name, **(asked if where == "item" else {"override": {"dose": asked}}))
    if kind in kinds(name):
        dose = item.dose()
        assert {k: getattr(dose, k) for k in DOSE_KINDS} == {"hold_s": 0, "reps": 0, **asked}
        assert (dose.sets, dose.rest_s, dose.per_side) == (
            own(name).sets,
            own(name).rest_s,
            own(name).per_side,
        )
        return
    with pytest.raises(UsageError) as caught:
        item.dose()
    assert caught.value.remedy == f"Write {kinds(name)[0]}, not {kind}"
    assert caught.value.message.startswith(name)


def test_the_item_decides_the_kind_of_its_dose() -> None:
    held: dict[str, object] = {"dose": {"hold_s": 20, "sets": 5}}
    dose = Item(exercise="bridge", override=held, reps=4).dose()
    assert (dose.sets, dose.hold_s, dose.reps) == (5, 0, 4)


NO_DOSES = (
    {"hold_s": 5, "reps": 3}, {"hold_s": 0}, {"reps": 0}, {"hold_s": 0, "reps": 0}, {"hold_s": -5},
    {"reps": -3}, {"hold_s": float("nan")}, {"hold_s": float("inf")}, {"hold_s": 601},
    {"hold_s": 1.5}, {"reps": 201}, {"sets": 0}, {"sets": 21}, {"rest_s": -5}, {"rest_s": 601},
    {"per_side": True},
)  # fmt: skip


@pytest.mark.parametrize("dose", NO_DOSES, ids=str)
def test_an_invalid_dose_is_refused_in_an_item_and_in_an_override(dose: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Item(exercise="bridge", override={"dose": dose}).dose()
    if "per_side" not in dose:
        with pytest.raises((UsageError, ValidationError)):
            Item(exercise="bridge", **dose).dose()


def test_a_dose_of_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="hold_s and reps"):
        DoseTarget()


@EVERY
def test_a_hold_too_short_for_the_judge_is_refused(name: str) -> None:
    if "hold_s" not in kinds(name):
        return
    least_s = get_exercise(name).config().timing.min_hold_s
    least = Item(exercise=name, hold_s=least_s).dose()
    assert easier(least, least_s).hold_s == least.hold_s == least_s
    with pytest.raises(UsageError, match="too short"):
        Item(exercise=name, hold_s=least_s - 0.1).dose()


def test_the_dose_is_the_exercises_own_unless_the_therapist_says_otherwise() -> None:
    dose = Item(exercise="bird-dog").dose()
    assert (dose.sets, dose.reps, dose.per_side, dose.hold_s) == (3, 20, True, 0)
    dose = Item(exercise="plank", sets=1, hold_s=10, rest_s=15).dose()
    assert (dose.sets, dose.hold_s, dose.rest_s) == (1, 10, 15)
    assert Item(exercise="plank", override={"dose": {"sets": 5}}).dose().sets == 5
    assert Item(exercise="bridge").dose().hold_s == 60, "the leaflet's bridge is held"


def test_the_cat_camel_is_counted_to_its_end() -> None:
    dose = Item(exercise="cat-camel").dose()
    by = coach("cat-camel", hold_s=0, reps=dose.reps)
    frames: list[FrameView] = repeated([()] * dose.reps)
    calls = told(by.step(frames, CoachState())[0], PromptKind.CALL)
    assert calls == [Words("en").text(key) for key in ("call.half", "call.last")]


def test_the_easier_dose_is_half() -> None:
    light = easier(Item(exercise="bird-dog", reps=5).dose())
    assert (light.reps, light.sets) == (3, 3)
    assert easier(Item(exercise="plank", hold_s=20).dose()).hold_s == 10
    assert easier(Item(exercise="plank", hold_s=3).dose(), 2.0).hold_s == 2


@EVERY
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_plan_takes_the_side_only_where_it_is_the_side_of_the_camera(
    name: str, side: Literal["left", "right"]
) -> None:
    """The side to lie on says nothing about the side on which a patient lies."""
    item = Item(exercise=name, side=side)
    asked_of_the_patient = own(name).per_side and "hold_s" in kinds(name)
    assert asked_of_the_patient or name != "side-plank"
    assert item.plan().side == (None if asked_of_the_patient else side)
    assert item.side == side


@pytest.mark.parametrize("lies_on", ["left", "right"])
@pytest.mark.parametrize("asked", ["left", "right"])
def test_the_result_has_the_side_that_was_seen(lies_on: str, asked: Literal["left", "right"]) -> None:
    scoring = Scoring(Item(exercise="side-plank", side=asked).plan())
    scoring.feed(recording(f"sideplank_{lies_on}"))
    scoring.finish()
    assert [outcome.side for outcome in scoring.outcomes] == [lies_on]


def test_the_whole_programme_has_every_exercise() -> None:
    assert tuple(item.exercise for item in whole_programme().items) == exercise_names()
    programme = Programme(items=(Item(exercise="bridge", reps=3),))
    assert Programme.model_validate_json(programme.model_dump_json()) == programme


@pytest.mark.parametrize("field", [{"sets": 0}, {"hold_s": -1}, {"reps": -1}, {"rest_s": 9999}, {"speed": 1}])
def test_an_invalid_field_is_refused(field: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Item(exercise="plank", **field)


REFERENCE = {"values": {"hip_offset": -0.03}, "taken_on": "2026-11-16", "visit": "a1"}


def test_a_programme_as_json_is_the_same_programme_again() -> None:
    """Whatever is in it, also infinite edges; and old content stays what it is."""
    programme = Programme.model_validate(
        {
            "title": "Week 3",
            "note": "  Rustig aan.  ",
            "days": ["mon", "thu"],
            "items": [
                {
                    "exercise": "plank",
                    "override": {"bands": [{"fault": "sag", "green": [-float("inf"), 0.03]}]},
                    "reference": REFERENCE,
                    "times_a_week": 2,
                },
                {"exercise": "bridge", "reference": "none"},
            ],
        }
    )
    content = json.loads(json.dumps(programme.content(), allow_nan=False))
    again = Programme.model_validate(content)
    assert again.content() == content
    assert [i.plan().rule().config for i in again.items] == [i.plan().rule().config for i in programme.items]
    assert again.note == "Rustig aan."
    assert Programme(items=(Item(exercise="plank"),)).content() == {"items": [{"exercise": "plank"}]}


def test_the_reference_of_the_programme_is_that_of_the_plan() -> None:
    item = Item.model_validate({"exercise": "plank", "reference": REFERENCE})
    assert item.plan().reference == {"hip_offset": -0.03}
    assert Item(exercise="plank", reference="none").plan().calibrate == "none"
    with pytest.raises(UsageError, match="holds something else"):
        Item.model_validate({"exercise": "bridge", "reference": {"values": {"nose": 1}}}).plan()


def test_days_and_times_say_how_many_visits_are_planned() -> None:
    def planned(*items: dict[str, Any], **of_all: Any) -> int | None:
        return Programme.model_validate(
            {"items": [{"exercise": "plank", **i} for i in items], **of_all}
        ).visits_a_week

    assert planned({}) is None
    assert planned({}, days=["mon", "fri"]) == 2
    assert planned({"days": ["mon"]}, {"days": ["mon", "wed", "fri"]}) == 3
    assert planned({"times_a_week": 21}, {}) == 7, "three times a day asks for a visit a day"
    with pytest.raises(ValidationError, match="not both"):
        planned({}, days=["mon"], times_a_week=3)


def test_only_what_is_for_that_day_is_done() -> None:
    programme = Programme(items=(Item(exercise="plank", days=("mon",)), Item(exercise="bridge")))
    assert [i.exercise for i in programme.on("mon").items] == ["plank", "bridge"]
    assert [i.exercise for i in programme.on("tue").items] == ["bridge"]
    only = Programme(items=programme.items[:1])
    assert only.on("tue") == only, "who comes on another day may exercise all the same"
