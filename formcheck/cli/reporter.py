"""The output of `score` and `rescore`: progress on stderr, a short summary or JSON on stdout."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.errors import ExitStatus, OutputError
from formcheck.runtime.error_lines import as_formcheck_error, one_line, print_error
from formcheck.runtime.printable import printable
from formcheck.runtime.streams import discard_output
from formcheck.words.catalogue import Words

if TYPE_CHECKING:
    from formcheck.pipeline.score import ScoredFile
    from formcheck.scoring.result import Result

MAX_NAME_LENGTH = 40


class Reporter:
    """Prints on the terminal.

    Args:
        quiet: no progress bar and no summary.
        as_json: print each result as one line of JSON.
        lang: language of the summary.
    """

    def __init__(self, *, quiet: bool = False, as_json: bool = False, lang: str = "nl") -> None:
        self._quiet, self._json = quiet, as_json
        self._words = Words(lang)

    @property
    def as_json(self) -> bool:
        """Whether standard output is for JSON alone."""
        return self._json

    @property
    def shows_progress(self) -> bool:
        """Whether somebody looks at a terminal who may see a bar."""
        return not self._quiet and sys.stderr.isatty()

    @contextlib.contextmanager
    def progress(self, name: str) -> Iterator[Callable[[float, float | None], None] | None]:
        """A progress bar over media time, in seconds; None when stderr is no terminal, or when quiet."""
        if not self.shows_progress:
            yield None
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        from formcheck.runtime.console import PipeSafeConsole

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
        shown = one_line(name)
        if len(shown) > MAX_NAME_LENGTH:
            shown = f"{shown[: MAX_NAME_LENGTH - 1]}…"
        bar = Progress(*columns, console=PipeSafeConsole(stderr=True), transient=True)
        task = bar.add_task(shown, total=None)

        def step(done: float, total: float | None) -> None:
            bar.start()  # only now: a video that cannot be read needs no bar
            bar.update(task, completed=done, total=total)

        try:
            yield step
        finally:
            if bar.live.is_started:
                bar.stop()

    def say(self, line: str) -> None:
        """Print a line that belongs to no result: on stderr where stdout holds JSON."""
        if self._quiet:
            return
        from formcheck.runtime.console import PipeSafeConsole

        PipeSafeConsole(stderr=self._json, highlight=False, soft_wrap=True, markup=False).print(line)

    def show(self, scored: ScoredFile) -> None:
        """Print the result of one file.

        Raises:
            OutputError: standard output is full.
        """
        try:
            if self._json or not self._quiet:
                self._print(scored.result, scored.folder)
        except OSError as error:
            discard_output(sys.stdout)
            raise OutputError(
                f"The result is in {printable(scored.folder)}, but cannot be printed ({error.strerror})",
                "Send the output elsewhere, or use --quiet",
            ) from error

    def failed(self, path: Path, error: BaseException) -> ExitStatus:
        """Print why one of several files could not be scored; returns the exit status of its error."""
        failure = as_formcheck_error(error)
        name, line = printable(path), str(failure)
        print_error(line if line.startswith(f"{name} ") else f"{name}: {line}", error)
        return failure.exit_code

    def stopped(self, path: Path, scored: ScoredFile | None) -> None:
        """Print what Ctrl-C left of a file; None for nothing."""
        name = printable(path)
        if scored is None:
            print_error(f"stopped. Nothing of {name} was kept")
        elif scored.result.source.partial:
            done = f"{scored.result.source.duration_s:.1f} s of {name}"
            print_error(f"stopped. The first {done} were scored, into {printable(scored.folder)}")
        else:
            where = printable(scored.folder)
            print_error(f"stopped. {name} was scored, into {where}, but without its annotated video")

    def _print(self, result: Result, folder: Path) -> None:
        from formcheck.runtime.console import PipeSafeConsole

        out = PipeSafeConsole(highlight=False, soft_wrap=True)
        if self._json:
            out.out(result.model_dump_json(by_alias=True), highlight=False)
            return
        from formcheck.cli.summary_lines import summary

        for line in summary(result, folder, self._words):
            out.print(line)
