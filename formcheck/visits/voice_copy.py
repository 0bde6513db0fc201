"""A copy of everything that somebody has recorded of their own voice, as a zip."""

from __future__ import annotations

import io
import json
import zipfile

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from formcheck.visits.voice_schema import OwnSentence

_TIME = (1980, 1, 1, 0, 0, 0)


def voice_copy(session: Session, account: str) -> bytes:
    """All recordings of somebody: a file of sound for each sentence, and `sentences.json` that says when.

    Args:
        session: it reads.
        account: key of the account; "" on a machine without accounts.
    """
    query = select(OwnSentence).where(OwnSentence.account_id == account).options(undefer(OwnSentence.audio))
    rows = session.scalars(query.order_by(OwnSentence.lang, OwnSentence.sentence)).all()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        about = [
            {
                "lang": row.lang,
                "sentence": row.sentence,
                "file": _name(row),
                "seconds": row.seconds,
                "recorded_at": row.recorded_at.isoformat(timespec="seconds"),
                "text_digest": row.text_digest,
            }
            for row in rows
        ]
        archive.writestr(zipfile.ZipInfo("sentences.json", _TIME), json.dumps(about, indent=1))
        for row in rows:
            archive.writestr(zipfile.ZipInfo(_name(row), _TIME), row.audio)
    return target.getvalue()


def _name(row: OwnSentence) -> str:
    return f"{row.lang}/{row.sentence}.webm"
