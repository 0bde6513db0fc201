"""ACCURACY.md and metrics.json as parts that are renewed one by one, each by its own command.

In ACCURACY.md a part begins with a comment that names it and the command, and ends where the next one begins.
In metrics.json a part is one or more keys; those that were not measured stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REAL, FILMS, RENDERED = "real people", "films", "rendered clips"
EDITED, BODIES, SHAKEN = "edited clips", "more bodies", "other last digits"
LATER, CONFUSION = "later exercises", "what auto calls them"
FROM_FRONT = "bird-dog from in front"
COMMANDS = {
    REAL: "python -m benchmarks.accuracy --real",
    SHAKEN: "python -m benchmarks.accuracy --shaken",
    FILMS: "python -m benchmarks.accuracy --films",
    RENDERED: "python -m benchmarks.accuracy",
    EDITED: "python -m benchmarks.accuracy --stress",
    BODIES: "python -m benchmarks.accuracy --bodies DIR",
    LATER: "python -m benchmarks.accuracy --bodies DIR --bodies-of NAMES --renew",
    FROM_FRONT: "python -m benchmarks.accuracy --bodies DIR --bodies-of bird_dog_front --renew",
    CONFUSION: "python -m benchmarks.accuracy --confusion --bodies DIR --renew",
}
"""The parts in their order, each with the command that renews it."""
TOP = """\
# How right is it?

Made by `python -m benchmarks.accuracy`; do not edit by hand. Real people come first: what is wrong there is
wrong for people. The rendered clips after them have exact truth, so they tell a small error from none.
"""
_MARK = re.compile(r"^<!-- part: ([^,]+), made by .* -->\n", re.MULTILINE)


def split(text: str) -> dict[str, str]:
    """The parts of a document by name; text before the first of them is left out."""
    _, *pieces = _MARK.split(text)
    return {name: body.strip() + "\n" for name, body in zip(pieces[::2], pieces[1::2], strict=True)}


def assemble(parts: Mapping[str, str]) -> str:
    """The document of the parts that there are."""
    bodies = [
        f"<!-- part: {name}, made by `{command}` -->\n\n{parts[name].strip()}\n"
        for name, command in COMMANDS.items()
        if name in parts
    ]
    return "\n".join([TOP, *bodies])


def renew_document(path: Path, parts: Mapping[str, str]) -> None:
    """Write the document with these parts anew; the others stay as they are."""
    known = split(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(assemble({**known, **parts}), encoding="utf-8")


def renew_line(path: Path, row: str) -> None:
    """Write one row of a table anew, wherever it stands: the one with the same first cell."""
    if not path.exists():
        return
    first = row.split("|")[1]
    lines = path.read_text(encoding="utf-8").split("\n")
    lines = [row if line.startswith(f"|{first}|") else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")


def renew_metrics(path: Path, figures: Mapping[str, Any]) -> None:
    """Write the metrics with these keys anew; the others stay as they are, in their order."""
    everything = {**read_metrics(path), **figures}
    path.write_text(json.dumps(everything, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_metrics(path: Path) -> dict[str, Any]:
    """The metrics as they stand; empty where there are none."""
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def film_points(metrics: Mapping[str, Any]) -> dict[str, int] | None:
    """Number of points of the films by state; None where they were not measured."""
    states = [point["state"] for point in metrics.get("film_points", ())]
    return {state: states.count(state) for state in ("right", "refused", "wrong")} if states else None


def reached_targets(metrics: Mapping[str, Any]) -> tuple[int, int] | None:
    """(reached, all) of the targets on rendered clips that were measured; None where none was."""
    targets = [*metrics.get("targets", ()), *metrics.get("edited_clip_targets", ())]
    told = [target["reached"] for target in targets if target["reached"] is not None]
    return (sum(told), len(told)) if told else None
