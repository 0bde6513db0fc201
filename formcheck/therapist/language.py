"""The choice of the pages' language, which each browser keeps itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import URL

from formcheck.practice.require import anybody
from formcheck.therapist.desk import LANG_COOKIE
from formcheck.words.catalogue import LANGUAGES

LANGUAGE = "/therapist/language"
YEAR_S = 365 * 86400


def language_router() -> APIRouter:
    """The route. It is for everybody: nothing here changes but a cookie of the browser that asks."""
    router = APIRouter()

    @router.post("/language", dependencies=[Depends(anybody)])
    def language(request: Request, lang: Annotated[str, Form()] = "") -> Response:
        answer = RedirectResponse(_page_before(request), 303)
        if lang in LANGUAGES:
            answer.set_cookie(
                LANG_COOKIE, lang, max_age=YEAR_S, path="/therapist", samesite="strict", httponly=True
            )
        return answer

    return router


def _page_before(request: Request) -> str:
    """The page that a form was sent from, if it is a therapist's; only its path counts, no other site."""
    try:
        came = URL(request.headers.get("referer", ""))
        return str(came.replace(scheme="", netloc="", fragment="")) if _ours(came) else "/therapist/"
    except ValueError:  # no address at all
        return "/therapist/"


def _ours(came: URL) -> bool:
    return came.path.startswith("/therapist/")
