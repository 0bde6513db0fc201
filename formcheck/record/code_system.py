"""Our code system as a FHIR resource: `python -m tools.fhir_codes` writes it into the package."""

from __future__ import annotations

from pathlib import Path

from formcheck.record.local_codes import LocalCode, local_codes
from formcheck.record.terms import LOCAL, Resource
from formcheck.words.catalogue import Words

CODE_SYSTEM = Path(__file__).with_name("code_system.json")
VERSION = "1"
"""Goes up when a code changes its meaning, or is added or taken away."""


def code_system() -> Resource:
    """The resource."""
    concepts = [_concept(one) for one in local_codes().values()]
    english, dutch = Words("en"), Words("nl")
    return {
        "resourceType": "CodeSystem",
        "id": "formcheck",
        "language": "en",
        "url": LOCAL,
        "version": VERSION,
        "name": "Formcheck",
        "title": "formcheck: what is judged of back-care exercises",
        "status": "active",
        "experimental": True,
        "publisher": "formcheck",
        "description": f"{english.text('record.system')} {dutch.text('record.system')}",
        "caseSensitive": True,
        "content": "complete",
        "count": len(concepts),
        "property": [
            {"code": "unit", "description": "UCUM unit that values come in", "type": "code"},
            {"code": "group", "description": "What kind of concept it is", "type": "code"},
        ],
        "concept": concepts,
    }


def _concept(one: LocalCode) -> Resource:
    english, dutch = Words("en"), Words("nl")
    properties: list[Resource] = [{"code": "unit", "valueCode": unit} for unit in one.units]
    properties.append({"code": "group", "valueCode": one.group})
    return {
        "code": one.code,
        "display": one.display(english),
        "definition": one.definition(english),
        "designation": [
            {"language": "nl", "value": one.display(dutch)},
            {"language": "nl", "use": _DEFINITION, "value": one.definition(dutch)},
        ],
        "property": properties,
    }


_DEFINITION = {"system": "http://snomed.info/sct", "code": "900000000000550004", "display": "Definition"}
"""What a designation is of: SNOMED CT's word for a definition, as FHIR's own value set has it."""
