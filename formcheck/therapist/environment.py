"""The templates of the therapist's pages."""

from __future__ import annotations

from pathlib import Path

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
    return (
        environment(TEMPLATES)
        .get_template(template)
        .render(
            words=words,
            word=words.text,
            form_token=form_token,
            signed_in=shown_principal(),
            **values,
        )
    )
