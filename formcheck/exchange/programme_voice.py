"""Which sentences of somebody's voice a programme takes along."""

from __future__ import annotations

from sqlalchemy.orm import Session

from formcheck.coach.own_sentences import own_sentences
from formcheck.errors import FormcheckError
from formcheck.visits.own_voice import Voice, own_voice
from formcheck.visits.programmes import programme_of
from formcheck.visits.schema import ProgrammeVersion
from formcheck.words.catalogue import LANGUAGES


def programme_voice(session: Session, account: str, version: ProgrammeVersion, lang: str) -> Voice | None:
    """What somebody has recorded of the sentences that can be said in a programme, as they are worded now.

    Args:
        session: it reads.
        account: whose voice; "" on a machine without accounts.
        version: of the programme.
        lang: language of the patient.

    Returns:
        None where nothing is recorded, or this formcheck cannot read the programme.
    """
    language = next((one for one in LANGUAGES if one == lang), LANGUAGES[0])
    try:
        said = own_sentences(programme_of(version), language)
    except FormcheckError:
        return None
    voice = own_voice(session, account, language, {one.digest for one in said})
    return voice if voice.sentences else None
