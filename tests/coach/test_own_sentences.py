"""The sentences that a therapist records for a programme: what it can say, each once, frequent ones first."""

from __future__ import annotations

import pytest

from formcheck.coach.own_sentences import own_sentences
from formcheck.coach.programme import Item, Programme, whole_programme
from formcheck.exercises import exercise_names
from formcheck.voice.sentences import sentences
from formcheck.words.catalogue import LANGUAGES, Lang


def keys(*names: str, **fields: object) -> list[str]:
    items = tuple(Item.model_validate({"exercise": name, **fields}) for name in names)
    return [one.key for one in own_sentences(Programme(items=items), "nl")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_text_of_all_exercises_once(lang: Lang) -> None:
    found = own_sentences(whole_programme(), lang)
    assert len({one.digest for one in found}) == len(found) > 100
    assert set(found) <= set(sentences(lang))
    assert not [one.key for one in found if "#" in one.key or one.key.startswith("number.")]
    starts = {f"exercise.{name}.start" for name in exercise_names()}
    texts = {one.text for one in found}
    assert {one.text for one in sentences(lang) if one.key in starts} <= texts


def test_only_what_these_exercises_can_say() -> None:
    plank = keys("plank")
    assert "exercise.plank.start" in plank
    assert not [key for key in plank if key.startswith("exercise.") and ".plank." not in key]
    assert "fault.sag.cue" in plank
    assert "fault.over_lift.cue" not in plank
    assert "fault.over_lift.cue" in keys("plank", "bird-dog")
    assert "coach.lie.left" not in plank
    assert "coach.lie.left" in keys("side-plank")
    assert "coach.front-high" not in plank
    assert "coach.front-high" in keys("bird-dog", view="front-high")
    replaced = "seen.lying_on_back.say"  # the plank has words of its own for it
    assert replaced not in plank
    assert f"exercise.plank.{replaced}" in plank


def test_what_is_said_in_every_set_comes_first() -> None:
    found = keys("plank", "bird-dog")
    order = [
        found.index(key) for key in ("coach.rest", "call.half", "fault.sag.cue", "coach.pain", "seen.camera")
    ]
    assert order == sorted(order)
