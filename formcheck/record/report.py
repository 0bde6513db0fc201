"""The DiagnosticReport of a visit, who made it (Provenance), and the Patient."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from formcheck.record.devices import program_key
from formcheck.record.local_codes import local, local_codes
from formcheck.record.observations import at
from formcheck.record.terms import (
    AGENT,
    OPERATION,
    SECTION,
    SECURITY,
    URI,
    Resource,
    concept,
    key,
    own_identifier,
    reference,
    urn,
)
from formcheck.record.texts import both
from formcheck.record.visits_read import RecordVisits
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.words.catalogue import Words

_STATUS = {"closed": "final", "broken_off": "partial", "open": "partial"}
"""One that was broken off may go on."""


def patient_resource(patient: Patient, *, named: bool) -> Resource:
    """The patient: a key, and the name only where it is asked for."""
    who: Resource = {
        "resourceType": "Patient",
        "id": key("patient", patient.id),
        "identifier": [own_identifier(patient.id)],
    }
    if named and patient.name:
        return {**who, "name": [{"text": patient.name}]}
    return {
        **who,
        "meta": {"security": [{"system": SECURITY, "code": "PSEUDED", "display": "pseudonymized"}]},
    }


def report_key(visit: Visit) -> str:
    """Id of the DiagnosticReport of a visit."""
    return key("report", visit.id)


def report(
    visit: Visit, observations: Sequence[Resource], records: RecordVisits, lang: str, *, named: bool
) -> Resource:
    """The report that holds a visit together."""
    ended = visit.ended_at or visit.began_at
    period = {"start": at(visit.began_at, visit)}
    if visit.ended_at is not None:
        period["end"] = at(visit.ended_at, visit)
    body: Resource = {
        "resourceType": "DiagnosticReport",
        "id": report_key(visit),
        "language": lang,
        "text": {"status": "generated", "div": _narrative(visit, records, Words(lang))},
        "identifier": [own_identifier(visit.id)],
        "status": _STATUS.get(visit.state, "unknown"),
        "category": [concept({"system": SECTION, "code": "PT", "display": "Physical Therapy"})],
        "code": concept(local("visit"), text=both(lang, local_codes()["visit"].display)),
        "subject": reference("Patient", key("patient", visit.patient_id)),
        "effectivePeriod": period,
        "issued": at(ended, visit),
        "result": [reference("Observation", str(one["id"])) for one in observations],
    }
    if named and visit.comment:  # the patient's own words may name people
        body["conclusion"] = Words(lang).text("record.comment", text=visit.comment)
    return body


def _narrative(visit: Visit, records: RecordVisits, words: Words) -> str:
    """The report in a few lines, for who reads it without our codes."""
    day = at(visit.began_at, visit)[:16].replace("T", " ")
    lines = [_line(exercise, records, words) for exercise in visit.exercises]
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    head = escape(words.text("record.narrative", when=day))
    note = escape(words.text("record.device.note"))
    body = f"<ul>{rows}</ul>" if rows else ""
    return f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{head}</p>{body}<p>{note}</p></div>'


def _line(exercise: Exercise, records: RecordVisits, words: Words) -> str:
    result = records.results.get(exercise.id)
    own = words.of(exercise.name)
    word = own.text("word.not_measured" if result is None else f"word.{result.word}")
    if result is not None and result.as_far_as_seen:
        word = own.text("seen.word", word=word)
    return f"{own.exercise(exercise.name)}: {word}"


def provenance(visit: Visit, observations: Sequence[Resource], records: RecordVisits, lang: str) -> Resource:
    """Who and what the report comes from: formcheck put it together, the patient answered."""
    version = visit.formcheck_version
    program: Resource = reference("Device", program_key(version)) if version else {"display": "formcheck"}
    sources: list[Resource] = []
    for exercise in visit.exercises:
        result = records.results.get(exercise.id)
        if exercise.recording_hash is not None:
            sources.append(_source("urn:sha256:", exercise.recording_hash, "record.recording", lang))
        if result is not None and result.thresholds.digest is not None:
            sources.append(_source("urn:sha256:", result.thresholds.digest, "record.thresholds", lang))
    unique = list({str(one): one for one in sources}.values())
    return {
        "resourceType": "Provenance",
        "id": key("provenance", visit.id),
        "language": lang,
        "target": [
            reference("DiagnosticReport", report_key(visit)),
            *(reference("Observation", str(one["id"])) for one in observations),
        ],
        "recorded": at(visit.ended_at or visit.began_at, visit),
        "activity": concept({"system": OPERATION, "code": "CREATE", "display": "create"}),
        "agent": [
            {"type": concept({"system": AGENT, "code": "assembler", "display": "Assembler"}), "who": program},
            {
                "type": concept({"system": AGENT, "code": "informant", "display": "Informant"}),
                "who": reference("Patient", key("patient", visit.patient_id)),
            },
        ],
        **({"entity": unique} if unique else {}),
    }


def _source(scheme: str, digest: str, name: str, lang: str) -> Resource:
    what = {"identifier": {"system": URI, "value": scheme + digest}}
    return {"role": "source", "what": {**what, **both(lang, lambda words: words.text(name), "display")}}


def entry(resource: Resource) -> Resource:
    """A resource in its place in the bundle."""
    return {"fullUrl": urn(str(resource["id"])), "resource": resource}
