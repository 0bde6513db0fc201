"""The page of the therapist's own voice: sentences of the programme, saved, heard, out of date, deleted."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import delete

from formcheck.coach.own_sentences import own_sentences
from formcheck.coach.programme import Item, Programme
from formcheck.exchange.programme_file import unpack_programme
from formcheck.exchange.sealing import unlock
from formcheck.media.spoken import MIME, MOST_BYTES, SpokenClip, check_clip
from formcheck.practice.carried import AsOwner
from formcheck.therapist.desk import Desk
from formcheck.therapist.pages import therapist_router
from formcheck.therapist.trouble import say_troubles
from formcheck.visits.own_voice import VoicedSentence, count_recorded, keep_sentence, recorded_sentences
from formcheck.visits.programmes import add_version
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from formcheck.visits.voice_schema import OwnSentence
from formcheck.voice.sentences import Sentence, sentences
from tests.support.practice import NOW
from tests.support.spoken_sounds import recorded

PLANK = Programme(items=(Item(exercise="plank"),))
ROW = re.compile(r'<li data-key="([^"]+)" data-text="[^"]+" data-digest="(\w+)" data-state="(\w+)"')


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    """An empty store for all tests here."""
    with VisitStore(tmp_path_factory.mktemp("voice") / "store", now=lambda: NOW) as store:
        yield store


@pytest.fixture(scope="module")
def client(practice: VisitStore) -> TestClient:
    """The pages without the door."""
    app = FastAPI()
    say_troubles(app, Desk(practice))
    app.add_middleware(AsOwner)
    app.include_router(therapist_router(Desk(practice)))
    return TestClient(app, headers={"accept-language": "en"})


@pytest.fixture(autouse=True)
def _nothing_recorded(practice: VisitStore) -> Iterator[None]:
    yield
    with practice.writing() as session:
        session.execute(delete(OwnSentence))


@pytest.fixture
def address(practice: VisitStore) -> str:
    """The programme page of a new patient with a plank, in English."""
    with practice.writing() as session:
        patient = Patient(name="Piet", lang="en", created_at=NOW)
        session.add(patient)
        session.flush()
        add_version(session, patient.id, PLANK, NOW)
    return f"/therapist/patients/{patient.id}/programme"


def sentence(key: str = "coach.go") -> Sentence:
    return next(one for one in sentences("en") if one.key == key)


def save(client: TestClient, audio: bytes, key: str = "coach.go", digest: str = "") -> Response:
    return client.post(
        f"/therapist/voice/en/{key}",
        data={"digest": digest or sentence(key).digest},
        files={"audio": ("sentence", audio, "audio/webm;codecs=opus")},
    )


def states(page: str) -> dict[str, str]:
    return {key: state for key, _, state in ROW.findall(page)}


def test_the_sentences_of_the_programme_are_recorded_and_go_along(client: TestClient, address: str) -> None:
    page = client.get(f"{address}/voice")
    wanted = own_sentences(PLANK, "en")
    assert list(states(page.text)) == [one.key for one in wanted]
    assert f"All {len(wanted)} sentences" in page.text
    assert page.headers["permissions-policy"] == "camera=(), microphone=(self), geolocation=()"
    assert "permissions-policy" not in client.get(address).headers, "all other pages get the common one"
    assert client.get("/therapist/voice/en/coach.go").status_code == 404
    for kind in ("webm", "mp4", "ogg"):  # the last one takes the place of those before
        assert save(client, recorded(kind)).json()["kept"] is True
    sound = client.get("/therapist/voice/en/coach.go")
    assert sound.headers["content-type"] == MIME
    assert check_clip(sound.content) > 1
    assert states(client.get(f"{address}/voice").text)["coach.go"] == "recorded"
    voice = unpack_programme(client.get(f"{address}/file").content).voice
    assert voice is not None
    assert [(one.sentence, one.clip.audio) for one in voice.sentences] == [("coach.go", sound.content)]
    assert unpack_programme(client.get(f"{address}/file?voice=none").content).voice is None


def test_the_file_can_be_locked(client: TestClient, address: str, tmp_path: Path) -> None:
    save(client, recorded())
    fields = {"passphrase": "zeven groene fietsen", "again": "zeven groene fietsen"}
    (tmp_path / "locked").write_bytes(client.post(f"{address}/file", data=fields).content)
    unlock(tmp_path / "locked", tmp_path / "plain", fields["passphrase"])
    voice = unpack_programme((tmp_path / "plain").read_bytes()).voice
    assert voice is not None
    for odd in ({**fields, "again": "other"}, {"passphrase": "short", "again": "short"}):
        assert client.post(f"{address}/file", data=odd).status_code == 422
    assert unpack_programme(client.post(f"{address}/file").content).voice == voice


@pytest.mark.parametrize(
    ("audio", "digest", "why"),
    [
        (b"", "", "format"),
        (b"<script>", "", "format"),
        (bytes(MOST_BYTES + 1), "", "large"),
        (recorded(peak=0.0004), "", "silent"),
        (recorded(spoken_s=6), "", "long"),
        (recorded(), "0123456789abcdef", "changed"),
    ],
)
def test_what_cannot_be_kept_says_why(
    client: TestClient, practice: VisitStore, audio: bytes, digest: str, why: str
) -> None:
    answer = save(client, audio, digest=digest)
    assert (answer.status_code, answer.json()["why"]) == (422, why)
    assert answer.json()["text"].endswith(".")
    with practice.reading() as session:
        assert count_recorded(session, "") == 0


def test_a_sentence_that_is_worded_otherwise_is_out_of_date(
    client: TestClient, practice: VisitStore, address: str
) -> None:
    with practice.writing() as session:
        old = VoicedSentence("coach.go", "0" * 16, SpokenClip(b"earlier words", 1.0))
        keep_sentence(session, "", "en", old, NOW)
    page = client.get(f"{address}/voice").text
    assert states(page)["coach.go"] == "changed"
    assert "the wording has changed" in page
    assert "One sentence is worded otherwise since you recorded it." in page
    assert client.get("/therapist/voice/en/coach.go").status_code == 404
    assert unpack_programme(client.get(f"{address}/file").content).voice is None
    save(client, recorded())
    with practice.reading() as session:
        assert recorded_sentences(session, "", "en")["coach.go"].text_digest == sentence().digest
    assert states(client.get(f"{address}/voice").text)["coach.go"] == "recorded"


def test_one_and_all_are_deleted_and_a_copy_is_given(client: TestClient, practice: VisitStore) -> None:
    for key in ("coach.go", "coach.rest", "call.half"):
        save(client, recorded(), key)
    assert client.post("/therapist/voice/en/coach.rest/delete").status_code == 200
    assert client.get("/therapist/voice/en/coach.rest").status_code == 404
    with zipfile.ZipFile(io.BytesIO(client.get("/therapist/voice/copy").content)) as archive:
        about = json.loads(archive.read("sentences.json"))
        assert [one["file"] for one in about] == ["en/call.half.webm", "en/coach.go.webm"]
        assert all(check_clip(archive.read(one["file"])) for one in about)
    page = client.post("/therapist/voice/delete")
    assert "2 recordings were deleted." in page.text
    with practice.reading() as session:
        assert count_recorded(session, "") == 0


@pytest.mark.parametrize("path", ["en/nothing", "de/coach.go", "en/..%2F..", f"en/{'x' * 3000}"])
def test_what_is_no_sentence_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(f"/therapist/voice/{path}").status_code in (404, 422)
    assert client.post(f"/therapist/voice/{path}", data={"digest": ""}).status_code in (404, 405, 422)
    assert client.post(f"/therapist/voice/{path}/delete").status_code in (200, 404, 405)
