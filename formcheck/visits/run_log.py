"""`RunLog`: keeps one exercise of a live visit: its poses as they come, its sets, and its result."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from formcheck.errors import InputError, OutputError
from formcheck.pose.track import ModelInfo, Track
from formcheck.report.data import ReportData
from formcheck.runtime.disk_errors import as_output_error
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.scoring.source import Source
from formcheck.store.journal import SUFFIX, Journal, JournalWriter
from formcheck.store.recording import RecordingWriter
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.results import put_result
from formcheck.visits.schema import Exercise
from formcheck.visits.store import VisitStore
from formcheck.visits.table_base import Json

Put = Callable[[Callable[[Session], None]], bool]
"""Makes a change in a transaction; gives whether it is on the disk."""
FLUSH_S = 1.0
"""Seconds of poses that a kill of the program may take."""
SYNC_S = 4.0
"""Seconds of poses that a power cut may take."""


class RunStart(NamedTuple):
    """What is known of an exercise when it begins.

    Attributes:
        visit, exercise: ids.
        item: place in the visit's plan, from 0.
        began_at: when it began.
        plan: how it is judged.
        size: (width, height) of the frames, pixels.
        model: the pose network.
        source: name of the visit in results.
    """

    visit: str
    exercise: str
    item: int
    began_at: datetime
    plan: Plan
    size: tuple[int, int]
    model: ModelInfo
    source: str


class RunLog:
    """One exercise in the store, made by `VisitLog.begin_exercise`.

    Args:
        start: what is known of it.
        folder: of the visit, for the journal.
        store: where it is kept.
        thread: writes the journals of the visit, one after the other.
        put: writes a change to the database, now or with a later one.
        put_now: writes it now or not at all.

    Attributes:
        trouble: why the poses are no longer kept, or None.
    """

    def __init__(
        self,
        start: RunStart,
        folder: Path,
        store: VisitStore,
        thread: ThreadPoolExecutor,
        put: Put,
        put_now: Put,
    ) -> None:
        self.trouble: OutputError | None = None
        self._start, self._folder, self._store = start, folder, store
        self._put, self._put_now = put, put_now
        self._thread = thread
        self._path = folder / f"{start.exercise}{SUFFIX}"
        self._journal: JournalWriter | None = None
        self._rows: list[Track] = []
        self._synced_s = float("-inf")
        self._last: Future[None] = thread.submit(self._in_thread, self._open)

    def write(self, track: Track, plan: Plan, *, event: bool = False) -> None:
        """Take a frame. Another thread writes it within a second, at once after an event.

        Args:
            track: the frame, as it was judged.
            plan: by which it was judged.
            event: a hold, repetition or attempt ended with it.
        """
        self._rows.append(track)
        if event or track.time[-1] - self._rows[0].time[0] >= FLUSH_S:
            sync = bool(track.time[-1] - self._synced_s >= SYNC_S)
            self._flush(plan, sync=sync)

    def counted(self, plan: Plan, sets: Json) -> None:
        """A set is over: when this returns, its poses and what was counted are on the disk."""
        self._flush(plan, sync=True)
        self._last.result()

        def write(session: Session) -> None:
            exercise = session.get(Exercise, self._start.exercise)
            if exercise is not None:
                exercise.sets = sets

        self._put(write)

    def finish(self, plan: Plan, result: Result, report: ReportData) -> bool:
        """Keep the result with the recording; gives whether they are in the store. Call it or `drop` once.

        Args:
            plan: by which it was judged.
            result: of the exercise.
            report: what its chart is drawn from.
        """
        self._flush(plan, sync=False)
        self._last.result()
        with self._recording(plan, result.source) as recording:
            # Without a journal the next start has nothing to judge: then the result itself waits.
            put = self._put_now if self._path.exists() else self._put
            kept = put_exercise(self._store, self._start.exercise, result, report, recording, put)
        self._remove(kept)
        return kept

    def drop(self) -> None:
        """Keep nothing: nothing was done."""
        self._rows = []
        self._last.result()

        def delete(session: Session) -> None:
            exercise = session.get(Exercise, self._start.exercise)
            if exercise is not None:
                session.delete(exercise)

        self._remove(self._put(delete))

    def _flush(self, plan: Plan, *, sync: bool) -> None:
        if self._rows:
            rows, self._rows = self._rows, []
            self._synced_s = float(rows[-1].time[-1]) if sync else self._synced_s
            self._last = self._thread.submit(self._in_thread, self._append, rows, plan, sync)
        elif sync:  # what came before was perhaps not synced
            self._last = self._thread.submit(self._in_thread, self._sync)

    def _in_thread(self, work: Callable[..., None], *arguments: object) -> None:
        try:
            work(*arguments)
        except OSError as error:  # a full disk, say: the visit goes on, and what is half written goes
            self.trouble = as_output_error(error, self._folder, CHOSEN)
            self._close()
            self._path.unlink(missing_ok=True)

    def _open(self) -> None:
        start = self._start
        about = {
            "visit": start.visit,
            "exercise": start.exercise,
            "item": start.item,
            "began_at": start.began_at.isoformat(),
            "source": start.source,
        }
        self._journal = JournalWriter(self._path, start.size, start.model, about)

    def _append(self, rows: list[Track], plan: Plan, sync: bool) -> None:
        if self._journal is not None:
            self._journal.append(Track.concatenate(rows), plan.model_dump())
        if sync:
            self._sync()

    def _sync(self) -> None:
        if self._journal is not None:
            self._journal.sync()

    def _close(self) -> None:
        journal, self._journal = self._journal, None
        if journal is not None:
            with contextlib.suppress(OSError):
                journal.close()

    @contextlib.contextmanager
    def _recording(self, plan: Plan, source: Source) -> Iterator[Path | None]:
        """The recording as a file, for as long as the block lasts; None where the poses are not kept."""
        self._close()
        if self.trouble is not None:
            yield None
            return
        path = self._path.with_suffix(".parquet")
        try:
            write_recording(Journal(self._path), path, plan.model_dump(), source)
        except (OSError, InputError) as error:
            self.trouble = as_output_error(error, self._folder, CHOSEN)
            path.unlink(missing_ok=True)
            yield None
            return
        yield path
        path.unlink(missing_ok=True)

    def _remove(self, written: bool) -> None:
        """Remove the journal, unless the next start has to do what could not be done now."""
        self._close()
        if written:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


def write_recording(journal: Journal, path: Path, plan: Mapping[str, object], source: Source) -> None:
    """A recording of what is in a journal.

    Args:
        journal: the poses.
        path: where to; an existing file is replaced.
        plan: how they were judged.
        source: as the result has it.

    Raises:
        OSError: the disk refuses.
    """
    with RecordingWriter(path, journal.size, journal.model, {}) as writer:
        for piece in journal.pieces():
            writer.append(piece.track)
        writer.close(plan=dict(plan), source=source.model_dump())


def put_exercise(
    store: VisitStore,
    exercise: str,
    result: Result,
    report: ReportData,
    recording: Path | None,
    put: Put,
) -> bool:
    """Keep the result of an exercise that is over; gives whether it is in the store.

    Args:
        store: where to.
        exercise: id of its row; where that was deleted meanwhile, nothing is kept.
        result: of the exercise.
        report: what its chart is drawn from.
        recording: the file of its poses, which is copied; None for none.
        put: writes a change to the database.
    """

    def write(session: Session) -> None:
        row = session.get(Exercise, exercise)
        if row is None:
            return
        if recording is not None:
            digest = store.recordings.put(session, recording, store.now(), store.keep_days)
            session.flush()  # the row that names it comes after it
            row.recording_hash = digest
        put_result(session, row, result, report)
        row.state = "done"

    return put(write)
