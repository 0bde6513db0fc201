"""Runs all checks and prints the table."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from formcheck.cli.doctor import machine_checks, scoring_checks, store_check
from formcheck.cli.doctor.check_result import CheckResult, State
from formcheck.errors import ExitStatus
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.error_lines import as_formcheck_error
from formcheck.runtime.interrupt import caused_by_ctrl_c

SPEED_S = 1.0
"""Seconds that each network is timed."""
MARKS: dict[State, tuple[str, str]] = {
    "ok": ("● ok", "green"),
    "look": ("▲ look", "yellow"),
    "missing": ("■ missing", "red"),
}
SCORING = "scoring"
"""The check that decides the exit status."""

Check = Callable[[], CheckResult | list[CheckResult]]


def checks(out: Path | None = None) -> dict[str, Check]:
    """All checks by name, in the order of the table.

    Args:
        out: folder for results whose disk is checked; None for the current folder and the store of visits.
    """
    from formcheck.visits.place import default_place

    folders = [out] if out is not None else [Path.cwd(), default_place().folder]
    return {
        "machine": machine_checks.check_python,
        "system libraries": machine_checks.check_libraries,
        "networks": scoring_checks.check_models,
        SCORING: scoring_checks.check_scoring,
        "speed": lambda: scoring_checks.check_speed(SPEED_S),
        "camera": machine_checks.check_cameras,
        "window": machine_checks.check_window,
        "voice": machine_checks.check_voices,
        "PDF": machine_checks.check_pdf,
        store_check.NAME: store_check.check_visits,
        "disk": lambda: machine_checks.check_disk(folders),
        "network": machine_checks.check_network,
    }


def run_doctor(*, as_json: bool, out: Path | None = None) -> ExitStatus:
    """Run all checks and print their results; returns `OK` when scoring works, else `FAILED`."""
    rows = list(_run_all(checks(out)))
    scoring_works = all(row.state != "missing" for row in rows if row.name == SCORING)
    printer = PipeSafeConsole(highlight=False, soft_wrap=True)
    if as_json:
        document = {"scores": scoring_works, "checks": [asdict(row) for row in rows]}
        printer.out(json.dumps(document, ensure_ascii=False), highlight=False)
    else:
        printer.print(_table(rows), soft_wrap=False)
    return ExitStatus.OK if scoring_works else ExitStatus.FAILED


def _run_all(todo: dict[str, Check]) -> Iterator[CheckResult]:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("", total=len(todo))
        for name, check in todo.items():
            bar.update(task, description=name)
            found = _run_one(name, check)
            yield from found if isinstance(found, list) else [found]
            bar.advance(task)


def _run_one(name: str, check: Check) -> CheckResult | list[CheckResult]:
    """What the check found; an error in it is a result too."""
    try:
        return check()
    except Exception as error:
        if caused_by_ctrl_c(error):
            raise
        failure = as_formcheck_error(error)
        return CheckResult(name, "missing", failure.message, failure.remedy)


def _table(rows: list[CheckResult]) -> Table:
    table = Table(show_lines=False)
    for heading in ("", "", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        word, style = MARKS[row.state]
        table.add_row(Text(word, style=style), Text(row.name), Text(row.text), Text(row.remedy))
    return table
