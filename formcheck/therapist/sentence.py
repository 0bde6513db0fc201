"""A page that says one thing: what is not there, or cannot be done, and where to go on."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import HTMLResponse

from formcheck.errors import FullDiskError, InputError, OutputError, UsageError
from formcheck.therapist.desk import Desk
from formcheck.therapist.environment import render
from formcheck.words.catalogue import Words

_FULL, _UNKEPT, _WRONG = 507, 500, 422


def sentence_page(words: Words, key: str, status: int, *, why: str = "", **values: object) -> HTMLResponse:
    """The page with the text of a key.

    Args:
        words: words of the page.
        key: of the sentence.
        status: of the answer.
        why: what an error says itself, in English.
        values: fill the sentence's placeholders.
    """
    page = render("sentence.html.j2", words, text=words.text(key, **values), why=why)
    return HTMLResponse(page, status)


def error_page(desk: Desk) -> Callable[[Request, Exception], HTMLResponse]:
    """What answers a request whose page met an error of ours: a full disk, a store that is busy, ..."""

    def answer(request: Request, error: Exception) -> HTMLResponse:
        words = desk.words(request)
        if isinstance(error, FullDiskError):
            return sentence_page(words, "therapist.error.full", _FULL)
        if isinstance(error, OutputError):
            return sentence_page(words, "therapist.error.unkept", _UNKEPT, why=str(error))
        wrong = isinstance(error, UsageError | InputError)
        return sentence_page(words, "therapist.error", _WRONG if wrong else _UNKEPT, why=str(error))

    return answer
