"""The sentences that are recorded: found in the catalogues, each with a key that stays and a digest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import formcheck.web
from formcheck.exercises import exercise_names
from formcheck.voice.parts import LARGEST, number_parts, numbers, parts_of
from formcheck.voice.sentences import digest_of, is_spoken, sentences
from formcheck.words.catalogue import LANGUAGES, Lang

STATIC = Path(formcheck.web.__file__).parent / "static"


def test_both_languages_have_the_same_keys() -> None:
    dutch, english = ([sentence.key for sentence in sentences(language)] for language in LANGUAGES)
    assert dutch == english
    assert len(dutch) > 250


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_key_is_listed_once_and_has_words(language: Lang) -> None:
    keys = [sentence.key for sentence in sentences(language)]
    assert len(keys) == len(set(keys))
    assert [s for s in sentences(language) if not re.search(r"\w", s.text) or "{" in s.text] == []


def test_every_exercise_is_found_by_itself() -> None:
    keys = {sentence.key for sentence in sentences("nl")}
    assert {f"exercise.{name}.{part}" for name in exercise_names() for part in ("name", "start")} <= keys


def test_a_digest_tells_the_text_and_the_language() -> None:
    texts = [(s.language, s.text) for language in LANGUAGES for s in sentences(language)]
    digests = {digest_of(*text) for text in texts}
    assert len(digests) == len(set(texts))
    assert digest_of("nl", "Nog tien") != digest_of("en", "Nog tien")


@pytest.mark.parametrize(("number", "spoken"), [(0, "0"), (45, "45"), (123, "100 23"), (9300, "9000 300")])
def test_a_number_is_put_together_from_few_recordings(number: int, spoken: str) -> None:
    assert " ".join(number_parts(number)) == spoken


def test_the_parts_of_every_number_are_recorded() -> None:
    recorded = set(numbers())
    assert all(recorded.issuperset(number_parts(number)) for number in range(LARGEST + 1))


def test_a_text_with_gaps_is_spoken_in_parts() -> None:
    text = "{exercise}: {seconds} seconds held well."
    assert parts_of(text, {"exercise": "Front plank", "seconds": 120}) == (
        "Front plank", "100", "20", "seconds held well",
    )  # fmt: skip
    assert parts_of("Well corrected.", {}) == ("Well corrected.",)


def test_what_the_page_itself_says_is_recorded() -> None:
    code = "".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    said = set(re.findall(r"\.(?:say|over)\(\s*\"(page\.[a-z.]+)\"", code))
    assert len(said) >= 3
    assert [key for key in said if not is_spoken(key)] == []
    kinds = re.findall(r"\"(\w+)\"", re.findall(r"CAMERA = new Set\(\[(.*?)\]\)", code)[0])
    assert len(kinds) > 4
    assert [kind for kind in kinds if not is_spoken(f"page.trouble.{kind}")] == []
