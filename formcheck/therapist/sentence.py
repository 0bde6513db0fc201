"""A page that says one thing: what is not there, or cannot be done, and where to go on."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from formcheck.therapist.environment import render
from formcheck.words.catalogue import Words


def sentence_page(
    words: Words, key: str, status: int, *, why: str = "", coach: bool = True, **values: object
) -> HTMLResponse:
    """The page with the text of a key.

    Args:
        words: words of the page.
        key: of the sentence.
        status: of the answer.
        why: what an error says itself, in English.
        coach: with a link to the live coach, where nobody has signed in.
        values: fill the sentence's placeholders.
    """
    page = render("sentence.html.j2", words, text=words.text(key, **values), why=why, coach=coach)
    return HTMLResponse(page, status)
