"""The templates of the therapist's pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment

from formcheck.practice.carried import shown_principal
from formcheck.practice.form_token import form_token
from formcheck.report.environment import environment
from formcheck.words.catalogue import Words

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def render(template: str, words: Words, **values: object) -> str:
    """A page.

    Args:
        template: name of its template.
        words: words of its language; the template has them as `words`, and `word(key, ...)`. It has
            `form_token()` too, which each form holds that changes something, and `signed_in`, a `Principal`
            or None.
        values: what else it shows.
    """
    made = _pages().get_template(template)
    return made.render(words=words, word=words.text, signed_in=shown_principal(), **values)


@cache
def _pages() -> Environment:
    pages = environment(TEMPLATES)
    pages.globals["form_token"] = form_token  # also for macros, which see nothing else
    return pages
