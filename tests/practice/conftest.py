"""A practice with accounts, and browsers that have signed in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.visits.store import VisitStore
from tests.support.practice import small_practice
from tests.support.practice_people import People, people_in


@pytest.fixture(scope="session")
def made_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small practice with accounts, which tests copy."""
    folder = tmp_path_factory.mktemp("people") / "store"
    with small_practice(folder, patients=3, visits=3) as store:
        people_in(store)
    return folder


@pytest.fixture
def people(tmp_path: Path, made_people: Path) -> Iterator[People]:
    """Anna and Bram, therapists with a patient each, and Cato, the administrator."""
    shutil.copytree(made_people, tmp_path / "store")
    clock = [People.BEGAN]
    with VisitStore(tmp_path / "store", now=lambda: clock[0]) as store:
        yield People(store, clock)
