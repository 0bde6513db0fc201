"""A spoken sentence: what a browser recorded is decoded, trimmed, levelled and kept as Opus in WebM.

Browsers record in different formats (Chromium and Firefox Opus, older Safari AAC), and people start and stop
at different moments and loudness. All that is kept is one mono stream of Opus, which every browser plays:
nothing else of what was sent, no name, date or program in the file.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from numpy.typing import NDArray

from formcheck.errors import InputError

MIME = "audio/webm"
"""Of what is kept."""
MOST_BYTES = 200_000
"""Of a recording as a browser sends it: eight seconds take a fifth of it."""
MOST_KEPT_BYTES = 60_000
"""Of a sentence as it is kept: five seconds take about 20,000."""
MOST_RECORDED_S = 12.0
"""Of a recording with the silence around it, seconds; a page stops it earlier."""
LONGEST_S = 5.0
"""Of a sentence without the silence around it. Sentences are made for 4 s at 14 characters a second
(`tests/coach/test_spoken_words.py`); who reads calmly, at 11, needs five."""
SHORTEST_S = 0.15
RATE = 48_000
"""Samples a second; Opus knows no other of this width."""
BITS_PER_S = 32_000
"""Opus holds full speech at this rate (RFC 6716, 2.1.1: 28 to 40 kbit/s for fullband speech)."""
_STEP_S = 0.02
_PACKET_S = 0.1
"""Opus is decoded in whole packets, of 60 ms at the most."""
_BEFORE_S, _AFTER_S = 0.06, 0.12
"""Silence that stays before and after the sentence, so that no consonant is cut."""
_SILENT, _UNDER_PEAK = 10 ** (-50 / 20), 10 ** (-32 / 20)
"""A loudest step below -50 dB of full scale is silence; what is more than 32 dB below the loudest step is not
speech: the range of levels that speech is made of is 30 dB (ANSI S3.5-1997, speech intelligibility index)."""
_OVER_NOISE, _NOISE_UNDER_PEAK = 10 ** (6 / 20), 10 ** (-20 / 20)
"""In a room with a noise, as of a fan, what is less than 6 dB above it is no speech. A noise is what a tenth
of the recording stays below; it counts up to 20 dB below the loudest step."""
_TARGET, _MOST_GAIN, _MOST_PEAK = 10 ** (-20 / 20), 10 ** (24 / 20), 10 ** (-1 / 20)
"""Loudness (RMS) of the spoken steps, the largest gain, and the largest peak: all sentences are alike."""
_FORMATS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (4, b"ftyp", "mov"),
    (0, b"OggS", "ogg"),
)
"""Offset and bytes by which a format is known, and its name in FFmpeg: no other format is tried."""


class SpokenError(InputError):
    """A recording that is not kept.

    Attributes:
        why: "format" (no recording of a browser, or damaged), "large", "silent", "long" or "short".
    """

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(*_TOLD[why])


_TOLD = {
    "format": ("This is not a recording of a microphone, or it is damaged", "Record it again"),
    "large": (f"The recording is larger than {MOST_BYTES // 1000} kB", "Record it again, shorter"),
    "silent": ("Nothing is heard in the recording", "See whether the microphone is on, and record it again"),
    "long": (f"The sentence takes longer than {LONGEST_S:g} seconds", "Say it a little faster"),
    "short": ("The recording is too short to be a sentence", "Record it again"),
}


@dataclass(frozen=True, slots=True)
class SpokenClip:
    """A sentence as it is kept.

    Attributes:
        audio: `MIME`, one mono stream of Opus.
        seconds: how long it is.
    """

    audio: bytes
    seconds: float


def spoken_clip(recorded: bytes) -> SpokenClip:
    """The sentence in a recording of a browser: without the silence around it, as loud as all others.

    Args:
        recorded: WebM, Ogg or MP4 with sound.

    Raises:
        SpokenError: it cannot be kept, with the reason.
    """
    if len(recorded) > MOST_BYTES:
        raise SpokenError("large")
    samples = _levelled(_trimmed(_decoded(recorded)))
    return SpokenClip(_encoded(samples), round(len(samples) / RATE, 3))


def check_clip(audio: bytes) -> float:
    """Look at a sentence that came from elsewhere: it has to be as `spoken_clip` makes it.

    Returns:
        How long it is, seconds.

    Raises:
        SpokenError: it is something else, damaged, too large or too long.
    """
    if len(audio) > MOST_KEPT_BYTES:
        raise SpokenError("large")
    if not audio.startswith(_FORMATS[0][1]):
        raise SpokenError("format")
    seconds = 0.0
    with _opened(audio) as (container, sound):
        if sound.codec_context.name != "opus" or sound.codec_context.channels != 1:
            raise SpokenError("format")
        for frame in container.decode(sound):
            seconds += frame.samples / frame.sample_rate
            if seconds > LONGEST_S + _BEFORE_S + _AFTER_S + _PACKET_S:
                raise SpokenError("long")
    if seconds < SHORTEST_S:
        raise SpokenError("short")
    return round(seconds, 3)


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[tuple[InputContainer, av.AudioStream]]:
    """The one stream of sound in a recording; whatever FFmpeg finds wrong while it is read is told."""
    kind = next((kind for at, mark, kind in _FORMATS if data[at : at + len(mark)] == mark), None)
    if kind is None:
        raise SpokenError("format")
    try:
        with av.open(io.BytesIO(data), "r", format=kind) as container:
            if len(container.streams) != 1 or len(container.streams.audio) != 1:
                raise SpokenError("format")
            sound = container.streams.audio[0]
            if not sound.codec_context:  # FFmpeg has no decoder for it
                raise SpokenError("format")
            yield container, sound
    except (FFmpegError, ValueError, OSError, ArithmeticError) as error:
        raise SpokenError("format") from error


def _decoded(data: bytes) -> NDArray[np.float32]:
    """The sound as mono samples, -1 to 1."""
    pieces: list[NDArray[np.float32]] = []
    seconds = 0.0
    with _opened(data) as (container, sound):
        resampler = av.AudioResampler("flt", "mono", RATE)
        for frame in container.decode(sound):
            pieces += map(_samples, resampler.resample(frame))
            seconds += frame.samples / frame.sample_rate
            if seconds > MOST_RECORDED_S:
                raise SpokenError("long")
        pieces += map(_samples, resampler.resample(None))
    samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    if not np.isfinite(samples).all():
        raise SpokenError("format")
    if len(samples) < SHORTEST_S * RATE:
        raise SpokenError("short")
    return samples


def _samples(frame: av.AudioFrame) -> NDArray[np.float32]:
    return frame.to_ndarray().reshape(-1).astype(np.float32)


def _loudness(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """RMS of each step of `_STEP_S`."""
    width = int(_STEP_S * RATE)
    whole = samples[: len(samples) // width * width].reshape(-1, width).astype(np.float64)
    loud: NDArray[np.float64] = np.sqrt((whole**2).mean(axis=1))
    return loud


def _trimmed(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    loud = _loudness(samples)
    peak = float(loud.max())
    if peak < _SILENT:
        raise SpokenError("silent")
    noise = min(_OVER_NOISE * float(np.percentile(loud, 10)), peak * _NOISE_UNDER_PEAK)
    spoken = np.flatnonzero(loud > max(_SILENT, peak * _UNDER_PEAK, noise))
    first, last = float(spoken[0]) * _STEP_S, float(spoken[-1] + 1) * _STEP_S
    if last - first > LONGEST_S:
        raise SpokenError("long")
    if last - first < SHORTEST_S:
        raise SpokenError("short")
    start, end = max(0.0, first - _BEFORE_S), last + _AFTER_S
    return samples[int(start * RATE) : int(end * RATE)]


def _levelled(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    loud = _loudness(samples)
    spoken = loud[loud > loud.max() * _UNDER_PEAK]
    gain = min(_TARGET / float(np.sqrt((spoken**2).mean())), _MOST_GAIN)
    gain = min(gain, _MOST_PEAK / max(float(np.abs(samples).max()), 1e-6))
    fade = np.ones(len(samples), np.float32)
    edge = int(0.01 * RATE)
    fade[:edge] = np.linspace(0, 1, edge, dtype=np.float32)
    fade[-edge:] = fade[:edge][::-1]
    return (samples * np.float32(gain) * fade).astype(np.float32)


def _encoded(samples: NDArray[np.float32]) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format="webm", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = BITS_PER_S
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "flt", "mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()
