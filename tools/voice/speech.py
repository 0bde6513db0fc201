"""Speaks a sentence with espeak-ng: samples from a text."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.coach.speech import spoken_s
from formcheck.voice.sentences import Sentence
from formcheck.words.catalogue import Lang

Samples = NDArray[np.float32]
"""Mono, -1 to 1, at `RATE`."""
RATE: Final = 22_050
"""Samples per second that espeak-ng gives."""
VOICES: Final[dict[Lang, str]] = {"nl": "nl", "en": "en-gb"}
PACES = (150, 160, 170, 180, 190, 200)
"""Words per minute that are tried, the calmest first, until the sentence takes no longer than the coach
reckons with (`formcheck.coach.speech.spoken_s`): a longer one would make the next one wait."""
QUIET = 0.01
"""Samples below this, of the loudest, are silence: they are cut from both ends."""
PEAK = 0.7
"""Of full scale, the loudest sample of each recording."""
FADE_S = 0.008


def program() -> str:
    """Where espeak-ng is.

    Raises:
        SystemExit: it is not installed.
    """
    path = shutil.which("espeak-ng")
    if path is None:
        raise SystemExit("espeak-ng is not installed. Install it: sudo apt install espeak-ng")
    return path


def speak(sentence: Sentence) -> Samples:
    """A sentence, without silence before and after it.

    Raises:
        ValueError: nothing is heard.
    """
    for pace in PACES:
        samples = _spoken(sentence.text, VOICES[sentence.language], pace)
        if sentence.part or len(samples) <= RATE * spoken_s(sentence.text):
            break
    return samples


def _spoken(text: str, voice: str, pace: int) -> Samples:
    command = [program(), "-v", voice, "-s", str(pace), "-z", "--stdout", "--", text]
    done = subprocess.run(command, capture_output=True, check=True, timeout=30)
    with wave.open(io.BytesIO(done.stdout)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, RATE, 2)
        # Written to a pipe, the length in its head is that of an endless file.
        raw = np.frombuffer(file.readframes(RATE * 60), "<i2").astype(np.float32)
    return trimmed(raw)


def trimmed(raw: Samples) -> Samples:
    """Samples of equal loudness, from the first sound to the last.

    Raises:
        ValueError: nothing is heard.
    """
    loudest = float(np.abs(raw).max(initial=0.0))
    if loudest <= 0:
        raise ValueError("espeak-ng said nothing")
    heard = np.flatnonzero(np.abs(raw) > QUIET * loudest)
    cut = raw[heard[0] : heard[-1] + 1] * (PEAK / loudest)
    fade = np.linspace(0, 1, round(FADE_S * RATE), dtype=np.float32)
    cut[: len(fade)] *= fade
    cut[-len(fade) :] *= fade[::-1]
    return cut
