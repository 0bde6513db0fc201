"""The drawings of an exercise's gravest faults, from its recording."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from formcheck.errors import FormcheckError
from formcheck.overlay.overlay_spec import overlay_spec_of
from formcheck.pipeline.pose_source import CHUNK
from formcheck.pipeline.stills import stills
from formcheck.report.data import ReportData
from formcheck.report.drawing import Drawing
from formcheck.report.view import still_cards
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.store.recording import iter_recording
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
        rule = Plan.model_validate({"exercise": result.exercise, "view": result.view}).rule()
        moments = list(stills(result, iter_recording(recording, CHUNK), rule.spec.outline))
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
        spec=overlay_spec_of(rule.spec, result.near_side),
        stills=[moment for moment in moments if moment.fault.kind in kinds],
    )
    return {card.kind: card.drawing for card in still_cards(data, words)}
