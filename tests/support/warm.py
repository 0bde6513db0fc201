"""Staged servers out of a process that has imported the program once: a cold import costs two seconds each.

The program as users start it, cold, is what `serving` gives without `staged`.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from formcheck.runtime.startup import configure_libraries, fast_imports

IMPORTED = (
    *("tests.support.staged", "formcheck.cli.main", "formcheck.cli.app", "formcheck.web.app"),
    *("formcheck.therapist.pages", "typer.main", "alembic.command", "sqlalchemy.dialects.sqlite"),
    *("uvicorn.config", "uvicorn.server", "uvloop", "websockets.legacy.server"),
)
AVAILABLE = "forkserver" in multiprocessing.get_all_start_methods()


def warm_up() -> None:
    """Import what a server needs; in the process that the servers are forked from."""
    configure_libraries()
    with fast_imports():
        for name in IMPORTED:
            importlib.import_module(name)


class WarmProgram:
    """A staged program, with what `subprocess.Popen` has of it."""

    def __init__(self, staged: Mapping[str, Any], arguments: Sequence[str], env: Mapping[str, str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.support.warm_imports"])
        pipes = [context.Pipe(duplex=False) for _ in range(2)]
        self.args = list(arguments)
        self._process = context.Process(
            target=_run, args=(dict(staged), self.args, dict(env), *(end for _, end in pipes))
        )
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self.stdout, self.stderr = (
            os.fdopen(os.dup(end.fileno()), encoding="utf-8", errors="replace") for end, _ in pipes
        )
        for pipe in pipes:
            for end in pipe:
                end.close()

    def __enter__(self) -> WarmProgram:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wait()
        self.stdout.close()
        self.stderr.close()

    @property
    def returncode(self) -> int | None:
        """Its exit status, minus the signal that ended it; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Its exit status, if it has ended."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and give its exit status."""
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end, and give what it said; it never says more than a pipe holds."""
        self.wait(timeout)
        return tuple("" if end.closed else end.read() for end in (self.stdout, self.stderr))  # type: ignore[return-value]


def _run(
    staged: dict[str, Any], arguments: list[str], env: dict[str, str], out: Connection, err: Connection
) -> None:
    for number, name, end in ((1, "stdout", out), (2, "stderr", err)):
        os.dup2(end.fileno(), number)
        end.close()
        setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["formcheck", *arguments]
    from formcheck.cli.main import main
    from tests.support.staged import arrange

    arrange(**staged)
    try:
        main()
    finally:
        with contextlib.suppress(Exception):
            atexit._run_exitfuncs()
