"""Every spoken text: in both languages, short and kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import formcheck.coach
from formcheck.coach.pain import Advice
from formcheck.coach.speech import Prompt, PromptKind, SpeechArbiter, spoken_s
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.vocabulary import COMING, FAULTS, REASONS, SEEN
from formcheck.words.catalogue import LANGUAGES, Words

LONGEST_S = 4.0
CODE = Path(formcheck.coach.__file__).parent
CUED = sorted({f for n in exercise_names() for f in get_exercise(n).config().cue_order})
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
    found |= {key for name in exercise_names() if (key := f"exercise.{name}.do") in Words("en")}
    found |= {f"reason.wrong_view.say.{seen}" for seen in ("front", "front-high", "head", "feet")}
    found |= {f"fault.{main.name}.unseen" for main in MAIN} | {"seen.reference", "seen.camera"}
    found |= {f"seen.{name}.say" for name in SEEN if name not in COMING}
    return sorted(
        found | {f"fault.{fault}.cue" for fault in FAULTS} | {f"fault.{fault}.again" for fault in CUED}
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", keys())
def test_every_utterance_exists_and_takes_less_than_four_seconds(key: str, language: str) -> None:
    words = Words(language)
    assert key in words
    values: dict[str, object] = (
        {"seconds": 300, "count": 120} if key.startswith("end.") and "{" in words.text(key) else {}
    )
    if key == "end.unseen":
        what = {main.name: words.text(f"fault.{main.name}.what") for main in MAIN}
        values = {"fault": max(what, key=lambda fault: len(what[fault]))}
    for exercise in exercise_names():
        text = SpeechArbiter(words).text(
            Prompt(PromptKind.SCRIPT, (key,), values={**values, "exercise": exercise})
        )
        assert "{" not in text
        assert spoken_s(text) < LONGEST_S, text


def test_every_spoken_text_is_used() -> None:
    known = set(keys())
    families = ("coach.", "call.", "end.")
    assert [key for key in Words("en").export() if key.startswith(families) and key not in known] == []
    again = [f"fault.{f}.again" for f in FAULTS]
    assert len(literal_keys()) > 25
    assert {key for key in again if key in Words("en")} >= {key for key in known if key.endswith(".again")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_cue_is_not_said_twice_in_the_same_words(language: str) -> None:
    words = Words(language)
    assert [f for f in CUED if words.text(f"fault.{f}.cue") == words.text(f"fault.{f}.again")] == []


@pytest.mark.parametrize("name", exercise_names())
def test_every_fault_of_an_exercise_has_its_place_in_the_order(name: str) -> None:
    config = get_exercise(name).config()
    assert {band.fault for band in config.bands} <= set(config.cue_order)
    assert len(set(config.cue_order)) == len(config.cue_order)
