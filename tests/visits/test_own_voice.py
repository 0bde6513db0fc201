"""The therapist's own voice in the store, on both databases: kept, replaced, taken along, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.media.spoken import SpokenClip
from formcheck.visits.deletion import delete_patient
from formcheck.visits.heard_voice import heard_audio, heard_sentences, patient_voice, take_voice
from formcheck.visits.own_voice import (
    Voice,
    VoicedSentence,
    count_recorded,
    delete_own_voice,
    delete_sentence,
    keep_sentence,
    own_audio,
    own_voice,
    recorded_sentences,
)
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW
from tests.support.store_places import on_both, place_of

ANNA, BRAM = "a" * 32, "b" * 32
FIRST, SECOND = "1" * 16, "2" * 16
SOUND = b"the sound of a voice, which must not be found afterwards"


@pytest.fixture
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VisitStore]:
    with VisitStore(place_of(request, tmp_path / "store"), now=lambda: NOW) as one:
        yield one


def said(sentence: str, digest: str, audio: bytes = SOUND) -> VoicedSentence:
    return VoicedSentence(sentence, digest, SpokenClip(audio, 1.5))


@on_both("store")
def test_a_voice_belongs_to_one_account_and_language(store: VisitStore) -> None:
    with store.writing() as session:
        keep_sentence(session, ANNA, "nl", said("coach.go", FIRST), NOW)
        keep_sentence(session, ANNA, "en", said("coach.go", SECOND, b"english"), NOW)
        keep_sentence(session, BRAM, "nl", said("coach.go", FIRST, b"bram"), NOW)
    with store.reading() as session:
        assert own_audio(session, ANNA, "nl", FIRST) == SOUND
        assert own_audio(session, BRAM, "nl", FIRST) == b"bram"
        assert own_audio(session, "", "nl", FIRST) is None
        assert (count_recorded(session, ANNA), count_recorded(session, BRAM)) == (2, 1)
        assert recorded_sentences(session, ANNA, "nl")["coach.go"].seconds == 1.5
        assert own_voice(session, ANNA, "nl", {SECOND}).sentences == (), "other words are left out"
        (found,) = own_voice(session, ANNA, "nl", {FIRST, SECOND}).sentences
        assert (found.sentence, found.clip.audio) == ("coach.go", SOUND)


@on_both("store")
def test_one_recording_for_the_same_words_and_for_the_same_sentence(store: VisitStore) -> None:
    with store.writing() as session:
        keep_sentence(session, ANNA, "nl", said("fault.sag.cue", FIRST), NOW)
        keep_sentence(session, ANNA, "nl", said("fault.pike.cue", FIRST, b"again"), NOW)  # the same words
        keep_sentence(session, ANNA, "nl", said("fault.pike.cue", SECOND, b"anew"), NOW)  # they have changed
    with store.reading() as session:
        assert recorded_sentences(session, ANNA, "nl").keys() == {"fault.pike.cue"}
        assert own_audio(session, ANNA, "nl", SECOND) == b"anew"
    with store.writing() as session:
        assert delete_sentence(session, ANNA, "nl", "fault.pike.cue", FIRST), "that of the earlier words goes"
        assert not delete_sentence(session, ANNA, "nl", "fault.pike.cue", FIRST)


@on_both("store")
def test_all_of_a_voice_goes_to_the_last_byte(store: VisitStore) -> None:
    with store.writing() as session:
        keep_sentence(session, ANNA, "nl", said("coach.go", FIRST), NOW)
        keep_sentence(session, BRAM, "nl", said("coach.go", FIRST, b"bram"), NOW)
    assert delete_own_voice(store, ANNA) == 1
    with store.reading() as session:
        assert (count_recorded(session, ANNA), count_recorded(session, BRAM)) == (0, 1)
    left = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert SOUND not in left


@on_both("store")
def test_a_patient_hears_the_voice_of_the_newest_file_and_it_goes_with_them(store: VisitStore) -> None:
    with store.writing() as session:
        own = store.own_patient(session)
        other = Patient(name="Somebody else", created_at=NOW)
        session.add(other)
        session.flush()
        take_voice(session, own.id, Voice("nl", (said("coach.go", FIRST), said("coach.rest", SECOND))), NOW)
        take_voice(session, other.id, Voice("nl", (said("coach.go", "3" * 16),)), NOW)
    with store.reading() as session:
        assert heard_sentences(session, "nl") == {FIRST, SECOND}
        assert heard_sentences(session, "en") == frozenset()
        assert heard_audio(session, "nl", FIRST) == SOUND
        assert heard_audio(session, "nl", "3" * 16) is None, "of another patient"
    with store.writing() as session:
        keep_sentence(session, "", "nl", said("coach.go", FIRST, b"recorded here"), NOW)
        keep_sentence(session, "", "nl", said("coach.ready", "4" * 16, b"recorded here"), NOW)
        keep_sentence(session, ANNA, "nl", said("coach.done", "5" * 16, b"of an account"), NOW)
    with store.reading() as session:
        assert heard_sentences(session, "nl") == {FIRST, SECOND}
        assert heard_sentences(session, "nl", own=True) == {FIRST, SECOND, "4" * 16}
        assert heard_audio(session, "nl", FIRST, own=True) == SOUND, "the programme's goes before"
        assert heard_audio(session, "nl", "4" * 16, own=True) == b"recorded here"
        assert heard_audio(session, "nl", "4" * 16) is None
    with store.writing() as session:
        take_voice(session, own.id, Voice("nl", (said("coach.go", FIRST, b"newer"),)), NOW)
    with store.reading() as session:
        assert heard_sentences(session, "nl") == {FIRST}
        assert heard_audio(session, "nl", FIRST) == b"newer"
    delete_patient(store, own.id)
    with store.reading() as session:
        assert (patient_voice(session, own.id), patient_voice(session, other.id)) == (0, 1)
