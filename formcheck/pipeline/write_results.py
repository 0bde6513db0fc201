"""From poses to the files of a scoring: the one way that videos, recordings and tracks go."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from formcheck.pipeline.parts import write_parts
from formcheck.pipeline.pose_source import KeptPoses, PoseSource, RecordedPoses
from formcheck.pipeline.recognise import plan_of, planned_spans, recognise
from formcheck.pipeline.result_files import FileRequest, ResultFiles
from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge, judge_chunks
from formcheck.pose.track import ModelInfo, Track
from formcheck.scoring.part_plans import settled_view
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO
from formcheck.scoring.result import Result
from formcheck.scoring.source import Source
from formcheck.store.files import OutputFolder
from formcheck.store.recording import RecordingWriter, iter_recording
from formcheck.store.staging import StagedFiles


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a scoring.

    Attributes:
        result: what `result.json` holds.
        measured: at least one event could be judged.
        spans: what was judged, and how.
        parts: names of the parts' folders.
        turn_deg: by how much, clockwise, the picture has to be turned to stand upright; of poses that were
            turned, by how much they were.
    """

    result: Result
    measured: bool
    spans: Sequence[PlannedSpan]
    parts: frozenset[str] = frozenset()
    turn_deg: int = 0


def write_results(
    poses: PoseSource, folder: OutputFolder, files: StagedFiles, request: FileRequest
) -> Outcome:
    """Judge poses and write what comes of it. A picture that does not stand upright is turned first.

    Args:
        poses: read once, to their end.
        folder: where the folders of parts go.
        files: where the files of the whole go.
        request: how to judge, and which files.

    Raises:
        InputError: the poses cannot be read.
        OutputError: a place cannot be written to.
        KeyboardInterrupt: stopped before the first frame.
    """
    outcome = _write_as_is(poses, folder, files, request)
    if not outcome.turn_deg:
        return outcome
    # Only the last frame tells that nothing could be measured as it is, so all is judged once more.
    chunks = poses.again() or iter_recording(files.path("recording.parquet"))
    turned = KeptPoses.of_turned(chunks, poses.model, outcome.result.source, outcome.turn_deg)
    again = _write_as_is(turned, folder, files, replace(request, record=True))
    return replace(again, turn_deg=outcome.turn_deg)


def _write_as_is(
    poses: PoseSource, folder: OutputFolder, files: StagedFiles, request: FileRequest
) -> Outcome:
    if request.plan.exercise == AUTO:
        return _write_recognised(poses, folder, files, request)
    plan, first = settled_view(request.plan, request.auto_view, iter(poses))
    return _write_exercise(chain(first, poses), poses, files, replace(request, plan=plan))


def _write_exercise(
    chunks: Iterable[Track], poses: PoseSource, files: StagedFiles, request: FileRequest
) -> Outcome:
    """One exercise, from the first frame to the last."""
    judge = SpanJudge(PlannedSpan.whole(request.plan))
    recorded = poses.recording if isinstance(poses, RecordedPoses) else None
    with ResultFiles(
        files, request.lang, csv=request.csv, record=request.record, recorded=recorded
    ) as results:
        for chunk, judged in judge_chunks(chunks, [judge]):
            for one in judged:
                results.write(chunk[one.rows], one.judge.decided())
        judge.finish()
        result = results.finish(judge, _source(poses), poses.model, poses.again())
    scoring = judge.scoring
    return Outcome(result, scoring.measured_anything, [judge.span], turn_deg=scoring.turn_deg)


def _write_recognised(
    poses: PoseSource, folder: OutputFolder, files: StagedFiles, request: FileRequest
) -> Outcome:
    """Whatever exercises there are: the poses are read, recorded and recognised at once, then judged."""
    with contextlib.ExitStack() as stack:
        recorder = stack.enter_context(_Recorder(files.path("recording.parquet"))) if request.record else None
        found = recognise(poses if recorder is None else recorder.recorded(poses))
        source, plan = _source(poses), plan_of(found, request.plan, request.auto_view)
        if recorder is not None:
            recorder.close(poses.model, source, plan, request.auto_view)
    request = replace(request, plan=plan)
    if plan.exercise != AUTO:
        kept = KeptPoses(found.chunks, poses.model, source)
        return _write_exercise(kept, kept, files, replace(request, record=False))
    spans = planned_spans(found, plan, request.auto_view)
    result = write_parts(found, spans, source, poses.model, folder, files, request)
    measured = any(event.verdict != "unmeasured" for event in result.events)
    names = frozenset(part.folder for part in result.parts)
    return Outcome(result, measured, spans, names, found.turn_deg)


def _source(poses: PoseSource) -> Source:
    """The source, once it was read; a stop before its first frame leaves nothing to write."""
    source = poses.source()
    if poses.interrupted and not source.frames:
        raise KeyboardInterrupt
    return source


class _Recorder:
    """Writes the recording of poses while they are read. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: RecordingWriter | None = None

    def recorded(self, chunks: Iterable[Track]) -> Iterator[Track]:
        """The chunks, each once it is recorded."""
        for chunk in chunks:
            self._writer = self._writer or RecordingWriter(self._path, chunk.size, chunk.model, {})
            self._writer.append(chunk)
            yield chunk

    def close(self, model: ModelInfo, source: Source, plan: Plan, auto_view: bool) -> None:
        """Write the end of the recording, with how it was scored; without a frame it is an empty one."""
        self._writer = self._writer or RecordingWriter(self._path, (source.width, source.height), model, {})
        # model_dump(mode="json") would make None of the infinities in a therapist's bands.
        self._writer.close(plan=plan.model_dump(), source=source.model_dump(), auto_view=auto_view)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.__exit__(kind, error, trace)
