"""A recording of a browser becomes a sentence, trimmed and levelled; what is none is refused, with why."""

from __future__ import annotations

import contextlib
import io
import random

import av
import numpy as np
import pytest

from formcheck.media.spoken import (
    LONGEST_S,
    MOST_BYTES,
    MOST_KEPT_BYTES,
    SpokenError,
    check_clip,
    spoken_clip,
)
from tests.support.spoken_sounds import KINDS, encoded, recorded


def rms(audio: bytes) -> float:
    """Loudness of the middle of a sentence, of full scale."""
    with av.open(io.BytesIO(audio), "r") as container:
        samples = np.concatenate([f.to_ndarray().reshape(-1) for f in container.decode(audio=0)])
    middle = samples[len(samples) // 4 : -len(samples) // 4].astype(float)
    return float(np.sqrt((middle**2).mean()))


@pytest.mark.parametrize("kind", KINDS)
def test_what_any_browser_records_becomes_the_same_kind_of_sentence(kind: str) -> None:
    clip = spoken_clip(recorded(kind))
    assert 1.0 <= clip.seconds < 1.35, "the silence around it is gone, and no consonant cut"
    assert check_clip(clip.audio) == pytest.approx(clip.seconds, abs=0.05)
    assert len(clip.audio) < MOST_KEPT_BYTES / 3


@pytest.mark.parametrize("noise", [0.001, 0.01])
def test_the_noise_of_a_room_is_no_part_of_the_sentence(noise: float) -> None:
    clip = spoken_clip(recorded(silence_s=2.5, noise=noise))
    assert 0.9 <= clip.seconds < 1.4


def test_soft_and_loud_sentences_become_alike() -> None:
    soft, loud = (rms(spoken_clip(recorded(peak=peak)).audio) for peak in (0.03, 0.8))
    assert 0.7 < soft / loud < 1.4


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "format"),
        (b"GIF89a" + bytes(500), "format"),
        (b"\x1aE\xdf\xa3" + bytes(500), "format"),
        (recorded()[:300], "format"),
        (recorded().replace(b"A_OPUS", b"A_NONE"), "format"),
        (bytes(MOST_BYTES + 1), "large"),
        (recorded(peak=0.0005), "silent"),
        (recorded(spoken_s=LONGEST_S + 0.5), "long"),
        (recorded(spoken_s=13), "long"),
        (recorded(spoken_s=0.05), "short"),
    ],
)
def test_what_is_no_sentence_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(SpokenError) as error:
        spoken_clip(data)
    assert error.value.why == why
    assert str(error.value)


def test_only_a_sentence_as_we_keep_it_comes_in_from_elsewhere() -> None:
    tone = np.sin(np.arange(48_000) / 40) / 4
    for other in (
        recorded("ogg"),
        recorded("mp4"),
        encoded(tone, "matroska", "aac"),
        encoded(tone, "webm", "libopus", channels=2),
        recorded(spoken_s=7),
        b"<html>",
        bytes(MOST_KEPT_BYTES + 1),
        spoken_clip(recorded()).audio[:60],
        spoken_clip(recorded()).audio.replace(b"A_OPUS", b"A_NONE"),
    ):
        with pytest.raises(SpokenError):
            check_clip(other)


def test_damage_of_any_kind_is_told_in_words() -> None:
    """Some bytes of the head and of the rest are others, or the end is missing."""
    lot = random.Random(5)
    sound = recorded(spoken_s=0.5)
    for data in 40 * (sound, recorded("mp4", spoken_s=0.5), recorded("ogg", spoken_s=0.5)):
        damaged = bytearray(data)
        for _ in range(lot.choice((1, 10, 40))):
            damaged[lot.randrange(min(len(damaged), lot.choice((60, 300, len(damaged)))))] = lot.randrange(
                256
            )
        for read in (spoken_clip, check_clip):
            with contextlib.suppress(SpokenError):
                read(bytes(damaged))


def test_a_film_with_a_picture_is_no_sentence() -> None:
    target = io.BytesIO()
    with av.open(target, "w", format="webm") as writer:
        stream = writer.add_stream("libvpx", rate=10)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for _ in range(3):
            writer.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        writer.mux(stream.encode(None))
    with pytest.raises(SpokenError):
        spoken_clip(target.getvalue())
