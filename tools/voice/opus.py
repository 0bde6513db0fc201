"""Writes samples as Opus in Ogg, with the encoder that PyAV brings."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler

from formcheck.voice.decode import samples_of
from tools.voice.speech import RATE, Samples

BITS_PER_S = 20_000
OPUS_RATE = 48_000


FULL, SOFTER = 32_767, 0.85
"""At few bits a sample may come out louder than it went in: a recording that would clip is made softer."""


def write_opus(path: Path, samples: Samples) -> float:
    """Write a file, all or nothing.

    Returns:
        Its length, seconds.
    """
    half = path.with_suffix(".half")
    half.write_bytes(_packed(samples))
    while np.abs(samples_of(half).astype(np.int32)).max(initial=0) >= FULL:
        samples = samples * np.float32(SOFTER)
        half.write_bytes(_packed(samples))
    half.replace(path)
    return len(samples) / RATE


def _packed(samples: Samples) -> bytes:
    packed = io.BytesIO()
    # Without "bitexact" each file would carry a random serial number and differ from the same one made again.
    with av.open(packed, "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=OPUS_RATE, layout="mono")
        stream.bit_rate = BITS_PER_S
        stream.options = {"application": "voip", "vbr": "on", "frame_duration": "40"}
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None, :]), format="flt", layout="mono"
        )
        frame.sample_rate = RATE
        resampler = AudioResampler(format="flt", layout="mono", rate=OPUS_RATE)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return packed.getvalue()
