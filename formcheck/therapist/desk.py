"""`Desk`: what every page of the therapist works on."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import LANGUAGES, Words

LANG_COOKIE = "formcheck-lang"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page works on.

    Attributes:
        store: the visits.
        tls: browsers reach the pages with TLS.
    """

    store: VisitStore
    tls: bool = False

    def words(self, request: Request) -> Words:
        """The words of a request: the language chosen on the pages, else the browser's, else Dutch."""
        chosen = request.cookies.get(LANG_COOKIE, "")
        asked = [
            part.split(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(",")
        ]
        return Words(next((lang for lang in (chosen, *asked) if lang in LANGUAGES), LANGUAGES[0]))
