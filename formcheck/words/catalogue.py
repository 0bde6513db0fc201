"""Words in Dutch and English, from gettext catalogues.

The general catalogue lies beside this file; each exercise brings its own in ``exercises/<name>/locale``
and may overrule a general word where it is spoken of: ``exercise.cat-camel.fault.elbow_position.cue`` for
``fault.elbow_position.cue``. Keys are dotted; values go into ``{placeholders}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from formcheck.errors import UsageError

LANGUAGES = ("nl", "en")
"""Dutch first: it is the first language of the people this is for."""

_HERE = Path(__file__).parent


def catalogue_files(language: str) -> Iterator[Path]:
    """The ``.po`` files of a language: the general one first, then those of the exercises by name."""
    yield _HERE / "locale" / f"{language}.po"
    yield from sorted((_HERE.parent / "exercises").glob(f"*/locale/{language}.po"))


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    from babel.messages.pofile import read_po  # 30 ms that a run without words should not pay

    texts: dict[str, str] = {}
    for path in catalogue_files(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    texts[str(message.id)] = str(message.string)
    return MappingProxyType(texts)


class Words:
    """The words of one language.

    Args:
        language: one of `LANGUAGES`.
        exercise: whose own words come before the general ones, or None.

    Raises:
        UsageError: a language that formcheck does not speak.
    """

    def __init__(self, language: str, exercise: str | None = None) -> None:
        if language not in LANGUAGES:
            raise UsageError(f"unknown language {language!r}", f"Choose one of: {', '.join(LANGUAGES)}.")
        self.language = language
        self._own = f"exercise.{exercise.replace('_', '-')}." if exercise else ""

    def of(self, exercise: str) -> Words:
        """The same language, speaking of an exercise."""
        return Words(self.language, exercise)

    def __contains__(self, key: str) -> bool:
        return key in _catalogue(self.language)

    def text(self, key: str, **values: object) -> str:
        """The text of `key` with `values` put into its placeholders.

        Raises:
            KeyError: no such key; a test holds the catalogues complete, so this is a slip in the code.
        """
        text = self._find(key)
        if text is None:
            raise KeyError(key)
        return text.format(**values) if values else text

    def first(self, *keys: str, default: str = "") -> str:
        """The text of the first key that exists, or `default`: for names that come from outside."""
        return next((text for text in map(self._find, keys) if text is not None), default)

    def _find(self, key: str) -> str | None:
        texts = _catalogue(self.language)
        return texts.get(self._own + key, texts.get(key))

    def counted(self, key: str, count: int) -> str:
        """The text of `key` for that many: of ``key.one``, where there is one, for a single thing."""
        return self.first(f"{key}.one" if count == 1 else key, key)

    def name(self, group: str, name: str) -> str:
        """The word for `name` in a group ("object", "view", "unit", ...), or the bare name, readable."""
        return self.first(f"{group}.{name}", default=name.replace("_", " "))

    def exercise(self, name: str, part: str = "name") -> str:
        """A text of an exercise ("name", "aim", "camera"); the bare name when there is none."""
        return self.first(f"exercise.{name.replace('_', '-')}.{part}", default=name if part == "name" else "")

    def remedy(self, reason: str, *, exercise: str | None = None, fault: str | None = None) -> str:
        """How to mend a reason for "not measured": the fault's way, else the exercise's, else the general."""
        return self.first(
            f"fault.{fault}.remedy.{reason}",
            f"exercise.{(exercise or '').replace('_', '-')}.remedy.{reason}",
            f"reason.{reason}.remedy",
        )

    def number(self, value: float, digits: int = 0) -> str:
        """A number as this language writes it: comma or point, a true minus sign, never "-0"."""
        text = f"{value:.{digits}f}"
        if float(text) == 0:
            text = text.lstrip("-")
        text = text.replace("-", "\N{MINUS SIGN}")
        return text.replace(".", ",") if self.language == "nl" else text

    def export(self) -> dict[str, str]:
        """All texts of this language, for a page that speaks them itself."""
        return dict(_catalogue(self.language))
