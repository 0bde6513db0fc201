"""The question of the page "What if": which limit of which fault, and where it is to lie."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from formcheck.exercises import get_exercise
from formcheck.judge.config import Band
from formcheck.judge.overrides import SELECTORS
from formcheck.judge.plausible import PLAUSIBLE
from formcheck.report.phrases import band_text
from formcheck.visits.table_base import Json
from formcheck.words.catalogue import LANGUAGES, Words

EDGES = ("almost", "different")
"""Where a fault begins, and from where on it is a major one."""
WEEKS = 12
"""How far back a question looks unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A band that a therapist may move.

    Attributes:
        number: its place in the exercise's config.
        fault: its name.
        percent: people write it in per cent.
        unit: in words.
        low, high: it has such an edge.
        now: the bands that ship, as text: (with a personal reference, without one).
    """

    number: int
    fault: str
    percent: bool
    unit: str
    low: bool
    high: bool
    now: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked; texts as they were written."""

    exercise: str
    limit: int = 0
    edge: str = "almost"
    low: str = ""
    high: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str], exercise: str, today: date) -> Question:
        """From a form; what is not in it is as on an empty one."""
        number = form.get("limit", "0")
        return cls(
            exercise=exercise,
            limit=int(number) if number.isdecimal() and len(number) < 6 else 0,
            edge=form["edge"] if form.get("edge") in EDGES else EDGES[0],
            low=form.get("low", ""),
            high=form.get("high", ""),
            since=form.get("since", (today - timedelta(weeks=WEEKS)).isoformat()),
            until=form.get("until", today.isoformat()),
        )


class WrongQuestionError(ValueError):
    """Something was written that is none; the text is the key of a sentence."""


def limits(exercise: str, words: Words) -> list[Limit]:
    """The bands of an exercise, in the order of its config; those that move together are one."""
    words = words.of(exercise)
    bands = get_exercise(exercise).config().bands
    found = []
    for number, band in enumerate(bands):
        together = [other for other in bands if _selector(other) == _selector(band)]
        if together[0] is not band:
            continue
        green = _green(band)
        percent, unit = PLAUSIBLE[band.unit].percent, words.name("unit", band.unit)
        name = words.text(f"fault.{band.fault}.name")
        if any(other.fault == band.fault and _selector(other) != _selector(band) for other in bands):
            name = f"{name} ({words.name('signal', str(band.calibrated_signal or band.signal))})"
        found.append(
            Limit(
                number=number,
                fault=name,
                percent=percent,
                unit=f"% {unit}" if percent else unit,
                low=math.isfinite(green[0]),
                high=math.isfinite(green[1]),
                now=[line for other in together for line in _present(other, percent, words)],
            )
        )
    return found


def _selector(band: Band) -> Json:
    """What names a band in an override."""
    named = ((name, getattr(band, name)) for name in SELECTORS)
    return {name: value for name, value in named if value is not None}


def _green(band: Band) -> tuple[float, float]:
    """Green with a personal reference where there is one: the ends that are open are the same without."""
    return next(green for green in (band.calibrated_green, band.green) if green is not None)


def _present(band: Band, percent: bool, words: Words) -> Iterator[tuple[str, str]]:
    alone = "always" if band.calibrated_green is None else "default"
    forms = (
        ("personal", band.calibrated_green, band.calibrated_amber),
        (alone, band.green, band.amber),
    )
    for form, green, amber in forms:
        if green is not None and amber is not None:
            shown = {"green": _shown(green, percent, words), "amber": _shown(amber, percent, words)}
            yield words.text(f"therapist.what_if.{form}"), words.text("therapist.what_if.now", **shown)


def _shown(band: tuple[float, float], percent: bool, words: Words) -> str:
    scale = 100 if percent else 1
    ends = [round(end * scale, 3) if math.isfinite(end) else None for end in band]
    return band_text(ends, "", words) + (" %" if percent else "")


def override_of(question: Question) -> Json:
    """The question as an override of the exercise's config.

    Raises:
        WrongQuestionError: a number is missing, or is none.
        UsageError: the judge refuses it (`formcheck.judge.loading`).
    """
    exercise = get_exercise(question.exercise)
    bands = exercise.config().bands
    if question.limit not in {one.number for one in limits(question.exercise, Words(LANGUAGES[0]))}:
        raise WrongQuestionError("therapist.what_if.wrong.limit")
    band = bands[question.limit]
    ends = _ends(question, _green(band), 100 if PLAUSIBLE[band.unit].percent else 1)
    if question.edge == "almost":
        closed = [end for end in ends if end is not None]
        change: Json = {**_selector(band), "fault_from": ends if len(closed) > 1 else closed[0]}
    else:
        forms = (("amber", band.amber), ("calibrated_amber", band.calibrated_amber))
        change = {**_selector(band), **{name: ends for name, own in forms if own is not None}}
    override: Json = {"bands": [change]}
    exercise.config(override)
    return override


def _ends(question: Question, green: tuple[float, float], scale: int) -> list[float | None]:
    """The new ends of a band; one that the band leaves open stays open, whichever field was filled in."""
    open_low, open_high = (not math.isfinite(end) for end in green)
    if open_low or open_high:
        value = _number(question.high or question.low if open_low else question.low or question.high) / scale
        return [None, value] if open_low else [value, None]
    return [_number(question.low) / scale, _number(question.high) / scale]


def question_text(question: Question, words: Words) -> str:
    """The question as a sentence, e.g. "hips hanging down: "do it differently" begins at 4 % ..."."""
    limit = next(one for one in limits(question.exercise, words) if one.number == question.limit)
    both = limit.low and limit.high
    value = (
        f"{question.low} \N{HORIZONTAL ELLIPSIS} {question.high}" if both else question.high or question.low
    )
    if not both and limit.low:
        value = question.low or question.high
    edge = words.text(f"therapist.what_if.edge.{question.edge}")
    return f"{limit.fault}: {edge}, {value.strip().rstrip('%').strip()} {limit.unit}"


def _number(text: str) -> float:
    try:
        value = float(text.strip().rstrip("%").replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        raise WrongQuestionError("therapist.what_if.wrong.number") from None
    if not math.isfinite(value):
        raise WrongQuestionError("therapist.what_if.wrong.number")
    return value


def span_of(question: Question) -> tuple[datetime | None, datetime | None]:
    """The first moment, and the one from which on visits are left out; an empty date is open.

    Raises:
        WrongQuestionError: a date is none.
    """
    since, until = _day(question.since), _day(question.until)
    if since is not None and until is not None and until < since:
        raise WrongQuestionError("therapist.what_if.wrong.dates")
    return _midnight(since), _midnight(None if until is None else until + timedelta(days=1))


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise WrongQuestionError("therapist.what_if.wrong.dates") from None
    if not 1900 < day.year < 9000:
        raise WrongQuestionError("therapist.what_if.wrong.dates")
    return day
