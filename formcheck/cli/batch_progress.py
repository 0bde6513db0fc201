"""How far a batch is: a bar for all files, and a line for each that is in work."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from formcheck.batches.job import Job
from formcheck.batches.messages import At
from formcheck.batches.run import Outcome
from formcheck.batches.stamps import Stamp
from formcheck.runtime.error_lines import one_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

MAX_NAME_LENGTH = 40


class BatchProgress:
    """Shows on standard error; use it as a context manager.

    The bar goes by the size of the files: that of one in work counts as far as its film is scored.

    Args:
        jobs: the files that are to be done.
        files: number of all, those that were done before among them.
        shown: False for nothing at all.
    """

    def __init__(self, jobs: Sequence[Job], files: int, *, shown: bool) -> None:
        self._sizes = {job.path: _size(job.path) for job in jobs} if shown else {}
        self._files = files
        self._shown, self._lock = shown, threading.Lock()
        self._left = set(self._sizes)
        self._lines: dict[Path, TaskID] = {}
        self._bar: Progress | None = None
        self._whole: TaskID | None = None
        self._done_bytes = 0.0
        self._parts: dict[Path, float] = {}

    def __enter__(self) -> Self:
        if self._shown:
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            from formcheck.runtime.console import PipeSafeConsole

            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=PipeSafeConsole(stderr=True), transient=True)
            self._whole = self._bar.add_task(self._title(), total=sum(self._sizes.values()) or None)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            if self._bar is not None:
                self._bar.stop()
            self._bar = None

    def at(self, arguments: tuple[object, ...], at: At) -> None:
        """A process tells how far its file is; from any thread."""
        job = arguments[0]
        with self._lock:
            if self._bar is None or not isinstance(job, Job) or job.path not in self._left:
                return
            if job.path not in self._lines:
                self._lines[job.path] = self._bar.add_task(f"  {shortened(job.given.file)}", total=at.all_s)
            self._bar.update(self._lines[job.path], completed=at.done_s, total=at.all_s)
            if at.all_s:
                self._parts[job.path] = self._sizes[job.path] * min(1.0, at.done_s / at.all_s)
            self._show_whole()

    def over(self, outcome: Outcome) -> None:
        """A file is over."""
        path = outcome.job.path
        with self._lock:
            if self._bar is None or path not in self._left:
                return
            self._left.discard(path)
            self._parts.pop(path, None)
            self._done_bytes += self._sizes[path]
            if path in self._lines:
                self._bar.remove_task(self._lines.pop(path))
            self._show_whole()

    def _show_whole(self) -> None:
        if self._bar is not None and self._whole is not None:
            done = self._done_bytes + sum(self._parts.values())
            self._bar.update(self._whole, completed=done, description=self._title())

    def _title(self) -> str:
        return f"{self._files - len(self._left)} of {self._files} files"


def _size(path: Path) -> int:
    try:
        return Stamp.of(path).size
    except OSError:
        return 0


def shortened(name: str, width: int = MAX_NAME_LENGTH) -> str:
    """The name of a file in at most so many characters, of which the last are kept."""
    shown = one_line(name)
    return shown if len(shown) <= width else f"…{shown[1 - width :]}"
