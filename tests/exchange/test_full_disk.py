"""Import onto a disk that is full, and after a program that was killed: nothing half there stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from formcheck.errors import FullDiskError
from formcheck.visits import working_folder
from formcheck.visits.store import VisitStore
from tests.exchange.test_hostile_files import nothing_in
from tests.exchange.test_there_and_back import take


def test_a_full_disk_leaves_nothing_half_there(
    receiver: VisitStore, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace
    moved: list[Path] = []

    def full(self: Path, target: Path) -> Path:
        if len(moved) == 2:
            raise OSError(28, "No space left on device", str(target))
        moved.append(real(self, target))
        return moved[-1]

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FullDiskError, match="no space left"):
        take(receiver, sent)
    monkeypatch.undo()
    assert len(moved) == 2
    assert nothing_in(receiver)
    assert len(take(receiver, sent).new) == 2


def test_a_full_disk_while_unpacking_is_told_and_leaves_nothing(
    receiver: VisitStore, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FullDiskError, match="no space left"):
        take(receiver, sent)
    monkeypatch.undo()
    assert nothing_in(receiver)


def test_what_a_killed_program_left_is_swept(receiver: VisitStore, sent: bytes) -> None:
    root = receiver.folder / "exchange"
    gone = root / "work-999999999-x"
    old = root / f"work-{os.getpid()}-old"
    for folder in (gone, old):
        folder.mkdir(parents=True)
        (folder / "opened").write_bytes(b"secret")
    os.utime(old, (0, 0))
    with working_folder.working_folder(receiver) as mine:
        assert list(root.iterdir()) == [mine]
