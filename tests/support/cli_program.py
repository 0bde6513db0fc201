"""Runs the command line, in this process or in one of its own, and holds every run to the house's manners."""

from __future__ import annotations

import importlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formcheck.pose.fake_estimator import FakePoseEstimator
from tests.support.cli_films import poses

ROOT = Path(__file__).resolve().parents[2]
FILES = {"result.json", "frames.parquet", "recording.parquet", "report.html"}


@dataclass(frozen=True)
class Run:
    """What a run said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line on standard error, without the program's name."""
        assert self.err.startswith("formcheck: "), self.err
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        return self.err.removeprefix("formcheck: ").strip()

    @property
    def silent(self) -> bool:
        return not self.out and not self.err


Call = Callable[..., Run]
"""The fixture `call`."""


def refused(run: Run, *words: str, status: int = 2) -> str:
    """The run ended in a one-line error that names these things and says how to mend it."""
    assert run.status == status, run
    assert run.out == ""
    line = run.error
    assert "Traceback" not in line
    assert "went wrong inside" not in line
    for word in words:
        assert word.casefold() in line.casefold(), line
    what, _, remedy = line.rpartition(". ")
    assert what, line
    assert len(remedy) > 8, f"no remedy: {line}"
    return line


def result_of(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return loaded


def names(folder: Path) -> set[str]:
    """Everything in a folder, hidden files too."""
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def fake(scene: str, pause_s: float = 0.0) -> Callable[..., FakePoseEstimator]:
    """In place of `create_estimator`: sees a scene instead of the pictures."""

    class Paced(FakePoseEstimator):
        def estimate(self, frame: Any) -> Any:
            time.sleep(pause_s)
            return super().estimate(frame)

    return lambda *args, **kwargs: Paced(poses(scene))


_HELD, _LET_GO = "held", "let-go"


def hold(place: str, call: int) -> None:
    """Stop at that call of a method, `module:Class.method`, until the parent lets go.

    Presses of Ctrl-C meanwhile count as one, however slow the machine is in sending them.
    """
    import formcheck.runtime.interrupt

    formcheck.runtime.interrupt.SAME_PRESS_S = 600.0
    module, _, path = place.partition(":")
    owner, name = path.split(".")
    kind = getattr(importlib.import_module(module), owner)
    method, calls = getattr(kind, name), itertools.count(1)

    def held(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == call:
            Path(_HELD).touch()
            patience(Path(_LET_GO).exists)
        return method(*args, **kwargs)

    setattr(kind, name, held)


def patience(until: Callable[[], bool]) -> None:
    """Wait for something that must come, however slow the machine is."""
    end = time.monotonic() + 120
    while not until():
        assert time.monotonic() < end, "it never came so far"
        time.sleep(0.005)


def wait_held(child: subprocess.Popen[str], cwd: Path) -> None:
    """Wait until a process that works in `cwd` is held, at a place where nothing of it can go by."""

    def there() -> bool:
        assert child.poll() is None, child.communicate()
        return (cwd / _HELD).exists()

    patience(there)


def let_go(cwd: Path) -> None:
    """Let the held process go on; signals that were sent before have come by then."""
    (cwd / _LET_GO).touch()


# The program as it is, but for what the network sees and where it is held.
_CHANGED = """
from tests.support import cli_program
cli_program.change({scene!r}, {pause_s}, {held!r})
from formcheck.cli.main import main
main()
"""


def change(scene: str | None, pause_s: float, held: tuple[str, int] | None) -> None:
    """In the process itself, before it begins: what `command` promises."""
    score: Any = importlib.import_module("formcheck.pipeline.score")
    if scene is not None:
        score.create_estimator = fake(scene, pause_s)
    if held is not None:
        hold(*held)


def command(
    *arguments: str | Path,
    scene: str | None = None,
    pause_s: float = 0.0,
    held: tuple[str, int] | None = None,
) -> list[str]:
    """The command line of a process: the real program, or one that sees `scene` instead, or is `held`."""
    given = [str(argument) for argument in arguments]
    if scene is None and held is None:
        return [sys.executable, "-m", "formcheck", *given]
    program = _CHANGED.format(scene=scene, pause_s=pause_s, held=held)
    return [sys.executable, "-c", program, *given]


def environment(**more: str) -> dict[str, str]:
    """An ordinary user's, with the checkout importable from everywhere and no byte code written."""
    strip = ("CI", "GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "ORT_DISABLE_TELEMETRY")
    kept = {name: value for name, value in os.environ.items() if name not in strip}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **more}


def start(arguments: Sequence[str], cwd: Path, **options: Any) -> subprocess.Popen[str]:
    """A process that takes Ctrl-C as a terminal's would, also where the tests run with it ignored."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **options}
    if os.name == "posix":
        options["preexec_fn"] = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        arguments,
        cwd=cwd,
        env=options.pop("env", environment()),
        text=True,
        encoding="utf-8",
        errors="replace",
        **options,
    )


def run(
    *arguments: str | Path, cwd: Path, scene: str | None = None, pause_s: float = 0.0, **options: Any
) -> Run:
    """Run it to its end in a process of its own."""
    child = start(command(*arguments, scene=scene, pause_s=pause_s), cwd, **options)
    out, err = child.communicate(timeout=120)
    assert "Traceback" not in (err or "") or "--debug" in arguments, err
    return Run(child.returncode, out or "", err or "")
