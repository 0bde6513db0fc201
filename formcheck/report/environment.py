"""The environment in which all pages are made of templates."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from formcheck.report.rects import rects

TEMPLATES = Path(__file__).parent / "templates"
"""Templates of the report; other pages use its drawings, too (`marks.svg.j2`, `chart.svg.j2`)."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable_value(value: object) -> object:
    """The value; in text, control characters are replaced: a file name may have them, HTML may not."""
    if isinstance(value, str) and not value.isprintable():
        return type(value)(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value))
    return value


@cache
def environment(*folders: Path) -> Environment:
    """The environment of the templates in these folders, and of the report's."""
    # Escaping is always on, for any template name: names and notes are untrusted text.
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in (*folders, TEMPLATES)]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["rects"] = rects
    return made
