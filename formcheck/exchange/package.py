"""What a `.formcheck` file holds, read and checked before anything of it enters a store."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from pydantic import ValidationError

from formcheck.coach.programme import Programme
from formcheck.errors import InputError
from formcheck.exchange.container_reader import ContainerReader
from formcheck.exchange.json_input import Table
from formcheck.exchange.programme_file import ProgrammeContent
from formcheck.exchange.refused import ExchangeError
from formcheck.exchange.rows import ForeignValueError, NewerFieldError, read_row
from formcheck.exchange.visit_table import NOTE_OUT, ReadVisit, read_visit
from formcheck.store.parquet import open_parquet
from formcheck.store.recording import iter_recording
from formcheck.visits.opinion_schema import Note
from formcheck.visits.results import canonical_digest
from formcheck.visits.schema import Patient, ProgrammeVersion
from formcheck.visits.table_base import Json

PATIENT_OUT = ("own", "looked_at")
PROGRAMME_OUT = ("patient_id",)
MAX_FRAMES = 20_000_000
"""Frames of all recordings of a file: 185 hours at 30 a second, a minute and a half to check."""
MAX_GROUP_BYTES = 64 << 20
"""Bytes of one row group in memory; ours take 5 million."""


@dataclass(frozen=True, slots=True)
class Package:
    """The contents of a file.

    Attributes:
        patient: columns of the patient's row.
        notes: the therapist's notes of the patient, of no visit.
        programmes: versions of the programme by their keys; those that this formcheck could not follow are
            left out.
        visits: in the order of their start.
        recordings: hashes of the recordings, which lie in the folder that they were extracted to.
    """

    patient: dict[str, object]
    notes: list[Note]
    programmes: dict[str, ProgrammeContent]
    visits: list[ReadVisit]
    recordings: dict[str, Path]


def read_package(path: Path, folder: Path, here: Callable[[str], bool]) -> Package:
    """Read a file that is not locked.

    Args:
        path: the file.
        folder: of ours, where the recordings are written.
        here: whether a recording of this hash is in the store already; it is not read then.

    Raises:
        ExchangeError: it is not ours, damaged, of a newer formcheck, or made to do harm.
        OSError: the disk refuses.
    """
    with ContainerReader(path) as reader:
        if "patient.json" not in reader.members:
            raise ExchangeError("damaged")
        patient, notes = _read_patient(reader.table("patient.json"))
        thresholds = {_stem(name): reader.table(name) for name in reader.names("thresholds")}
        if any(canonical_digest(content) != digest for digest, content in thresholds.items()):
            raise ExchangeError("wrong_hash")
        programmes = {
            key: content
            for name in reader.names("programmes")
            if (content := _read_programme(reader.table(name), key := _stem(name), patient)) is not None
        }
        visits = [_read_visit(reader, name, thresholds) for name in reader.names("visits")]
        _check_keys(visits)
        recordings = _extract(reader, folder, here)
    return Package(
        patient, notes, programmes, sorted(visits, key=lambda v: str(v.columns["began_at"])), recordings
    )


def _read_patient(table: Table) -> tuple[dict[str, object], list[Note]]:
    rest = dict(table)
    notes = rest.pop("notes", [])
    try:
        own = [Note(**read_row(Note, note, NOTE_OUT)) for note in (notes if isinstance(notes, list) else [])]
        return read_row(Patient, rest, PATIENT_OUT), own
    except NewerFieldError as error:
        raise ExchangeError("newer") from error
    except ForeignValueError as error:
        raise ExchangeError("damaged") from error


def _read_programme(table: Table, key: str, patient: dict[str, object]) -> ProgrammeContent | None:
    """A version of the programme; None of one that this formcheck could not follow.

    The visits that followed it still say themselves what was to be done.
    """
    try:
        row = ProgrammeVersion(**read_row(ProgrammeVersion, table, PROGRAMME_OUT))
    except NewerFieldError as error:
        raise ExchangeError("newer") from error
    except ForeignValueError as error:
        raise ExchangeError("damaged") from error
    if row.id != key or canonical_digest(row.content) != row.digest:
        raise ExchangeError("wrong_hash")
    content = ProgrammeContent(
        patient_id=str(patient["id"]),
        patient=str(patient["name"]),
        lang=str(patient.get("lang", "nl")),
        programme_id=row.id,
        number=row.number,
        created_at=row.created_at.astimezone(UTC),
        message=row.message or "",
        content=row.content,
    )
    try:
        _ = content.programme
    except InputError:
        return None
    return content


def _read_visit(reader: ContainerReader, name: str, thresholds: dict[str, Json]) -> ReadVisit:
    visit = read_visit(reader.table(name), thresholds)
    if visit.id != _stem(name):
        raise ExchangeError("damaged")
    plan = visit.columns.get("plan")
    if isinstance(plan, dict) and "items" in plan:
        try:
            Programme.model_validate(plan)
        except ValidationError as error:
            newer = error.errors()[0]["type"] == "extra_forbidden"
            raise ExchangeError("newer" if newer else "damaged") from error
    return visit


def _check_keys(visits: list[ReadVisit]) -> None:
    """Check that no key and no place stands there twice.

    Raises:
        ExchangeError: one does.
    """
    exercises = [exercise for visit in visits for exercise in visit.exercises]
    marks = [mark for exercise in exercises for mark in exercise.marks]
    kept = [one for exercise in exercises for one in exercise.rescorings]
    places = [(visit.id, exercise.columns["number"]) for visit in visits for exercise in visit.exercises]
    marked = [(e.id, mark.event, mark.kind) for e in exercises for mark in e.marks]
    notes = [note for visit in visits for note in visit.notes]
    for keys in (
        [exercise.id for exercise in exercises],
        [row.id for row in marks] + [row.id for row in kept] + [row.id for row in notes],
        places,
        marked,
    ):
        if len(set(keys)) < len(keys):
            raise ExchangeError("damaged")


def _extract(reader: ContainerReader, folder: Path, here: Callable[[str], bool]) -> dict[str, Path]:
    """Write the recordings into a folder of ours, onto the disk, and check each."""
    recordings: dict[str, Path] = {}
    frames = 0
    with ThreadPoolExecutor(1, "formcheck-flush") as flushing:  # the disk works while the next one is checked
        flushed = []
        for name in reader.names("recordings"):
            digest = _stem(name)
            if reader.members[name].sha256 != digest:
                raise ExchangeError("wrong_hash")
            if here(digest):
                continue
            path = folder / f"{digest}.parquet"
            reader.extract(name, path)
            flushed.append(flushing.submit(_flush, path))
            frames += _check_recording(path)
            if frames > MAX_FRAMES:
                raise ExchangeError("too_large")
            recordings[digest] = path
        for done in flushed:
            done.result()
    return recordings


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _check_recording(path: Path) -> int:
    """Read a recording once from start to end; gives its frames."""
    try:
        with open_parquet(path, "recording") as file:
            about = file.metadata
            groups = [about.row_group(i).total_byte_size for i in range(about.num_row_groups)]
            large = max(groups, default=0) > MAX_GROUP_BYTES or about.num_rows > MAX_FRAMES
        frames = 0 if large else sum(len(track) for track in iter_recording(path))
    except InputError as error:
        raise ExchangeError("recording") from error
    if large:
        raise ExchangeError("too_large")
    return frames


def _stem(name: str) -> str:
    return name.partition("/")[2].partition(".")[0]
