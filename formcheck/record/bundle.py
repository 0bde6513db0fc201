"""Visits of one patient as one FHIR Bundle.

It is a collection, and no document: a document is a statement that its author attests (`Composition.author`),
and nobody has attested what a program measured. A therapist's record takes the resources of a collection in,
and may make a document of them once somebody signs.
"""

from __future__ import annotations

import json

from formcheck.record.devices import devices
from formcheck.record.observations import at, visit_observations
from formcheck.record.report import entry, patient_resource, provenance, report
from formcheck.record.terms import Resource, key, own_identifier
from formcheck.record.visits_read import RecordVisits
from formcheck.visits.schema import Patient

FHIR_JSON = "application/fhir+json"


def bundle(patient: Patient, records: RecordVisits, lang: str, *, named: bool = False) -> Resource:
    """The bundle: Patient, Devices, and of each visit its report, observations and provenance.

    The same visits in the same language give the same bundle, byte for byte.

    Args:
        patient: whose visits they are.
        records: the visits.
        lang: language of the texts; the other one is in their translations.
        named: with the patient's name and own words; otherwise the patient is a key.
    """
    entries = [entry(patient_resource(patient, named=named))]
    entries += [entry(device) for device in devices(records, lang)]
    for visit in records.visits:
        observations = visit_observations(visit, records, lang)
        entries.append(entry(report(visit, observations, records, lang, named=named)))
        entries += [entry(one) for one in observations]
        entries.append(entry(provenance(visit, observations, records, lang)))
    visits = [visit.id for visit in records.visits]
    whole: Resource = {
        "resourceType": "Bundle",
        "id": key("bundle", patient.id, *visits),
        "language": lang,
        "identifier": own_identifier(key("bundle", patient.id, *visits).replace("-", "")),
        "type": "collection",
    }
    if records.visits:
        last = records.visits[-1]
        whole["timestamp"] = at(last.ended_at or last.began_at, last)
    return {**whole, "entry": entries}


def bundle_json(content: Resource) -> str:
    """The bytes of a bundle's file: UTF-8, one resource's elements a line."""
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
