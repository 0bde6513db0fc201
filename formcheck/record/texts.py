"""Texts in both languages: one as the element, the other as its translation (an extension of FHIR)."""

from __future__ import annotations

from collections.abc import Callable

from formcheck.record.terms import TRANSLATION, Resource
from formcheck.words.catalogue import LANGUAGES, Words


def both(
    lang: str, text: Callable[[Words], str], name: str = "text", exercise: str | None = None
) -> Resource:
    """An element with its translation: `{"text": ..., "_text": {...}}`.

    Args:
        lang: language of the element itself.
        text: gives it in a language.
        name: of the element.
        exercise: whose own words are used, or None.
    """
    first = text(Words(lang, exercise))
    others = [
        {
            "url": TRANSLATION,
            "extension": [
                {"url": "lang", "valueCode": other},
                {"url": "content", "valueString": text(Words(other, exercise))},
            ],
        }
        for other in LANGUAGES
        if other != lang
    ]
    return {name: first, f"_{name}": {"extension": others}}
