"""The drawings of an exercise's gravest faults, from its recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.judge.frames import FrameScores
from formcheck.overlay.hud import read_in
from formcheck.overlay.overlay_spec import overlay_spec_of
from formcheck.pipeline.stills import stills
from formcheck.pose.track import Track
from formcheck.report.chart_series import STAMP_ERROR_S
from formcheck.report.data import ReportData
from formcheck.report.drawing import Drawing
from formcheck.report.view import still_cards
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.scoring.scoring import Scoring
from formcheck.visits.again import kept_recording
from formcheck.words.catalogue import Words


def fault_drawings(result: Result, recording: Path, kinds: Sequence[str], words: Words) -> dict[str, Drawing]:
    """The worst moment of each fault as a drawing; without those that the recording does not show.

    Args:
        result: of the exercise.
        recording: its recording; it may be gone.
        kinds: the faults.
        words: words of the exercise.
    """
    if not kinds or not recording.is_file():
        return {}
    try:
        poses, plan = kept_recording(recording, result.exercise)
        drawn = overlay_spec_of(plan.rule().spec, result.near_side)
        moments = list(stills(result, poses.chunks, drawn.outline, _read_at(poses.chunks, plan)))
    except (FormcheckError, ValueError):  # damaged, or of another formcheck: the words are still there
        return {}
    data = ReportData(
        result=result,
        time=np.empty(0),
        verdict=np.empty(0, np.int8),
        major=np.empty(0, np.bool_),
        signal=np.empty(0),
        signal_name="",
        plus_is_down=False,
        spec=drawn,
        stills=[moment for moment in moments if moment.fault.kind in kinds],
    )
    return {card.kind: card.drawing for card in still_cards(data, words)}


def _read_at(chunks: Sequence[Track], plan: Plan) -> Callable[[float], frozenset[str]]:
    """The columns with a value at a media time of a recording."""
    scoring = Scoring(plan)
    scores = FrameScores.concatenate([scoring.feed(chunk) for chunk in chunks])

    def read_at(time_s: float) -> frozenset[str]:
        row = int(np.searchsorted(scores.time, time_s - STAMP_ERROR_S))
        seen = row < len(scores) and scores.time[row] <= time_s + STAMP_ERROR_S
        return read_in(scores, row) if seen else frozenset()

    return read_at
