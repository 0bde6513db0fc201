"""Writes the files of one scoring as the scores come in."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from formcheck.judge.frames import FrameScores
from formcheck.pipeline.span_judge import SpanJudge
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.scoring.source import Source
from formcheck.store.recording import RecordingContext, RecordingWriter, is_recorded_as, iter_recording
from formcheck.store.staging import StagedFiles
from formcheck.store.tables import FrameTableWriter
from formcheck.words.catalogue import Words

FILES = ("result.json", "frames.parquet", "frames.csv", "recording.parquet", "report.html", "annotated.mp4")
"""Every name that a scoring may write under."""


def prepare_end(lang: str) -> None:
    """Import and read what only the end of a scoring needs, while the poses are still being found."""
    import pyarrow.parquet  # noqa: F401

    from formcheck.report.page import prepare_pages

    prepare_pages(Words(lang))


@dataclass(frozen=True, slots=True)
class FileRequest:
    """How poses are judged, and which files come of it.

    Attributes:
        plan: how to judge; its exercise may be `AUTO`.
        auto_view: find out where the camera stands.
        lang: language of the report.
        csv: write frames.csv too.
        record: write recording.parquet too.
    """

    plan: Plan
    auto_view: bool
    lang: str
    csv: bool
    record: bool = True


class ResultFiles:
    """recording.parquet, frames.parquet (and .csv), result.json and report.html of one scoring.

    Args:
        files: where they are written until they are complete.
        lang: language of the report.
        csv: write frames.csv too.
        record: write recording.parquet too.
        recorded: a recording of the poses, where there is one: copied when it would be written the same.
    """

    def __init__(
        self,
        files: StagedFiles,
        lang: str,
        *,
        csv: bool = False,
        record: bool = True,
        recorded: Path | None = None,
    ) -> None:
        self._files, self._words, self._records, self._recorded = files, Words(lang), record, recorded
        self._recorder: RecordingWriter | None = None
        table = files.path("frames.csv") if csv else None
        if table is None:
            files.remove("frames.csv")  # one of an earlier scoring
        self._frames = FrameTableWriter(files.path("frames.parquet"), table)

    def write(self, rows: Track, scores: FrameScores) -> None:
        """Write rows that were scored, and the scores that are decided; their number may differ.

        Raises:
            OSError: the disk refuses.
        """
        if self._records and self._recorded is None:
            self._record(rows)
        self._frames.append(scores)

    def append(self, scores: FrameScores) -> None:
        """Write scores of rows that were written before."""
        self._frames.append(scores)

    def finish(
        self, judge: SpanJudge, source: Source, model: ModelInfo, poses: Iterable[Track] | None = None
    ) -> Result:
        """Write the ends of the tables, the result and the report.

        Args:
            judge: scored what was written; finished.
            source: where the poses come from.
            model: the network that made them.
            poses: the chunks that were written, again; None reads them back from the recording.

        Raises:
            OSError: the disk refuses.
        """
        if self._records:
            # model_dump(mode="json") would make None of the infinities in a therapist's bands.
            plan, size = judge.scoring.plan.model_dump(), (source.width, source.height)
            self._end_recording({"plan": plan, "source": source.model_dump()}, size, model)
        self._frames.append(judge.decided())
        self._frames.close()
        result = judge.result(source, model)
        self._files.path("result.json").write_text(result.to_json(), encoding="utf-8")
        from formcheck.report.page import render_report

        again = iter_recording(self._recording()) if poses is None else poses
        page = render_report(judge.report_data(result, again), self._words)
        self._files.path("report.html").write_text(page, encoding="utf-8")
        return result

    def _end_recording(self, context: RecordingContext, size: tuple[int, int], model: ModelInfo) -> None:
        if self._recorded is not None:
            if is_recorded_as(self._recorded, context):
                shutil.copyfile(self._recorded, self._recording())
                return
            for rows in iter_recording(self._recorded):
                self._record(rows)
        self._recorder = self._recorder or self._start(size, model)
        self._recorder.close(**context)

    def _record(self, rows: Track) -> None:
        self._recorder = self._recorder or self._start(rows.size, rows.model)
        self._recorder.append(rows)

    def _recording(self) -> Path:
        return self._files.path("recording.parquet")

    def _start(self, size: tuple[int, int], model: ModelInfo) -> RecordingWriter:
        return RecordingWriter(self._recording(), size, model, {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._frames.__exit__(kind, error, trace)
        if self._recorder is not None:
            self._recorder.__exit__(kind, error, trace)
