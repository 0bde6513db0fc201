"""Code systems and units that our resources are written in."""

from __future__ import annotations

import uuid

Resource = dict[str, object]
"""A FHIR resource, or an element of one, as JSON."""

FHIR_VERSION = "4.0.1"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
URI = "urn:ietf:rfc:3986"
"""System of an identifier whose value is a URI."""
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
CATEGORY = _TERMINOLOGY + "observation-category"
ABSENT = _TERMINOLOGY + "data-absent-reason"
SECTION = _TERMINOLOGY + "v2-0074"
OPERATION = _TERMINOLOGY + "v3-DataOperation"
AGENT = _TERMINOLOGY + "provenance-participant-type"
SECURITY = _TERMINOLOGY + "v3-ObservationValue"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"

NAMESPACE = uuid.UUID("6b0f5f0e-5f6c-5c53-9a3a-4d9f0f3a7c21")
"""Of the keys of our resources: UUID version 5 of it and of what the resource is of."""
LOCAL = f"urn:oid:2.25.{uuid.uuid5(NAMESPACE, 'code system formcheck').int}"
"""Our own code system. An OID below 2.25 is made of a UUID, and needs no registration."""

PAIN = {
    "system": LOINC,
    "code": "72514-3",
    "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
}
DURATION = {"system": LOINC, "code": "55411-3", "display": "Exercise duration"}

SCORE, SECONDS, MINUTES, PERCENT, DEGREES, TIMES = "{score}", "s", "min", "%", "deg", "{repetitions}"
_UCUM = {"deg": DEGREES, "deg/s": "deg/s", "s": SECONDS, "cm": "cm"}


def ucum(unit: str) -> tuple[str, float]:
    """The UCUM code of a unit of `result.json`, and the factor into it; a share is given in per cent."""
    known = _UCUM.get(unit)
    return (PERCENT, 100.0) if known is None else (known, 1.0)


def key(kind: str, *of: str) -> str:
    """The id of a resource: the same for the same visit, on any machine."""
    return str(uuid.uuid5(NAMESPACE, " ".join((kind, *of))))


def urn(identifier: str) -> str:
    """The address of a resource within a bundle."""
    return f"urn:uuid:{identifier}"


def reference(kind: str, identifier: str) -> Resource:
    """A reference to a resource of the bundle."""
    return {"reference": urn(identifier), "type": kind}


def own_identifier(hexadecimal: str) -> Resource:
    """The key of a row of the store as an identifier."""
    return {"system": URI, "value": urn(str(uuid.UUID(hexadecimal)))}


def quantity(value: float, unit: str, digits: int = 2) -> Resource:
    """A number with its UCUM unit."""
    rounded = round(value, digits)
    shown = int(rounded) if rounded == int(rounded) else rounded
    return {"value": shown, "unit": unit, "system": UCUM, "code": unit}


def concept(*codings: Resource, text: Resource | None = None) -> Resource:
    """A CodeableConcept; `text` as of `formcheck.record.texts`."""
    return {"coding": list(codings), **(text or {})}
