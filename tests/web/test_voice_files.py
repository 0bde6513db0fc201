"""What the page plays, as the server gives it: Opus, WAV for browsers without it, and nothing else."""

from __future__ import annotations

import io
import wave

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from formcheck.voice.recordings import recording_of
from formcheck.voice.tones import NAMES
from formcheck.web.voice_files import nobodys_voice, voice_router
from formcheck.words.catalogue import LANGUAGES, Words


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(voice_router(nobodys_voice))
    return TestClient(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_is_found_by_its_text_and_given_in_both_formats(client: TestClient, language: str) -> None:
    text = Words(language).text("coach.rest")
    index = client.get(f"/voice/{language}.json").json()
    assert index["own"] == {}
    assert set(index["tones"]) == set(NAMES)
    address, known = index["packaged"][text], recording_of(language, text)
    assert known is not None
    opus = client.get(f"/{address}.opus")
    assert opus.content.startswith(b"OggS")
    assert opus.headers["content-type"] == "audio/ogg"
    plain = client.get(f"/{address}.wav")
    assert plain.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(plain.content)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(known.seconds, abs=0.05)


def test_the_therapists_recordings_are_listed_by_text() -> None:
    app = FastAPI()
    app.include_router(voice_router(lambda lang: {"Goed.": f"voice/own/{lang}/1"}))
    assert TestClient(app).get("/voice/nl.json").json()["own"] == {"Goed.": "voice/own/nl/1"}


@pytest.mark.parametrize(
    "path",
    ["de.json", "nl/manifest.json", "de/count.opus", "nl/0000000000000000.opus",
     "nl/..%2f..%2fsentences.py", "tones/boom.opus", "tones/count.mp3", "tones/count"],
)  # fmt: skip
def test_other_names_lead_nowhere(client: TestClient, path: str) -> None:
    assert client.get(f"/voice/{path}").status_code == 404
