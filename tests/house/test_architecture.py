"""The rooms stay rooms: the import contract holds, and it would notice if it did not."""

from __future__ import annotations

import ast
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from formcheck.exercises import FOLDERS

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contract on the package that lies in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache"],
        cwd=folder,
        # The copy under test comes before an installed formcheck.
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_import_contract_holds(root: Path) -> None:
    done = lint_imports(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def broken(tmp_path: Path, root: Path, lines: list[tuple[str, str]]) -> tuple[list[str], str]:
    """The contracts that a copy breaks with these lines at the end of modules, and all that is said of it."""
    shutil.copytree(root / "formcheck", tmp_path / "formcheck", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / ".importlinter", tmp_path)
    for module, line in lines:
        with (tmp_path / "formcheck" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    return [text for text in done.stdout.splitlines() if " BROKEN" in text], done.stdout


def test_the_order_of_the_rooms_bites(tmp_path: Path, root: Path) -> None:
    """Each of these imports is named."""
    (contract,), said = broken(
        tmp_path,
        root,
        [
            ("judge/bands.py", "from formcheck.exercises import plank"),
            ("scoring/plan.py", "import formcheck.report"),
            ("store/files.py", "import formcheck.report.page"),
            ("report/page.py", "from formcheck import cli"),
        ],
    )
    assert contract.startswith("Data walks one way")
    for there, here in (
        ("judge.bands", "exercises.plank"),
        ("scoring.plan", "report"),
        ("store.files", "report.page"),
        ("report.page", "cli"),
    ):
        assert f"formcheck.{there} -> formcheck.{here} " in said, said


def test_the_other_contracts_bite(tmp_path: Path, root: Path) -> None:
    contracts, said = broken(
        tmp_path,
        root,
        [
            ("a_new_room.py", ""),
            ("signals/body.py", "from formcheck.pose import onnx_estimator"),
            ("overlay/hud.py", "from formcheck.pose.factory import create_estimator"),
            ("scoring/scorer.py", "import time"),
            ("report/page.py", "import onnxruntime"),
            ("report/page.py", "from urllib.request import urlopen"),
        ],
    )
    wanted = (
        "Data walks one way",  # a room without its place
        "Signals are pure geometry",
        "Only the edges choose",
        "Media time is the only clock",
        "Pose networks run in the pose room",
        "Nothing leaves the machine",
    )
    assert [w for w in wanted if not any(text.startswith(w) for text in contracts)] == [], said


def test_exercises_do_not_know_each_other(root: Path) -> None:
    for folder in FOLDERS.values():
        others = set(FOLDERS.values()) - {folder}
        for file in (root / "formcheck" / "exercises" / folder).rglob("*.py"):
            for name in imported(file):
                assert not others & set(name.split(".")), f"{file} imports {name}"


def imported(file: Path) -> list[str]:
    """Full names of all that a module imports, also inside functions."""
    names = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def test_modules_stay_small(root: Path) -> None:
    lengths = {file: len(file.read_text("utf-8").splitlines()) for file in (root / "formcheck").rglob("*.py")}
    assert not {str(file): length for file, length in lengths.items() if length > 400}
    assert statistics.median(lengths.values()) < 150


def test_tests_lie_in_the_room_that_they_are_about(root: Path) -> None:
    rooms = {path.name for path in (root / "formcheck").iterdir() if path.is_dir()}
    others = {"support", "house", "end_to_end", "tools", "benchmarks"}
    folders = {path.parent for path in (root / "tests").rglob("*.py")} - {root / "tests"}
    assert {folder.relative_to(root / "tests").parts[0] for folder in folders} <= rooms | others
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]
    assert {path.name for path in (root / "tests").glob("*.py")} == {"__init__.py", "conftest.py"}
