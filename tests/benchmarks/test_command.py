"""The benchmark's command line: what it refuses before any work is done."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from benchmarks.accuracy.__main__ import arguments, mistake


def refusal(shared: Path, *words: str) -> str | None:
    return mistake(arguments(["--shared", str(shared), *words]))


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        arguments(["--help"])
    assert left.value.code == 0
    assert "lost-20%" in capsys.readouterr().out


def test_every_option_that_is_asked_for_is_there() -> None:
    asked = re.findall(r"\basked\.(\w+)", Path(inspect.getfile(arguments)).read_text("utf-8"))
    assert set(asked) <= set(vars(arguments([])))


def test_no_data(tmp_path: Path) -> None:
    assert "--shared DIR" in (refusal(tmp_path) or "")
    assert refusal(tmp_path, "--short") is None  # that needs the committed recordings only


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--models", "full,huge"], "huge"),
        (["--only", "plank_sga"], "plank_sga"),
        (["--stress", "--stress-clips", "nobody"], "nobody"),
        (["--stress", "--stress-edits", "dark,darker"], "darker"),
        (["--models", ""], "models"),
    ],
)
def test_unknown_names(shared: Path, words: list[str], named: str) -> None:
    assert named in (refusal(shared, *words) or "")


def test_what_there_is(shared: Path) -> None:
    assert refusal(shared, "--models", "lite,heavy", "--only", "photos", "--stress-edits", "dark") is None
