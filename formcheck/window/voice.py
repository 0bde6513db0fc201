"""Speaks beside the window, in processes of their own, so that no picture waits for a word."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import Any, Protocol

from formcheck.errors import UnavailableError
from formcheck.runtime.subprocesses import environment, python

CHECK_S = 15.0
LATE_S = 3.0
"""A sentence that had to wait for longer than this is about something that has passed."""
LONGEST_S = 30.0
"""No sentence takes so long: an engine that does is stuck, and the next gets its chance."""
_WORKER = python("-m", "formcheck.window.speaker")
_LANGUAGES = {"nl": "Dutch", "en": "English"}


@dataclass(frozen=True, slots=True)
class VoiceState:
    """Whether this machine can speak a language.

    Attributes:
        works: it can.
        text: what there is, or what is missing.
        remedy: what to do about it, "" where nothing.
    """

    works: bool
    text: str
    remedy: str = ""


def install_voice() -> str:
    """The line that installs pyttsx3 here."""
    python = os.path.relpath(sys.executable) if sys.prefix != sys.base_prefix else sys.executable
    shown = python if not python.startswith("..") else sys.executable
    return f"{shown} -m pip install pyttsx3"


def check_voice(language: str) -> VoiceState:
    """Ask a speaking process what it can; it says nothing aloud."""
    try:
        done = subprocess.run(
            [*_WORKER, "--check"],
            capture_output=True,
            text=True,
            timeout=CHECK_S,
            check=False,
            env=environment(),
        )
        told = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, OSError, ValueError):
        return VoiceState(False, "The speech engine of this machine does not answer", _ENGINE)
    return voice_state(told, language)


def voice_state(told: dict[str, Any], language: str) -> VoiceState:
    """What the answer of the check means for a language."""
    if told.get("absent"):
        return VoiceState(False, "pyttsx3, which speaks, is not installed", f"Install it: {install_voice()}")
    if "error" in told:
        return VoiceState(False, f"There is no speech engine on this machine ({told['error']})", _ENGINE)
    if told["lacks"]:
        return VoiceState(False, f"Speech cannot be played: there is no {told['lacks']}", _ENGINE)
    if language not in told["languages"]:
        name = _LANGUAGES.get(language, language)
        return VoiceState(False, f"This machine has no voice that speaks {name}", _MORE_VOICES)
    spoken = ", ".join(name for code, name in _LANGUAGES.items() if code in told["languages"])
    return VoiceState(True, f"pyttsx3 speaks {spoken}")


_ENGINE = {
    "linux": "Install it: sudo apt install espeak-ng alsa-utils (or what your system calls them)",
    "win32": "Turn on a voice in Settings, Time & language, Speech",
    "darwin": "Choose a voice in System Settings, Accessibility, Spoken Content",
}.get(sys.platform, "Install espeak-ng")
_MORE_VOICES = {
    "linux": "Install the voices of espeak-ng: sudo apt install espeak-ng-data",
    "win32": "Add one in Settings, Time & language, Speech, Add voices",
    "darwin": "Add one in System Settings, Accessibility, Spoken Content, System Voice",
}.get(sys.platform, _ENGINE)


class Voice(Protocol):
    """Says sentences, or does not."""

    def say(self, text: str, *, interrupts: bool) -> None:
        """Say a sentence after the one that is being said, or at once instead of it. Returns at once."""
        ...

    def close(self) -> None:
        """Be silent for ever; calling it twice is allowed."""
        ...


class NoVoice:
    """Says nothing: what would be said stands in the picture."""

    def say(self, text: str, *, interrupts: bool) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Nothing to end."""


class Speaker:
    """Speaks with pyttsx3, each sentence in a process of its own.

    One that is ready to speak always waits, so that starting one costs no time; cutting a sentence off ends
    its process. At most one sentence waits; a newer one takes its place.

    Args:
        language: "nl" or "en".
    """

    def __init__(self, language: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="formcheck-voice-", ignore_cleanup_errors=True)
        self._language = language
        self._changed = threading.Condition()
        self._next: tuple[str, float] | None = None
        self._closed = False
        self._speaking: subprocess.Popen[str] | None = None
        self._ready = self._start()
        self._thread = threading.Thread(target=self._run, name="formcheck-voice", daemon=True)
        self._thread.start()

    def say(self, text: str, *, interrupts: bool) -> None:
        """Say a sentence after the one that is being said, or at once instead of it. Returns at once."""
        with self._changed:
            self._next = (" ".join(text.split()), time.monotonic())
            if interrupts and self._speaking is not None:
                _kill(self._speaking)
            self._changed.notify()

    def close(self) -> None:
        """Be silent for ever; calling it twice is allowed."""
        with self._changed:
            self._closed = True
            if self._speaking is not None:
                _kill(self._speaking)
            self._changed.notify()
        self._thread.join(5)
        self._folder.cleanup()

    def _run(self) -> None:
        while (text := self._due()) is not None:
            child = self._ready
            self._ready = self._start()
            with contextlib.suppress(OSError, ValueError, subprocess.TimeoutExpired):
                child.communicate(f"{text}\n", timeout=LONGEST_S)
            with self._changed:
                self._speaking = None
            _discard(child)
        _discard(self._ready)

    def _due(self) -> str | None:
        """Wait for a sentence, to be said by the process that is ready; None at the end."""
        with self._changed:
            while not self._closed:
                if self._next is None:
                    self._changed.wait()
                    continue
                (text, asked_s), self._next = self._next, None
                if time.monotonic() - asked_s <= LATE_S:
                    self._speaking = self._ready
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
            start_new_session=os.name
            == "posix",  # a group of its own: Ctrl-C is not for it, and all of it ends
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )


def _kill(child: subprocess.Popen[str]) -> None:
    """End a process with the player that it started; waits for nothing."""
    with contextlib.suppress(OSError):  # it has ended
        if os.name == "posix":
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


def _discard(child: subprocess.Popen[str]) -> None:
    _kill(child)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(5)
    if child.stdin is not None:
        with contextlib.suppress(OSError):
            child.stdin.close()


def open_voice(language: str, wanted: bool | None) -> tuple[Voice, VoiceState | None]:
    """The voice that was asked for.

    Args:
        language: "nl" or "en".
        wanted: True for a voice, False for none, None for one where there is one.

    Returns:
        the voice; and why there is none, where that is worth a word.

    Raises:
        UnavailableError: one was asked for, and there is none.
    """
    if wanted is False:
        return NoVoice(), None
    state = check_voice(language)
    if state.works:
        return Speaker(language), None
    if wanted:
        raise UnavailableError(state.text, state.remedy)
    return NoVoice(), state
