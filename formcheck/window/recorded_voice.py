"""The recordings of the package as the voice of the desktop window."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from formcheck.coach.tones import Tone
from formcheck.voice.decode import Recorded, wav_of
from formcheck.voice.recordings import recorded
from formcheck.voice.tones import tone_file
from formcheck.window.player import TonePlayer, kill, start

LONGEST_S = 15.0
"""Longest time for one sound, seconds: a player that takes longer is stuck."""
LATE_S = 3.0
"""A sentence that waited longer than this, seconds, is dropped: its occasion has passed."""


NONE: Mapping[str, bytes] = MappingProxyType({})


class RecordedVoice:
    """Speaks with recordings: the therapist's own, else those of the package.

    A tone that comes first is heard first. At most one sentence waits; a newer one replaces it.

    Args:
        language: "nl" or "en".
        command: the player, see `player`.
        tones: sound them.
        own: sound of the therapist's own recordings, by the text of the sentence.
    """

    def __init__(
        self, language: str, command: Sequence[str], *, tones: bool = True, own: Mapping[str, bytes] = NONE
    ) -> None:
        self._language, self._command = language, list(command)
        self._ticks = TonePlayer(command)
        self._tones, self._own = tones, own
        self._folder = tempfile.TemporaryDirectory(prefix="formcheck-voice-", ignore_cleanup_errors=True)
        self._changed = threading.Condition()
        self._tone: Tone | None = None
        self._next: tuple[tuple[str, ...], float] | None = None
        self._playing: subprocess.Popen[bytes] | None = None
        self._speaking = self._closed = False
        self._thread = threading.Thread(target=self._run, name="formcheck-voice", daemon=True)
        self._thread.start()

    def say(self, text: str, *, interrupts: bool, parts: tuple[str, ...] = ()) -> None:
        """Speak a sentence after the present one, or at once in its place (`interrupts`). Never waits."""
        with self._changed:
            self._next = (parts or (text,), time.monotonic())
            if interrupts and self._speaking and self._playing is not None:
                kill(self._playing)
            self._changed.notify()

    def sound(self, tone: Tone) -> None:
        """Sound a tone after the present sentence; a tick, which is short, beside it. Never waits."""
        if not self._tones:
            return
        if tone is Tone.COUNT:
            self._ticks.sound(tone)
            return
        with self._changed:
            self._tone = tone
            self._changed.notify()

    def close(self) -> None:
        """Stop for good; a second call does nothing."""
        with self._changed:
            self._closed = True
            if self._playing is not None:
                kill(self._playing)
            self._changed.notify()
        self._thread.join(5)
        self._ticks.close()
        self._folder.cleanup()

    def _run(self) -> None:
        while (files := self._due()) is not None:
            path = Path(self._folder.name) / "sound.wav"
            with contextlib.suppress(OSError, ValueError):  # what cannot be played is in the caption
                path.write_bytes(wav_of(files))
                self._play(path)

    def _due(self) -> list[Recorded] | None:
        """Wait for the next sound and give its recordings, a tone before a sentence; None after `close`."""
        with self._changed:
            while not self._closed:
                self._speaking = False
                if self._tone is not None:
                    tone, self._tone = self._tone, None
                    return [tone_file(tone)]
                if self._next is None:
                    self._changed.wait()
                    continue
                (parts, asked_s), self._next = self._next, None
                found = self._found(parts)
                if found is not None and time.monotonic() - asked_s <= LATE_S:
                    self._speaking = True
                    return found
            return None

    def _found(self, parts: tuple[str, ...]) -> list[Recorded] | None:
        """The recordings of a sentence; the therapist's voice has whole sentences only."""
        own = self._own.get(parts[0]) if len(parts) == 1 else None
        if own is not None:
            return [own]
        found = recorded(self._language, parts)
        return None if found is None else [recording.path for recording in found]

    def _play(self, path: Path) -> None:
        with self._changed:
            if self._closed:
                return
            self._playing = start(self._command, path)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._playing.wait(LONGEST_S)
        kill(self._playing)
        self._playing.wait()
        self._playing = None
