"""Places that cannot be written to, for real: fixtures for the conftest of a room."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def _mount(folder: Path, *options: str) -> None:
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a small disk needs root on Linux")
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")


@contextlib.contextmanager
def _disk(folder: Path, *options: str) -> Iterator[Path]:
    """A disk of its own, while the block lasts."""
    _mount(folder, *options)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 KiB."""
    with _disk(tmp_path / "disk", "size=200k") as folder:
        yield folder


@pytest.fixture
def megabyte_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB: room for a store with little in it."""
    with _disk(tmp_path / "disk", "size=1m") as folder:
        yield folder


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that may not be written to, by anybody."""
    with _disk(tmp_path / "disk", "ro") as folder:
        yield folder


@pytest.fixture
def small_files(tmp_path: Path) -> Iterator[Path]:
    """A folder in which no file can grow beyond 100 KiB (a quota, without root)."""
    if sys.platform == "win32":
        pytest.skip("file size limits are a POSIX thing")
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100 << 10, before[1]))
    with contextlib.ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_FSIZE, before)
        yield tmp_path


@pytest.fixture(params=["small_disk", "small_files"])
def full_place(request: pytest.FixtureRequest) -> Path:
    """A folder that is soon full, in two ways."""
    place: Path = request.getfixturevalue(request.param)
    return place
