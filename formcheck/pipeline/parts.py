"""Writes a recording of several exercises: a folder for each part, and the files of all around them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from formcheck.judge.frames import FrameScores
from formcheck.pipeline.folders import fresh_folder, part_name
from formcheck.pipeline.part_frames import frame_words, recording_frames
from formcheck.pipeline.recognise import RecognisedRecording
from formcheck.pipeline.result_files import FileRequest, ResultFiles
from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge, judge_chunks
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.recording_result import RecordingResult, recording_result
from formcheck.scoring.result import Result
from formcheck.scoring.source import Source
from formcheck.store.files import OutputFolder
from formcheck.store.staging import StagedFiles
from formcheck.store.tables import FrameTableWriter
from formcheck.words.catalogue import Words


class PartWriter:
    """One part while its frames come by: its judge and its folder. Use it as a context manager.

    What it holds is let go once its files are written.
    """

    def __init__(self, span: PlannedSpan, files: StagedFiles, request: FileRequest) -> None:
        self.judge = SpanJudge(span)
        self._files: ResultFiles | None = ResultFiles(files, request.lang, csv=request.csv)
        self._result: Result | None = None
        self._scores: list[FrameScores] = []
        files.remove("annotated.mp4")  # it would show an earlier scoring

    def write(self, rows: Track) -> None:
        """Write rows that the judge scored; before `finish`."""
        assert self._files is not None
        self._files.write(rows, self._decided())

    def scores(self) -> FrameScores:
        """All frames of the part; after `finish`."""
        return FrameScores.concatenate(self._scores)

    def _decided(self) -> FrameScores:
        decided = self.judge.decided()
        self._scores.append(decided)
        return decided

    def finish(self, whole: Source, model: ModelInfo) -> Result:
        """The part's result; the first call writes its files.

        Args:
            whole: the source of the whole recording.
            model: the network that made the poses.
        """
        if self._result is None:
            assert self._files is not None
            self.judge.finish()
            self._files.append(self._decided())
            source = part_source(self.judge, whole)
            self._result = self._files.finish(self.judge, source, model)
            self._files = None
        return self._result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._files is not None:
            self._files.__exit__(kind, error, trace)


def part_source(judge: SpanJudge, whole: Source) -> Source:
    """The source of a part: the frames that its judge scored, under the name of the whole recording."""
    size = (whole.width, whole.height)
    return judge.tally.source(
        whole.true_name,
        size,
        partial=whole.partial,
        notes=whole.notes,
        lost=whole.lost,
        corrected=whole.corrected,
        recorded_at=whole.recorded_at,
    )


def write_parts(
    found: RecognisedRecording,
    spans: Sequence[PlannedSpan],
    source: Source,
    model: ModelInfo,
    folder: OutputFolder,
    files: StagedFiles,
    request: FileRequest,
) -> RecordingResult:
    """Judge all parts in one pass; write each part's folder, and the table, result and page of all.

    Raises:
        OutputError: a place cannot be written to.
    """
    table = files.path("frames.csv") if request.csv else None
    if table is None:
        files.remove("frames.csv")  # one of an earlier scoring
    names = [part_name(number, part.exercise) for number, part in enumerate(found.parts, 1)]
    with contextlib.ExitStack() as stack:
        frames = stack.enter_context(FrameTableWriter(files.path("frames.parquet"), table, frame_words()))
        writers: dict[SpanJudge, PartWriter] = {}
        for name, span in zip(names, spans, strict=True):
            staged = stack.enter_context(stack.enter_context(fresh_folder(folder / name)).staging())
            writer = stack.enter_context(PartWriter(span, staged, request))
            writers[writer.judge] = writer
        for chunk, judged in judge_chunks(found.chunks, list(writers)):
            for one in judged:
                writers[one.judge].write(chunk[one.rows])
            for judge, writer in writers.items():
                if chunk.time[-1] > judge.span.until_s:
                    writer.finish(source, model)
        results = [writer.finish(source, model) for writer in writers.values()]
        for part in recording_frames(found, spans, [writer.scores() for writer in writers.values()]):
            frames.append(part.scores, part.codes)
        frames.close()
        entries = list(zip(found.parts, names, results, strict=True))
        result = recording_result(request.plan, source, model, found.reasons, found.seen, entries)
        files.path("result.json").write_text(result.to_json(), encoding="utf-8")
        from formcheck.report.recording_page import render_recording

        page = render_recording(result, Words(request.lang))
        files.path("report.html").write_text(page, encoding="utf-8")
    return result
