"""The recordings as the voice of the window: played by the system's player, one at a time, tones first."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.coach.tones import Tone
from formcheck.errors import UnavailableError
from formcheck.voice.recordings import recorded
from formcheck.window import player as players
from formcheck.window import voice
from formcheck.window.player import player, works
from formcheck.window.recorded_voice import RecordedVoice
from formcheck.window.voice import NoVoice, VoiceCheck, check_recordings, open_voice
from formcheck.words.catalogue import Words

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the player of the test is a script")
STOP, REST = (Words("nl").text(key) for key in ("coach.stopped", "coach.rest"))
PLAYER = """
import os, sys, time, wave
with wave.open(sys.argv[-1]) as file:
    seconds = file.getnframes() / file.getframerate()
def note(what):
    with open(os.environ["PLAYED"], "a") as log:
        log.write(f"{what} {seconds:.2f}\\n")
note("begins")
time.sleep(float(os.environ.get("TAKES", "0.05")))
note("ends")
"""


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A player that notes the length of what it plays; gives its notes."""
    program = tmp_path / "bin of mine" / "aplay"
    program.parent.mkdir()
    script = tmp_path / "player.py"
    script.write_text(PLAYER)
    # By way of the shell: the first line of a script cannot name an interpreter in a path with a space.
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(script))} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setenv("PLAYED", str(tmp_path / "log"))
    monkeypatch.setattr(players, "PLAYERS", {"linux": (("aplay", "-q"),), sys.platform: (("aplay", "-q"),)})
    return lambda: (tmp_path / "log").read_text().splitlines() if (tmp_path / "log").exists() else []


def wait_for(played: Callable[[], list[str]], count: int) -> list[str]:
    deadline = time.monotonic() + 8
    while len(found := played()) < count:
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    return found


def length(text: str) -> float:
    found = recorded("nl", (text,))
    assert found is not None
    return found[0].seconds


def test_a_tone_comes_before_the_sentence_that_it_leads(played: Callable[[], list[str]]) -> None:
    command = player()
    assert command is not None
    spoken = RecordedVoice("nl", command)
    try:
        spoken.sound(Tone.END)
        spoken.say(REST, interrupts=True, parts=(REST,))
        found = wait_for(played, 4)
    finally:
        spoken.close()
    assert [line.split()[0] for line in found] == ["begins", "ends"] * 2
    tone, sentence = (float(line.split()[1]) for line in found[::2])
    assert tone < 1.2
    assert sentence == pytest.approx(length(REST), abs=0.1)


def test_an_order_cuts_off_the_present_sentence(
    played: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAKES", "20")
    spoken = RecordedVoice("nl", player() or [])
    try:
        spoken.say(REST, interrupts=False, parts=(REST,))
        wait_for(played, 1)
        spoken.say(STOP, interrupts=True, parts=(STOP,))
        found = wait_for(played, 2)
    finally:
        began = time.monotonic()
        spoken.close()
        spoken.close()
        assert time.monotonic() - began < 5
    assert [line.split()[0] for line in found] == ["begins", "begins"]
    assert float(found[1].split()[1]) == pytest.approx(length(STOP), abs=0.1)


def test_what_has_no_recording_and_tones_that_are_off_are_silent(played: Callable[[], list[str]]) -> None:
    spoken = RecordedVoice("nl", player() or [], tones=False)
    try:
        spoken.sound(Tone.START)
        spoken.say("Een zin die niemand kent", interrupts=False, parts=("Een zin die niemand kent",))
        time.sleep(0.2)
        spoken.say(STOP, interrupts=False, parts=(STOP,))
        found = wait_for(played, 2)
    finally:
        spoken.close()
    assert len(found) == 2


def test_the_recordings_speak_where_the_system_has_no_voice(
    played: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "check_voice", lambda _: VoiceCheck(False, "No engine", "Install one"))
    state = check_recordings("nl")
    assert state == VoiceCheck(True, "recordings of the package, played by aplay")
    assert len(played()) == 2  # a tick, to be sure
    opened, silent = open_voice("nl", None)
    opened.close()
    assert isinstance(opened, RecordedVoice)
    assert silent is None


@pytest.mark.parametrize("refuses", [True, False], ids=["no sound card", "no player"])
def test_where_nothing_can_speak_that_is_said(
    played: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, refuses: bool
) -> None:
    monkeypatch.setattr(voice, "check_voice", lambda _: VoiceCheck(False, "No engine", "Install one"))
    program = tmp_path / "bin of mine" / "aplay"
    program.write_text("#!/bin/sh\nexit 1\n") if refuses else program.unlink()
    opened, silent = open_voice("nl", None)
    assert isinstance(opened, NoVoice)
    assert silent is not None
    assert "No engine" in silent.text
    assert ("cannot play" if refuses else "no player") in silent.text
    assert silent.remedy
    with pytest.raises(UnavailableError, match="No engine"):
        open_voice("nl", True)
    assert not works(["/no/such/player"])
    assert played() == []
