"""Does all checks and prints the table."""

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

from formcheck.cli.doctor import machine, work
from formcheck.cli.doctor.row import Row, State
from formcheck.errors import FormcheckError
from formcheck.runtime.console import PipeSafeConsole
from formcheck.runtime.interrupt import came_of_ctrl_c
from formcheck.runtime.streams import OK, WRONG_USE, in_words

SPEED_S = 1.0
MARKS: dict[State, tuple[str, str]] = {
    "ok": ("● ok", "green"),
    "look": ("▲ look", "yellow"),
    "missing": ("■ missing", "red"),
}
SCORING = "scoring"

Check = Callable[[], Row | list[Row]]


def checks(out: Path | None = None) -> dict[str, Check]:
    """All checks by name, in the order of the table; `out` is where results are to go."""
    from formcheck.visits.folder import default_root

    folders = [out] if out is not None else [Path.cwd(), default_root()]
    return {
        "machine": machine.check_python,
        "system libraries": machine.check_libraries,
        "networks": work.check_models,
        SCORING: work.check_scoring,
        "speed": lambda: work.check_speed(SPEED_S),
        "camera": machine.check_cameras,
        "window": machine.check_window,
        "voice": machine.check_voices,
        "disk": lambda: machine.check_disk(folders),
        "network": machine.check_network,
    }


def run_doctor(*, as_json: bool, out: Path | None = None) -> int:
    """Check everything and print it; the exit status: 0 when scoring works, 2 when it does not."""
    rows = list(_done(checks(out)))
    scores = all(row.state != "missing" for row in rows if row.name == SCORING)
    printer = PipeSafeConsole(highlight=False, soft_wrap=True)
    if as_json:
        told = {"scores": scores, "checks": [asdict(row) for row in rows]}
        printer.out(json.dumps(told, ensure_ascii=False), highlight=False)
    else:
        printer.print(_table(rows), soft_wrap=False)
    return OK if scores else WRONG_USE


def _done(todo: dict[str, Check]) -> Iterator[Row]:
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
            found = _tried(name, check)
            yield from found if isinstance(found, list) else [found]
            bar.advance(task)


def _tried(name: str, check: Check) -> Row | list[Row]:
    """What the check found; what it stumbled over is a finding too."""
    try:
        return check()
    except FormcheckError as error:
        return Row(name, "missing", error.message, error.remedy)
    except Exception as error:
        if came_of_ctrl_c(error):
            raise
        return Row(name, "missing", in_words(error))


def _table(rows: list[Row]) -> Table:
    table = Table(show_lines=False)
    for heading in ("", "", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        word, style = MARKS[row.state]
        table.add_row(Text(word, style=style), Text(row.name), Text(row.text), Text(row.remedy))
    return table
