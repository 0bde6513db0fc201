"""A server that sees a good plank in every frame, for all tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.support.page_client import SLOW_S, Server, serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Nobody's visit is going on; a test that begins one ends it."""
    with serving(tmp_path_factory.mktemp("served") / "visits", staged={}) as server:
        server.enter()
        yield server


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """On a machine that takes a tenth of a second for a frame."""
    with serving(tmp_path_factory.mktemp("slow") / "visits", staged={"pause_s": SLOW_S}) as server:
        server.enter()
        yield server


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    """A folder of visits of one's own; not there yet."""
    return tmp_path / "visits"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, where it is installed; one of all tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright (the dev lock has it)")
    with playwright.sync_playwright() as started:
        yield started
