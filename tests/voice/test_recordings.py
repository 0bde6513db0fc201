"""The recordings in the package: one for each sentence, of its words, heard, and no longer than reckoned."""

from __future__ import annotations

import io
import shutil
import wave
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.coach.speech import spoken_s
from formcheck.coach.tones import Tone
from formcheck.voice.decode import GAP_S, RATE, samples_of, wav_of
from formcheck.voice.recordings import ENDING, FOLDER, MANIFEST, lacking, read_manifest, recorded, recordings
from formcheck.voice.sentences import Sentence, digest_of, sentences
from formcheck.voice.tones import NAMES, tone_file
from formcheck.words.catalogue import LANGUAGES, Lang
from tools.voice import __main__ as tool

MOST_MB = 8
LATE_S = 0.5
"""A recording may be longer than the coach reckons with by the silence before the next sentence."""
COMMAND = "python -m tools.voice"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_a_recording_of_its_words(language: Lang) -> None:
    missing = [f"{sentence.key}: {sentence.text!r}" for sentence in lacking(language)]
    assert not missing, f"no recording in {language}, renew them with `{COMMAND}`: {missing}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_and_manifest_agree(language: Lang) -> None:
    folder = FOLDER / language
    entries = read_manifest(folder)["recordings"]
    assert {path.name for path in folder.iterdir()} == {
        MANIFEST,
        *(f"{digest}{ENDING}" for digest in entries),
    }
    assert [d for d, entry in entries.items() if d != digest_of(language, entry["text"])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_recordings_are_heard_for_as_long_as_the_manifest_says(language: Lang) -> None:
    some = list(recordings(language).values())[::6]
    for path, seconds in some:
        samples = samples_of(path).astype(float) / 32768
        assert abs(len(samples) / RATE - seconds) < 0.05, path.name
        loud = np.sqrt(np.mean(samples**2))
        assert 0.03 < loud < 0.4, path.name
        assert np.abs(samples).max() < 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_recording_takes_no_longer_than_the_coach_reckons_with(language: Lang) -> None:
    whole = [s for s in sentences(language) if not s.part]
    known = recordings(language)
    late = [(s.text, known[s.digest].seconds) for s in whole if s.digest in known]
    assert [(text, seconds) for text, seconds in late if seconds > spoken_s(text) + LATE_S] == []


def test_parts_are_joined_with_short_gaps() -> None:
    parts = ("20", "100")
    found = recorded("nl", parts)
    assert found is not None
    assert recorded("nl", ("20", "these words are nobody's")) is None
    with wave.open(io.BytesIO(wav_of([recording.path for recording in found]))) as file:
        seconds = file.getnframes() / file.getframerate()
    assert seconds == pytest.approx(sum(recording.seconds for recording in found) + GAP_S, abs=0.05)


def test_what_is_no_recording_is_told_so() -> None:
    with pytest.raises(ValueError, match="is no recording"):
        samples_of(FOLDER / "nl" / MANIFEST)


def test_the_recordings_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < MOST_MB * 1e6


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng, which records")
def test_only_a_changed_word_is_spoken_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: tuple[Sentence, ...] = (
        Sentence("nl", "coach.a", "Adem rustig door"),
        Sentence("nl", "number.7", "7"),
    )
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    monkeypatch.setattr(tool, "sentences", lambda _: said)
    assert tool.renew("nl")[:2] == (2, 2)
    before = {path.name: path.read_bytes() for path in (tmp_path / "nl").iterdir()}
    said = (Sentence("nl", "coach.a", "Adem nu door"), said[1])
    assert tool.renew("nl")[:2] == (1, 2)
    after = {path.name: path.read_bytes() for path in (tmp_path / "nl").iterdir()}
    assert before[f"{said[1].digest}{ENDING}"] == after[f"{said[1].digest}{ENDING}"]
    assert len(after) == 3
    assert read_manifest(tmp_path / "nl")["recordings"][said[0].digest]["text"] == "Adem nu door"


def test_tones_differ_in_rhythm_or_direction_and_not_only_in_pitch() -> None:
    told = {tone: heard_in(samples_of(tone_file(tone)).astype(float)) for tone in Tone}
    assert told == {
        Tone.START: (2, "up"),
        Tone.COUNT: (1, "level"),
        Tone.GOOD: (3, "up"),
        Tone.CORRECTION: (2, "level"),
        Tone.END: (3, "down"),
    }
    assert set(NAMES) == set(Tone)
    assert all(a != b for (_, a), (_, b) in combinations(told.items(), 2))


def heard_in(samples: NDArray[np.float64]) -> tuple[int, str]:
    """Number of notes of a tone, and whether they rise."""
    window = RATE // 50
    blocks = samples[: len(samples) // window * window].reshape(-1, window)
    pitches = [float(np.argmax(np.abs(np.fft.rfft(b * np.hanning(window), RATE)))) for b in blocks]
    loud = np.sqrt((blocks**2).mean(1))
    begins = [1]  # the first block holds the encoder's delay
    begins += [at for at in range(4, len(loud)) if loud[at] > 1.3 * loud[at - 1]]
    begins = [at for at, before in zip(begins, [-9, *begins], strict=False) if at - before > 2]
    starts = [pitches[min(at + 1, len(pitches) - 1)] for at in begins]
    step = starts[-1] / starts[0]
    return len(starts), "up" if step > 1.1 else "down" if step < 0.9 else "level"
