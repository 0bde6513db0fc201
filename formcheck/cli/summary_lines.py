"""A result as a few lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from formcheck.judge.overrides import FAULT_FROM
from formcheck.report.expert import changed_values
from formcheck.report.notices import file_notices, reference_notices
from formcheck.report.phrases import clock
from formcheck.report.recording_page import missing_reasons
from formcheck.runtime.printable import printable
from formcheck.scoring.idle_changes import idle_changes
from formcheck.scoring.recording_result import RecordingResult
from formcheck.scoring.result import Dose, Result
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
    for name, fault in result.technique.items():
        said = words.text(f"fault.{name}.name")
        yield Text(f"    {said}: {fault.count}x, {fault.seconds:.0f} s")
    for notice in reference_notices(result.calibration, words):
        yield Text(f"    {MARKS['almost']} {notice}", style=STYLES["almost"])


def _parts(result: RecordingResult, words: Words) -> Iterator[Text]:
    """One line for each part, in order of time."""
    yield Text(f"{result.source.name}  {words.text('report.session.title')}")
    for part in result.parts:
        line = Text(f"    {clock(part.start_s)} \N{EN DASH} {clock(part.end_s)}  {part.exercise}  ")
        said = words.of(part.exercise).text(f"word.{part.word}")
        line.append(f"{MARKS[part.word]} {said}", style=STYLES[part.word])
        line.append(_amounts(part.dose, part.form_scored))
        yield line
    if not result.parts:
        said = words.text("report.session.none")
        why, remedy = missing_reasons(result, words)[0]
        because = f" ({why})" if why else ""
        yield Text(f"    {MARKS['not_measured']} {said}{because} {remedy}")


def _amounts(dose: Dose, form_scored: bool = True) -> str:
    parts = []
    if dose.hold_s:
        well = f"{dose.quality_hold_s:.0f} / " if form_scored else ""
        parts.append(f"{well}{dose.hold_s:.0f} s")
    if dose.reps or dose.attempts:
        parts.append(f"{dose.reps}x" + (f" (+{dose.attempts})" if dose.attempts else ""))
    return "  " + ", ".join(parts) if parts else ""


def summary_line(result: Result, words: Words) -> Text:
    """Name, verdict, dose and the reason for what was not measured, in one line."""
    dose, words = result.dose, words.of(result.exercise)
    line = Text(f"{result.source.name}  {result.exercise}  ")
    line.append(f"{MARKS[result.word]} {words.text(f'word.{result.word}')}", style=STYLES[result.word])
    if result.source.incomplete:
        line.append(f" ({words.text('word.as_far_as_read')})", style=STYLES[result.word])
    line.append(_amounts(dose, result.form_scored))
    if result.word == "not_measured" and result.coverage.reasons and (result.form_scored or not dose.hold_s):
        reason = max(result.coverage.reasons, key=lambda r: result.coverage.reasons[r])
        line.append(f"  ({words.text(f'reason.{reason}.text')})")
        if reason == "wrong_posture":
            line.append(f" {words.text('summary.try_auto')}")
    return line
