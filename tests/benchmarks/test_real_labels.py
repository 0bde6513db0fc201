"""Labels of real people, read from prose: what counts for, what against, and what for neither."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from benchmarks.accuracy.real.labels import ClipTimes, form_of, read_row, well_filmed

ROW = {
    "id": "900_p_front_plank",
    "kind": "photo",
    "exercise": "front plank (forearm)",
    "view": "side",
    "form": "good",
    "whole_body": "yes",
}
HOLD = {"kind": "hold", "span": (1.0, 9.0), "form": "good"}
CLIP = ROW | {"kind": "clip"}


@pytest.mark.parametrize(
    ("form", "read", "faults"),
    [
        ("good", "good", ()),
        ("good to slightly high", "unclear", ()),
        ("hip sag (mild)", "unclear", ()),
        ("hip sag", "fault", ("sag",)),
        ("hyperextended (high arch)", "fault", ("hyperextension",)),
        ("hyperextended (mild)", "unclear", ()),
        ("slight drop", "unclear", ()),
        ("n.a. (view unsuitable)", "unclear", ()),
        ("neutral", "unclear", ()),
    ],
)
def test_form(form: str, read: str, faults: tuple[str, ...]) -> None:
    assert form_of(form) == (read, faults)


def test_a_photograph_is_one_still() -> None:
    label = read_row(ROW, ClipTimes())
    assert (label.exercise, label.other) == ("plank", False)
    assert [(s.kind, s.form, s.well_filmed) for s in label.shown] == [("still", "good", True)]


@pytest.mark.parametrize(
    ("exercise", "named", "other"),
    [
        ("high plank (straight arms)", "plank", False),
        ("side plank (forearm)", "side-plank", False),
        ("side plank variant (knee down)", None, False),
        ("bridge (yoga)", "bridge", False),
        ("bridge variant (frog pump: soles together)", None, True),
        ("negative: bridge with the feet on a bench", None, True),
        ("other: walking", None, True),
    ],
)
def test_exercise(exercise: str, named: str | None, other: bool) -> None:
    label = read_row(ROW | {"exercise": exercise}, ClipTimes())
    assert (label.exercise, label.other) == (named, other)
    assert bool(label.shown) == (named is not None)


@pytest.mark.parametrize(
    ("view", "whole_body", "well"),
    [
        ("side, slightly oblique", "yes (feet near the edge)", True),
        ("front of body", "yes", True),
        ("oblique front", "yes", False),
        ("front", "yes", False),
        ("side", "no (head cut off)", False),
    ],
)
def test_well_filmed(view: str, whole_body: str, well: bool) -> None:
    assert well_filmed(view, whole_body) is well


def test_a_clip_shows_what_its_times_say() -> None:
    badly = HOLD | {"span": (12.0, 15.0), "well_filmed": False}
    label = read_row(CLIP, ClipTimes.model_validate({"events": [HOLD, badly], "neither": [(9.0, 12.0)]}))
    assert [(s.span, s.well_filmed) for s in label.shown] == [((1.0, 9.0), True), ((12.0, 15.0), False)]
    assert label.neither == ((9.0, 12.0),)


def test_of_a_clip_without_times_nothing_counts() -> None:
    label = read_row(CLIP)
    assert label.shown == ()
    assert label.neither == ((0.0, float("inf")),)
    assert read_row(CLIP | {"exercise": "other: walking"}).neither == ()


def test_times_with_a_misspelt_name_are_refused() -> None:
    with pytest.raises(ValidationError):
        ClipTimes.model_validate({"event": [HOLD]})
