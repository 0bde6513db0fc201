"""What the commands say: progress on stderr, a short summary on stdout."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.errors import OutputError
from formcheck.runtime.printable import printable
from formcheck.runtime.streams import complain, in_words, mute, one_line
from formcheck.words.catalogue import Words

if TYPE_CHECKING:
    from formcheck.pipeline.score import ScoredFile
    from formcheck.scoring.result import Result

LONGEST_NAME = 40


class Reporter:
    """Talks to the terminal as the options ask."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False, lang: str = "nl") -> None:
        self._quiet, self._json = quiet, as_json
        self._words = Words(lang)

    @contextlib.contextmanager
    def progress(self, name: str) -> Iterator[Callable[[float, float | None], None] | None]:
        """A bar over the media time, when stderr is a terminal."""
        if self._quiet or not sys.stderr.isatty():
            yield None
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        from formcheck.runtime.console import PipeSafeConsole

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
        shown = one_line(name)
        if len(shown) > LONGEST_NAME:
            shown = f"{shown[: LONGEST_NAME - 1]}…"
        bar = Progress(*columns, console=PipeSafeConsole(stderr=True), transient=True)
        task = bar.add_task(shown, total=None)

        def step(done: float, total: float | None) -> None:
            bar.start()  # only now: what cannot be read needs no bar
            bar.update(task, completed=done, total=total)

        try:
            yield step
        finally:
            if bar.live.is_started:
                bar.stop()

    def show(self, scored: ScoredFile) -> None:
        """The result of one file.

        Raises:
            OutputError: standard output is full.
        """
        try:
            if self._json or not self._quiet:
                self._print(scored.result, scored.folder)
        except OSError as error:
            mute(sys.stdout)
            raise OutputError(
                f"The result is in {printable(scored.folder)}, but cannot be printed ({error.strerror})",
                "Send the output elsewhere, or use --quiet",
            ) from error

    def failed(self, path: Path, error: BaseException) -> None:
        """One of several files could not be scored."""
        name, words = printable(path), in_words(error)
        complain(words if name in words else f"{name}: {words}", error)

    def stopped(self, path: Path, scored: ScoredFile | None) -> None:
        """Ctrl-C; what was kept, if anything."""
        name = printable(path)
        if scored is None:
            complain(f"stopped. Nothing of {name} was kept")
        elif scored.result.source.partial:
            done = f"{scored.result.source.duration_s:.1f} s of {name}"
            complain(f"stopped. The first {done} were scored, into {printable(scored.folder)}")
        else:
            where = printable(scored.folder)
            complain(f"stopped. {name} was scored, into {where}, but without its annotated video")

    def _print(self, result: Result, folder: Path) -> None:
        from formcheck.runtime.console import PipeSafeConsole

        out = PipeSafeConsole(highlight=False, soft_wrap=True)
        if self._json:
            out.out(result.model_dump_json(by_alias=True), highlight=False)
            return
        from formcheck.cli.summary_lines import summary

        for line in summary(result, folder, self._words):
            out.print(line)
