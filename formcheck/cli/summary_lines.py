"""A result as a few lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from formcheck.judge.overrides import FAULT_FROM
from formcheck.report.data import ranked_faults
from formcheck.report.expert import changed_values
from formcheck.report.notices import file_notices, reference_notices
from formcheck.report.phrases import clock
from formcheck.report.recording_page import events_of, missing_reasons
from formcheck.runtime.printable import printable
from formcheck.scoring.counts import repetitions, whole_seconds
from formcheck.scoring.idle_changes import idle_changes
from formcheck.scoring.recording_result import PartResult, RecordingResult
from formcheck.scoring.result import Dose, Result
from formcheck.scoring.verdicts import point_grades
from formcheck.scoring.wording import as_sentence, limits_of, uncounted_note, word_text
from formcheck.words.catalogue import Words

MARKS = {"good": "●", "almost": "▲", "different": "◆", "not_measured": "–"}
STYLES = {"good": "green", "almost": "yellow", "different": "red", "not_measured": "dim"}


def summary(result: Result, folder: Path, words: Words) -> Iterator[Text]:
    """What was found, and the path of the report, line by line."""
    yield from _parts(result, words) if isinstance(result, RecordingResult) else _whole(result, words)
    for notice in file_notices(result.source, words):
        yield Text(f"    {MARKS['almost']} {notice}", style=STYLES["almost"])
    yield from _changes(result, words)
    yield Text(f"    {printable(folder / 'report.html')}")


def _changes(result: Result, words: Words) -> Iterator[Text]:
    """What differs from the thresholds that ship, and what of it could not count."""
    if result.thresholds.changed:
        yield Text(f"    {words.text('report.expert.changed')}:")
        yield from (Text(f"      {value}") for value in changed_values(result.thresholds.changed, words))
    for fault in idle_changes(result):
        said = words.text(f"summary.idle.{result.calibration.kind}", fault=fault, name=FAULT_FROM)
        yield Text(f"    {MARKS['almost']} {said}", style=STYLES["almost"])


def _whole(result: Result, words: Words) -> Iterator[Text]:
    yield summary_line(result, words)
    words = words.of(result.exercise)
    yield from _limits(result, words)
    if note := uncounted_note(result.events, words):
        yield Text(f"    {MARKS[result.word]} {note}", style=STYLES[result.word])
    grades = point_grades(result.events, result.word)
    for name in ranked_faults(result):
        fault, grade = result.technique[name], grades.get(name, "almost")
        line = Text(f"    {MARKS[grade]} ", style=STYLES[grade])
        line.append(
            f"{words.text(f'fault.{name}.name')}: {fault.count}x, {fault.seconds:.0f} s", style="none"
        )
        yield line
    for notice in reference_notices(result.calibration, words):
        yield Text(f"    {MARKS['almost']} {notice}", style=STYLES["almost"])


def _limits(result: Result | PartResult, words: Words) -> Iterator[Text]:
    """Why the word holds only as far as seen."""
    for limit in limits_of(result, words):
        yield Text(f"    {MARKS['not_measured']} {as_sentence(limit)}")


def _parts(result: RecordingResult, words: Words) -> Iterator[Text]:
    """One line for each part, in order of time."""
    yield Text(f"{result.source.name}  {words.text('report.session.title')}")
    for part in result.parts:
        line = Text(f"    {clock(part.start_s)} \N{EN DASH} {clock(part.end_s)}  {part.exercise}  ")
        own = words.of(part.exercise)
        line.append(f"{MARKS[part.word]} {word_text(part, own)}", style=STYLES[part.word])
        line.append(_amounts(part.dose, own, part.form_scored))
        yield line
        yield from _limits(part, own)
        if note := uncounted_note(events_of(part, result), own):
            yield Text(f"    {MARKS[part.word]} {note}", style=STYLES[part.word])
    if not result.parts:
        said = words.text("report.session.none")
        why, remedy = missing_reasons(result, words)[0]
        because = f" ({why})" if why else ""
        yield Text(f"    {MARKS['not_measured']} {said}{because} {remedy}")


def _amounts(dose: Dose, words: Words, form_scored: bool = True) -> str:
    parts = []
    if dose.hold_s:
        well = f"{whole_seconds(dose.counted_hold_s)} / " if form_scored else ""
        parts.append(f"{well}{whole_seconds(dose.hold_s)} s")
    if dose.reps:
        parts.append(f"{repetitions(dose)}x")
    if dose.attempts:
        parts.append(f"{dose.attempts} {words.counted('report.dose.attempts', dose.attempts)}")
    return "  " + ", ".join(parts) if parts else ""


def summary_line(result: Result, words: Words) -> Text:
    """Name, verdict, dose and the reason for what was not measured, in one line."""
    dose, words = result.dose, words.of(result.exercise)
    line = Text(f"{result.source.name}  {result.exercise}  ")
    line.append(f"{MARKS[result.word]} {word_text(result, words)}", style=STYLES[result.word])
    if result.source.incomplete:
        line.append(f" ({words.text('word.as_far_as_read')})", style=STYLES[result.word])
    line.append(_amounts(dose, words, result.form_scored))
    if result.word == "not_measured" and result.coverage.reasons and (result.form_scored or not dose.hold_s):
        reason = max(result.coverage.reasons, key=lambda r: result.coverage.reasons[r])
        seen = result.coverage.seen_most if reason == "wrong_posture" else None
        line.append(f"  ({words.why(reason, seen)})")
        if reason == "wrong_posture":
            line.append(f" {words.text('summary.try_auto')}")
    return line
