"""Charts that a visit lacks, since only its files came here: made from the recordings and kept.

Where no live visit was judged on this machine (an import, an old folder), there are results and recordings
but no charts. Those of short recordings are made while the page waits, the others beside it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from formcheck.errors import FormcheckError
from formcheck.report.data import ReportData
from formcheck.scoring.result import Result
from formcheck.visits.again import judged_again
from formcheck.visits.charts import chart_blob, chart_data
from formcheck.visits.schema import Exercise
from formcheck.visits.store import VisitStore

SHORT_BYTES = 300_000
"""Recordings up to this size, half a minute, are judged in 30 ms: the page waits for them."""


class ChartMaker:
    """Makes missing charts, each once.

    Args:
        store: the visits.
    """

    def __init__(self, store: VisitStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._making: set[str] = set()

    def page(self) -> PageCharts:
        """The charts of one page."""
        return PageCharts(self, self._store)

    def keep(self, made: Mapping[str, bytes]) -> None:
        """Keep charts. Where that cannot be, they are made again the next time."""
        if not made:
            return
        try:
            with self._store.writing() as session:
                for exercise in session.scalars(select(Exercise).where(Exercise.id.in_(made))):
                    exercise.chart = made[exercise.id]
        except (SQLAlchemyError, FormcheckError, OSError):
            pass

    def beside(self, exercises: Mapping[str, tuple[Path, str]]) -> None:
        """Make charts in a thread of its own: id -> recording, and name of the exercise."""
        with self._lock:
            left = {key: of for key, of in exercises.items() if key not in self._making}
            self._making.update(left)
        if left:
            threading.Thread(target=self._make, args=(left,), name="charts", daemon=True).start()

    def _make(self, exercises: Mapping[str, tuple[Path, str]]) -> None:
        for key, (path, name) in exercises.items():
            self.keep({key: _blob(path, name)})
            with self._lock:
                self._making.discard(key)


class PageCharts:
    """What the charts of one page are drawn from."""

    def __init__(self, maker: ChartMaker, store: VisitStore) -> None:
        self._maker, self._store = maker, store
        self._made: dict[str, bytes] = {}
        self._later: dict[str, tuple[Path, str]] = {}

    def of(self, exercise: Exercise, result: Result) -> ReportData | None:
        """What a chart is drawn from; None where it comes later, or cannot be made."""
        if exercise.chart is not None and (data := chart_data(exercise.chart, result)) is not None:
            return data
        if exercise.recording_hash is None or exercise.chart == NONE:
            return None
        path = self._store.recordings.path(exercise.recording_hash)
        if not path.exists():
            return None
        if path.stat().st_size > SHORT_BYTES:
            self._later[exercise.id] = (path, exercise.name)
            return None
        self._made[exercise.id] = _blob(path, exercise.name)
        return chart_data(self._made[exercise.id], result)

    def finish(self) -> bool:
        """Keep what was made, begin what comes later; gives whether something does."""
        self._maker.keep(self._made)
        self._maker.beside(self._later)
        return bool(self._later)


NONE = b"none"
"""The chart of an exercise whose recording cannot be judged: nobody tries it again and again."""


def _blob(path: Path, exercise: str) -> bytes:
    try:
        return chart_blob(judged_again(path, exercise)[2].report)
    except FormcheckError:
        return NONE
