"""The page's files, read as texts: all words are in the catalogues, nothing is inline, figures are there."""

import re
from pathlib import Path

import pytest

import formcheck.web
from formcheck.exercises import exercise_names
from formcheck.words.catalogue import Words

STATIC = Path(formcheck.web.__file__).parent / "static"
SCRIPTS = sorted(STATIC.glob("*.js"))
WRITTEN = [path for path in SCRIPTS if path.name != "protocol.js"]
"""By hand: the protocol is generated."""
PAGE = (STATIC / "index.html").read_text("utf-8")
CODE = PAGE + "".join(path.read_text("utf-8") for path in SCRIPTS)
MADE = ("page.stage.", "page.trouble.", "page.dose.", "page.size.", "page.flags.", "page.ever.",
        "page.reps", "page.seconds", "page.sound.by.", "page.sound.help.")  # fmt: skip
"""Families of which the code writes only the beginning."""


def test_every_word_of_the_page_is_in_the_catalogues() -> None:
    words = Words("nl").export()
    used = set(re.findall(r"[\"'`](page\.[a-z0-9_.]*[a-z0-9])[\"'`]", CODE))
    assert len(used) > 60
    assert {key for key in used if key not in words and f"{key}.1" not in words} == set()
    groups = "page|coach|verdict|object|view|drive|reason"
    for family in re.findall(rf"[\"'`]((?:{groups})\.[a-z0-9_.]*)\$\{{", CODE):
        assert any(key.startswith(family) for key in words), family


def test_no_word_of_the_page_is_left_over() -> None:
    from_program = {
        "page.not_understood", "page.slip", "page.incomplete", "page.lacking", "page.unkept.full",
        "page.unkept.place",
    }  # fmt: skip
    keys = [key for key in Words("nl").export() if key.startswith("page.")]
    left = {key for key in keys if f'"{key}"' not in CODE and not key.startswith(MADE)}
    assert left - from_program == set()


@pytest.mark.parametrize("trouble", ["refused", "none", "busy", "gone", "still", "unable",
                                     "lost", "closed", "occupied", "taken"])  # fmt: skip
def test_every_trouble_has_its_words(trouble: str) -> None:
    assert f'"{trouble}"' in CODE
    for language in ("nl", "en"):
        assert f"page.trouble.{trouble}" in Words(language)
        assert f"page.trouble.{trouble}.how" in Words(language)


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", PAGE)
    sources = CODE + "".join(path.read_text("utf-8") for path in STATIC.glob("*.css"))
    addresses = set(re.findall(r"(?:https?|wss?)://[\w.$/{}-]*", sources))
    assert addresses == {"http://www.w3.org/2000/svg"}


def test_scripts_find_the_program_below_any_path() -> None:
    """Behind a proxy the pages may not begin at "/": scripts ask `place.js`."""
    for path in (*WRITTEN, *(STATIC.parents[1] / "therapist" / "static").glob("*.js")):
        code = re.sub(r"/\*.*?\*/|//.*", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.findall(r"[\"'`]/[a-z]", code), path.name


def test_every_file_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"\bstatic/([\w.-]+\.\w+)", CODE)) | set(re.findall(r"\"\./([\w.-]+\.js)\"", CODE))
    assert named
    assert {name for name in named if not (STATIC / name).is_file()} == set()


def test_every_element_that_the_code_asks_for_is_there() -> None:
    asked = set(re.findall(r"\$\(\"([\w-]+)\"[,)]", CODE))
    assert len(asked) > 40
    ids = re.findall(r"\sid=\"([\w-]+)\"", PAGE)
    assert len(ids) == len(set(ids))
    assert asked - set(ids) == set()


def test_every_exercise_and_verdict_has_its_drawing() -> None:
    drawn = set(re.findall(r"<symbol id=\"([\w-]+)\"", (STATIC / "figures.svg").read_text("utf-8")))
    assert {*exercise_names(), "good", "almost", "different", "unmeasured", "programme"} <= drawn


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_modules_are_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 200
