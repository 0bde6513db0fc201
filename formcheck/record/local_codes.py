"""The codes of our own code system: what is judged, how it is said, and why something was not measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.vocabulary import FAULTS, REASONS
from formcheck.record.terms import LOCAL, PERCENT, SCORE, SECONDS, TIMES, Resource, ucum
from formcheck.words.catalogue import Words

FURTHER_REASONS = (
    "no_outline",
    "uncertain",
    "no_reference",
    "nothing_found",
    "no_result",
    "no_answer",
    "no_form_score",
)
"""Reasons beside those of `REASONS`: of a recording as a whole, and of answers."""
_WORDS = ("good", "almost", "different")
_DOSES = {
    "hold": SECONDS,
    "quality_hold": SECONDS,
    "longest_hold": SECONDS,
    "left_quality_hold": SECONDS,
    "right_quality_hold": SECONDS,
    "reps": TIMES,
    "good_reps": TIMES,
    "attempts": TIMES,
    "good": SECONDS,
    "almost": SECONDS,
    "different": SECONDS,
    "unmeasured": SECONDS,
    "active": SECONDS,
    "measured": PERCENT,
}
"""Parts of a dose, with their UCUM units."""
_ANSWERS = {"exertion": SCORE, "legs": "", "exas": SCORE}
_OTHERS = ("visit", "method.video", "band.green", "band.amber", "answer.moment")
_MOMENTS = ("before", "after", "worst", "next")


@dataclass(frozen=True, slots=True)
class LocalCode:
    """A concept. `units` are the UCUM units that its values come in; none where it has no number."""

    code: str
    units: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """What kind of thing it is: the part of the code before the first point."""
        return self.code.partition(".")[0]

    def display(self, words: Words) -> str:
        """Its name in a language."""
        group, _, name = self.code.partition(".")
        if group == "exercise":
            return words.exercise(name)
        if group == "fault":
            fault, _, part = name.partition(".")
            own = words.text(f"fault.{fault}.name")
            return words.text(f"record.fault.{part}", name=own) if part else own
        return words.first(f"record.{self.code}", f"{self.code}.text", self.code, default=self.code)

    def definition(self, words: Words) -> str:
        """What it is, in a language."""
        group, _, name = self.code.partition(".")
        own = self.display(words)
        if group == "exercise":
            return words.exercise(name, "aim") or own
        if group == "fault":
            fault, _, part = name.partition(".")
            worst = words.text(f"fault.{fault}.name")
            return words.text(f"record.fault.{part or 'worst'}.definition", name=worst)
        return words.first(f"record.{self.code}.definition", f"record.{group}.definition").format(name=own)


@cache
def local_codes() -> Mapping[str, LocalCode]:
    """All of them by code, in the order of the code system."""
    return MappingProxyType({one.code: one for one in _all()})


def _all() -> Iterator[LocalCode]:
    yield from map(LocalCode, _OTHERS)
    yield from (LocalCode(f"exercise.{name}") for name in exercise_names())
    yield from (LocalCode(f"word.{word}") for word in _WORDS)
    yield from (LocalCode(f"dose.{name}", (unit,)) for name, unit in _DOSES.items())
    for fault in (*FAULTS, *_never_seen()):
        yield LocalCode(f"fault.{fault}", _units(fault))
        yield LocalCode(f"fault.{fault}.time", (SECONDS,))
        yield LocalCode(f"fault.{fault}.count", (TIMES,))
    yield from (LocalCode(f"answer.{name}", (unit,) if unit else ()) for name, unit in _ANSWERS.items())
    yield from (LocalCode(f"moment.{name}") for name in _MOMENTS)
    yield from (LocalCode(f"reason.{reason}") for reason in (*REASONS, *FURTHER_REASONS))


def _never_seen() -> list[str]:
    """What exercises name and no camera shows: it has codes for the reason's sake."""
    return sorted({name for exercise in exercise_names() for name in get_exercise(exercise).spec.out_of_view})


def _units(fault: str) -> tuple[str, ...]:
    """The units in which exercises measure a fault."""
    bands = (band for name in exercise_names() for band in get_exercise(name).config().bands)
    return tuple(sorted({ucum(band.unit)[0] for band in bands if band.fault == fault}))


def local(code: str) -> Resource:
    """A coding of our own; its name is in English, as the code system is.

    Raises:
        KeyError: there is no such code.
    """
    return {"system": LOCAL, "code": code, "display": local_codes()[code].display(Words("en"))}
