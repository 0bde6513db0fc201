"""Writes the files of one scoring as the poses come in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.overlay.frame_status import OUTLINE_LOOK_BACK_S
from formcheck.overlay.overlay_spec import overlay_spec
from formcheck.pose.track import ModelInfo, Track
from formcheck.report.chart_series import Series
from formcheck.scoring.result import Result, Source
from formcheck.scoring.scoring import Scoring
from formcheck.store.recording import RecordingWriter, iter_recording
from formcheck.store.staging import StagedFiles
from formcheck.store.tables import FrameTableWriter
from formcheck.words.catalogue import Words

if TYPE_CHECKING:
    from formcheck.report.data import ReportData, Still

Distances = NDArray[np.float32]
FILES = ("result.json", "frames.parquet", "frames.csv", "recording.parquet", "report.html", "annotated.mp4")
"""Every name a scoring may write under."""


def prepare_end(lang: str) -> None:
    """Import and read what only the end of a scoring needs, while the poses are still being found."""
    import pyarrow.parquet  # noqa: F401

    from formcheck.report.page import prepare_pages

    prepare_pages(Words(lang))


class Outputs:
    """recording.parquet, frames.parquet (and .csv), result.json and report.html of one scoring."""

    def __init__(
        self, files: StagedFiles, scoring: Scoring, lang: str, *, csv: bool = False, record: bool = True
    ) -> None:
        self._files, self._scoring, self._words = files, scoring, Words(lang)
        self.records = record
        self.recording = files.path("recording.parquet") if record else Path()
        table = files.path("frames.csv") if csv else None
        if table is None:
            files.remove("frames.csv")  # it would be of an earlier scoring
        self._frames = FrameTableWriter(files.path("frames.parquet"), table)
        self._recorder: RecordingWriter | None = None
        self._series = Series(scoring.rule.spec.main_signal)
        self._model: ModelInfo | None = None

    def feed(self, chunk: Track) -> FrameScores:
        """Score a chunk, write its rows, and give them."""
        scores = self._scoring.feed(chunk)
        self.write(chunk, scores)
        return scores

    def write(self, chunk: Track, scores: FrameScores) -> None:
        """Write the rows of a chunk that was scored.

        Raises:
            OSError: the disk refuses.
        """
        if self.records:
            if self._recorder is None:
                self._recorder = RecordingWriter(self.recording, chunk.size, chunk.model, {})
            self._recorder.append(chunk)
        self._frames.append(scores)
        self._series.step(scores)

    def finish(self, source: Source, model: ModelInfo, recording: Path | None = None) -> Result:
        """Write the tables' ends, the result and the report.

        `recording` is where the poses of the stills come from when none is written here.
        """
        if self.records and self._recorder is None:
            self._recorder = RecordingWriter(self.recording, (source.width, source.height), model, {})
        if self._recorder is not None:
            self._recorder.close(
                # Not mode="json": that makes None of the infinities in a therapist's bands.
                plan=self._scoring.plan.model_dump(),
                source=source.model_dump(),
            )
        self._frames.close()
        result = self._scoring.result(source, model)
        self._files.path("result.json").write_text(result.to_json(), encoding="utf-8")
        from formcheck.report.page import render_report

        page = render_report(
            self._report_data(result, self.recording if self.records or recording is None else recording),
            self._words,
        )
        self._files.path("report.html").write_text(page, encoding="utf-8")
        return result

    def _report_data(self, result: Result, recording: Path) -> ReportData:
        from formcheck.report.data import ReportData

        spec = self._scoring.rule.spec
        time, verdict, major, signal, name = self._series.joined({b.signal for b in result.thresholds.bands})
        return ReportData(
            result=result,
            time=time,
            verdict=verdict,
            major=major,
            signal=signal,
            signal_name=name,
            plus_is_down=spec.plus_is_down,
            spec=overlay_spec(self._scoring),
            stills=list(_stills(result, recording, spec.outline)),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._frames.__exit__(kind, error, trace)
        if self._recorder is not None:
            self._recorder.__exit__(kind, error, trace)


def _stills(result: Result, recording: Path, outline: str | None) -> Iterator[Still]:
    """The worst moments with their poses, read back from the recording."""
    from formcheck.report.data import Still, worst_moments

    wanted = list(worst_moments(result))
    found: dict[int, tuple[Track, Distances | None]] = {}
    if wanted:
        for chunk in iter_recording(recording):
            for number, (_, fault) in enumerate(wanted):
                if chunk.time[0] - 1e-3 <= fault.peak_at_s <= chunk.time[-1] + 1e-3:
                    row = int(np.abs(chunk.time - fault.peak_at_s).argmin())
                    found[number] = chunk[row : row + 1], _last_outline(chunk, row, outline)
    for number, (event, fault) in enumerate(wanted):
        if number in found:
            track, distances = found[number]
            yield Still(fault=fault, track=track, outline=distances, limbs=event.side)


def _last_outline(chunk: Track, row: int, outline: str | None) -> Distances | None:
    distances = chunk.dorsal if outline == "dorsal" else chunk.ventral
    recent = chunk.time[: row + 1] >= chunk.time[row] - OUTLINE_LOOK_BACK_S
    read = np.flatnonzero(recent & np.isfinite(distances[: row + 1]).any(axis=1))
    return distances[read[-1]] if len(read) else None
