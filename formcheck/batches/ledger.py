"""What of a batch is done: a file of lines in its folder, one for each result, written as each comes in.

A line holds what has to be the same for a result to stand (`key`, and the stamps of the file and of its
`result.json`) and the rows for the tables, so that a second run reads one file and looks at none of the
results. A line that a killed process left unfinished is passed over. The later of two lines of a file counts.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from formcheck.batches.job import Done, Job, key_of
from formcheck.batches.rows import EventRow, Given, VideoRow
from formcheck.batches.stamps import Stamp
from formcheck.errors import OutputError
from formcheck.runtime.closing import Closing
from formcheck.runtime.disk_errors import as_output_error
from formcheck.runtime.file_lock import lock_file
from formcheck.runtime.printable import printable
from formcheck.store.files import OutputFolder

NAME = "batch.jsonl"
_FORMAT = 1
_RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One result.

    Attributes:
        path: of the file, as it was found.
        folder: of the result, with "/", from the folder of the ledger.
        key: see `formcheck.batches.job.key_of`.
        content_sha256: of the file.
        stamp: of the file.
        result: of its `result.json`.
        row, events: for the tables.
        measured: at least one event could be judged.
    """

    path: str
    folder: str
    key: str
    content_sha256: str
    stamp: Stamp
    result: Stamp
    row: VideoRow
    events: tuple[EventRow, ...]
    measured: bool

    def named(self, given: Given) -> Entry:
        """The same under what is known of the file now: its list may name another patient or label."""
        row = replace(self.row, file=given.file, kind=given.kind, patient=given.patient, label=given.label)
        events = tuple(replace(event, file=given.file, patient=given.patient) for event in self.events)
        return replace(self, row=row, events=events)


class Ledger(Closing):
    """The ledger of a folder; one process holds it at a time. Use it as a context manager.

    Args:
        folder: where the tables and results go; it is made.

    Attributes:
        entries: path of a file -> its result.

    Raises:
        OutputError: another batch writes to this folder, or it cannot be written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        OutputFolder(folder)
        path = folder / NAME
        try:
            self._file = path.open("ab", buffering=0)
            self._lock()
            self.entries = read_entries(folder)
        except OSError as error:
            raise as_output_error(error, folder) from error
        if self._file.tell() and not _ends_whole(path):
            self._file.write(b"\n")

    def _lock(self) -> None:
        try:
            lock_file(self._file.fileno())
        except BlockingIOError as error:
            self._file.close()
            raise OutputError(
                f"Another formcheck batch writes to {printable(self.folder)}",
                "Wait until it has ended, or choose another folder with --out",
            ) from error
        except OSError:  # this disk has no locks
            pass

    def standing(self, job: Job) -> Entry | None:
        """The result of a job, if it stands: the file, what is asked for and the result are as they were."""
        entry = self.entries.get(os.fspath(job.path))
        if entry is None or entry.folder != job.folder:
            return None
        try:
            same = Stamp.of(job.path) == entry.stamp and Stamp.of(job.out / _RESULT) == entry.result
        except OSError:
            return None
        return (
            entry.named(job.given)
            if same and key_of(entry.content_sha256, job.settings) == entry.key
            else None
        )

    def known_key(self, job: Job) -> str | None:
        """The key of what lies in the job's folder; None where nothing of this file does."""
        entry = self.entries.get(os.fspath(job.path))
        if entry is None or entry.folder != job.folder:
            return None
        with contextlib.suppress(OSError):
            if Stamp.of(job.out / _RESULT) == entry.result:
                return entry.key
        return None

    def add(self, job: Job, done: Done) -> Entry:
        """Write down a result; it is on the disk when this returns.

        Raises:
            OutputError: the disk refuses.
        """
        path = os.fspath(job.path)
        before = self.entries.get(path)
        try:
            result = Stamp.of(job.out / _RESULT)
            if done.row is None and before is not None:  # the same content under another stamp
                entry = replace(before.named(job.given), stamp=done.stamp, result=result)
            else:
                assert done.row is not None
                entry = Entry(
                    path=path,
                    folder=job.folder,
                    key=done.key,
                    content_sha256=done.content_sha256,
                    stamp=done.stamp,
                    result=result,
                    row=done.row,
                    events=done.events,
                    measured=done.measured,
                )
            self._file.write(_line(entry))
            os.fsync(self._file.fileno())
        except OSError as error:
            raise as_output_error(error, self.folder) from error
        self.entries[path] = entry
        return entry

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


def _line(entry: Entry) -> bytes:
    # ASCII with escapes: a name that is no text in any encoding comes back as it was.
    return json.dumps({"formcheck_batch": _FORMAT, **asdict(entry)}).encode("ascii") + b"\n"


def read_entries(folder: Path) -> dict[str, Entry]:
    """Path of a file -> its result, as the ledger in a folder has it; {} without a ledger.

    Raises:
        OSError: it cannot be read.
    """
    entries: dict[str, Entry] = {}
    try:
        lines = (folder / NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return entries
    for line in lines:
        with contextlib.suppress(ValueError, LookupError, TypeError):  # cut off, or of another version
            entry = _entry(json.loads(line))
            entries[entry.path] = entry
    return entries


def _entry(found: Mapping[str, object]) -> Entry:
    values = dict(found)
    if values.pop("formcheck_batch") != _FORMAT:
        raise ValueError("of another format")
    read = Entry(**values)  # type: ignore[arg-type]
    return replace(
        read,
        stamp=Stamp(**values["stamp"]),  # type: ignore[arg-type]
        result=Stamp(**values["result"]),  # type: ignore[arg-type]
        row=VideoRow(**values["row"]),  # type: ignore[arg-type]
        events=tuple(EventRow(**event) for event in values["events"]),  # type: ignore[attr-defined]
    )


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"
