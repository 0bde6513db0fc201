"""The Observations of a visit: what the patient answered, how long it took, and each exercise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from formcheck.record.absent import absent, main_reason
from formcheck.record.components import components
from formcheck.record.devices import network_key
from formcheck.record.local_codes import local, local_codes
from formcheck.record.terms import (
    CATEGORY,
    DURATION,
    LOINC,
    MINUTES,
    PAIN,
    SCORE,
    Resource,
    concept,
    key,
    own_identifier,
    quantity,
    reference,
)
from formcheck.record.texts import both
from formcheck.record.visits_read import RecordVisits
from formcheck.scoring.result import Result
from formcheck.visits.opinion_schema import Mark
from formcheck.visits.schema import Exercise, Visit
from formcheck.visits.visit_report import patient_time
from formcheck.words.catalogue import Words

_ALWAYS = ("before", "after")
"""Pain that every visit asks for: where there is no answer, that is said."""


def at(moment: datetime, visit: Visit) -> str:
    """A moment by the patient's clock, as FHIR writes it."""
    return patient_time(moment, visit.utc_offset_min).isoformat(timespec="seconds")


def visit_observations(visit: Visit, records: RecordVisits, lang: str) -> list[Resource]:
    """All Observations of a visit; their number and their ids depend on the visit alone."""
    found = [*_answers(visit, lang), _duration(visit, lang)]
    for exercise in visit.exercises:
        found.append(_exercise(exercise, visit, records.results.get(exercise.id), lang))
        if exercise.id in records.exas:
            found.append(_exas(exercise, visit, records.exas[exercise.id], lang))
    return found


def _base(visit: Visit, kind: str, of: str, category: str, lang: str, *, final: bool = True) -> Resource:
    display = category.capitalize()
    return {
        "resourceType": "Observation",
        "id": key(kind, of),
        "language": lang,
        "status": "final" if final else "preliminary",
        "category": [concept({"system": CATEGORY, "code": category, "display": display})],
        "subject": reference("Patient", key("patient", visit.patient_id)),
    }


def _answers(visit: Visit, lang: str) -> Iterator[Resource]:
    asked: dict[str, tuple[int | None, Resource]] = {
        "before": (visit.pain_before, {"effectiveDateTime": at(visit.began_at, visit)}),
        "after": (visit.pain_after, _end(visit)),
        "worst": (visit.pain_worst, {"effectivePeriod": _period(visit)}),
        "next": (visit.pain_next, {"effectiveDateTime": _next_day(visit)}),
    }
    patient = {"performer": [reference("Patient", key("patient", visit.patient_id))]}
    for moment, (pain, when) in asked.items():
        if pain is None and moment not in _ALWAYS:
            continue
        coded: Resource = {
            "code": concept(local("answer.moment")),
            "valueCodeableConcept": concept(
                local(f"moment.{moment}"), text=both(lang, local_codes()[f"moment.{moment}"].display)
            ),
        }
        yield {
            **_base(visit, f"pain {moment}", visit.id, "survey", lang),
            "code": concept({**PAIN}),
            **when,
            **patient,
            **_score(pain, lang),
            "component": [coded],
        }
    if visit.exertion is not None:
        code = concept(local("answer.exertion"), text=both(lang, local_codes()["answer.exertion"].display))
        base = _base(visit, "exertion", visit.id, "survey", lang)
        yield {**base, "code": code, **_end(visit), **patient, **_score(visit.exertion, lang)}
    answered = visit.legs or any(answer.kind == "legs" for answer in visit.answers)
    said: Resource = {"valueBoolean": visit.legs} if answered else absent("no_answer", lang)
    code = concept(local("answer.legs"), text=both(lang, local_codes()["answer.legs"].display))
    yield {
        **_base(visit, "legs", visit.id, "survey", lang),
        "code": code,
        "effectivePeriod": _period(visit),
        **patient,
        **said,
    }


def _score(value: int | None, lang: str) -> Resource:
    return absent("no_answer", lang) if value is None else {"valueQuantity": quantity(value, SCORE)}


def _end(visit: Visit) -> Resource:
    """When the visit ended; one that did not is of its beginning on."""
    if visit.ended_at is None:
        return {"effectivePeriod": _period(visit)}
    return {"effectiveDateTime": at(visit.ended_at, visit)}


def _next_day(visit: Visit) -> str:
    """The morning after a visit: a day, since nobody kept the hour."""
    return (patient_time(visit.began_at, visit.utc_offset_min) + timedelta(days=1)).date().isoformat()


def _period(visit: Visit) -> Resource:
    end = {} if visit.ended_at is None else {"end": at(visit.ended_at, visit)}
    return {"start": at(visit.began_at, visit), **end}


def _duration(visit: Visit, lang: str) -> Resource:
    took: Resource = absent("no_result", lang)
    if visit.ended_at is not None:
        minutes = (visit.ended_at - visit.began_at).total_seconds() / 60
        took = {"valueQuantity": quantity(minutes, MINUTES, 1)}
    return {
        **_base(visit, "duration", visit.id, "activity", lang),
        "code": concept({**DURATION}),
        "effectivePeriod": _period(visit),
        **took,
    }


def _exercise(exercise: Exercise, visit: Visit, result: Result | None, lang: str) -> Resource:
    code = f"exercise.{exercise.name}"
    codings: list[Resource] = [{"system": LOINC, "code": "73985-4", "display": "Exercise activity"}]
    if code in local_codes():
        codings.insert(0, local(code))
    done = exercise.state == "done" and result is not None
    observation: Resource = {
        **_base(visit, "exercise", exercise.id, "activity", lang, final=done),
        "identifier": [own_identifier(exercise.id)],
        "code": concept(*codings, text=both(lang, lambda words: words.exercise(exercise.name))),
        "effectiveDateTime": at(exercise.began_at, visit),
    }
    if result is None:
        return {**observation, **absent("no_result", lang)}
    return {
        **observation,
        **_word(result, lang),
        "method": concept(
            local("method.video"),
            text=both(lang, lambda words: _method(result, words), exercise=exercise.name),
        ),
        "device": reference("Device", network_key(result)),
        "component": components(exercise, result, lang),
    }


def _word(result: Result, lang: str) -> Resource:
    """The one-word summary, or why there is none."""
    if result.word == "not_measured":
        reason = main_reason(result) if result.form_scored else "no_form_score"
        return absent(reason, lang, result.exercise)

    def text(words: Words) -> str:
        word = words.text(f"word.{result.word}")
        return words.text("seen.word", word=word) if result.as_far_as_seen else word

    return {"valueCodeableConcept": concept(local(f"word.{result.word}"), text=both(lang, text))}


def _method(result: Result, words: Words) -> str:
    return words.text(
        "record.method",
        view=words.name("view", result.view),
        reference=words.text(f"record.reference.{result.calibration.kind}"),
        version=result.thresholds.version,
    )


def _exas(exercise: Exercise, visit: Visit, mark: Mark, lang: str) -> Resource:
    """The therapist's own mark of the exercise, which formcheck did not give."""
    return {
        **_base(visit, "exas", exercise.id, "exam", lang),
        "code": concept(local("answer.exas"), text=both(lang, local_codes()["answer.exas"].display)),
        "effectiveDateTime": at(exercise.began_at, visit),
        "issued": at(mark.given_at, visit),
        "valueQuantity": quantity(mark.value, SCORE),
        "derivedFrom": [reference("Observation", key("exercise", exercise.id))],
    }
