"""Visits of one patient as a file NAME.formcheck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import UsageError
from formcheck.exchange.container import INDEX, ContainerWriter
from formcheck.exchange.export_index import index_page
from formcheck.exchange.json_input import Table
from formcheck.exchange.rows import row_table
from formcheck.exchange.sealing import lock
from formcheck.exchange.visit_table import NOTE_OUT, add_therapists_part, visit_table, visits_with_all
from formcheck.runtime.version import __version__
from formcheck.store.files import OutputFolder
from formcheck.visits.opinion_schema import Note
from formcheck.visits.recordings import file_hash
from formcheck.visits.schema import Patient, ProgrammeVersion, Recording, ThresholdSet, Visit
from formcheck.visits.store import VisitStore
from formcheck.visits.working_folder import working_folder

EXTENSION = ".formcheck"
PROGRAMME_OUT = ("patient_id",)
PATIENT_OUT = ("own", "looked_at")
_AT_ONCE = 50

Kind = Literal["visit", "visits", "everything"]


@dataclass(frozen=True, slots=True)
class Selection:
    """What leaves of one patient.

    Attributes:
        patient: key of the patient.
        visits: keys of the visits; None for all between the days.
        since, until: first and last day, in the patient's time; None is open.
        recordings: with the recordings; without them a visit is a hundredth as large, and cannot be replayed
            or rescored.
        everything: a copy of all that is kept of the patient, with the therapist's notes and marks, all
            versions of the programme, and a page to read.
    """

    patient: str
    visits: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None
    recordings: bool = True
    everything: bool = False

    @property
    def kind(self) -> Kind:
        """The manifest's word for it."""
        if self.everything:
            return "everything"
        return "visit" if self.visits is not None and len(self.visits) == 1 else "visits"


@dataclass(frozen=True, slots=True)
class Exported:
    """What has left: counts, the bytes of the file, and the patient's name."""

    patient: str
    visits: int
    recordings: int
    bytes: int


def export_visits(
    store: VisitStore, selection: Selection, path: Path, passphrase: str | None = None
) -> Exported:
    """Write the file: under a temporary name first, so that no half file bears its name.

    Args:
        store: where the visits are.
        selection: which.
        path: of the file.
        passphrase: locks it; None leaves it open.

    Raises:
        UsageError: there is no such patient, or nothing to export.
        ExchangeError: the passphrase is too short, or the file would become too large.
        OutputError: the disk is full, or the place cannot be written to.
    """
    with OutputFolder(path.parent).staged(path.name) as target:
        if passphrase is None:
            exported = _write(store, selection, target)
        else:
            with working_folder(store) as folder:
                exported = _write(store, selection, folder / "opened")
                lock(folder / "opened", target, passphrase)
    return Exported(exported.patient, exported.visits, exported.recordings, path.stat().st_size)


def _write(store: VisitStore, selection: Selection, path: Path) -> Exported:
    with store.reading() as session, ContainerWriter(path) as writer:
        patient = session.get(Patient, selection.patient)
        if patient is None:
            raise UsageError("There is no such patient in the store", "See formcheck visits list")
        ids = _visit_ids(session, selection)
        if not ids and not selection.everything:
            raise UsageError("There is no such visit", "Choose other days, or see formcheck visits list")
        if selection.everything:
            writer.put_bytes(INDEX, index_page(session, patient, store.now()).encode())
        _put_patient(session, writer, patient, selection)
        thresholds: set[str] = set()
        recordings: set[str] = set()
        programmes: set[str] = set()
        for some in _batches(ids, _AT_ONCE):
            visits = visits_with_all(session, some)
            tables = {visit.id: visit_table(visit) for visit in visits}
            if selection.everything:
                add_therapists_part(session, tables)
            for visit in visits:
                writer.put_table(f"visits/{visit.id}.json", tables[visit.id])
                programmes |= {visit.programme_id} if visit.programme_id else set()
                thresholds |= {e.threshold_digest for e in visit.exercises if e.threshold_digest}
                recordings |= {e.recording_hash for e in visit.exercises if e.recording_hash}
            session.expunge_all()
        _put_thresholds(session, writer, thresholds)
        _put_programmes(session, writer, patient.id, None if selection.everything else programmes)
        there = _put_recordings(store, session, writer, recordings) if selection.recordings else 0
        writer.finish(
            {
                "kind": selection.kind,
                "formcheck_version": __version__,
                "made_at": store.now().isoformat(timespec="seconds"),
                "patient": {"id": patient.id, "name": patient.name, "lang": patient.lang},
                "from": None if selection.since is None else selection.since.isoformat(),
                "until": None if selection.until is None else selection.until.isoformat(),
                "recordings": selection.recordings,
            }
        )
    return Exported(patient.name, len(ids), there, 0)


def _visit_ids(session: Session, selection: Selection) -> list[str]:
    """Keys of the visits, in the order of their start."""
    query = select(Visit.id, Visit.began_at, Visit.utc_offset_min).order_by(Visit.began_at, Visit.id)
    query = query.where(Visit.patient_id == selection.patient)
    if selection.visits is not None:
        query = query.where(Visit.id.in_(selection.visits))
    first, last = selection.since or date.min, selection.until or date.max
    return [
        key
        for key, began, offset in session.execute(query)
        if first <= (began + timedelta(minutes=offset)).date() <= last
    ]


def _put_patient(session: Session, writer: ContainerWriter, patient: Patient, selection: Selection) -> None:
    table: Table = row_table(patient, PATIENT_OUT)
    if selection.everything:
        own = select(Note).where(Note.patient_id == patient.id, Note.visit_id.is_(None))
        table["notes"] = [
            row_table(note, NOTE_OUT) for note in session.scalars(own.order_by(Note.written_at, Note.id))
        ]
    writer.put_table("patient.json", table)


def _put_thresholds(session: Session, writer: ContainerWriter, digests: Iterable[str]) -> None:
    for digest in sorted(digests):
        found = session.get(ThresholdSet, digest)
        if found is not None:
            writer.put_table(f"thresholds/{digest}.json", found.content)


def _put_programmes(
    session: Session, writer: ContainerWriter, patient: str, followed: set[str] | None
) -> None:
    query = select(ProgrammeVersion).where(ProgrammeVersion.patient_id == patient)
    for version in session.scalars(query.order_by(ProgrammeVersion.id)):
        if followed is None or version.id in followed:
            writer.put_table(f"programmes/{version.id}.json", row_table(version, PROGRAMME_OUT))


def _put_recordings(
    store: VisitStore, session: Session, writer: ContainerWriter, hashes: Iterable[str]
) -> int:
    """The recordings that are still kept; gives how many."""
    count = 0
    for digest in sorted(hashes):
        row, path = session.get(Recording, digest), store.recordings.path(digest)
        if row is None or row.removed_at is not None or not path.exists() or file_hash(path) != digest:
            continue  # a damaged one would make the whole file one that nobody takes
        writer.put_file(f"recordings/{digest}.parquet", path, digest)
        count += 1
    return count


def _batches(keys: Sequence[str], size: int) -> Iterator[list[str]]:
    rest = iter(keys)
    while some := list(islice(rest, size)):
        yield some
