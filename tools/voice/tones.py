"""Computes the tones of `formcheck.coach.tones`: soft, short notes with a clear rhythm each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from formcheck.coach.tones import Tone
from tools.voice.speech import RATE, Samples


class Note(NamedTuple):
    """A note: frequency in Hz, length in seconds, and the silence after it."""

    hz: float
    seconds: float
    pause_s: float = 0.0


C5, E5, G5, C6, E6 = 523.25, 659.26, 783.99, 1046.5, 1318.5
LOW = 196.0
MELODIES: dict[Tone, tuple[Note, ...]] = {
    Tone.START: (Note(C5, 0.16, 0.03), Note(G5, 0.24)),
    Tone.COUNT: (Note(E6, 0.07),),
    Tone.GOOD: (Note(E5, 0.07, 0.02), Note(G5, 0.07, 0.02), Note(C6, 0.16)),
    Tone.CORRECTION: (Note(LOW, 0.14, 0.08), Note(LOW, 0.14)),
    Tone.END: (Note(G5, 0.2, 0.04), Note(E5, 0.2, 0.04), Note(C5, 0.36)),
}
LOUDNESS = 0.35
"""Of full scale: softer than speech."""
RISE_S = 0.01
OVERTONES = (1.0, 0.35, 0.2, 0.1)
"""With them a low note is also heard from the small loudspeaker of a tablet."""


def tone(kind: Tone) -> Samples:
    """The samples of a tone."""
    pieces = []
    for note in MELODIES[kind]:
        time = np.arange(round(note.seconds * RATE)) / RATE
        wave = sum(
            share * np.sin(2 * np.pi * note.hz * order * time) for order, share in enumerate(OVERTONES, 1)
        )
        falls = np.exp(-2.5 * time / note.seconds)
        edges = np.minimum(1, np.minimum(time, time[::-1]) / RISE_S)
        pieces += [wave * falls * edges, np.zeros(round(note.pause_s * RATE))]
    samples = np.concatenate(pieces)
    return np.asarray(LOUDNESS * samples / np.abs(samples).max(), np.float32)
