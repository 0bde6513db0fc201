"""The therapist's own voice in the window: of the programme in force, before any other voice."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.exchange.take_programme import take_programme
from formcheck.media.spoken import spoken_clip
from formcheck.visits.heard_voice import heard_sounds
from formcheck.visits.own_voice import Voice, VoicedSentence
from formcheck.visits.store import VisitStore
from formcheck.voice.sentences import sentences
from formcheck.window import voice
from formcheck.window.recorded_voice import RecordedVoice
from formcheck.window.voice import OwnRecordings, Speaker
from tests.support.programmes import programme_content
from tests.support.spoken_sounds import recorded

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the player of the test is a script")
TEXTS = {one.key: one.text for one in sentences("nl")}
STOPPED, REST = TEXTS["coach.stopped"], TEXTS["coach.rest"]
SPOKEN_S = 0.9
NOTES = """
import sys, time, wave
def note(*what):
    with open({log!r}, "a") as log:
        print(*what, file=log)
"""
PLAYER = (
    NOTES
    + """
with wave.open(sys.argv[-1]) as file:
    note("plays", f"{{file.getnframes() / file.getframerate():.1f}}")
time.sleep({takes})
note("ended")
"""
)
ENGINE = (
    NOTES
    + """
note("engine", sys.stdin.readline().strip())
"""
)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What came with a programme, as the store of the patient's machine gives it."""
    digest = next(one.digest for one in sentences("nl") if one.key == "coach.rest")
    said = VoicedSentence("coach.rest", digest, spoken_clip(recorded(spoken_s=SPOKEN_S)))
    with VisitStore(tmp_path_factory.mktemp("patient") / "store") as store:
        take_programme(store, programme_content(voice=Voice("nl", (said,))))
        with store.reading() as session:
            assert heard_sounds(session, "en", own=True) == {}
            return heard_sounds(session, "nl", own=True)


@pytest.fixture
def notes(tmp_path: Path) -> Callable[..., tuple[list[str], Callable[[int], list[str]]]]:
    """A program that notes what it does: its command, and what waits for so many notes."""

    def program(source: str, takes: float = 0.05) -> tuple[list[str], Callable[[int], list[str]]]:
        script = tmp_path / f"program{len(list(tmp_path.iterdir()))}.py"
        script.write_text(source.format(log=str(tmp_path / "log"), takes=takes))
        return [sys.executable, str(script)], wait

    def wait(count: int) -> list[str]:
        deadline = time.monotonic() + 20
        log = tmp_path / "log"
        while len(found := log.read_text().splitlines() if log.exists() else []) < count:
            assert time.monotonic() < deadline, found
            time.sleep(0.02)
        return found

    return program


Notes = Callable[..., tuple[list[str], Callable[[int], list[str]]]]


def test_it_goes_before_the_recordings_of_the_package(sounds: dict[str, bytes], notes: Notes) -> None:
    assert list(sounds) == [REST]
    command, wait = notes(PLAYER)
    spoken = RecordedVoice("nl", command, own=sounds)
    try:
        spoken.say(REST, interrupts=False, parts=(REST,))
        wait(2)
        spoken.say(STOPPED, interrupts=False, parts=(STOPPED,))
        own, _, packaged, _ = wait(4)
    finally:
        spoken.close()
    assert float(own.split()[1]) == pytest.approx(SPOKEN_S, abs=0.3)
    assert float(packaged.split()[1]) > 0.3
    assert own != packaged


def test_it_goes_before_the_voice_of_the_system_and_an_order_cuts_it_off(
    sounds: dict[str, bytes], notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, wait = notes(PLAYER, 20.0)
    engine, _ = notes(ENGINE)
    monkeypatch.setattr(voice, "_WORKER", engine)
    speaker = Speaker("nl", own=OwnRecordings(sounds, command))
    try:
        speaker.say("Een zin die niemand opnam", interrupts=False)
        wait(1)
        speaker.say(REST, interrupts=False)
        wait(2)
        began = time.monotonic()
        speaker.say("Stop", interrupts=True)
        found = wait(3)
        assert time.monotonic() - began < 15, "the recording of 20 s was cut off"
    finally:
        speaker.close()
    assert [line.split()[0] for line in found] == ["engine", "plays", "engine"]
    assert found[2] == "engine Stop"


def test_a_damaged_recording_is_said_by_the_voice_of_the_system(
    notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, wait = notes(ENGINE)
    monkeypatch.setattr(voice, "_WORKER", command)
    speaker = Speaker("nl", own=OwnRecordings({REST: b"no sound"}, command))
    try:
        speaker.say(REST, interrupts=False)
        assert wait(1) == [f"engine {REST}"]
    finally:
        speaker.close()
