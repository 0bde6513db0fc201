"""LIST.csv: which files, and what is known of each."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from formcheck.batches.labels import read_label
from formcheck.errors import InputError
from formcheck.exercises import exercise_names
from formcheck.runtime.printable import printable, printable_text
from formcheck.runtime.toml_files import read_text
from formcheck.scoring.posture_signatures import AUTO

COLUMNS = ("file", "exercise", "side", "view", "patient", "label")
"""Of a list; only `file` must be there. An empty field says nothing."""
MOST_NAMED = 20
"""Wrong rows in one error."""
_DELIMITERS = ",;\t"
View = Literal["side", "front-high"]
Side = Literal["left", "right"]
_CHOICES: Mapping[str, Sequence[str]] = {
    "exercise": (*exercise_names(), AUTO),
    "side": ("left", "right", "auto"),
    "view": ("side", "front-high", "auto"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list.

    Attributes:
        path: the file; from the list's folder where it is relative.
        shown: the same as it stands there.
        exercise: None where the line does not name one; so with the rest.
        side, view: "auto" to find out, whatever the command says.
        patient, label: any name; see `formcheck.batches.labels`.
        where: "LIST.csv, row 3", for messages.
    """

    path: Path
    shown: str
    exercise: str | None = None
    side: str | None = None
    view: str | None = None
    patient: str | None = None
    label: str | None = None
    where: str = ""


def read_list(path: Path) -> list[Listed]:
    """Read a list: CSV with a line of column names; separated by comma, semicolon or tab.

    Raises:
        InputError: it cannot be read, or names a column, exercise, side, view or label that there is none of.
    """
    shown = printable(path)
    rows = list(_rows(_text(path, shown)))
    if not rows:
        raise InputError(f"The list {shown} is empty", f"Begin it with a line of names: {','.join(COLUMNS)}")
    number, names = rows[0]
    names = [name.strip().lower() for name in names]
    _check_names(names, f"{shown}, row {number}")
    listed, wrong = [], []
    for number, row in rows[1:]:
        try:
            listed.append(_listed(path, names, row, f"{shown}, row {number}"))
        except InputError as error:
            wrong.append(error)
    if wrong:
        raise _all_of(wrong, f"{shown}, ")
    for one, other in _twice(listed):
        raise InputError(f"{other.where} names a file of {one.where} again", "Keep one of the two rows")
    if not listed:
        raise InputError(f"The list {shown} names no file", "Add a line for each")
    return listed


def _twice(listed: Sequence[Listed]) -> Iterator[tuple[Listed, Listed]]:
    """Pairs of lines that name the same file."""
    seen: dict[str, Listed] = {}
    for one in listed:
        first = seen.setdefault(os.path.abspath(one.path), one)  # noqa: PTH100
        if first is not one:
            yield first, one


def _text(path: Path, shown: str) -> str:
    try:
        return read_text(path)
    except FileNotFoundError as error:
        raise InputError(f"There is no list {shown}", "Check the name and the folder") from error
    except UnicodeDecodeError as error:
        raise InputError(f"The list {shown} is no text in UTF-8", "Save it as CSV in UTF-8") from error
    except OSError as error:
        raise InputError(
            f"The list {shown} cannot be read ({error.strerror})", "Copy it to this computer"
        ) from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, each with its number."""
    head = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise InputError(f"Row {reader.line_num} of the list is no CSV ({error})", "Mend that row") from error


def _check_names(names: Sequence[str], where: str) -> None:
    known = f"The columns are {', '.join(COLUMNS)}"
    for name in names:
        if name not in COLUMNS:
            raise InputError(f"{where}: there is no column {printable_text(name)!r}", known)
        if names.count(name) > 1:
            raise InputError(f"{where}: the column {name!r} is there twice", "Keep one of them")
    if "file" not in names:
        raise InputError(f"{where}: the column 'file' is missing", known)


def _all_of(wrong: Sequence[InputError], list_name: str) -> InputError:
    """One error that names the rows of all of them, with the remedy of the first."""
    said = [error.message for error in wrong[:MOST_NAMED]]
    said[1:] = [message.removeprefix(list_name) for message in said[1:]]
    if len(wrong) > MOST_NAMED:
        said.append(f"and {len(wrong) - MOST_NAMED} more rows")
    return InputError("; ".join(said), wrong[0].remedy)


def _listed(path: Path, names: Sequence[str], row: Sequence[str], where: str) -> Listed:
    if any(cell.strip() for cell in row[len(names) :]):
        raise InputError(f"{where} has more fields than names", 'Put a field with a comma into "quotes"')
    cells = dict(zip(names, row, strict=False))
    said = {name: cells[name].strip() or None for name in COLUMNS if name in cells}
    file = said.get("file")
    if file is None:
        raise InputError(f"{where} names no file", "Write its path into the column 'file'")
    if said.get("label") is not None:
        _checked(said["label"] or "", where, read_label)
    return Listed(
        path=path.absolute().parent / file,
        shown=printable_text(file.replace("\\", "/")),
        exercise=_choice("exercise", said, where),
        side=_choice("side", said, where),
        view=_choice("view", said, where),
        patient=said.get("patient"),
        label=said.get("label"),
        where=where,
    )


def _choice(name: str, said: Mapping[str, str | None], where: str) -> str | None:
    word = said.get(name)
    if word is None:
        return None
    chosen = word.lower().replace("_", "-").replace(" ", "-")
    if chosen not in _CHOICES[name]:
        raise InputError(
            f"{where}: there is no {name} {printable_text(word)!r}",
            f"Choose one of {', '.join(_CHOICES[name])}",
        )
    return chosen


def _checked(label: str, where: str, read: Callable[[str], object]) -> None:
    try:
        read(label)
    except ValueError as error:
        raise InputError(
            f"{where}: there is no label {printable_text(str(error))!r}",
            "Write good, fault, unmeasured, or faults such as sag+knees_bent",
        ) from error
