"""Doses on paper: what was done, what was asked, and left beside right."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.judge.config import DoseTarget
from formcheck.report.phrases import duration, held_time
from formcheck.scoring.counts import repetitions
from formcheck.scoring.result import Result, SideDose
from formcheck.visits.schema import Exercise
from formcheck.words.catalogue import Words

GRADES = ("good", "almost", "different", "unmeasured")
LEAST_S = 1.0
"""Least time that is told, seconds: less would show as 0 s."""


def asked_text(dose: DoseTarget, words: Words) -> str:
    """The dose of one visit: "3 x 60 s, each side"."""
    each = duration(dose.hold_s, words) if dose.hold_s else _times(dose.reps, words)
    text = f"{dose.sets} \N{MULTIPLICATION SIGN} {each}"
    return words.text("paper.each_side", dose=text) if dose.per_side else text


def done_lines(result: Result, good_reps: int, words: Words) -> Iterator[str]:
    """What was done, the whole first, then by side."""
    yield from _dose(result, good_reps, words)
    sides = [(name, side) for name, side in result.dose.sides.items() if side.hold_s or side.reps]
    if len(sides) > 1:
        yield ", ".join(f"{words.name('side', name)} {_short(side, words)}" for name, side in sides)


def _dose(result: Result, good_reps: int, words: Words) -> Iterator[str]:
    dose = result.dose
    if dose.reps:
        reps = repetitions(dose)
        good = words.text("paper.good_reps", good=good_reps) if result.form_scored else ""
        yield ", ".join(part for part in (_times(reps, words), good) if part)
    elif dose.hold_s:
        held = held_time(dose.counted_hold_s if result.form_scored else dose.hold_s, words)
        key = "paper.held.times" if dose.holds > 1 else "paper.held"
        yield words.text(key, time=held, count=dose.holds)
        if result.form_scored:
            yield words.text("paper.quality", time=held_time(dose.quality_hold_s, words))
    else:
        yield words.text("paper.done.none")
    if dose.attempts:
        yield f"{dose.attempts} {words.counted('report.dose.attempts', dose.attempts)}"


def _short(side: SideDose, words: Words) -> str:
    if side.reps:
        return _times(repetitions(side), words)
    return held_time(side.counted_hold_s, words)


def time_shares(exercise: Exercise, words: Words) -> list[tuple[str, str]]:
    """(grade, text) of the time of each grade that there was."""
    times_s = (exercise.good_s, exercise.almost_s, exercise.different_s, exercise.unmeasured_s)
    return [
        (grade, f"{words.text(f'verdict.{grade}')} {held_time(seconds, words)}")
        for grade, seconds in zip(GRADES, times_s, strict=True)
        if seconds >= LEAST_S
    ]


def sides_line(result: Result, words: Words) -> str:
    """Left against right with its uncertainty, in one line; "" unless both sides were held."""
    found = result.asymmetry
    if found is None:
        return ""
    values = {
        "left": held_time(found.left_s, words),
        "right": held_time(found.right_s, words),
        "margin": words.number(found.uncertainty_s),
    }
    if found.longer is None:
        return words.text("paper.sides.none", **values)
    return words.text("paper.sides.real", side=words.text(f"side.{found.longer}"), **values)


def _times(count: int, words: Words) -> str:
    return words.counted("paper.times", count).format(count=count)
