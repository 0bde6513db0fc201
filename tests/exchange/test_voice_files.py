"""The therapist's voice in a programme file: there and back, and nothing that is none gets in."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.exchange.import_visits import import_file
from formcheck.exchange.programme_file import (
    MAX_BYTES,
    pack_programme,
    pack_programme_text,
    unpack_programme,
)
from formcheck.exchange.programme_voice import programme_voice
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.take_programme import take_programme
from formcheck.media.spoken import SpokenClip, spoken_clip
from formcheck.visits.heard_voice import heard_audio, heard_sentences
from formcheck.visits.own_voice import Voice, VoicedSentence, keep_sentence
from formcheck.visits.programmes import add_version, in_force
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from formcheck.voice.sentences import Sentence, sentences
from tests.support.practice import NOW
from tests.support.programmes import CONTENT, programme_content
from tests.support.spoken_sounds import recorded
from tests.support.store_places import on_both

GO, REST, LIE = "coach.go", "coach.rest", "coach.lie.left"


def sentence(key: str) -> Sentence:
    return next(one for one in sentences("nl") if one.key == key)


def voiced(key: str, pitch: float) -> VoicedSentence:
    return VoicedSentence(key, sentence(key).digest, spoken_clip(recorded(spoken_s=0.5, pitch=pitch)))


VOICE = Voice("nl", (voiced(GO, 200), voiced(REST, 300)))


def test_what_leaves_with_a_voice_is_what_comes_back() -> None:
    content = programme_content(voice=VOICE)
    back = unpack_programme(pack_programme(content))
    assert back.voice is not None
    assert [(s.sentence, s.text_digest, s.clip.audio) for s in back.voice.sentences] == [
        (s.sentence, s.text_digest, s.clip.audio) for s in VOICE.sentences
    ]
    assert unpack_programme(pack_programme_text(content)).voice is None, "a code has no room for it"


def test_a_file_without_a_voice_is_one_that_an_earlier_formcheck_reads() -> None:
    table = json.loads(pack_programme(programme_content()))
    assert table["format_version"] == 1
    assert "voice" not in table
    assert json.loads(pack_programme(programme_content(voice=VOICE)))["format_version"] == 2


@on_both("receiver")
def test_the_patient_keeps_the_voice_that_came_last(receiver: VisitStore) -> None:
    taken = take_programme(receiver, unpack_programme(pack_programme(programme_content(voice=VOICE))))
    assert (taken.same, taken.voiced) == (False, 2)
    again = take_programme(receiver, programme_content())  # from paper
    assert (again.same, again.voiced) == (True, None)
    with receiver.reading() as session:
        assert heard_sentences(session, "nl") == {sentence(GO).digest, sentence(REST).digest}
    fewer = programme_content(voice=Voice("nl", VOICE.sentences[:1]))
    assert take_programme(receiver, fewer).voiced == 1
    with receiver.reading() as session:
        assert heard_sentences(session, "nl") == {sentence(GO).digest}
        assert heard_audio(session, "nl", sentence(GO).digest) == VOICE.sentences[0].clip.audio


def one(**changes: object) -> Callable[[dict[str, Any]], None]:
    def change(voice: dict[str, Any]) -> None:
        audio = changes.pop("sound", None)
        if isinstance(audio, bytes):
            changes["audio"] = base64.b64encode(audio).decode()
            changes["sha256"] = hashlib.sha256(audio).hexdigest()
        voice["sentences"][1].update(changes)

    return change


@pytest.mark.parametrize(
    "spoil",
    [
        one(sound=b"no sound at all"),
        one(sound=recorded("mp4")),
        one(sound=recorded(spoken_s=7)),
        one(sound=VOICE.sentences[0].clip.audio[:200]),
        one(sound=bytes(200_000)),
        one(audio=base64.b64encode(recorded()).decode()),  # another sound than its digest tells
        one(audio="***"),
        one(sentence="../../etc/passwd"),
        one(sentence="x" * 200),
        one(text_digest="no digest"),
        one(sentence=GO),  # twice
        lambda voice: voice.update(lang="de"),
        lambda voice: voice.update(sentences=voice["sentences"] * 301),
        lambda voice: voice.update(sentences=None),
    ],
)
def test_a_voice_that_is_none_is_refused_and_costs_nothing(
    spoil: Callable[[dict[str, Any]], None], tmp_path: Path
) -> None:
    table = json.loads(pack_programme(programme_content(voice=VOICE, programme_id="d4" * 16)))
    spoil(table["voice"])
    with VisitStore(tmp_path / "home", now=lambda: NOW) as home:
        take_programme(home, programme_content(voice=VOICE))
        with pytest.raises(ExchangeError) as error:
            take_programme(home, unpack_programme(json.dumps(table).encode()))
        assert error.value.why == "programme_voice"
        assert "\n" not in str(error.value)
        version = in_force(home).version
        assert version is not None
        assert version.id == "b2" * 16
        with home.reading() as session:
            assert len(heard_sentences(session, "nl")) == 2


def test_room_for_a_voice_is_no_room_for_a_longer_programme() -> None:
    table = json.loads(pack_programme(programme_content(voice=VOICE)))
    table["patient"] = "x" * MAX_BYTES
    with pytest.raises(ExchangeError) as error:
        unpack_programme(json.dumps(table).encode())
    assert error.value.why == "programme_not"


def test_a_newer_field_of_the_voice_says_so() -> None:
    table = json.loads(pack_programme(programme_content(voice=VOICE)))
    table["voice"]["mood"] = "kind"
    with pytest.raises(ExchangeError) as error:
        unpack_programme(json.dumps(table).encode())
    assert error.value.why == "programme_newer"


def test_a_programme_takes_along_what_it_can_say_in_the_words_of_today(tmp_path: Path) -> None:
    sound = SpokenClip(b"sound", 1.0)
    with VisitStore(tmp_path, now=lambda: NOW) as store, store.writing() as session:
        patient = Patient(name="Anna", created_at=NOW)
        session.add(patient)
        session.flush()
        version = add_version(session, patient.id, programme_content(content=CONTENT).programme, NOW)
        plank = add_version(
            session, patient.id, programme_content(content={"items": [{"exercise": "plank"}]}).programme, NOW
        )
        assert programme_voice(session, "", version, "nl") is None, "nothing is recorded"
        for key, digest in ((GO, sentence(GO).digest), (LIE, sentence(LIE).digest), (REST, "0" * 16)):
            keep_sentence(session, "", "nl", VoicedSentence(key, digest, sound), NOW)
        keep_sentence(session, "a" * 32, "nl", VoicedSentence(REST, sentence(REST).digest, sound), NOW)
        for of, wanted in ((version, {GO, LIE}), (plank, {GO})):
            voice = programme_voice(session, "", of, "nl")
            assert voice is not None
            assert {said.sentence for said in voice.sentences} == wanted
        assert programme_voice(session, "", version, "en") is None


def test_a_copy_of_everything_has_the_voice(tmp_path: Path) -> None:
    with VisitStore(tmp_path / "home", now=lambda: NOW) as home:
        take_programme(home, programme_content(voice=VOICE))
        with home.reading() as session:
            own = session.scalars(select(Patient.id)).one()
        export_visits(home, Selection(own, everything=True), tmp_path / "all.formcheck")
    with zipfile.ZipFile(tmp_path / "all.formcheck") as archive:
        page = archive.read("index.html").decode()
    for said in VOICE.sentences:
        assert f"data:audio/webm;base64,{base64.b64encode(said.clip.audio).decode()}" in page
        assert sentence(said.sentence).text in page
    with VisitStore(tmp_path / "desk", now=lambda: NOW) as desk:
        assert import_file(desk, tmp_path / "all.formcheck").found == "new"
