"""What the commands say: progress on stderr, a short summary on stdout."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from formcheck.exercises import exercise_names, get_exercise
from formcheck.feedback.words import Words
from formcheck.judge.config import load_config
from formcheck.session.result import Result

MARKS = {"good": "●", "almost": "▲", "different": "■", "not_measured": "–"}
STYLES = {"good": "green", "almost": "yellow", "different": "red", "not_measured": "dim"}


class Reporter:
    """Talks to the terminal as the options ask."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False, lang: str = "nl") -> None:
        self._quiet, self._json = quiet, as_json
        self._words = Words(lang)
        self._out = Console(highlight=False)
        self._err = Console(stderr=True, highlight=False)

    @contextlib.contextmanager
    def progress(self, name: str) -> Iterator[Callable[[float, float | None], None] | None]:
        """A bar over the media time, when stderr is a terminal."""
        if self._quiet or not sys.stderr.isatty():
            yield None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._err, transient=True) as bar:
            task = bar.add_task(Text(name[:40]).markup, total=None)

            def step(done: float, total: float | None) -> None:
                bar.update(task, completed=done, total=total)

            yield step

    def show(self, result: Result, folder: Path) -> None:
        """The result of one file."""
        if self._json:
            sys.stdout.write(result.to_json() + "\n")
            sys.stdout.flush()
        elif not self._quiet:
            self._out.print(summary_line(result, self._words))
            for name, fault in result.technique.items():
                self._out.print(Text(f"    {self._words.text(f'fault.{name}.name')}: {fault.count}x, {fault.seconds:.0f} s"))
            self._out.print(Text(f"    {folder / 'report.html'}"), soft_wrap=True)

    def error(self, text: str) -> None:
        """One line on stderr."""
        self._err.print(Text(f"formcheck: {text}"), soft_wrap=True)


def summary_line(result: Result, words: Words) -> Text:
    """Name, mark and word, dose and coverage in one line."""
    dose = result.dose
    parts = []
    if dose.hold_s:
        parts.append(f"{dose.quality_hold_s:.0f} / {dose.hold_s:.0f} s")
    if dose.reps or dose.attempts:
        parts.append(f"{dose.reps}x" + (f" (+{dose.attempts})" if dose.attempts else ""))
    line = Text(f"{result.source.name}  {result.exercise}  ")
    line.append(f"{MARKS[result.word]} {words.text(f'word.{result.word}')}", style=STYLES[result.word])
    line.append("  " + ", ".join(parts))
    if result.word == "not_measured" and result.coverage.reasons:
        reason = max(result.coverage.reasons, key=lambda r: result.coverage.reasons[r])
        line.append(f"  ({words.text(f'reason.{reason}.text')})")
    return line


def list_exercises(lang: str) -> None:
    """A table of all exercises."""
    words = Words(lang)
    table = Table(show_lines=False)
    for column in ("--exercise", "", "view", ""):
        table.add_column(column)
    for name in exercise_names():
        config = load_config(get_exercise(name).config_path)
        faults = dict.fromkeys(b.fault for b in config.bands)
        table.add_row(
            name,
            words.exercise(name),
            ", ".join(config.views),
            ", ".join(words.text(f"fault.{f}.name") for f in faults),
        )
    Console(highlight=False).print(table)
