"""`Desk`: what every page of the therapist works on."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import ColumnElement

from formcheck.practice.bindings import visible
from formcheck.practice.carried import account_of, principal_of
from formcheck.visits.blind import Judge
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

    def judge(self, request: Request) -> Judge:
        """Who judges: the account that a route has let in, None on a machine without accounts."""
        return account_of(request)

    def among(self, request: Request) -> ColumnElement[bool]:
        """The condition on `Patient` that who asks sees them: all, on a machine without accounts."""
        return visible(principal_of(request))

    def words(self, request: Request) -> Words:
        """The words of a request: the language chosen on the pages, else the browser's, else Dutch."""
        chosen = request.cookies.get(LANG_COOKIE, "")
        asked = [
            part.split(";")[0].strip()[:2] for part in request.headers.get("accept-language", "").split(",")
        ]
        return Words(next((lang for lang in (chosen, *asked) if lang in LANGUAGES), LANGUAGES[0]))
