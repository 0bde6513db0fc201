"""A patient's store with visits, their file, and an empty store of a therapist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from formcheck.exchange.export_visits import Selection, export_visits
from formcheck.visits.schema import Patient
from formcheck.visits.store import VisitStore
from tests.support.practice import NOW, small_practice
from tests.support.store_places import place_of


@pytest.fixture(scope="session")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VisitStore]:
    """Two patients with four visits; tests leave it as it is."""
    with small_practice(tmp_path_factory.mktemp("sender"), patients=2, visits=4) as store:
        yield store


@pytest.fixture(scope="session")
def patient(sender: VisitStore) -> str:
    """Key of the first patient."""
    with sender.reading() as session:
        return session.scalars(select(Patient.id).order_by(Patient.name)).first() or ""


@pytest.fixture(scope="session")
def sent(sender: VisitStore, patient: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a file with everything of that patient."""
    path = tmp_path_factory.mktemp("sent") / "anna.formcheck"
    export_visits(sender, Selection(patient, everything=True), path)
    return path.read_bytes()


@pytest.fixture
def receiver(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VisitStore]:
    """An empty store."""
    with VisitStore(place_of(request, tmp_path / "receiver"), now=lambda: NOW) as store:
        yield store
