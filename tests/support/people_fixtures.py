"""Fixtures of a small practice with accounts (`practice_people`). A conftest.py takes them in by name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from formcheck.practice import passwords
from formcheck.visits.store import VisitStore
from tests.support.practice import small_practice
from tests.support.practice_people import People, people_in

__all__ = ("made_people", "people", "people_once", "quick_passwords")


@pytest.fixture(scope="session")
def quick_passwords() -> Iterator[None]:
    """Passwords that cost a millisecond."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", quick)
        patch.setattr(passwords, "NOBODYS", quick.hash("of nobody"))
        yield


@pytest.fixture(scope="session")
def made_people(tmp_path_factory: pytest.TempPathFactory, quick_passwords: None) -> Path:
    """The folder of a small practice with accounts, each patient with two visits, which tests copy."""
    folder = tmp_path_factory.mktemp("people") / "store"
    with small_practice(folder, patients=3, visits=6) as store:
        people_in(store)
    return folder


@pytest.fixture
def people(tmp_path: Path, made_people: Path) -> Iterator[People]:
    """Anna and Bram, therapists with a patient each, and Cato, the administrator."""
    shutil.copytree(made_people, tmp_path / "store")
    clock = [People.BEGAN]
    with VisitStore(tmp_path / "store", now=lambda: clock[0]) as store:
        yield People(store, clock)


@pytest.fixture(scope="module")
def people_once(tmp_path_factory: pytest.TempPathFactory, made_people: Path) -> Iterator[People]:
    """The same, for all tests of a module that change nothing in it."""
    folder = tmp_path_factory.mktemp("once") / "store"
    shutil.copytree(made_people, folder)
    with VisitStore(folder, now=lambda: People.BEGAN) as store:
        yield People(store, [People.BEGAN])
