"""A folder of short films, and a batch over them in threads, whose network sees a made-up person."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.cli_films import film
from tests.support.cli_program import fake


@pytest.fixture(scope="session")
def _films(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("films")
    return [film(folder / f"{n}.mp4", seconds=6 + n / 5).read_bytes() for n in range(3)]


@pytest.fixture
def videos(tmp_path: Path, _films: list[bytes]) -> Path:
    """Three films of six seconds in a folder."""
    folder = tmp_path / "videos"
    for name, data in zip(("a.mp4", "b.mp4", "deeper/a.mp4"), _films, strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Executor]:
    """Does the work in this process."""
    monkeypatch.setattr("formcheck.batches.job.create_estimator", fake("sag"))
    with ThreadPoolExecutor(2) as pool:
        yield pool
