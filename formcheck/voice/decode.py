"""Recordings as WAV: for browsers without Opus in Ogg, and for players of the system."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 24_000
"""Samples per second of what is decoded: espeak-ng gives 22,050, of which Opus keeps 24,000."""
GAP_S = 0.06
"""Silence between two parts of a sentence, seconds."""


Recorded = Path | bytes
"""A recording: its file, or what stands in one."""


def samples_of(recording: Recorded) -> NDArray[np.int16]:
    """A recording as samples, mono at `RATE`.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no recording.
    """
    import av
    from av.audio.resampler import AudioResampler

    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    try:
        source = io.BytesIO(recording) if isinstance(recording, bytes) else str(recording)
        with av.open(source, "r") as container:
            pieces = [one for frame in container.decode(audio=0) for one in resampler.resample(frame)]
        pieces += resampler.resample(None)
    except (av.FFmpegError, IndexError) as error:
        named = recording.name if isinstance(recording, Path) else "This"
        raise ValueError(f"{named} is no recording: {error}") from error
    return np.concatenate([piece.to_ndarray()[0] for piece in pieces]).astype(np.int16)


def joined(recordings: Sequence[Recorded]) -> NDArray[np.int16]:
    """Recordings one after the other, as one sentence."""
    gap = np.zeros(round(GAP_S * RATE), np.int16)
    pieces = [piece for one in recordings for piece in (gap, samples_of(one))][1:]
    return np.concatenate(pieces) if pieces else gap[:0]


def wav_of(recordings: Sequence[Recorded]) -> bytes:
    """The same, as a WAV file."""
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(joined(recordings).astype("<i2").tobytes())
    return packed.getvalue()
