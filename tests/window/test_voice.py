"""The voice never delays a picture, cuts sentences off, and names what is missing."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from formcheck.errors import FormcheckError
from formcheck.window import voice
from formcheck.window.speaker import CheckAnswer, choose_voice, tag_of
from formcheck.window.voice import NoVoice, Speaker, VoiceCheck, check_voice, open_voice, read_check

# A speech engine that writes into a file when each sentence begins and ends.
ENGINE = """
import json, os, time, threading
from types import SimpleNamespace
LOG = os.environ["SPOKEN"]
def note(what, text):
    with open(LOG, "a") as file:
        file.write(json.dumps([what, text, time.time()]) + "\\n")
class Engine:
    def __init__(self):
        self.callbacks, self.properties = [], {}
    def getProperty(self, name):
        known = {"nl": ["nl"], "uk": [b"\\x05en-gb"]}
        return [SimpleNamespace(id=name, languages=languages) for name, languages in known.items()]
    def setProperty(self, name, value):
        self.properties[name] = value
    def connect(self, topic, callback):
        self.callbacks.append(callback)
    def say(self, text):
        self.text = text
    def runAndWait(self):
        print("drivers print")  # and must not disturb anybody
        threading.Thread(target=self._play).start()  # as pyttsx3's on Linux, it does not wait
    def _play(self):
        note("begins", [self.properties.get("voice"), self.text])
        time.sleep(float(os.environ.get("TAKES", "0.3")))
        note("ends", [self.properties.get("voice"), self.text])
        for callback in self.callbacks:
            callback(name=None, completed=True)
def init():
    if os.environ.get("BROKEN"):
        raise OSError("libespeak.so.1: cannot open shared object file")
    return Engine()
"""


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the engine notes what it speaks."""
    packages = tmp_path / "packages"
    packages.mkdir()
    (packages / "pyttsx3.py").write_text(ENGINE)
    (packages / "aplay").write_text("")
    (packages / "aplay").chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(packages))
    monkeypatch.setenv("PATH", f"{packages}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("SPOKEN", str(tmp_path / "spoken"))
    return tmp_path / "spoken"


def lines(spoken: Path) -> list[tuple[str, str]]:
    """("begins" or "ends", sentence) in order."""
    if not spoken.exists():
        return []
    return [(what, text[1]) for what, text, _ in map(json.loads, spoken.read_text().splitlines())]


def wait_for(spoken: Path, what: str, text: str, patience_s: float = 30.0) -> None:
    deadline = time.monotonic() + patience_s
    while (what, text) not in lines(spoken):
        assert time.monotonic() < deadline, lines(spoken)
        time.sleep(0.01)


def test_sentences_follow_each_other_and_saying_takes_no_time(spoken: Path) -> None:
    speaker = Speaker("nl")
    try:
        began = time.perf_counter()
        speaker.say("een\nen nog iets", interrupts=False)
        assert time.perf_counter() - began < 0.1
        wait_for(spoken, "begins", "een en nog iets")
        speaker.say("twee", interrupts=False)
        wait_for(spoken, "ends", "twee")
    finally:
        speaker.close()
    assert lines(spoken) == [
        ("begins", "een en nog iets"), ("ends", "een en nog iets"), ("begins", "twee"), ("ends", "twee"),
    ]  # fmt: skip
    first = json.loads(spoken.read_text().splitlines()[0])
    assert first[1][0] == "nl"


def test_an_order_cuts_off_the_present_sentence(spoken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAKES", "20")
    speaker = Speaker("nl")
    try:
        speaker.say("een lange zin", interrupts=False)
        wait_for(spoken, "begins", "een lange zin")
        speaker.say("stop", interrupts=True)
        wait_for(spoken, "begins", "stop")
        assert ("ends", "een lange zin") not in lines(spoken)
    finally:
        began = time.monotonic()
        speaker.close()
        assert time.monotonic() - began < 5
    assert ("ends", "stop") not in lines(spoken)  # closing cuts off too


def test_the_newest_waiting_sentence_is_spoken(spoken: Path) -> None:
    speaker = Speaker("nl")
    try:
        speaker.say("een", interrupts=False)
        wait_for(spoken, "begins", "een")
        for text in ("twee", "drie", "vier"):
            speaker.say(text, interrupts=False)
        wait_for(spoken, "ends", "vier")
    finally:
        speaker.close()
    assert [text for what, text in lines(spoken) if what == "begins"] == ["een", "vier"]


def test_a_late_sentence_is_dropped(spoken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "LATE_S", 0.05)
    monkeypatch.setenv("TAKES", "0.5")
    speaker = Speaker("nl")
    try:
        speaker.say("een", interrupts=False)
        wait_for(spoken, "begins", "een")
        speaker.say("te laat", interrupts=False)
        wait_for(spoken, "ends", "een")
        time.sleep(0.2)
        monkeypatch.setattr(voice, "LATE_S", 60.0)
        speaker.say("op tijd", interrupts=False)
        wait_for(spoken, "ends", "op tijd")
    finally:
        speaker.close()
    assert ("begins", "te laat") not in lines(spoken)


def test_nothing_is_left_behind(spoken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAKES", "20")
    speaker = Speaker("en")
    speaker.say("one", interrupts=False)
    wait_for(spoken, "begins", "one")
    children = [speaker._speaking, speaker._ready]
    folder = Path(speaker._folder.name)
    assert folder.is_dir()
    speaker.close()
    speaker.close()
    assert all(child is not None and child.poll() is not None for child in children)
    assert not folder.exists()
    assert "formcheck-voice" not in [thread.name for thread in threading.enumerate()]
    assert json.loads(spoken.read_text().splitlines()[0])[1][0] == "uk"


@pytest.mark.usefixtures("spoken")
def test_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_voice("nl") == VoiceCheck(True, "pyttsx3 speaks Dutch, English")
    opened, silent = open_voice("nl", None)
    opened.close()
    assert isinstance(opened, Speaker)
    assert silent is None
    monkeypatch.setenv("BROKEN", "1")
    state = check_voice("nl")
    assert not state.works
    assert "libespeak" in state.text
    assert "nstall" in state.remedy


def test_without_pyttsx3_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec("pyttsx3"):
        pytest.skip("pyttsx3 is installed here")
    monkeypatch.setattr(voice, "player", lambda: None)
    state = check_voice("nl")
    assert not state.works
    assert state.remedy.endswith("-m pip install pyttsx3")
    opened, silent = open_voice("nl", None)
    assert isinstance(opened, NoVoice)
    assert silent is not None
    assert silent.text.startswith(f"{state.text}. ")
    with pytest.raises(FormcheckError, match="pyttsx3"):
        open_voice("nl", True)
    assert open_voice("nl", False)[1] is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"absent": True, "error": "x"}, "not installed"),
        ({"absent": False, "error": "RuntimeError: no"}, "no speech engine"),
        ({"languages": ["nl", "en"], "lacks": "aplay"}, "no aplay"),
        ({"languages": ["en", "fr"], "lacks": ""}, "Dutch"),
    ],
)
def test_a_missing_part_is_named_with_its_remedy(answer: CheckAnswer, said: str) -> None:
    state = read_check(answer, "nl")
    assert not state.works
    assert said in state.text
    assert state.remedy


@pytest.mark.parametrize(
    ("languages", "tag"),
    [
        (["nl"], "nl"),
        (["en-US"], "en-us"),
        (["nl_NL"], "nl-nl"),
        ([b"\x05en-gb"], "en-gb"),
        (["cmn"], ""),
        ([], ""),
        (None, ""),
        (["Unknown"], ""),
    ],
)
def test_the_language_of_a_voice(languages: list[Any] | None, tag: str) -> None:
    assert tag_of(SimpleNamespace(id="x", languages=languages)) == tag


def test_the_plainest_accent() -> None:
    known = ["en-029", "en-gb-scotland", "en-us", "en-gb", "nl", "fr"]
    voices = [SimpleNamespace(id=tag, languages=[tag]) for tag in known]
    assert choose_voice(voices, "en") == voices[3]
    assert choose_voice(voices[:2], "en") == voices[0]
    assert choose_voice(voices, "nl") == voices[4]
    assert choose_voice(voices, "de") is None


@pytest.mark.skipif(find_spec("pyttsx3") is None, reason="pyttsx3 is an extra, and not installed here")
def test_the_real_engine_answers() -> None:
    state = check_voice("en")
    assert state.works or state.remedy, sys.platform
