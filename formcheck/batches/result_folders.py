"""Reads result folders back, those of a batch and those that `formcheck score` made one by one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from formcheck.batches.ledger import Entry, read_entries
from formcheck.batches.result_rows import event_rows, video_row
from formcheck.batches.rows import VIDEO, EventRow, Given, VideoRow
from formcheck.batches.stamps import Stamp
from formcheck.batches.tables import table_of
from formcheck.errors import InputError, UsageError
from formcheck.pipeline.folders import part_folders
from formcheck.runtime.printable import printable
from formcheck.scoring.recording_result import RecordingResult
from formcheck.scoring.result import Result

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Many results in one table.

    Attributes:
        rows: one a video, in order of their folders.
        events: one an event, in the order of `rows`.
    """

    rows: Sequence[VideoRow]
    events: Sequence[EventRow]

    def __len__(self) -> int:
        return len(self.rows)

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table: the columns of summary.parquet."""
        return table_of(self.rows, VideoRow)

    def events_to_arrow(self) -> pa.Table:
        """The events as an Arrow table: the columns of events.parquet."""
        return table_of(self.events, EventRow)

    def to_pandas(self) -> pd.DataFrame:
        """The rows as a data frame.

        Raises:
            UsageError: pandas is not installed.
        """
        return _pandas(self.to_arrow())

    def events_to_pandas(self) -> pd.DataFrame:
        """The events as a data frame.

        Raises:
            UsageError: pandas is not installed.
        """
        return _pandas(self.events_to_arrow())


def _pandas(table: pa.Table) -> pd.DataFrame:
    try:
        import pandas as pd  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "to_pandas needs pandas, which is not installed", "pip install 'formcheck[notebook]'"
        ) from error
    return table.to_pandas()


def read_result(folder: Path) -> Result:
    """The result in a folder: a `RecordingResult` where several exercises were found.

    Raises:
        InputError: there is none, or it cannot be read.
    """
    shown = printable(folder / _RESULT)
    try:
        text = (folder / _RESULT).read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no result {shown}", "Score the video again") from error
    except OSError as error:
        raise InputError(f"{shown} cannot be read ({error.strerror})", "Copy it to this computer") from error
    kind = RecordingResult if b'"parts"' in text else Result
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise InputError(
            f"{shown} is damaged or not a result of formcheck", "Score the video again"
        ) from error


def read_results(folder: str | os.PathLike[str]) -> ResultTable:
    """One table of all results in a folder and below it.

    Those of a batch have patient and label as its list named them. The parts of a recording of several
    exercises have no row of their own: they are the `exercise` of its events.

    Args:
        folder: of a batch, or one in which `formcheck score` has made result folders.

    Raises:
        InputError: it holds no result, or one that is damaged.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError(f"There is no folder {printable(root)}", "Check the name")
    rows: list[VideoRow] = []
    events: list[EventRow] = []
    for known, place in _results(root):
        if known is None:
            result = read_result(place)
            shown = place.relative_to(root).as_posix()
            given = Given(result.source.name, VIDEO)
            rows.append(video_row(result, given, shown, None))
            events += event_rows(result, given, shown)
        else:
            rows.append(known.row)
            events += known.events
    if not rows:
        raise InputError(
            f"There is no result in {printable(root)}", "Score a video first: formcheck score --help"
        )
    return ResultTable(rows, events)


def _results(root: Path) -> Iterator[tuple[Entry | None, Path]]:
    """Folders with a result, in order; with its entry where a batch has written it down as it is now."""
    waiting = [root]
    known: dict[Path, Entry] = {}
    while waiting:
        here = waiting.pop()
        known |= {here / entry.folder: entry for entry in read_entries(here).values()}
        below = {path.name for path in here.iterdir() if path.is_dir()}
        if (here / _RESULT).is_file():
            yield _standing(known.get(here), here, root), here
            below -= part_folders(here) if below else set()
        waiting += [here / name for name in sorted(below, reverse=True)]


def _standing(entry: Entry | None, here: Path, root: Path) -> Entry | None:
    """The entry under the path from `root`, if the result is the one that was written down."""
    if entry is None or Stamp.of(here / _RESULT) != entry.result:
        return None
    folder = here.relative_to(root).as_posix()
    events = tuple(replace(event, folder=folder) for event in entry.events)
    return replace(entry, row=replace(entry.row, folder=folder), events=events)
