"""A store with visits of every kind, and the bundle of one patient."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from formcheck.record.export_fhir import patient_bundle
from formcheck.record.terms import Resource
from formcheck.visits.schema import Patient, Visit
from formcheck.visits.store import VisitStore
from tests.support.practice import small_practice


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    """Three patients with six visits; tests leave it as it is."""
    with small_practice(tmp_path_factory.mktemp("kept"), patients=3, visits=6) as store:
        yield store


@pytest.fixture(scope="session")
def visit(kept: VisitStore) -> Visit:
    """The first visit."""
    with kept.reading() as session:
        found = session.scalars(select(Visit).order_by(Visit.began_at)).first()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def bundles(kept: VisitStore) -> list[Resource]:
    """The bundle of each patient."""
    with kept.reading() as session:
        patients = session.scalars(select(Patient.id)).all()
    found = [patient_bundle(kept, key, "nl") for key in patients]
    return [one for one in found if one is not None]
