"""Every spoken text: in both languages, short and kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import formcheck.coach
from formcheck.coach.pain import Advice
from formcheck.coach.speech import Prompt, PromptKind, SpeechArbiter, SpeechState, spoken_s
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.vocabulary import COMING, FAULTS, REASONS, SEEN
from formcheck.voice.sentences import is_spoken, sentences
from formcheck.words.catalogue import LANGUAGES, Lang, Words

LONGEST_S = 4.0
CODE = Path(formcheck.coach.__file__).parent
MAIN = [main for name in exercise_names() for main in get_exercise(name).spec.main_faults]
EACH = [f"exercise.{name}.{part}" for name in exercise_names() for part in ("start", "ease")]


def literal_keys() -> set[str]:
    """Keys that are written in full in the code."""
    code = "".join(path.read_text("utf-8") for path in CODE.glob("*.py"))
    return set(re.findall(r"\"((?:coach|call|end|praise)\.[a-z_.]+[a-z])\"", code))


def keys() -> list[str]:
    """Keys of all spoken texts."""
    found = literal_keys() | {f"coach.{view}" for view in ("side", "front-high")} | set(EACH)
    found |= {f"coach.advice.{advice}" for advice in Advice} | {f"coach.advice.{a}.after" for a in Advice}
    found |= {f"reason.{reason}.say" for reason in REASONS} | {f"coach.lie.{s}" for s in ("left", "right")}
    found |= {f"coach.turn.{view}" for view in ("side", "front")}
    found |= {key for name in exercise_names() if (key := f"exercise.{name}.do") in Words("en")}
    found |= {f"reason.wrong_view.say.{seen}" for seen in ("front", "front-high", "head", "feet")}
    found |= {f"fault.{main.name}.unseen" for main in MAIN} | {"seen.reference", "seen.camera"}
    found |= {f"seen.{name}.say" for name in SEEN if name not in COMING}
    return sorted(found | {f"fault.{fault}.cue" for fault in FAULTS})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", keys())
def test_every_utterance_exists_and_takes_less_than_four_seconds(key: str, language: Lang) -> None:
    words = Words(language)
    assert key in words
    values: dict[str, object] = (
        {"seconds": 300, "count": 120} if key.startswith("end.") and "{" in words.text(key) else {}
    )
    if key == "end.unseen":
        what = {main.name: words.text(f"fault.{main.name}.what") for main in MAIN}
        values = {"fault": max(what, key=lambda fault: len(what[fault]))}
    recorded = {sentence.text for sentence in sentences(language)}
    for exercise in exercise_names():
        prompt = Prompt(PromptKind.SCRIPT, (key,), values={**values, "exercise": exercise})
        utterance, _, _ = SpeechArbiter(words).step([prompt], 0.0, SpeechState())
        assert utterance is not None
        assert "{" not in utterance.text
        assert spoken_s(utterance.text) < LONGEST_S, utterance.text
        assert set(utterance.parts) <= recorded, utterance.parts


def test_every_spoken_text_is_used() -> None:
    known = set(keys())
    families = ("coach.", "call.", "end.")
    assert [key for key in Words("en").export() if key.startswith(families) and key not in known] == []
    assert len(literal_keys()) > 25


def test_a_fault_has_one_wording() -> None:
    """Its cue is repeated as it is: another wording would sound like another fault."""
    assert [key for key in Words("en").export() if key.endswith(".again") and "fault." in key] == []


def test_every_key_that_the_coach_speaks_is_among_the_sentences_that_are_recorded() -> None:
    assert [key for key in keys() if not is_spoken(key)] == []


@pytest.mark.parametrize("name", exercise_names())
def test_every_fault_of_an_exercise_has_its_place_in_the_order(name: str) -> None:
    config = get_exercise(name).config()
    assert {band.fault for band in config.bands} <= set(config.cue_order)
    assert len(set(config.cue_order)) == len(config.cue_order)
