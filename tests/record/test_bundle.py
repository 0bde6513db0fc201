"""Visits as FHIR: valid, the same each time, without a name, and nothing unmeasured is a number."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from formcheck.errors import OutputError, UsageError
from formcheck.record.bundle import bundle_json
from formcheck.record.code_system import CODE_SYSTEM, code_system
from formcheck.record.export_fhir import export_fhir, visit_bundle
from formcheck.record.local_codes import local_codes
from formcheck.record.terms import LOCAL, Resource
from formcheck.record.validate import validate
from formcheck.visits.schema import Exercise, Patient, Visit
from formcheck.visits.store import VisitStore
from formcheck.words.catalogue import Words
from tests.record.r4 import troubles


def resources(content: Any, kind: str) -> list[Any]:
    """The resources of a kind in a bundle."""
    return [one["resource"] for one in content["entry"] if one["resource"]["resourceType"] == kind]


def walk(value: Any) -> Iterator[Any]:
    """Every table within a value."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def test_every_bundle_is_r4_by_its_own_tables_and_by_the_library(bundles: list[Resource]) -> None:
    kinds: Counter[str] = Counter()
    for content in bundles:
        assert list(troubles(content)) == []
        validate(content)
        entries: Any = content["entry"]
        kinds.update(one["resource"]["resourceType"] for one in entries)
        there = {one["fullUrl"] for one in entries}
        assert len(there) == len(entries)
        named = {one["reference"] for one in walk(content) if "reference" in one and "type" in one}
        assert named <= there
    assert set(kinds) == {"Patient", "Device", "DiagnosticReport", "Observation", "Provenance"}


def test_both_judges_refuse_what_is_not_r4(bundles: list[Resource]) -> None:
    wrong: Any = json.loads(bundle_json(bundles[0]))
    report = resources(wrong, "DiagnosticReport")[0]
    report["status"] = "ready"
    report["presentedFrom"] = "x"  # no element
    del resources(wrong, "Provenance")[0]["agent"]
    found = "\n".join(troubles(wrong))
    assert all(part in found for part in ("no code: ready", "presentedFrom: no such", "agent: is missing"))
    with pytest.raises(OutputError, match="mistake of formcheck"):
        validate(wrong)


def test_the_same_visit_gives_the_same_bytes_and_ids(kept: VisitStore, visit: Visit) -> None:
    first, again = (bundle_json(visit_bundle(kept, visit.id) or {}) for _ in range(2))
    assert first == again
    dutch, english = (visit_bundle(kept, visit.id, lang) for lang in ("nl", "en"))
    assert dutch is not None
    assert english is not None
    ids = [[one["resource"]["id"] for one in content["entry"]] for content in (dutch, english)]  # type: ignore[attr-defined]
    assert ids[0] == ids[1]


def test_the_patient_is_a_key_unless_the_name_is_asked_for(kept: VisitStore, visit: Visit) -> None:
    with kept.writing() as session:
        row = session.get(Visit, visit.id)
        assert row is not None
        row.comment = "mijn zus Klaasje was erbij"
        name = session.scalars(select(Patient.name).where(Patient.id == visit.patient_id)).one()
    plain = bundle_json(visit_bundle(kept, visit.id) or {})
    assert name not in plain
    assert "Klaasje" not in plain
    assert '"PSEUDED"' in plain
    named = bundle_json(visit_bundle(kept, visit.id, named=True) or {})
    assert name in named
    assert "Klaasje" in named


def test_what_was_not_measured_has_a_reason_in_both_languages_and_no_number(kept: VisitStore) -> None:
    with kept.writing() as session:
        exercise = session.scalars(select(Exercise).where(Exercise.name == "plank")).first()
        assert exercise is not None
        row = session.get(Visit, exercise.visit_id)
        assert row is not None
        row.pain_after = None
        result: Any = dict(exercise.result or {})
        lost = {"measured": 0.1, "reasons": {"occluded": 0.9}}
        result |= {"word": "not_measured", "technique": {}, "coverage": {**result["coverage"], **lost}}
        exercise.result = result
        exercise.hold_s = exercise.quality_hold_s = exercise.longest_s = 0.0
        exercise.good_s = exercise.almost_s = exercise.different_s = 0.0
        visit_id, exercise_id = row.id, exercise.id
    content = visit_bundle(kept, visit_id, "nl")
    assert content is not None
    assert list(troubles(content)) == []
    validate(content)
    observations = resources(content, "Observation")
    pain = [one for one in observations if one["code"]["coding"][0]["code"] == "72514-3"]
    after = [
        one
        for one in pain
        if one["component"][0]["valueCodeableConcept"]["coding"][0]["code"] == "moment.after"
    ]
    assert ["valueQuantity" in one for one in after] == [False]
    seen = next(one for one in observations if exercise_id in json.dumps(one).replace("-", ""))
    told = [
        seen["dataAbsentReason"],
        *(one["dataAbsentReason"] for one in seen["component"] if "dataAbsentReason" in one),
    ]
    assert len(told) > 5
    for reason in told:
        assert [one["system"].rsplit("/", 1)[-1] for one in reason["coding"]] == ["data-absent-reason", LOCAL]
        translation = reason["_text"]["extension"][0]["extension"]
        assert translation[0]["valueCode"] == "en"
        assert reason["text"]
        assert translation[1]["valueString"] not in ("", reason["text"])
    numbers = {
        one["code"]["coding"][0]["code"]: one["valueQuantity"]["value"]
        for one in seen["component"]
        if "valueQuantity" in one
    }
    assert set(numbers) == {"dose.unmeasured", "dose.active", "dose.measured"}


def test_every_own_code_is_in_the_code_system_and_has_a_unit_that_it_allows(bundles: list[Resource]) -> None:
    used = 0
    for content in bundles:
        for one in walk(content):
            if one.get("system") == LOCAL:
                assert one["display"] == local_codes()[one["code"]].display(Words("en"))
                used += 1
            if "valueQuantity" in one and one["code"]["coding"][0]["system"] == LOCAL:
                units = local_codes()[one["code"]["coding"][0]["code"]].units
                assert one["valueQuantity"]["code"] in units
    assert used > 100


def test_the_code_system_is_current_valid_and_in_both_languages() -> None:
    content: Any = code_system()
    assert CODE_SYSTEM.read_text("utf-8") == bundle_json(content), "python -m tools.fhir_codes"
    assert list(troubles(content)) == []
    validate(content)
    codes = [one["code"] for one in content["concept"]]
    assert len(codes) == len(set(codes)) == content["count"]
    for one in content["concept"]:
        assert one["display"] != one["code"], one["code"]
        assert one["definition"]
        assert all(other["value"] for other in one["designation"])


def test_another_patients_visit_is_not_exported(kept: VisitStore, visit: Visit, tmp_path: Path) -> None:
    with kept.reading() as session:
        other = session.scalars(select(Patient.id).where(Patient.id != visit.patient_id)).first()
    assert other is not None
    with pytest.raises(UsageError, match="no such visit"):
        export_fhir(kept, tmp_path / "x.json", patient_id=other, visit_id=visit.id)
    assert not list(tmp_path.iterdir())
