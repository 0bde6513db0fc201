"""Videos in, result files out: every test here runs the command line as a user would, each video once.

In this process, with networks that are loaded once: to start the program and to load them takes two seconds,
and `tests/cli/test_contract.py` does so.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from benchmarks.accuracy.product import Outcome, read_outcome
from formcheck.cli.main import main
from formcheck.pose import backends
from formcheck.pose.backends import BackendChoice
from formcheck.pose.estimator import PoseEstimator, RenewableEstimator
from tests.support.sample_truth import Score

try:
    import fcntl
except ImportError:  # Windows: each worker scores for itself
    fcntl = None  # type: ignore[assignment]


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Only one worker is inside; the system frees the lock of one that died."""
    with path.open("w") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def _network(choice: BackendChoice) -> RenewableEstimator:
    # The workers share the processors: threads that wait for each other cost a twelfth more than one alone.
    made = backends.make_estimator(choice._replace(threads=1))
    assert isinstance(made, RenewableEstimator)
    return made


def _renewed(choice: BackendChoice) -> PoseEstimator:
    return _network(choice).renewed()


def _score(video: Path, exercise: str, out: Path) -> Outcome:
    """`formcheck score`."""
    words = ["score", str(video), "-e", exercise, "-o", str(out), "--model", "full", "--lang", "en", "-q"]
    before = signal.getsignal(signal.SIGINT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("formcheck.pose.preload._make", _renewed)
        with pytest.raises(SystemExit) as end:
            main(words)
    signal.signal(signal.SIGINT, before)
    assert isinstance(end.value.code, int)
    return read_outcome(out, end.value.code)


@pytest.fixture(scope="session")
def score_once(tmp_path_factory: pytest.TempPathFactory) -> Score:
    """`formcheck score VIDEO -e EXERCISE`; asked twice for the same, also by another worker, it is not done
    twice.
    """
    done: dict[tuple[Path, str], Outcome] = {}
    place = tmp_path_factory.getbasetemp()
    if fcntl is not None and "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent  # which all workers of this run have in common
    place /= "scored"
    place.mkdir(exist_ok=True)

    def run(video: Path, exercise: str) -> Outcome:
        key = (video, exercise)
        if key not in done:
            name = f"{video.stem}-{exercise}-{hashlib.sha256(bytes(video)).hexdigest()[:8]}"
            out, status = place / name, place / f"{name}.status"
            with _one_at_a_time(place / f"{name}.lock"):
                if status.exists():
                    outcome = read_outcome(out, int(status.read_text()))
                else:
                    outcome = _score(video, exercise, out)
                    assert outcome.scored
                    status.write_text(str(outcome.exit_status))
            done[key] = outcome
        return done[key]

    return run
