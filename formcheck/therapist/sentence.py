"""A page that says one thing: what is not there, or cannot be done, and where to go on."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from formcheck.therapist.environment import render
from formcheck.words.catalogue import Words


def sentence_page(words: Words, key: str, status: int, **values: object) -> HTMLResponse:
    """The page with the text of a key.

    Args:
        words: words of the page.
        key: of the sentence.
        status: of the answer.
        values: fill the sentence's placeholders.
    """
    return HTMLResponse(render("sentence.html.j2", words, text=words.text(key, **values)), status)
