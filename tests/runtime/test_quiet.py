"""What native libraries print is kept off the terminal, what we print is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.runtime.quiet import quiet_libraries

PROGRAM = """
import os, sys
from formcheck.runtime.quiet import quiet_libraries
from formcheck.runtime.error_lines import print_error
os.write(2, b"native before\\n")
with quiet_libraries():
    os.write(2, b"native inside\\n")
    print_error("ours inside")
    with quiet_libraries():
        os.write(2, b"native deeper\\n")
        print_error("ours deeper")
    os.write(2, b"native again\\n")
try:
    with quiet_libraries():
        raise ValueError
except ValueError:
    print_error("ours after")
os.write(2, b"native after\\n")
"""


def test_only_ours_comes_through(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines() == [
        "native before",
        "formcheck: ours inside",
        "formcheck: ours deeper",
        "formcheck: ours after",
        "native after",
    ]


def test_without_a_standard_error(root: Path) -> None:
    code = (
        "import os; os.close(2)\nfrom formcheck.runtime.quiet import quiet_libraries\n"
        "with quiet_libraries(): print('done')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "done\n"


def test_under_a_caught_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with quiet_libraries():
        print("ours", file=sys.stderr)
    assert capsys.readouterr().err == "ours\n"
