"""The lock of a file: one holder, whatever the file's length, and its place in the file stays."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from formcheck.runtime import file_lock


@pytest.mark.skipif(sys.platform == "win32", reason="the next test stands for it there")
def test_one_holds_it(tmp_path: Path) -> None:
    with (tmp_path / "l").open("ab") as first, (tmp_path / "l").open("ab") as second:
        file_lock.lock_file(first.fileno())
        with pytest.raises(BlockingIOError):
            file_lock.lock_file(second.fileno())
    with (tmp_path / "l").open("ab") as third:
        file_lock.lock_file(third.fileno())


def test_windows_locks_the_same_byte_beyond_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The branch for Windows over a stand-in of `msvcrt`, which locks from where the file stands."""
    held: list[int] = []

    def locking(file: int, _mode: int, _bytes: int) -> None:
        place = os.lseek(file, 0, os.SEEK_CUR)
        if place in held:
            raise PermissionError(13, "Permission denied")
        held.append(place)

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("lock_on_windows", file_lock.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = tmp_path / "batch.jsonl"
    with path.open("ab", buffering=0) as first:
        module.lock_file(first.fileno())
        first.write(b"a line that the first one adds")
        with path.open("ab", buffering=0) as second:
            place = second.tell()
            with pytest.raises(BlockingIOError):
                module.lock_file(second.fileno())
            assert second.tell() == place == len(path.read_bytes())
    assert held[0] > 1 << 30
