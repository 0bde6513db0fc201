"""Videos in, result files out: every test here runs the command line as a user would, each video once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.accuracy.product import Outcome, score

Score = Callable[[Path, str], Outcome]


@pytest.fixture(scope="session")
def score_once(tmp_path_factory: pytest.TempPathFactory) -> Score:
    """`formcheck score VIDEO -e EXERCISE`; asked twice for the same, the first outcome is given again."""
    done: dict[tuple[Path, str], Outcome] = {}

    def run(video: Path, exercise: str) -> Outcome:
        key = (video, exercise)
        if key not in done:
            outcome = score(video, exercise, tmp_path_factory.mktemp(video.stem) / "out")
            assert outcome.scored, outcome.message
            done[key] = outcome
        return done[key]

    return run
