"""The components of an exercise's Observation: dose, times, and each fault with the band that was used."""

from __future__ import annotations

from collections.abc import Iterator

from formcheck.record.absent import absent, main_reason
from formcheck.record.local_codes import local, local_codes
from formcheck.record.terms import SECONDS, Resource, concept, quantity, ucum
from formcheck.record.texts import both
from formcheck.scoring.judged_by import Threshold
from formcheck.scoring.result import Result
from formcheck.scoring.verdicts import MIN_COVERAGE, point_grades
from formcheck.visits.schema import Exercise


def components(exercise: Exercise, result: Result, lang: str) -> list[Resource]:
    """All of them, in the order of the code system.

    Args:
        exercise: the row.
        result: what was found.
        lang: language of the texts.
    """
    return [*_doses(exercise, result, lang), *_faults(result, lang)]


def _doses(exercise: Exercise, result: Result, lang: str) -> Iterator[Resource]:
    held = exercise.longest_s > 0 or any(event.kind == "hold" for event in result.events)
    repeated = any(event.kind == "rep" for event in result.events)
    dose: dict[str, float] = {}
    if held or not repeated:
        dose |= {
            "hold": exercise.hold_s,
            "quality_hold": exercise.quality_hold_s,
            "longest_hold": exercise.longest_s,
        }
    if repeated or not held:
        dose |= {"reps": exercise.reps, "good_reps": exercise.good_reps, "attempts": exercise.attempts}
    if not result.form_scored:
        dose.pop("quality_hold", None)
        dose.pop("good_reps", None)
    for name, value in dose.items():
        yield _dose(name, value, result, lang)
    for name, side in (("left_quality_hold", exercise.left_s), ("right_quality_hold", exercise.right_s)):
        if side is not None and held:
            yield _dose(name, side, result, lang)
    times = {"good": exercise.good_s, "almost": exercise.almost_s, "different": exercise.different_s}
    if result.form_scored:
        for name, value in times.items():
            yield _dose(name, value, result, lang)
    yield _number("dose.unmeasured", exercise.unmeasured_s, lang)  # this much is known to be unknown
    yield _number("dose.active", result.coverage.active_s, lang)
    yield _number("dose.measured", 100 * result.coverage.measured, lang)


def _dose(name: str, value: float, result: Result, lang: str) -> Resource:
    """A part of the dose; what might be 0 only because it was not seen is not given as 0."""
    if value == 0 and not _seen_enough(result):
        return {**_code(f"dose.{name}", lang), **absent(main_reason(result), lang, result.exercise)}
    return _number(f"dose.{name}", value, lang)


def _seen_enough(result: Result) -> bool:
    """Whether nothing found means that there was nothing."""
    unseen = any(event.verdict == "unmeasured" and event.kind != "rest" for event in result.events)
    return result.coverage.measured >= MIN_COVERAGE and not unseen


def _faults(result: Result, lang: str) -> Iterator[Resource]:
    grades = point_grades(result.events, result.word)
    bands: dict[str, list[Threshold]] = {}
    for band in result.thresholds.bands:
        bands.setdefault(band.fault, []).append(band)
    unmeasured = result.main_unmeasured | result.unmeasured
    for name in (*bands, *(fault for fault in unmeasured if fault not in bands)):
        found = result.technique.get(name)
        if f"fault.{name}" not in local_codes():
            continue  # of a newer formcheck
        if found is not None:
            unit, factor = ucum(found.unit)
            yield {
                **_code(f"fault.{name}", lang, result.exercise),
                "valueQuantity": quantity(found.worst * factor, unit),
                "interpretation": [concept(local(f"word.{grades.get(name, 'almost')}"))],
                **_ranges([band for band in bands.get(name, []) if band.unit == found.unit], lang),
            }
            yield _number(f"fault.{name}.time", found.seconds, lang, result.exercise)
            yield _number(f"fault.{name}.count", found.count, lang, result.exercise)
        elif name in unmeasured:
            yield {
                **_code(f"fault.{name}", lang, result.exercise),
                **absent(unmeasured[name], lang, result.exercise),
            }
        elif result.form_scored and _seen_enough(result) and result.word != "not_measured":
            yield _number(
                f"fault.{name}.time", 0.0, lang, result.exercise
            )  # it was looked for, and not found
        else:
            yield {
                **_code(f"fault.{name}", lang, result.exercise),
                **absent(main_reason(result), lang, result.exercise),
            }


def _ranges(bands: list[Threshold], lang: str) -> Resource:
    """The bands that were used: green ones and, around them, amber ones."""
    ranges: list[Resource] = []
    for band in bands:
        unit, factor = ucum(band.unit)
        for grade, ends in (("green", band.green), ("amber", band.amber)):
            edges = {
                name: quantity(end * factor, unit, 3)
                for name, end in zip(("low", "high"), ends, strict=True)
                if end is not None
            }
            if edges:
                ranges.append({**edges, "type": concept(local(f"band.{grade}")), "text": band.signal})
    return {"referenceRange": ranges} if ranges else {}


def _number(code: str, value: float, lang: str, exercise: str | None = None) -> Resource:
    unit = next(iter(local_codes()[code].units), SECONDS)
    return {**_code(code, lang, exercise), "valueQuantity": quantity(value, unit)}


def _code(code: str, lang: str, exercise: str | None = None) -> Resource:
    return {"code": concept(local(code), text=both(lang, local_codes()[code].display, exercise=exercise))}
