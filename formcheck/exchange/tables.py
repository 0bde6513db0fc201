"""Visits, exercises and events as CSV and Parquet for other programs; docs/exchange.md has the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import Executable, select
from sqlalchemy.orm import Session

from formcheck.exchange.table_columns import EVENTS, EXERCISES, VISITS, TableColumn
from formcheck.practice.bindings import visible
from formcheck.practice.principal import Principal
from formcheck.store.files import OutputFolder
from formcheck.visits.opinion_schema import Mark
from formcheck.visits.schema import (
    Exercise,
    ExerciseEvent,
    ExerciseFault,
    Patient,
    ProgrammeVersion,
    ThresholdSet,
    Visit,
)
from formcheck.visits.store import VisitStore

if TYPE_CHECKING:
    import pyarrow.parquet as pq

TABLES: Mapping[str, tuple[TableColumn, ...]] = {"visits": VISITS, "exercises": EXERCISES, "events": EVENTS}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula, in East Asian widths too."""
_ROWS = 2000
_DIGITS = 6
"""Digits after the point: microseconds; sums carry more that mean nothing."""
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class TableChoice:
    """Whose visits, and of which days in their own time; None is all of them.

    Attributes:
        who: only of patients whom this principal sees.
    """

    patient: str | None = None
    since: date | None = None
    until: date | None = None
    who: Principal | None = None


def write_tables(store: VisitStore, folder: Path, choice: TableChoice = TableChoice()) -> dict[str, int]:
    """Write ``visits``, ``exercises`` and ``events``, each as ``.csv`` and ``.parquet``: all six or none.

    Args:
        store: the visits.
        folder: where to; it is made where it is missing, and older tables in it are replaced.
        choice: which visits.

    Returns:
        Rows of each table.

    Raises:
        OutputError: the disk is full, or the place cannot be written to.
    """
    rows = dict.fromkeys(TABLES, 0)
    with store.reading() as session, OutputFolder(folder).staging() as files:
        visits = {row["visit_id"]: row for row in _visits(session, choice)}
        parts = {
            "visits": iter(visits.values()),
            "exercises": _exercises(session, visits),
            "events": _events(session, visits),
        }
        for name, columns in TABLES.items():
            with _Sink(files.path(f"{name}.csv"), files.path(f"{name}.parquet"), columns) as sink:
                for row in parts[name]:
                    sink.add(row)
                    rows[name] += 1
    return rows


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what begins like one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Sink:
    """Writes rows to a CSV and a Parquet file. Use it as a context manager."""

    def __init__(self, csv_path: Path, parquet_path: Path, columns: tuple[TableColumn, ...]) -> None:
        self._columns, self._parquet_path = columns, parquet_path
        self._text: IO[str] = csv_path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._text)
        self._csv.writerow(column.name for column in columns)
        self._rows: list[Row] = []
        self._parquet: pq.ParquetWriter | None = None

    def add(self, row: Row) -> None:
        row = {
            name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in row.items()
        }
        self._csv.writerow(_cell(row[column.name]) for column in self._columns)
        self._rows.append(row)
        if len(self._rows) >= _ROWS:
            self._flush()

    def __enter__(self) -> _Sink:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self._flush()
            if self._parquet is not None:
                self._parquet.close()
        finally:
            self._text.close()

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = pa.schema([(column.name, column.arrow()) for column in self._columns])
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._parquet_path, schema, compression="zstd")
        self._parquet.write_table(pa.Table.from_pylist(self._rows, schema=schema))
        self._rows = []


def _rounded(value: object) -> object:
    return round(value, _DIGITS) if isinstance(value, float) else value


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return harmless(value)
        case datetime():
            return value.isoformat()
    return repr(value)


def _visits(session: Session, choice: TableChoice) -> Iterator[Row]:
    query = (
        select(Visit, Patient.name, ProgrammeVersion.number)
        .join(Patient, Patient.id == Visit.patient_id)
        .outerjoin(ProgrammeVersion, ProgrammeVersion.id == Visit.programme_id)
        .order_by(Visit.began_at, Visit.id)
    )
    if choice.patient is not None:
        query = query.where(Visit.patient_id == choice.patient)
    if choice.who is not None:
        query = query.where(visible(choice.who))
    first, last = choice.since or date.min, choice.until or date.max
    for visit, name, number in _stream(session, query):
        local = (visit.began_at + timedelta(minutes=visit.utc_offset_min)).replace(tzinfo=None)
        if first <= local.date() <= last:
            yield {
                "visit_id": visit.id,
                "patient_id": visit.patient_id,
                "patient": name,
                "began_at_utc": _utc(visit.began_at),
                "began_at_local": local.replace(microsecond=0),
                "ended_at_utc": _utc(visit.ended_at),
                "arrived_at_utc": _utc(visit.arrived_at),
                "state": visit.state,
                "source": visit.source,
                "programme_number": number,
                "pain_before": visit.pain_before,
                "pain_after": visit.pain_after,
                "pain_worst": visit.pain_worst,
                "pain_next_morning": visit.pain_next,
                "exertion": visit.exertion,
                "new_leg_complaints": visit.legs,
                "advice": visit.advice,
                "finished": visit.finished,
                "stopped": visit.stopped,
                "comment": visit.comment,
                "lang": visit.lang,
                "formcheck_version": visit.formcheck_version,
            }


def _exercises(session: Session, visits: Mapping[object, Row]) -> Iterator[Row]:
    versions: dict[str | None, str] = {
        digest: str(content.get("version", ""))
        for digest, content in session.execute(select(ThresholdSet.digest, ThresholdSet.content))
    }
    marked = select(Mark.exercise_id, Mark.value).where(Mark.kind == "exas", Mark.event == -1)
    marks: dict[str, int] = {row[0]: row[1] for row in session.execute(marked)}
    tops = _two_worst(session)
    query = select(Exercise).join(Visit, Visit.id == Exercise.visit_id)
    for (exercise,) in _stream(session, query.order_by(Visit.began_at, Visit.id, Exercise.number)):
        if (visit := visits.get(exercise.visit_id)) is None:
            continue
        (first, first_s), (second, second_s) = [*tops.get(exercise.id, []), ("", None), ("", None)][:2]
        result: Mapping[str, Any] = exercise.result or {}
        coverage = result.get("coverage", {})
        yield {
            "exercise_id": exercise.id,
            "visit_id": exercise.visit_id,
            "patient_id": visit["patient_id"],
            "number": exercise.number,
            "exercise": exercise.name,
            "began_at_utc": _utc(exercise.began_at),
            "state": exercise.state,
            "word": exercise.word,
            "as_far_as_seen": exercise.as_far_as_seen,
            "hold_s": exercise.hold_s,
            "quality_hold_s": exercise.quality_hold_s,
            "longest_hold_s": exercise.longest_s,
            "reps": exercise.reps,
            "good_reps": exercise.good_reps,
            "attempts": exercise.attempts,
            "good_s": exercise.good_s,
            "almost_s": exercise.almost_s,
            "different_s": exercise.different_s,
            "unmeasured_s": exercise.unmeasured_s,
            "left_quality_hold_s": exercise.left_s,
            "right_quality_hold_s": exercise.right_s,
            "measured_share": coverage.get("measured"),
            "active_s": coverage.get("active_s"),
            "first_fault": first,
            "first_fault_s": first_s,
            "second_fault": second,
            "second_fault_s": second_s,
            "exas_mark": marks.get(exercise.id),
            "view": str(result.get("view", "")),
            "model": exercise.model,
            "thresholds_version": versions.get(exercise.threshold_digest, ""),
            "thresholds_sha256": exercise.threshold_digest or "",
            "recording_sha256": exercise.recording_hash or "",
        }


def _two_worst(session: Session) -> dict[str, list[tuple[str, float]]]:
    """The two longest faults of each exercise, with their seconds."""
    tops: dict[str, list[tuple[str, float]]] = {}
    worst = select(ExerciseFault.exercise_id, ExerciseFault.fault, ExerciseFault.seconds)
    ranked = worst.where(ExerciseFault.rank < 2).order_by(ExerciseFault.exercise_id, ExerciseFault.rank)
    for key, fault, seconds in _stream(session, ranked):
        tops.setdefault(key, []).append((fault, seconds))
    return tops


def _events(session: Session, visits: Mapping[object, Row]) -> Iterator[Row]:
    agreed = select(Mark.exercise_id, Mark.event, Mark.value).where(Mark.kind == "agrees")
    agrees = {(key, event): bool(value) for key, event, value in session.execute(agreed)}
    query = (
        select(ExerciseEvent, Exercise.visit_id, Exercise.name)
        .join(Exercise, Exercise.id == ExerciseEvent.exercise_id)
        .join(Visit, Visit.id == Exercise.visit_id)
        .order_by(Visit.began_at, Visit.id, Exercise.number, ExerciseEvent.number)
    )
    for event, visit_id, exercise in _stream(session, query):
        if (visit := visits.get(visit_id)) is None:
            continue
        detail: Mapping[str, Any] = event.detail
        faults, book = detail.get("faults", []), detail.get("book") or {}
        yield {
            "exercise_id": event.exercise_id,
            "visit_id": visit_id,
            "patient_id": visit["patient_id"],
            "exercise": exercise,
            "number": event.number,
            "kind": event.kind,
            "start_s": event.start_s,
            "end_s": event.end_s,
            "side": event.side or "",
            "verdict": event.verdict,
            "reason": detail.get("reason") or "",
            "faults": "+".join(_once(fault["kind"] for fault in faults)),
            "major_faults": "+".join(_once(fault["kind"] for fault in faults if fault["major"])),
            "not_counted": detail.get("not_counted") or "",
            "as_far_as_seen": bool(detail.get("as_far_as_seen", False)),
            "object_kept": book.get("kept"),
            "object_slid_cm": book.get("slid_cm"),
            "therapist_agrees": agrees.get((event.exercise_id, event.number)),
        }


def _once(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(names)


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def _stream(session: Session, query: Executable) -> Iterator[Any]:
    """Rows of a query, a part at a time; memory does not grow with their number."""
    for part in session.execute(query.execution_options(yield_per=_ROWS)).partitions():
        yield from part
        session.expunge_all()
