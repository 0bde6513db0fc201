"""Words in Dutch and English, from gettext catalogues.

The general catalogue lies beside this file. A room may have some of its own, a file for each page or part
(``therapist/locale/visit.nl.po``). Each exercise has its own in ``exercises/<name>/locale``, which
may replace a general text for that exercise: ``exercise.cat-camel.fault.elbow_position.cue`` replaces
``fault.elbow_position.cue``. Keys are dotted; values fill ``{placeholders}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from formcheck.errors import UsageError

Lang = Literal["nl", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
"""Dutch comes first: it is the first language of the users."""

_HERE = Path(__file__).parent


def catalogue_files(language: str) -> Iterator[Path]:
    """The ``.po`` files of a language: the general one, those of rooms, those of exercises by name."""
    yield _HERE / "locale" / f"{language}.po"
    yield from sorted(_HERE.parent.glob(f"*/locale/*.{language}.po"))
    yield from sorted((_HERE.parent / "exercises").glob(f"*/locale/{language}.po"))


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    from babel.messages.pofile import read_po  # takes 30 ms, which a run without words saves

    texts: dict[str, str] = {}
    for path in catalogue_files(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    texts[str(message.id)] = str(message.string)
    return MappingProxyType(texts)


@cache
def _sources(language: str) -> Mapping[str, str]:
    """Where thresholds come from, in a language: the keys are the English texts of the configs."""
    from babel.messages.pofile import read_po

    texts: dict[str, str] = {}
    for path in sorted((_HERE.parent / "exercises").glob(f"*/locale/sources.{language}.po")):
        with path.open("rb") as file:
            texts |= {str(message.id): str(message.string) for message in read_po(file) if message.id}
    return MappingProxyType(texts)


class Words:
    """The words of one language.

    Args:
        language: one of `LANGUAGES`.
        exercise: exercise whose own texts replace the general ones, or None.

    Raises:
        UsageError: the language is not one of `LANGUAGES`.
    """

    def __init__(self, language: str, exercise: str | None = None) -> None:
        if language not in LANGUAGES:
            raise UsageError(f"unknown language {language!r}", f"Choose one of: {', '.join(LANGUAGES)}.")
        self.language = language
        self._own = f"exercise.{exercise.replace('_', '-')}." if exercise else ""

    def of(self, exercise: str) -> Words:
        """The words of the same language for an exercise."""
        return Words(self.language, exercise)

    def __contains__(self, key: str) -> bool:
        return key in _catalogue(self.language)

    def text(self, key: str, **values: object) -> str:
        """The text of `key`, with `values` in its placeholders.

        Raises:
            KeyError: there is no such key. A test keeps the catalogues complete, so this is a defect.
        """
        text = self._find(key)
        if text is None:
            raise KeyError(key)
        return text.format(**values) if values else text

    def first(self, *keys: str, default: str = "") -> str:
        """The text of the first key that exists, or `default`; for keys made from names in data."""
        return next((text for text in map(self._find, keys) if text is not None), default)

    def _find(self, key: str) -> str | None:
        texts = _catalogue(self.language)
        return texts.get(self._own + key, texts.get(key))

    def counted(self, key: str, count: int) -> str:
        """The text of `key` for a count; for a count of 1 the text of ``key.one`` if it exists."""
        return self.first(f"{key}.one" if count == 1 else key, key)

    def name(self, group: str, name: str) -> str:
        """The word for `name` in a group ("object", "view", "unit", ...), else the name with spaces."""
        return self.first(f"{group}.{name}", default=name.replace("_", " "))

    def exercise(self, name: str, part: str = "name") -> str:
        """A text of an exercise ("name", "aim", "camera"); without one the name itself, or ""."""
        return self.first(f"exercise.{name.replace('_', '-')}.{part}", default=name if part == "name" else "")

    def why(self, reason: str, seen: str | None = None) -> str:
        """A reason in words, with what is seen instead of the exercise and what belongs to it."""
        why = self.text(f"reason.{reason}.text")
        if not seen:
            return why
        instead = [self.text(f"seen.{seen}.text"), self.first("posture")]
        return f"{why}: {'; '.join(filter(None, instead))}"

    def remedy(self, reason: str, *, exercise: str | None = None, fault: str | None = None) -> str:
        """The remedy for a reason: that of the fault, else of the exercise, else the general one."""
        return self.first(
            f"fault.{fault}.remedy.{reason}",
            f"exercise.{(exercise or '').replace('_', '-')}.remedy.{reason}",
            f"reason.{reason}.remedy",
        )

    def source(self, text: str) -> str:
        """Where a threshold comes from, in this language; a text that a therapist wrote stays as it is."""
        return _sources(self.language).get(text, text)

    def number(self, value: float, digits: int = 0) -> str:
        """A number in the notation of this language: comma or point, a minus sign, never "-0"."""
        text = f"{value:.{digits}f}"
        if float(text) == 0:
            text = text.lstrip("-")
        text = text.replace("-", "\N{MINUS SIGN}")
        return text.replace(".", ",") if self.language == "nl" else text

    def export(self) -> dict[str, str]:
        """All texts of this language by key, for the page."""
        return dict(_catalogue(self.language))
