"""The process that speaks: `python -m formcheck.window.speaker nl`.

It gets ready, reads one sentence, says it, and ends. `voice.Speaker` starts it and, to cut the sentence off,
ends it: pyttsx3 cannot be stopped in the middle on every system (on Linux it plays a file with another
program), and where its engine hangs, the coach must not.

With ``--check`` it says nothing, but prints one line of JSON: the languages that it could speak, or why none.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol

WORDS_PER_MINUTE = 150
"""Calm; what the coach expects a sentence to take (`coach.voice`) is this pace."""

PATIENCE_S, SLOWEST_CHARACTERS_PER_S = 2.0, 7.0
"""An engine that never tells that it has finished is waited for so long: half the pace of a calm voice."""


class Engine(Protocol):
    """What is used of pyttsx3."""

    def connect(self, topic: str, cb: Callable[..., None]) -> object:
        """Call `cb` at each event of a kind."""
        ...

    def getProperty(self, name: str) -> Any:  # noqa: N802
        """A property, "voices" among them."""
        ...

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802
        """Set a property."""
        ...

    def say(self, text: str) -> object:
        """Queue a sentence."""
        ...

    def runAndWait(self) -> None:  # noqa: N802
        """Say what is queued."""
        ...


_PLAIN = {"nl": ("nl-nl", "nl"), "en": ("en-gb", "en-us", "en")}
"""Of several accents these are taken first."""


def tag_of(voice: Any) -> str:
    """The language that a voice speaks, as "nl" or "en-gb"; "" where it does not tell.

    Engines write it as "nl", "nl-NL", "nl_NL", or as bytes with a number before them.
    """
    for language in getattr(voice, "languages", None) or []:
        text = language.decode("utf-8", "ignore") if isinstance(language, bytes) else str(language)
        tag = "".join(c for c in text if c.isprintable()).strip().casefold().replace("_", "-")
        if tag[:2].isalpha() and not tag[2:3].isalpha():
            return tag
    return ""


def choose_voice(voices: list[Any], language: str) -> Any | None:
    """The plainest voice of a language, or None."""
    spoken = [voice for voice in voices if tag_of(voice)[:2] == language]
    plain = _PLAIN.get(language, ())
    rank = {tag: place for place, tag in enumerate(plain)}
    return min(spoken, key=lambda voice: rank.get(tag_of(voice), len(plain)), default=None)


def trouble() -> str:
    """What this machine lacks beside the engine: on Linux pyttsx3 plays with aplay. "" when nothing."""
    return "aplay" if sys.platform == "linux" and shutil.which("aplay") is None else ""


def make_engine() -> Engine:
    """The system's engine.

    Raises:
        ImportError: pyttsx3 is not installed.
        Exception: whatever the engine raises where it does not work.
    """
    import pyttsx3

    engine: Engine = pyttsx3.init()
    return engine


def main(arguments: list[str]) -> int:
    """Check, or say one sentence; the exit status is 1 where there is no voice."""
    own, sys.stdout = sys.stdout, sys.stderr  # drivers print; the answers are ours alone
    try:
        engine = make_engine()
        voices = list(engine.getProperty("voices") or [])
    except Exception as error:  # engines raise what they like
        absent = isinstance(error, ImportError) and error.name == "pyttsx3"
        why = {"absent": absent, "error": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(why), file=own, flush=True)
        return 1
    if "--check" in arguments:
        found = {"languages": sorted({tag_of(voice)[:2] for voice in voices} - {""}), "lacks": trouble()}
        print(json.dumps(found), file=own, flush=True)
        return 0
    voice = choose_voice(voices, arguments[0])
    if voice is not None:
        engine.setProperty("voice", voice.id)
    engine.setProperty("rate", WORDS_PER_MINUTE)
    _say(engine, sys.stdin.readline().strip())
    return 0


def _say(engine: Engine, text: str) -> None:
    """Say a sentence to its end; on Linux `runAndWait` of pyttsx3 2.99 returns before it has been played."""
    finished = threading.Event()
    engine.connect("finished-utterance", lambda **_: finished.set())
    engine.say(text)
    engine.runAndWait()
    finished.wait(PATIENCE_S + len(text) / SLOWEST_CHARACTERS_PER_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
