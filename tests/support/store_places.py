"""Fixtures for tests that run on SQLite and on PostgreSQL. A conftest.py takes them in by name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from formcheck.visits.place import StorePlace

__all__ = ("Places", "cluster", "on_both", "place_of", "places")
ENGINES = ("sqlite", "postgresql")
ENGINE_VARIABLE = "TEST_ENGINE"
"""With ``TEST_ENGINE=postgresql`` all tests of the therapist's pages and of the exchange run on PostgreSQL;
otherwise those whose SQL could differ."""
Places = Callable[[Path], StorePlace]
"""The place of the store whose recordings lie in a folder: always the same one for a folder."""


@pytest.fixture(scope="session")
def cluster() -> Iterator[object]:
    """A PostgreSQL cluster; the test skips where there is none."""
    yield from _cluster(alone=False)


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[object]:
    """One that no other process uses, for tests that stop the server."""
    yield from _cluster(alone=True)


def _cluster(*, alone: bool) -> Iterator[object]:
    try:
        from tests.support.postgres import NoPostgresError, shared_cluster
    except ImportError as error:  # the driver, or Windows
        pytest.skip(f"no PostgreSQL here: {error}")
    try:
        with shared_cluster(alone=alone) as one:
            yield one
    except NoPostgresError as error:
        pytest.skip(f"no PostgreSQL here: {error}")


def on_both(fixture: str) -> pytest.MarkDecorator:
    """Has a test run with that fixture on either engine; the fixture asks `place_of`."""
    return pytest.mark.parametrize(fixture, ENGINES, indirect=True)


def engine_of(request: pytest.FixtureRequest) -> str:
    """The engine that a test asked for, else that of `ENGINE_VARIABLE`, else SQLite."""
    return str(getattr(request, "param", os.environ.get(ENGINE_VARIABLE, "sqlite")))


def place_of(request: pytest.FixtureRequest, folder: Path) -> StorePlace:
    """The place of a new store for a fixture: on SQLite, unless its test asked for the other."""
    if engine_of(request) == "sqlite":
        return StorePlace(folder)
    place: StorePlace = request.getfixturevalue("cluster").place(folder)
    return place


@pytest.fixture(scope="module", params=ENGINES)
def places(request: pytest.FixtureRequest) -> Places:
    """Gives places of new stores, on either engine."""
    made: dict[Path, StorePlace] = {}
    if request.param == "sqlite":
        return StorePlace
    running = request.getfixturevalue("cluster")

    def place(folder: Path) -> StorePlace:
        if folder not in made:
            made[folder] = running.place(folder)
        return made[folder]

    return place
