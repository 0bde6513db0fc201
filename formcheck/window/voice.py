"""The voice of the window: speech runs in other processes, so that pictures do not wait for it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from formcheck.coach.tones import Tone
from formcheck.errors import UnavailableError
from formcheck.runtime.subprocesses import environment, python
from formcheck.voice.decode import wav_of
from formcheck.voice.recordings import recordings
from formcheck.window.player import TonePlayer, kill, player, shown, start, works
from formcheck.window.recorded_voice import NONE, RecordedVoice
from formcheck.window.speaker import CheckAnswer

CHECK_S = 15.0
"""Longest time that the check may take, seconds."""
LATE_S = 3.0
"""A sentence that waited longer than this, seconds, is dropped: its occasion has passed."""
LONGEST_S = 30.0
"""Longest time for one sentence, seconds: an engine that takes longer is stuck, and the next one takes
over."""
_WORKER = python("-m", "formcheck.window.speaker")
_LANGUAGES = {"nl": "Dutch", "en": "English"}


@dataclass(frozen=True, slots=True)
class VoiceCheck:
    """Whether this machine can speak a language.

    Attributes:
        works: it can.
        text: the voices there are, or what is missing.
        remedy: how to get what is missing, or "".
    """

    works: bool
    text: str
    remedy: str = ""


def install_voice() -> str:
    """The command that installs pyttsx3 for this Python."""
    python = os.path.relpath(sys.executable) if sys.prefix != sys.base_prefix else sys.executable
    shown = python if not python.startswith("..") else sys.executable
    return f"{shown} -m pip install pyttsx3"


def check_voice(language: str) -> VoiceCheck:
    """Ask the speaking process for its languages; it makes no sound."""
    try:
        done = subprocess.run(
            [*_WORKER, "--check"],
            capture_output=True,
            text=True,
            timeout=CHECK_S,
            check=False,
            env=environment(),
        )
        answer: CheckAnswer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, OSError, ValueError):
        return VoiceCheck(False, "The speech engine of this machine does not answer", _ENGINE)
    return read_check(answer, language)


def read_check(answer: CheckAnswer, language: str) -> VoiceCheck:
    """The result for a language, from the answer of ``speaker --check``."""
    if answer.get("absent"):
        return VoiceCheck(False, "pyttsx3, which speaks, is not installed", f"Install it: {install_voice()}")
    if "error" in answer:
        return VoiceCheck(False, f"There is no speech engine on this machine ({answer['error']})", _ENGINE)
    if answer["lacks"]:
        return VoiceCheck(False, f"Speech cannot be played: there is no {answer['lacks']}", _ENGINE)
    if language not in answer["languages"]:
        name = _LANGUAGES.get(language, language)
        return VoiceCheck(False, f"This machine has no voice that speaks {name}", _MORE_VOICES)
    spoken = ", ".join(name for code, name in _LANGUAGES.items() if code in answer["languages"])
    return VoiceCheck(True, f"pyttsx3 speaks {spoken}")


_ENGINE = {
    "linux": "Install it: sudo apt install espeak-ng alsa-utils (or what your system calls them)",
    "win32": "Turn on a voice in Settings, Time & language, Speech",
    "darwin": "Choose a voice in System Settings, Accessibility, Spoken Content",
}.get(sys.platform, "Install espeak-ng")
_PLAYER = "Install one: sudo apt install alsa-utils (or what your system calls it)"
_NO_SOUND = "Connect a loudspeaker or headphones, and look at the sound settings of this machine"
_MORE_VOICES = {
    "linux": "Install the voices of espeak-ng: sudo apt install espeak-ng-data",
    "win32": "Add one in Settings, Time & language, Speech, Add voices",
    "darwin": "Add one in System Settings, Accessibility, Spoken Content, System Voice",
}.get(sys.platform, _ENGINE)


class Voice(Protocol):
    """Speaks sentences: `Speaker`, `RecordedVoice` or `NoVoice`."""

    def say(self, text: str, *, interrupts: bool, parts: tuple[str, ...] = ()) -> None:
        """Speak a sentence after the present one, or at once in its place (`interrupts`). Never waits.

        `parts`: what it is put together from where it is played from recordings.
        """
        ...

    def sound(self, tone: Tone) -> None:
        """Sound a tone. Never waits."""
        ...

    def close(self) -> None:
        """Stop speaking for good; a second call does nothing."""
        ...


class NoVoice:
    """Makes no sound; the caption of the window shows the sentence."""

    def say(self, text: str, *, interrupts: bool, parts: tuple[str, ...] = ()) -> None:
        """Do nothing."""

    def sound(self, tone: Tone) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Speaker:
    """Speaks with pyttsx3, each sentence in its own process.

    One process is always started ahead, so that a sentence does not wait for it. To cut a sentence off, its
    process is killed. At most one sentence waits; a newer one replaces it. A sentence that the therapist has
    recorded is played in its place.

    Args:
        language: "nl" or "en".
        tones: sounds the tones; None sounds none.
        own: plays the therapist's recordings; None has none.
    """

    def __init__(
        self, language: str, tones: TonePlayer | None = None, own: OwnRecordings | None = None
    ) -> None:
        self._tones, self._own = tones, own
        self._folder = tempfile.TemporaryDirectory(prefix="formcheck-voice-", ignore_cleanup_errors=True)
        self._language = language
        self._changed = threading.Condition()
        self._next: tuple[str, float, bool] | None = None
        self._closed = False
        self._speaking: subprocess.Popen[str] | subprocess.Popen[bytes] | None = None
        self._ready = self._start()
        self._thread = threading.Thread(target=self._run, name="formcheck-voice", daemon=True)
        self._thread.start()

    def sound(self, tone: Tone) -> None:
        """Sound a tone. Never waits."""
        if self._tones is not None:
            self._tones.sound(tone)

    def say(self, text: str, *, interrupts: bool, parts: tuple[str, ...] = ()) -> None:
        """Speak a sentence after the present one, or at once in its place (`interrupts`). Never waits."""
        with self._changed:
            self._next = (" ".join(text.split()), time.monotonic(), interrupts)
            if interrupts and self._speaking is not None:
                kill(self._speaking)
            self._changed.notify()

    def close(self) -> None:
        """Stop speaking for good; a second call does nothing."""
        with self._changed:
            self._closed = True
            if self._speaking is not None:
                kill(self._speaking)
            self._changed.notify()
        self._thread.join(5)
        if self._tones is not None:
            self._tones.close()
        self._folder.cleanup()

    def _run(self) -> None:
        while (text := self._due()) is not None:
            if self._own is not None and self._own.has(text) and self._play(self._own, text):
                continue
            child = self._ready
            self._ready = self._start()
            with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
                child.communicate(f"{text}\n", timeout=LONGEST_S)
            with self._changed:
                self._speaking = None
            _discard(child)
        _discard(self._ready)

    def _play(self, own: OwnRecordings, text: str) -> bool:
        """Play a recording to its end; False where it cannot be played, so that the engine says it."""
        try:
            path = own.wav(text, Path(self._folder.name))
        except (OSError, ValueError):
            return False
        with self._changed:
            if self._closed or (self._next is not None and self._next[2]):
                return True  # cut off before it began
            self._speaking = playing = start(own.command, path)
        with contextlib.suppress(subprocess.TimeoutExpired):
            playing.wait(LONGEST_S)
        with self._changed:
            self._speaking = None
        kill(playing)
        playing.wait()
        return True

    def _due(self) -> str | None:
        """Wait for the next sentence and give it to the process that is ready; None after `close`."""
        with self._changed:
            while not self._closed:
                if self._next is None:
                    self._changed.wait()
                    continue
                (text, asked_s, _), self._next = self._next, None
                if time.monotonic() - asked_s <= LATE_S:
                    own = self._own is not None and self._own.has(text)
                    self._speaking = None if own else self._ready
                    return text
            return None

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*_WORKER, self._language],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment(TMPDIR=self._folder.name, PYTHONIOENCODING="utf-8"),
            # Its own process group: Ctrl-C does not reach it, and its player is killed with it.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )


class OwnRecordings:
    """The therapist's recordings and what plays them.

    Args:
        sounds: by the text of the sentence.
        command: the player, see `player`.
    """

    def __init__(self, sounds: Mapping[str, bytes], command: Sequence[str]) -> None:
        self._sounds = {" ".join(text.split()): audio for text, audio in sounds.items()}
        self.command = command

    def has(self, text: str) -> bool:
        """Whether this sentence was recorded."""
        return text in self._sounds

    def wav(self, text: str, folder: Path) -> Path:
        """A file of the recording.

        Raises:
            OSError: it cannot be written.
            ValueError: it is no recording.
        """
        path = folder / "own.wav"
        path.write_bytes(wav_of([self._sounds[text]]))
        return path


def _discard(child: subprocess.Popen[str]) -> None:
    kill(child)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(5)
    if child.stdin is not None:
        with contextlib.suppress(OSError):
            child.stdin.close()


def check_recordings(language: str) -> VoiceCheck:
    """Whether the recordings of the package can be played on this machine; a tick is all that is heard."""
    command = player()
    if not recordings(language):
        return VoiceCheck(False, "There are no recordings in this package", _MORE_VOICES)
    if command is None:
        return VoiceCheck(False, "This machine has no player for recordings", _PLAYER)
    if not works(command):
        return VoiceCheck(False, f"{command[0]} cannot play sound on this machine", _NO_SOUND)
    return VoiceCheck(True, f"recordings of the package, played by {shown(command)}")


def open_voice(
    language: str, wanted: bool | None, *, tones: bool = True, own: Mapping[str, bytes] = NONE
) -> tuple[Voice, VoiceCheck | None]:
    """The voice that the user asked for: the therapist's, that of the system, else the package's recordings.

    Args:
        language: "nl" or "en".
        wanted: True for a voice, False for none, None for a voice where this machine has one.
        tones: sound them where there is a voice.
        own: sound of the therapist's own recordings, by the text of the sentence.

    Returns:
        The voice; and why this machine has none, when `wanted` is None and it has none, else None.

    Raises:
        UnavailableError: `wanted` is True, and this machine has no voice.
    """
    if wanted is False:
        return NoVoice(), None
    state, command = check_voice(language), player()
    if state.works:
        therapist = OwnRecordings(own, command) if own and command is not None else None
        return Speaker(language, TonePlayer(command) if tones else None, therapist), None
    packaged = check_recordings(language)
    if packaged.works and command is not None:
        return RecordedVoice(language, command, tones=tones, own=own), None
    silent = VoiceCheck(False, f"{state.text}. {packaged.text}", packaged.remedy)
    if wanted:
        raise UnavailableError(silent.text, silent.remedy)
    return NoVoice(), silent
