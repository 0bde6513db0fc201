"""The therapist's own voice in the therapist's store: recorded once, taken along by programmes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session, undefer

from formcheck.media.spoken import SpokenClip
from formcheck.visits.deletion import clean_up, mark_deleted
from formcheck.visits.open_store import OpenStore
from formcheck.visits.voice_schema import OwnSentence


@dataclass(frozen=True, slots=True)
class VoicedSentence:
    """A sentence with its sound.

    Attributes:
        sentence: its key.
        text_digest: digest of the words that were read.
        clip: the sound.
    """

    sentence: str
    text_digest: str
    clip: SpokenClip


@dataclass(frozen=True, slots=True)
class Voice:
    """Sentences of one language in somebody's voice."""

    lang: str
    sentences: tuple[VoicedSentence, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is known of a recorded sentence without its sound; attributes as of `OwnSentence`."""

    text_digest: str
    seconds: float
    recorded_at: datetime


def recorded_sentences(session: Session, account: str, lang: str) -> dict[str, Recorded]:
    """What somebody has recorded in a language, by the key of the sentence that it was recorded for.

    Args:
        session: it reads.
        account: key of the account; "" on a machine without accounts.
        lang: the language.
    """
    query = select(OwnSentence).where(*_of(account, lang))
    return {
        row.sentence: Recorded(row.text_digest, row.seconds, row.recorded_at)
        for row in session.scalars(query)
    }


def count_recorded(session: Session, account: str) -> int:
    """How many sentences somebody has recorded, in all languages."""
    query = select(func.count()).select_from(OwnSentence).where(OwnSentence.account_id == account)
    return session.scalar(query) or 0


def keep_sentence(session: Session, account: str, lang: str, said: VoicedSentence, now: datetime) -> None:
    """Keep a recording, in place of an earlier one of the same sentence or the same words."""
    _delete_words(session, account, lang, said.sentence, said.text_digest)
    session.add(
        OwnSentence(
            account_id=account,
            lang=lang,
            sentence=said.sentence,
            text_digest=said.text_digest,
            seconds=said.clip.seconds,
            audio=said.clip.audio,
            recorded_at=now,
        )
    )
    session.flush()


def own_audio(session: Session, account: str, lang: str, text_digest: str) -> bytes | None:
    """The sound of certain words that somebody has recorded."""
    own = _of(account, lang)
    return session.scalar(
        select(OwnSentence.audio).where(*own, OwnSentence.text_digest == text_digest).limit(1)
    )


def own_digests(session: Session, account: str, lang: str) -> frozenset[str]:
    """Digests of the words that somebody has recorded in a language."""
    return frozenset(session.scalars(select(OwnSentence.text_digest).where(*_of(account, lang))))


def delete_sentence(session: Session, account: str, lang: str, sentence: str, text_digest: str) -> bool:
    """Delete the recording of a sentence, also of its earlier words; False where there is none."""
    return _delete_words(session, account, lang, sentence, text_digest)


def delete_own_voice(store: OpenStore, account: str) -> int:
    """Delete all recordings of somebody, in all languages, so that no byte is left; gives how many.

    What has gone out with a programme is on the patient's machine.

    Raises:
        OutputError: the store cannot be written to; nothing was deleted then.
    """
    with store.writing() as session:
        count = count_recorded(session, account)
        session.execute(delete(OwnSentence).where(OwnSentence.account_id == account))
        mark_deleted(session)
    clean_up(store)
    return count


def own_voice(session: Session, account: str, lang: str, wanted: Collection[str]) -> Voice:
    """What somebody has recorded of certain sentences, as they are worded now.

    Args:
        session: it reads.
        account, lang: as of `recorded_sentences`.
        wanted: digests of their words; a recording of other words is left out.
    """
    query = select(OwnSentence).where(*_of(account, lang))
    rows = session.scalars(query.options(undefer(OwnSentence.audio)).order_by(OwnSentence.sentence))
    return Voice(
        lang,
        tuple(
            VoicedSentence(row.sentence, row.text_digest, SpokenClip(row.audio, row.seconds))
            for row in rows
            if row.text_digest in wanted
        ),
    )


def _of(account: str, lang: str) -> tuple[ColumnElement[bool], ...]:
    return (OwnSentence.account_id == account, OwnSentence.lang == lang)


def _delete_words(session: Session, account: str, lang: str, sentence: str, text_digest: str) -> bool:
    same = (OwnSentence.sentence == sentence) | (OwnSentence.text_digest == text_digest)
    gone = delete(OwnSentence).where(*_of(account, lang), same).returning(OwnSentence.sentence)
    if not session.execute(gone).all():
        return False
    mark_deleted(session)
    return True
