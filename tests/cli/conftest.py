"""A small film, and the command line in this process with a made-up person before the camera."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.cli.main import main
from tests.support.cli_films import film
from tests.support.cli_program import Call, Run, fake


@pytest.fixture(scope="session")
def _one_film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return film(tmp_path_factory.mktemp("film") / "film.mp4").read_bytes()


@pytest.fixture
def video(tmp_path: Path, _one_film: bytes) -> Path:
    """Six seconds of film, alone in a folder."""
    path = tmp_path / "film.mp4"
    path.write_bytes(_one_film)
    return path


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """Runs the command line in this process; `scene` is what the network sees."""
    before = signal.getsignal(signal.SIGINT)

    def run(*arguments: str | Path, scene: str | None = "plank") -> Run:
        capfd.readouterr()
        with monkeypatch.context() as patch:
            if scene is not None:
                patch.setattr("formcheck.pipeline.score.create_estimator", fake(scene))
            with pytest.raises(SystemExit) as end:
                main([str(argument) for argument in arguments])
        signal.signal(signal.SIGINT, before)
        assert isinstance(end.value.code, int)
        return Run(end.value.code, *capfd.readouterr())

    yield run
    signal.signal(signal.SIGINT, before)
