"""What every test has at hand.

Shared material (clips with exact truth) lies beside the checkout in ``../shared``; a user's clone has none,
and the tests that need it then skip and say so.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Before anything imports onnxruntime: its telemetry thread reads this only once, at import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("MPLBACKEND", "Agg")
# No test touches the visits of whoever runs it.
os.environ["FORMCHECK_STORE"] = str(Path(tempfile.gettempdir()) / f"formcheck-store-{os.getpid()}")

import gc
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator

import pytest
from hypothesis import settings

from tests.support.store_places import cluster, own_cluster, places

__all__ = ("clips", "cluster", "own_cluster", "places", "root", "shared", "strace", "synthetic")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# The machines that run this are shared and slow at times: a deadline would test them, not us. Derandomised,
# so that a failure can be had again from the same commit.
settings.register_profile("formcheck", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("formcheck")


ROUNDS = ("waits", "alone")
"""Markers of the rounds of `make test` that take sixty tests out of thousands."""


def _names(path: Path, marker: str) -> bool:
    return f"pytest.mark.{marker}" in path.read_text("utf-8")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """In these rounds a file that does not name the marker is not even imported."""
    marker = config.getoption("markexpr")
    if marker not in ROUNDS or not re.fullmatch(r"test_\w+\.py", collection_path.name):
        return None
    return not _names(collection_path, marker) or None


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test that has such a marker from elsewhere would run in no round."""
    for marker in ROUNDS:
        if item.get_closest_marker(marker) and not _names(item.path, marker):
            raise pytest.UsageError(f"{item.nodeid}: write pytest.mark.{marker} in this file")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests, which stay to the end: the garbage collector does not walk them again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def _shared(relative: str) -> Path:
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"needs ../shared/{relative}, which lies beside the developers' checkouts only")
    return path


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared material's folder."""
    return _shared(".")


@pytest.fixture(scope="session")
def synthetic() -> Path:
    """Folder of the synthetic clips: NAME.mp4 with its exact truth in NAME.json."""
    return _shared("data/synthetic")


@pytest.fixture(scope="session")
def clips() -> Path:
    """Folder of filmed clips of real persons."""
    return _shared("data/clips")


@pytest.fixture
def strace() -> str:
    """The program that watches system calls."""
    path = shutil.which("strace")
    if sys.platform != "linux" or path is None:
        pytest.skip("strace is not installed here")
    if subprocess.run([path, "-f", "true"], capture_output=True, check=False).returncode:
        pytest.skip("tracing is not allowed here")
    return path


# Started in the background (a CI runner may), a process inherits "ignore Ctrl-C" and passes it on to its
# children; the tests of Ctrl-C need what a terminal gives.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
