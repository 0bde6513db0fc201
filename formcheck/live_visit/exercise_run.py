"""`ExerciseRun`: one exercise of a visit, judged frame by frame and, if wanted, kept as files."""

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


class _NothingDoneError(Exception):
    """Nothing was done that is worth keeping."""


class ExerciseRun:
    """One scoring, and the files that it leaves.

    Args:
        plan: how to score.
        size: (width, height) of the frames, pixels.
        model: which network sees.
        lang: language of the report.
        folder: where the results go; None keeps nothing.
        name: what the result calls its source.

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
        self.narrator = FrameStatus(self.scoring)
        self.neutral = NeutralLine(self.scoring.rule.spec.outline)
        self.trouble: OutputError | None = None
        self._model, self._name = model, name
        self._active = False
        self._files = contextlib.ExitStack()
        self._results: ResultFiles | None = None
        if folder is not None:
            with contextlib.ExitStack() as stack:
                files = stack.enter_context(stack.enter_context(fresh_folder(folder)).staging())
                self._results = stack.enter_context(ResultFiles(files, lang))
                self._files = stack.pop_all()

    def feed(self, track: Track) -> tuple[FrameScores, FrameView]:
        """Judge a frame, a track of one row with the precision of a recording."""
        known = len(self.scoring.outcomes)
        scores = self._scores(track)
        moment = frame_view(self.scoring, track, scores, known)
        self._active = self._active or moment.active
        self.neutral.step(track, self.scoring.reference)
        return scores, moment

    def _scores(self, track: Track) -> FrameScores:
        scores = self._judge.feed(track)
        if self._results is not None:
            try:
                self._results.write(track, scores)
            except OSError as error:  # the disk is full: the patient goes on, unkept
                self.trouble = as_output_error(error, self.folder or Path())
                self._drop(self.trouble)
        return scores

    def finish(self) -> Path | None:
        """Close what is open; the folder, if anything was kept. Call it once.

        Raises:
            OutputError: the results could not be written; nothing half-written is left.
        """
        self._judge.finish()
        if self._results is None:
            return None
        if not self._active:
            self._drop(_NothingDoneError())
            return None
        with self._files:
            source = self._judge.tally.source(self._name, self.size)
            self._results.finish(self._judge, source, self._model)
        return self.folder

    def _drop(self, error: Exception) -> None:
        self._results = None
        self._files.__exit__(type(error), error, None)
