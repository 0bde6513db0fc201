"""A therapist's programme in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.cli.serve_command import changed_by
from formcheck.coach.programme import Item, Programme, dose_kinds
from formcheck.coach.visit import Visit
from formcheck.errors import InputError, UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.config import DOSE_KINDS
from formcheck.live_visit.programme_file import read_programme
from formcheck.words.catalogue import Words

GOOD = """
[[items]]
exercise = "plank"
sets = 2
hold_s = 20
rest_s = 30

[[items]]
exercise = "bird-dog"
reps = 6
book = "ball"

[stop_rules]
stop_from = 5
"""


def test_what_the_therapist_wrote_is_what_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "programme.toml"
    file.write_text(GOOD, encoding="utf-8")
    programme = read_programme(file)
    plank, bird_dog = programme.items
    assert (plank.dose().sets, plank.dose().hold_s, plank.dose().rest_s) == (2, 20, 30)
    assert (bird_dog.dose().reps, bird_dog.plan().book) == (6, "ball")
    assert programme.stop_rules.stop_from == 5


def test_capitals_and_a_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "programme.toml"
    file.write_text(GOOD.replace('"plank"', '"Plank"').replace("Sets", "SETS"), encoding="utf-16")
    assert [item.exercise for item in read_programme(file).items] == ["plank", "bird-dog"]


def test_what_an_override_changes_is_told_before_the_visit(tmp_path: Path) -> None:
    file = tmp_path / "programme.toml"
    file.write_text(
        GOOD + "[[items]]\nexercise = 'plank'\noverride.fault_from.sag = 0.04\n", encoding="utf-8"
    )
    lines = list(changed_by(read_programme(file)))
    assert len(lines) == 4
    assert all(line.startswith("plank: bands.sag.") for line in lines)
    assert list(changed_by(read_programme(None))) == []


def test_without_a_file_it_is_every_exercise() -> None:
    assert [item.exercise for item in read_programme(None).items] == list(exercise_names())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "items"),
        ("items = 3", "items"),
        ("[[items]]\nexercise = 'plnk'", "plnk"),
        ("[[items]]\nexercise = 'plank'\nsets = 0", "sets"),
        ("[[items]]\nexercise = 'plank'\nset = 2", "set"),
        ("[[items]]\nexercise = 'plank'\nview = 'front-high'", "front-high"),
        ("[[items]]\nexercise = 'bird-dog'\nbook = 'brick'", "brick"),
        ("[[items]]\nexercise = 'plank'\nstrictness = 99", "strictness"),
        ("[[items]]\nexercise = 'plank'\n[items.override]\nbands = [{fault = 'nothing'}]", "nothing"),
        ("[[items]]\nexercise = 'plank'\nreps = 3", "Write hold_s, not reps"),
        ("[[items]]\nexercise = 'cat-camel'\nhold_s = 300", "Write reps, not hold_s"),
        ("[[items]]\nexercise = 'bridge'\nhold_s = 5\nreps = 3", "not both"),
        ("[[items]]\nexercise = 'plank'\n[items.override.dose]\nrest_s = -5", "rest_s"),
        ("[[items]]\nexercise = 'plank'\n[items.override.dose]\nper_side = true", "per_side"),
        ("[[items]]\nexercise = 'plank'\n[items.override.fault_from]\nsag = 4", "did you mean 0.04?"),
        ("[[items]]\nexercise = 'plank'\n[items.override.timing]\nrelease_s = 300", "milliseconds"),
        ("[[items", "TOML"),
    ],
)
def test_an_invalid_entry_is_named(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "programme.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_programme(file)
    assert named in str(caught.value)
    assert file.name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_programme(tmp_path / "none.toml")


@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("kind", DOSE_KINDS)
def test_a_visit_takes_what_a_file_takes(tmp_path: Path, name: str, kind: str) -> None:
    """The page's hello message makes a visit without a file, and is refused for the same reasons."""
    file = tmp_path / "programme.toml"
    file.write_text(f"[[items]]\nexercise = '{name}'\n{kind} = 8\n", encoding="utf-8")
    programme = Programme(items=(Item.model_validate({"exercise": name, kind: 8}),))
    if kind in dose_kinds(get_exercise(name).spec, Item(exercise=name).dose()):
        assert read_programme(file) == programme
        Visit(programme, Words("nl"))
        return
    with pytest.raises(UsageError) as of_hello:
        Visit(programme, Words("nl"))
    with pytest.raises(InputError) as of_file:
        read_programme(file)
    assert of_hello.value.message in of_file.value.message
    assert of_hello.value.remedy == of_file.value.remedy
