"""What the commands say: progress on stderr, a short summary on stdout."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from formcheck.errors import OutputError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.feedback.words import Words
from formcheck.judge.config import load_config
from formcheck.media.naming import printable
from formcheck.printing import Patient
from formcheck.report.phrases import clock
from formcheck.report.session_page import why_nothing
from formcheck.score import Scored
from formcheck.session.result import Dose, Result
from formcheck.session.session_result import SessionResult
from formcheck.terminal import complain, in_words, mute, one_line

MARKS = {"good": "●", "almost": "▲", "different": "■", "not_measured": "–"}
STYLES = {"good": "green", "almost": "yellow", "different": "red", "not_measured": "dim"}
LONGEST_NAME = 40
_HEADINGS = {
    "nl": ("--exercise", "oefening", "--view", "waar op gelet wordt"),
    "en": ("--exercise", "exercise", "--view", "what is judged"),
}


class Reporter:
    """Talks to the terminal as the options ask."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False, lang: str = "nl") -> None:
        self._quiet, self._json = quiet, as_json
        self._words = Words(lang)
        self._out = Patient(highlight=False, soft_wrap=True)

    @contextlib.contextmanager
    def progress(self, name: str) -> Iterator[Callable[[float, float | None], None] | None]:
        """A bar over the media time, when stderr is a terminal."""
        if self._quiet or not sys.stderr.isatty():
            yield None
            return
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
        shown = one_line(name)
        if len(shown) > LONGEST_NAME:
            shown = f"{shown[: LONGEST_NAME - 1]}…"
        bar = Progress(*columns, console=Patient(stderr=True), transient=True)
        task = bar.add_task(shown, total=None)

        def step(done: float, total: float | None) -> None:
            bar.start()  # only now: what cannot be read needs no bar
            bar.update(task, completed=done, total=total)

        try:
            yield step
        finally:
            if bar.live.is_started:
                bar.stop()

    def show(self, scored: Scored) -> None:
        """The result of one file.

        Raises:
            OutputError: standard output is full.
        """
        try:
            if self._json:
                self._out.out(scored.result.model_dump_json(by_alias=True), highlight=False)
            elif not self._quiet:
                self._summary(scored.result, scored.folder)
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

    def stopped(self, path: Path, scored: Scored | None) -> None:
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

    def _summary(self, result: Result, folder: Path) -> None:
        if isinstance(result, SessionResult):
            self._parts(result, folder)
            return
        self._out.print(summary_line(result, self._words))
        words = self._words.of(result.exercise)
        for name, fault in result.technique.items():
            said = words.text(f"fault.{name}.name")
            self._out.print(Text(f"    {said}: {fault.count}x, {fault.seconds:.0f} s"))
        self._out.print(Text(f"    {printable(folder / 'report.html')}"))

    def _parts(self, result: SessionResult, folder: Path) -> None:
        """One line a part, in order of time."""
        self._out.print(Text(f"{result.source.name}  {self._words.text('report.session.title')}"))
        for part in result.parts:
            line = Text(f"    {clock(part.start_s)} \N{EN DASH} {clock(part.end_s)}  {part.exercise}  ")
            said = self._words.of(part.exercise).text(f"word.{part.word}")
            line.append(f"{MARKS[part.word]} {said}", style=STYLES[part.word])
            line.append(_amounts(part.dose, part.form_scored))
            self._out.print(line)
        if not result.parts:
            said = self._words.text("report.session.none")
            why, remedy = why_nothing(result, self._words)[0]
            because = f" ({why})" if why else ""
            self._out.print(Text(f"    {MARKS['not_measured']} {said}{because} {remedy}"))
        self._out.print(Text(f"    {printable(folder / 'report.html')}"))


def _amounts(dose: Dose, form_scored: bool = True) -> str:
    parts = []
    if dose.hold_s:
        well = f"{dose.quality_hold_s:.0f} / " if form_scored else ""
        parts.append(f"{well}{dose.hold_s:.0f} s")
    if dose.reps or dose.attempts:
        parts.append(f"{dose.reps}x" + (f" (+{dose.attempts})" if dose.attempts else ""))
    return "  " + ", ".join(parts) if parts else ""


def summary_line(result: Result, words: Words) -> Text:
    """Name, mark and word, dose and coverage in one line."""
    dose, words = result.dose, words.of(result.exercise)
    line = Text(f"{result.source.name}  {result.exercise}  ")
    line.append(f"{MARKS[result.word]} {words.text(f'word.{result.word}')}", style=STYLES[result.word])
    line.append(_amounts(dose, result.form_scored))
    if result.word == "not_measured" and result.coverage.reasons and (result.form_scored or not dose.hold_s):
        reason = max(result.coverage.reasons, key=lambda r: result.coverage.reasons[r])
        line.append(f"  ({words.text(f'reason.{reason}.text')})")
    return line


def list_exercises(lang: str) -> None:
    """A table of all exercises."""
    words = Words(lang)
    table = Table(show_lines=False)
    for heading in _HEADINGS[lang]:
        table.add_column(heading)
    for name in exercise_names():
        config = load_config(get_exercise(name).config_path)
        faults = dict.fromkeys(b.fault for b in config.bands)
        table.add_row(
            name,
            words.exercise(name),
            ", ".join(config.views),
            ", ".join(words.text(f"fault.{f}.name") for f in faults),
        )
    Patient(highlight=False).print(table)
