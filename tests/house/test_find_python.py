"""`tools/find_python` picks a Python that can run formcheck, or says how to get one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

posix_only = pytest.mark.skipif(os.name != "posix", reason="make and sh are for Linux and macOS")


class FakeMachine:
    """A folder of commands that claim to be Pythons, and nothing else on the path but a few plain tools."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder
        self.script = root / "tools" / "find_python"
        for tool in ("sh", "dirname"):
            self._link(tool)

    def _link(self, tool: str) -> None:
        real = shutil.which(tool)
        assert real
        (self.folder / tool).symlink_to(real)

    def has(
        self, command: str, version: tuple[int, int], *, venv: bool = True, platform: str = "linux"
    ) -> None:
        """Put a Python of that version on the path: the real one, which takes itself for another."""
        pretend = (
            "import sys, platform;"
            "sys.version_info = (*{version}, 0, 'final', 0); sys.platform = {platform!r};"
            "platform.machine = lambda: 'x86_64';"
            "{hide}"
            "import runpy; sys.argv = sys.argv[1:];"
            "runpy.run_path(sys.argv[0], run_name='__main__') if sys.argv[0] != '-c' else exec(sys.argv[1])"
        ).format(
            version=version,
            platform=platform,
            hide="" if venv else "sys.modules['ensurepip'] = None;",
        )
        self._command(command, f'exec "{sys.executable}" -c "{pretend}" "$@"')

    def has_shim(self, command: str) -> None:
        """A command that stands on the path but runs nothing, as pyenv leaves it."""
        self._command(command, f'echo "pyenv: {command}: command not found" >&2; exit 127')

    def _command(self, name: str, body: str) -> None:
        (self.folder / name).write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        (self.folder / name).chmod(0o755)

    def find(self, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": str(self.folder), **environment}
        return subprocess.run([self.script], env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path, root: Path) -> FakeMachine:
    folder = tmp_path / "commands with spaces"
    folder.mkdir()
    return FakeMachine(folder, root)


@posix_only
def test_plain_python3_is_taken_when_it_will_do(machine: FakeMachine) -> None:
    machine.has("python3", (3, 11))
    machine.has("python3.13", (3, 13))
    assert machine.find().stdout == "python3\n"


@posix_only
def test_the_newest_suitable_python_replaces_one_too_old(machine: FakeMachine) -> None:
    machine.has("python3", (3, 9))
    machine.has("python3.11", (3, 11))
    machine.has("python3.12", (3, 12))
    machine.has_shim("python3.14")
    assert machine.find().stdout == "python3.12\n"


@posix_only
@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 15)])
def test_a_python_too_old_or_too_new_is_told_so(machine: FakeMachine, version: tuple[int, int]) -> None:
    machine.has("python3", version)
    done = machine.find()
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Python {version[0]}.{version[1]} is not one of 3.11, 3.12, 3.13 and 3.14" in done.stderr
    assert "sudo apt install python3 python3-venv" in done.stderr


@posix_only
def test_a_missing_venv_module_names_the_line_that_installs_it(machine: FakeMachine) -> None:
    machine.has("python3", (3, 12), venv=False)
    done = machine.find()
    assert (done.returncode, done.stdout) == (1, "")
    assert "sudo apt install python3.12-venv" in done.stderr


@posix_only
def test_a_python_with_venv_is_taken_before_one_without(machine: FakeMachine) -> None:
    machine.has("python3", (3, 13), venv=False)
    machine.has("python3.11", (3, 11))
    assert machine.find().stdout == "python3.11\n"


@posix_only
def test_an_intel_mac_is_told_before_anything_is_downloaded(machine: FakeMachine) -> None:
    machine.has("python3", (3, 13), platform="darwin")
    done = machine.find()
    assert (done.returncode, done.stdout) == (1, "")
    assert "Intel Mac" in done.stderr
    assert "apt" not in done.stderr


@posix_only
def test_no_python_at_all(machine: FakeMachine) -> None:
    done = machine.find()
    assert (done.returncode, done.stdout) == (1, "")
    assert "No python3 was found" in done.stderr


@posix_only
def test_a_python_named_by_the_user_is_the_only_one_asked(machine: FakeMachine) -> None:
    machine.has("python3", (3, 13))
    machine.has("my python", (3, 12))
    named = str(machine.folder / "my python")
    assert machine.find(PYTHON=named).stdout == f"{named}\n"
    assert machine.find(PYTHON="/nowhere/python").returncode == 1


@posix_only
def test_make_lists_its_targets(root: Path) -> None:
    if not shutil.which("make"):
        pytest.skip("needs make")
    done = subprocess.run(["make", "help"], cwd=root, capture_output=True, text=True, check=True)
    for target in ("demo", "test", "lint", "types", "contract", "clean"):
        assert f"make {target} " in done.stdout
