"""The words are complete, equal in both languages, and kind."""

import re
import string
import tomllib
from pathlib import Path
from typing import get_args

import pytest

import formcheck
from formcheck.errors import UsageError
from formcheck.judge.vocabulary import FAULTS, PHASES, REASONS, SEEN, SIGNALS, VERDICTS
from formcheck.scoring.event import Book, Event, EventKind
from formcheck.scoring.result import Result
from formcheck.signals.book_objects import book_objects
from formcheck.words.catalogue import LANGUAGES, Words, catalogue_files

PACKAGE = Path(formcheck.__file__).parent
EXERCISES = sorted(path.parent.parent.name for path in PACKAGE.glob("exercises/*/locale/en.po"))
TO_PATIENTS = ("word.", "verdict.", "fault.", "reason.", "seen.", "phase.", "event.", "side.", "exercise.",
               "hud.", "drive.", "object.", "praise.", "amount.", "report.change", "report.stills", "coach.",
               "call.", "end.", "page.", "visit.", "visits.", "send.", "learn.")  # fmt: skip
NEVER = {
    "en": "danger damage wrong bad fail error fault mistake incorrect injur harm percent weak abnormal % "
    "degenerat worn tear torn risk unstable instability vulnerab fragile disab paraly serious severe "
    "slipped hernia",
    "nl": "gevaar gevaarlijk schade schadelijk fout slecht verkeerd mislukt letsel blessure zwak procent % "
    "slijtage versleten gescheurd kapot risico instabiel kwetsbaar broos invalide verlam ernstig hernia "
    "afwijking",
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def own_keys(path: Path) -> list[str]:
    return [key for key in re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.M) if key]


def test_both_languages_say_the_same_things() -> None:
    english, dutch = Words("en").export(), Words("nl").export()
    assert english.keys() == dutch.keys()
    for key, text in english.items():
        assert text.strip(), key
        assert dutch[key].strip(), key
        assert placeholders(text) == placeholders(dutch[key]), key


def test_dutch_is_translated() -> None:
    english, dutch = Words("en").export(), Words("nl").export()
    same = {key for key in english if english[key] == dutch[key] and len(english[key]) > 9}
    assert same <= {"backend.onnx", "therapist.voice.seconds"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_vocabulary_has_its_words(language: str) -> None:
    words = Words(language)
    needed = [f"fault.{name}.{part}" for name in FAULTS for part in ("name", "cue", "seen")]
    needed += [f"reason.{name}.{part}" for name in REASONS for part in ("text", "remedy")]
    needed += [f"seen.{name}.text" for name in SEEN]
    needed += [f"verdict.{name}" for name in (*VERDICTS, "almost", "different")]
    needed += [f"phase.{name}" for name in PHASES] + [f"signal.{name}" for name in SIGNALS]
    needed += [f"word.{name}" for name in get_args(Result.model_fields["word"].annotation)]
    needed += [f"event.{name}" for name in get_args(EventKind)]
    side = get_args(Event.model_fields["side"].annotation)[0]
    needed += [f"side.{name}" for name in get_args(side)]
    drivers = get_args(Book.model_fields["driven_by"].annotation)[0]
    needed += [f"drive.{name}" for name in get_args(drivers)]
    needed += [f"object.{name}" for name in book_objects()]
    needed += [f"exercise.{name.replace('_', '-')}.{part}" for name in EXERCISES
               for part in ("name", "aim", "camera", "posture", "remedy.wrong_posture")]  # fmt: skip
    assert [key for key in needed if key not in words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_of_every_band_has_a_word(language: str) -> None:
    words, units = Words(language), set()
    for config in PACKAGE.glob("exercises/*/config.toml"):
        units |= {band["unit"] for band in tomllib.loads(config.read_text("utf-8")).get("bands", [])}
    assert units
    assert {unit for unit in units if f"unit.{unit}" not in words} == set()


def test_one_key_lies_in_one_catalogue() -> None:
    seen: dict[str, Path] = {}
    for path in catalogue_files("en"):
        for key in own_keys(path):
            assert key not in seen, f"{key} is in {path} and in {seen.get(key)}"
            seen[key] = path


def test_an_exercise_is_one_folder() -> None:
    """The texts of a fault that only one exercise uses are in that exercise's catalogue."""
    files = list(catalogue_files("nl"))
    folders = [path.parent.parent.name for path in files if path.parent.parent.parent.name == "exercises"]
    assert folders == EXERCISES
    assert {"plank", "bridge", "bird_dog"} <= set(folders)
    general = own_keys(next(catalogue_files("nl")))
    assert not [key for key in general if key.startswith("exercise.")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_patients_read_no_hard_words(language: str) -> None:
    stems = NEVER[language].split()
    for key, text in Words(language).export().items():
        if key.startswith(TO_PATIENTS):
            bare = re.sub(r"\{\w+\}", "", text).lower()
            assert not [stem for stem in stems if re.search(rf"(?<!\w){re.escape(stem)}", bare)], (key, text)


def literal_keys() -> set[str]:
    """Keys written out in code and templates: ``text("...")``, ``word("...")``, ``"report.x" if``."""
    groups = "report|hud|amount|praise|book|unit|note"
    found: set[tuple[str, str]] = set()
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.j2")]:
        found |= set(re.findall(rf"[\"'](({groups})\.[a-z0-9_.]+[a-z0-9])[\"']", path.read_text("utf-8")))
    return {key for key, _ in found if not key.endswith((".html", ".json"))}


def test_every_key_in_the_code_exists() -> None:
    words = Words("en")
    assert {key for key in literal_keys() if key not in words} == set()


def test_every_report_text_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.j2")])
    families = (
        "report.limits.",
        "report.stills.dorsal",
        "report.stills.ventral",
        "report.stills.spine",
        "report.expert.",
    )
    left = [key for key in Words("en").export() if key.startswith(("report.", "hud."))
            and not key.startswith(families) and not key.endswith(".one") and key not in code]  # fmt: skip
    assert left == []


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        Words("fr")
    assert "nl" in caught.value.remedy


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("nl").text("fault.nothing.cue")


def test_remedies_go_from_the_particular_to_the_general() -> None:
    words = Words("en")
    assert "high in front" in words.remedy("wrong_view", exercise="bird-dog", fault="trunk_roll")
    assert words.remedy("wrong_view", exercise="plank", fault="sag") == words.text("reason.wrong_view.remedy")


@pytest.mark.parametrize(
    ("value", "digits", "english", "dutch"),
    [(1.25, 1, "1.2", "1,2"), (-3.0, 0, "−3", "−3"), (-0.04, 1, "0.0", "0,0"), (12, 0, "12", "12")],
)
def test_numbers(value: float, digits: int, english: str, dutch: str) -> None:
    assert Words("en").number(value, digits) == english
    assert Words("nl").number(value, digits) == dutch


def test_unknown_names_are_made_readable() -> None:
    assert Words("nl").name("object", "paper_boat") == "paper boat"
    assert Words("nl").exercise("bird_dog") == Words("nl").exercise("bird-dog") == "Superman (bird-dog)"
    assert Words("en").exercise("juggling") == "juggling"
    assert Words("en").exercise("juggling", "camera") == ""


def test_an_exercises_own_word_comes_before_the_general_one() -> None:
    """Elbows belong under the shoulders in a plank; on hands and knees they are straight or bent."""
    words = Words("en")
    assert words.of("cat-camel").text("fault.elbow_position.name") == "elbows bent"
    assert words.of("cat_camel").first("fault.elbow_position.name") == "elbows bent"
    for other in (words, words.of("plank")):
        assert "under" in other.text("fault.elbow_position.name")
    assert words.of("cat-camel").text("fault.rocking.name") == words.text("fault.rocking.name")
    with pytest.raises(KeyError):
        words.of("cat-camel").text("fault.no_such_thing.name")
