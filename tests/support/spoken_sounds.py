"""Recordings of a microphone as browsers send them: a sound that is no voice, but as long and as loud."""

from __future__ import annotations

import io
from functools import cache

import av
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
KINDS = {"webm": ("webm", "libopus"), "mp4": ("mp4", "aac"), "ogg": ("ogg", "libopus")}
"""What Chromium and Firefox, older Safari, and older Firefox record: container and codec."""


@cache
def recorded(
    kind: str = "webm",
    *,
    spoken_s: float = 1.0,
    silence_s: float = 0.6,
    peak: float = 0.2,
    pitch: float = 180,
    noise: float = 0.0,
) -> bytes:
    """A recording with silence on either side.

    Args:
        kind: of `KINDS`.
        spoken_s, silence_s: how long, seconds.
        peak: of full scale.
        pitch: Hz; another one is another recording.
        noise: of the room all along, of full scale.
    """
    time = np.arange(int(spoken_s * RATE)) / RATE
    sound = peak * np.sin(2 * np.pi * pitch * time) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time))
    quiet = np.zeros(int(silence_s * RATE))
    whole = np.concatenate([quiet, sound, quiet])
    whole += noise * np.random.default_rng(1).standard_normal(len(whole))
    return encoded(whole, *KINDS[kind])


def encoded(samples: NDArray[np.float64], container: str, codec: str, channels: int = 1) -> bytes:
    """Samples, -1 to 1, as a file."""
    layout = {1: "mono", 2: "stereo"}[channels]
    sample_format = "fltp" if codec == "aac" else "flt"
    target = io.BytesIO()
    with av.open(target, "w", format=container) as writer:
        stream = writer.add_stream(codec, rate=RATE, layout=layout)
        assert isinstance(stream, av.AudioStream)
        both = np.repeat(samples.astype(np.float32), channels).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(both, "flt", layout)
        frame.sample_rate = RATE
        resampler = av.AudioResampler(sample_format, layout, RATE)
        for part in resampler.resample(frame):
            writer.mux(stream.encode(part))
        writer.mux(stream.encode(None))
    return target.getvalue()
