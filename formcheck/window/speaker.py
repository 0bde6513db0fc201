"""The process that speaks: `python -m formcheck.window.speaker nl`.

It makes the engine, reads one sentence from standard input, speaks it and ends. `voice.Speaker` starts the
process, and kills it to cut the sentence off: pyttsx3 cannot be stopped in the middle of a sentence on every
system (on Linux it plays a file with another program), and a hanging engine must not stop the coach.

With ``--check`` it speaks nothing and prints one line of JSON: the languages that it can speak, or the reason
why it cannot.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Literal, Protocol, TypedDict

WORDS_PER_MINUTE = 150
"""A calm pace; the coach estimates the length of a sentence from the same pace (`coach.speech`)."""

PATIENCE_S, SLOWEST_CHARACTERS_PER_S = 2.0, 7.0
"""Longest wait for an engine that does not report its end: a start of 2 s, then half the calm pace."""


class CheckAnswer(TypedDict, total=False):
    """The line of JSON that ``--check`` prints: either why there is no engine, or what the engine can do."""

    absent: bool
    error: str
    languages: list[str]
    lacks: str


class EngineVoice(Protocol):
    """The part of a pyttsx3 voice that is used here; `languages` is read by `tag_of`."""

    @property
    def id(self) -> str:
        """The name that the engine knows it by."""
        ...


class Engine(Protocol):
    """The part of pyttsx3's engine that is used here."""

    def connect(self, topic: str, cb: Callable[..., None]) -> object:
        """Call `cb` at each event of one topic."""
        ...

    def getProperty(self, name: Literal["voices"]) -> Sequence[EngineVoice] | None:  # noqa: N802
        """The voices of the engine."""
        ...

    def setProperty(self, name: str, value: str | int) -> None:  # noqa: N802
        """Set a property."""
        ...

    def say(self, text: str) -> object:
        """Queue a sentence."""
        ...

    def runAndWait(self) -> None:  # noqa: N802
        """Speak what is queued."""
        ...


_PLAIN = {"nl": ("nl-nl", "nl"), "en": ("en-gb", "en-us", "en")}
"""Accents of a language that are preferred, the best first."""


def tag_of(voice: object) -> str:
    """The language that a voice speaks, as "nl" or "en-gb"; "" when the voice does not say.

    Engines write the language as "nl", "nl-NL", "nl_NL", or as bytes with a number before them.
    """
    for language in getattr(voice, "languages", None) or []:
        text = language.decode("utf-8", "ignore") if isinstance(language, bytes) else str(language)
        tag = "".join(c for c in text if c.isprintable()).strip().casefold().replace("_", "-")
        if tag[:2].isalpha() and not tag[2:3].isalpha():
            return tag
    return ""


def choose_voice(voices: Sequence[EngineVoice], language: str) -> EngineVoice | None:
    """The voice of a language with the most preferred accent, or None."""
    spoken = [voice for voice in voices if tag_of(voice)[:2] == language]
    plain = _PLAIN.get(language, ())
    rank = {tag: place for place, tag in enumerate(plain)}
    return min(spoken, key=lambda voice: rank.get(tag_of(voice), len(plain)), default=None)


def missing_player() -> str:
    """The program that this machine lacks to play speech, or "": on Linux pyttsx3 plays with aplay."""
    return "aplay" if sys.platform == "linux" and shutil.which("aplay") is None else ""


def make_engine() -> Engine:
    """The speech engine of this system.

    Raises:
        ImportError: pyttsx3 is not installed.
        Exception: any error of an engine that does not work.
    """
    import pyttsx3

    engine: Engine = pyttsx3.init()
    return engine


def main(arguments: list[str]) -> int:
    """Check, or speak one sentence; the exit status is 1 when there is no engine."""
    own, sys.stdout = sys.stdout, sys.stderr  # drivers print to standard output, which carries the answer
    try:
        engine = make_engine()
        voices = list(engine.getProperty("voices") or [])
    except Exception as error:  # engines raise errors of any class
        absent = isinstance(error, ImportError) and error.name == "pyttsx3"
        why = CheckAnswer(absent=absent, error=f"{type(error).__name__}: {error}".splitlines()[0])
        print(json.dumps(why), file=own, flush=True)
        return 1
    if "--check" in arguments:
        languages = sorted({tag_of(voice)[:2] for voice in voices} - {""})
        found = CheckAnswer(languages=languages, lacks=missing_player())
        print(json.dumps(found), file=own, flush=True)
        return 0
    voice = choose_voice(voices, arguments[0])
    if voice is not None:
        engine.setProperty("voice", voice.id)
    engine.setProperty("rate", WORDS_PER_MINUTE)
    _say(engine, sys.stdin.readline().strip())
    return 0


def _say(engine: Engine, text: str) -> None:
    """Speak a sentence to its end; on Linux `runAndWait` of pyttsx3 2.99 returns before the sound ends."""
    finished = threading.Event()
    engine.connect("finished-utterance", lambda **_: finished.set())
    engine.say(text)
    engine.runAndWait()
    finished.wait(PATIENCE_S + len(text) / SLOWEST_CHARACTERS_PER_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
