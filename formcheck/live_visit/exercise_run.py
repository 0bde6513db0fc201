"""`ExerciseRun`: one exercise of a visit, judged frame by frame; its results are kept as files on request."""

from __future__ import annotations

import contextlib
from pathlib import Path

from formcheck.coach.frame_view import FrameView, frame_view
from formcheck.errors import OutputError
from formcheck.judge.frames import FrameScores
from formcheck.live_visit.neutral import NeutralLine
from formcheck.overlay.frame_status import FrameStatus
from formcheck.pipeline.folders import fresh_folder
from formcheck.pipeline.result_files import ResultFiles
from formcheck.pipeline.span_judge import PlannedSpan, SpanJudge
from formcheck.pose.track import ModelInfo, Track
from formcheck.runtime.disk_errors import as_output_error
from formcheck.scoring.plan import Plan
from formcheck.scoring.source import Source
from formcheck.visits.run_log import RunLog
from formcheck.visits.table_base import Json


class _NothingToKeepError(Exception):
    """The person did nothing in this run."""


class ExerciseRun:
    """One scoring of a live visit, and the files that it writes.

    Args:
        plan: how the exercise is scored.
        size: (width, height) of the frames, pixels.
        model: pose network that finds the poses.
        lang: language of the report, "nl" or "en".
        folder: folder for the results; None writes none.
        name: name of the source in the result.

    Attributes:
        scoring: the scoring of this run.
        size: (width, height) of the frames, pixels.
        folder: folder for the results, or None.
        status: counters and outline beside each frame's judgement.
        log: keeps the poses and the result in the store; None for none.
        neutral: the personal neutral line of the back or belly.
        write_error: why the files of results are no longer written, or None.

    Raises:
        OutputError: the folder cannot be made or written to.
    """

    def __init__(
        self,
        plan: Plan,
        size: tuple[int, int],
        model: ModelInfo,
        lang: str,
        *,
        folder: Path | None = None,
        name: str = "visit",
    ) -> None:
        self._judge = SpanJudge(PlannedSpan.whole(plan))
        self.scoring = self._judge.scoring
        self.size = size
        self.folder = folder
        self.status = FrameStatus(self.scoring)
        self.neutral = NeutralLine(self.scoring.rule.spec.outline)
        self.write_error: OutputError | None = None
        self.log: RunLog | None = None
        self._model, self._name = model, name
        self._active = False
        self._files = contextlib.ExitStack()
        self._results: ResultFiles | None = None
        if folder is not None:
            with contextlib.ExitStack() as stack:
                files = stack.enter_context(stack.enter_context(fresh_folder(folder)).staging())
                self._results = stack.enter_context(ResultFiles(files, lang))
                self._files = stack.pop_all()

    @property
    def trouble(self) -> OutputError | None:
        """Why something of this exercise is not kept, or None."""
        return self.write_error or (None if self.log is None else self.log.trouble)

    def feed(self, track: Track, *, ending: bool = False) -> tuple[FrameScores, FrameView]:
        """Judge one frame.

        Args:
            track: pose of the frame, one row, with the precision of a recording (`as_recorded`).
            ending: the set may end with this frame.

        Returns:
            The scores of the frame, one row, and what the coach sees of it.
        """
        known = len(self.scoring.outcomes)
        scores = self._scores(track)
        view = frame_view(self.scoring, track, scores, known, ending=ending)
        self._active = self._active or view.active
        self.neutral.step(track, self.scoring.reference)
        return scores, view

    def _scores(self, track: Track) -> FrameScores:
        known = len(self.scoring.outcomes)
        scores, decided = self._judge.feed(track), self._judge.decided()
        if self._results is not None:
            try:
                self._results.write(track, decided)
            except OSError as error:  # a full disk, say: the visit goes on, but nothing more is kept
                self.write_error = as_output_error(error, self.folder or Path())
                self._discard_files(self.write_error)
        if self.log is not None:
            self.log.write(track, self.scoring.plan, event=len(self.scoring.outcomes) > known)
        return scores

    def counted(self, sets: Json) -> None:
        """A set is over: its poses and what was counted are on the disk afterwards, where they are kept."""
        if self.log is not None:
            self.log.counted(self.scoring.plan, sets)

    def finish(self) -> Path | None:
        """Finish the scoring, keep its result in the store, and finish the files; call it once.

        Returns:
            The folder of the results; None when no files were kept.

        Raises:
            OutputError: the results could not be written; no partial file is left.
        """
        self._judge.finish()
        source = self._judge.tally.source(self._name, self.size)
        if self.log is not None:
            self._keep(self.log, source)
        if self._results is None:
            return None
        if not self._active:
            self._discard_files(_NothingToKeepError())
            return None
        with self._files:
            self._results.finish(self._judge, source, self._model)
        return self.folder

    def _keep(self, log: RunLog, source: Source) -> None:
        if self._active:
            result = self._judge.result(source, self._model)
            log.finish(self.scoring.plan, result, self._judge.report_data(result, ()))
        else:
            log.drop()

    def _discard_files(self, error: Exception) -> None:
        self._results = None
        self._files.__exit__(type(error), error, None)
