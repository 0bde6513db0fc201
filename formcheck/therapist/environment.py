"""The templates of the therapist's pages."""

from __future__ import annotations

from pathlib import Path

from formcheck.report.environment import environment
from formcheck.words.catalogue import Words

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


def render(template: str, words: Words, **values: object) -> str:
    """A page.

    Args:
        template: name of its template.
        words: words of its language; the template has them as `words`, and `word(key, ...)`.
        values: what else it shows.
    """
    return environment(TEMPLATES).get_template(template).render(words=words, word=words.text, **values)
