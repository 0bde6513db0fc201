"""A therapist's programme in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.errors import InputError
from formcheck.exercises import exercise_names
from formcheck.live.programme_file import read_programme

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
        ("[[items", "TOML"),
    ],
)
def test_what_makes_no_sense_is_named(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "programme.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_programme(file)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_programme(tmp_path / "none.toml")
