"""The templates of the therapist's pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from formcheck.report.page import TEMPLATES as REPORT_TEMPLATES
from formcheck.report.page import printable_value
from formcheck.words.catalogue import Words

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


@cache
def environment() -> Environment:
    """The environment; it also finds the drawings of the report (`marks.svg.j2`, `chart.svg.j2`)."""
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(REPORT_TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, words: Words, **values: object) -> str:
    """A page.

    Args:
        template: name of its template.
        words: words of its language; the template has them as `words`, and `word(key, ...)`.
        values: what else it shows.
    """
    return environment().get_template(template).render(words=words, word=words.text, **values)
