"""The one loop of judging: chunks of poses in, scores out. Score, rescore, auto and a live visit use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import Outcome
from formcheck.overlay.overlay_spec import overlay_spec, overlay_spec_of
from formcheck.pipeline.source_tally import SourceTally
from formcheck.pipeline.stills import stills
from formcheck.pose.track import ModelInfo, Track
from formcheck.report.chart_series import ChartSeries
from formcheck.report.data import ReportData, worst_signal
from formcheck.scoring.agreement import Agreement
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.scoring.scoring import Scoring
from formcheck.scoring.source import Source


def rows_between(chunk: Track, start_s: float, end_s: float) -> slice:
    """The rows of a chunk whose media time lies in [start_s, end_s)."""
    first, after = np.searchsorted(chunk.time, (start_s, end_s), "left")
    return slice(int(first), int(after))


@dataclass(frozen=True, slots=True)
class PlannedSpan:
    """A span of a recording that is judged under one plan.

    Attributes:
        plan: how it is judged.
        from_s, until_s: media times between which frames are scored, with a lead before and after the span.
        start_s, end_s: media times of the span itself; frames outside belong to no exercise.
    """

    plan: Plan
    from_s: float
    until_s: float
    start_s: float
    end_s: float

    @classmethod
    def whole(cls, plan: Plan) -> PlannedSpan:
        """The whole recording."""
        return cls(plan, -np.inf, np.inf, -np.inf, np.inf)

    def scored_rows(self, chunk: Track) -> slice:
        """The rows of a chunk that are scored."""
        return rows_between(chunk, self.from_s, self.until_s)

    def own_rows(self, chunk: Track) -> slice:
        """The rows of a chunk that belong to the span itself."""
        return rows_between(chunk, self.start_s, self.end_s)


class SpanJudge:
    """Judges one span while its frames come by, and keeps what its result and report need.

    Args:
        span: what to judge.

    Raises:
        UsageError: the plan makes no sense.

    Attributes:
        scoring: the exercise's scoring.
        tally: the frames that were judged.
    """

    def __init__(self, span: PlannedSpan) -> None:
        self.span = span
        self.scoring = Scoring(span.plan)
        self.tally = SourceTally()
        spec = self.scoring.rule.spec
        behind_lines = overlay_spec_of(spec, None).lines.signals
        self._series = ChartSeries(spec.main_signal, (*self.scoring.judged_signals, *behind_lines))
        self._agreement = Agreement(self.scoring.edges)
        self._decided: list[FrameScores] = []
        self._known = 0

    def feed(self, rows: Track) -> FrameScores:
        """Score the next rows of this span: as they are judged now, see `decided` for what is kept."""
        scores = self.scoring.feed(rows)
        self._keep(self._agreement.step(scores, self._ended()))
        self.tally.step(rows)
        return scores

    def finish(self) -> None:
        """Close what is open; call it once, after the last rows."""
        self.scoring.finish()
        self._keep(self._agreement.finish(self._ended()))

    def decided(self) -> FrameScores:
        """The frames since the last call of which the events are known; they agree with them.

        They come in order of time; after `finish` that is the rest.
        """
        decided, self._decided = self._decided, []
        return FrameScores.concatenate(decided)

    def _ended(self) -> list[Outcome]:
        """The events that ended since the last call."""
        ended = self.scoring.outcomes[self._known :]
        self._known = len(self.scoring.outcomes)
        return ended

    def _keep(self, decided: FrameScores) -> None:
        self._series.step(decided)
        self._decided.append(decided)

    def result(self, source: Source, model: ModelInfo) -> Result:
        """The result of all that was fed; after `finish`."""
        return self.scoring.result(source, model)

    def report_data(self, result: Result, poses: Iterable[Track]) -> ReportData:
        """What the report is drawn from.

        Args:
            result: what `result` gave.
            poses: the chunks that were fed, again, for the drawings of the worst moments.
        """
        spec, drawn = self.scoring.rule.spec, overlay_spec(self.scoring)
        banded = {band.signal for band in result.thresholds.bands}
        time, verdict, major, signal, name = self._series.joined(banded, worst_signal(result))
        return ReportData(
            result=result,
            time=time,
            verdict=verdict,
            major=major,
            signal=signal,
            signal_name=name,
            plus_is_down=spec.plus_is_down and name.startswith(spec.main_signal),
            spec=drawn,
            stills=list(stills(result, poses, drawn.outline, self._series.read_at)),
        )


class JudgedRows(NamedTuple):
    """The rows of a chunk that one judge scored."""

    judge: SpanJudge
    rows: slice
    scores: FrameScores


def judge_chunks(
    chunks: Iterable[Track], judges: Sequence[SpanJudge]
) -> Iterator[tuple[Track, list[JudgedRows]]]:
    """Let every judge score its rows of every chunk; the last chunk's judges are not finished yet."""
    for chunk in chunks:
        judged = []
        for judge in judges:
            rows = judge.span.scored_rows(chunk)
            if rows.stop > rows.start:
                judged.append(JudgedRows(judge, rows, judge.feed(chunk[rows])))
        yield chunk, judged
