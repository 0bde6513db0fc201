"""The type check of the page's scripts: skipped where it cannot run, and only with the locked compiler."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from tools.page import typecheck


def test_without_node_it_is_skipped_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert typecheck.main() == 0
    assert capsys.readouterr().out.startswith("skipped: node is not on this machine")


def test_a_compiler_of_another_hash_is_refused() -> None:
    right = "sha512-" + base64.b64encode(hashlib.sha512(b"compiler").digest()).decode()
    typecheck.check(b"compiler", right)
    with pytest.raises(ValueError, match="hash"):
        typecheck.check(b"another", right)


def test_the_lock_names_one_version_and_no_address() -> None:
    package, integrity = typecheck.LOCK.read_text("utf-8").split()
    name, version = package.split("==")
    assert name == "typescript"
    assert version.count(".") == 2
    assert integrity.startswith("sha512-")
