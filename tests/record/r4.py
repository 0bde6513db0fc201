"""FHIR R4 (4.0.1) by its own tables: `r4_elements.json` holds the elements of the resources that we write.

It was taken from HL7's StructureDefinitions (CC0), as the npm package `fhir` 4.12.0 carries them: of each
element its type, whether there may be many and must be one, and the codes of a required binding. The library
`fhir.resources` knows R4B only; this is what makes sure that nothing of R4B alone is in our files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ELEMENTS: dict[str, Any] = json.loads(Path(__file__).with_name("r4_elements.json").read_text("utf-8"))
_FORMS = {
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "code": r"[^\s]+(\s[^\s]+)*",
    "uri": r"\S+",
    "date": r"\d{4}(-\d\d(-\d\d)?)?",
    "dateTime": r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?",
    "instant": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
    "string": r"[\s\S]+",
    "xhtml": r"<div xmlns=\"http://www.w3.org/1999/xhtml\">[\s\S]+</div>",
}
_BESIDE = {"id": {"type": "string"}, "extension": {"type": "Extension", "many": True}}
"""What stands beside a primitive value, under its name with an underscore."""
_KINDS: dict[str, type | tuple[type, ...]] = {
    "boolean": bool,
    "decimal": (int, float),
    "integer": int,
    "unsignedInt": int,
}


def troubles(resource: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """What R4 would not take of a resource."""
    kind = resource["resourceType"]
    if kind not in ELEMENTS:
        yield f"{place}{kind}: not among the resources that we write"
        return
    content = {name: value for name, value in resource.items() if name != "resourceType"}
    yield from _element(content, ELEMENTS[kind], f"{place}{kind}")


def _element(content: Mapping[str, Any], table: Mapping[str, Any], place: str) -> Iterator[str]:
    for name, value in content.items():
        rule = table.get(name.removeprefix("_"))
        if rule is None:
            yield f"{place}.{name}: no such element"
        elif name.startswith("_"):
            yield from _element(value, _BESIDE, f"{place}.{name}")
        elif rule.get("many", False) != isinstance(value, list):
            yield f"{place}.{name}: one or many"
        else:
            values = value if isinstance(value, list) else [value]
            if not values:
                yield f"{place}.{name}: an empty list"
            for one in values:
                yield from _value(one, rule, f"{place}.{name}")
    for name, rule in table.items():
        if rule.get("required") and "choice" not in rule and name not in content:
            yield f"{place}.{name}: is missing"
    choices = [table[name]["choice"] for name in content if "choice" in table.get(name, {})]
    if len(choices) != len(set(choices)):
        yield f"{place}: two of {choices}"


def _value(value: Any, rule: Mapping[str, Any], place: str) -> Iterator[str]:
    kind = rule["type"]
    if kind == "Resource":
        yield from troubles(value, f"{place}/")
    elif kind.startswith("#"):
        owner, _, name = kind[1:].partition(".")
        yield from _element(value, ELEMENTS[owner][name]["elements"], place)
    elif "elements" in rule:
        yield from _element(value, rule["elements"], place)
    elif kind in ELEMENTS:
        yield from _element(value, ELEMENTS[kind], place)
    elif kind in _KINDS:
        if not isinstance(value, _KINDS[kind]) or (kind != "boolean" and isinstance(value, bool)):
            yield f"{place}: no {kind}"
    else:
        form = _FORMS.get(kind, _FORMS["string"])
        if not isinstance(value, str) or not re.fullmatch(form, value):
            yield f"{place}: no {kind}: {value!r}"
        elif "codes" in rule and value not in rule["codes"]:
            yield f"{place}: no code: {value}"
