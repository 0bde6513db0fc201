"""Outcomes, spans and frames for the session's books."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import Outcome, Span
from formcheck.judge.vocabulary import (
    FAULT_BIT,
    GOOD,
    NO_REASON,
    NOTHING_SEEN,
    PHASE_CODE,
    REASON_CODE,
    SIGNALS,
    UNMEASURED,
)
from formcheck.scoring.event import EventKind


def span(
    fault: str = "sag",
    start_s: float = 1.0,
    end_s: float = 2.0,
    peak: float = 0.04,
    *,
    unit: str = "fraction",
    major: bool = False,
) -> Span:
    return Span(fault, start_s, end_s, peak, (start_s + end_s) / 2, unit, major)


def outcome(
    kind: EventKind = "hold", start_s: float = 0.0, end_s: float = 10.0, *faults: Span, **changes: Any
) -> Outcome:
    """An event that could be measured throughout."""
    length = end_s - start_s
    fields: dict[str, Any] = {
        "side": None,
        "book": None,
        "measures": (),
        "measured_s": length,
        "green_s": length,
        "amber_s": 0.0,
        "reason": NO_REASON,
    }
    return Outcome(kind, start_s, end_s, faults=faults, **{**fields, **changes})


def unmeasured(kind: EventKind = "hold", start_s: float = 0.0, end_s: float = 10.0) -> Outcome:
    return outcome(kind, start_s, end_s, measured_s=0.0, green_s=0.0, reason=REASON_CODE["out_of_frame"])


def frames(
    time: np.ndarray, phase: np.ndarray | str = "hold", reason: np.ndarray | None = None, **signals: ArrayLike
) -> FrameScores:
    """Judged frames; `reason` as words, "" where measured."""
    length = len(time)
    words = np.full(length, "") if reason is None else reason
    codes = np.array([REASON_CODE.get(str(word), NO_REASON) for word in words], np.int8).reshape(length)
    phases = [phase] * length if isinstance(phase, str) else phase
    rows = np.full((len(SIGNALS), length), np.nan)
    for name, values in signals.items():
        rows[SIGNALS.index(name)] = values
    return FrameScores(
        time, codes != REASON_CODE["no_person"],
        np.where(codes == NO_REASON, GOOD, UNMEASURED).astype(np.int8),
        np.zeros(length, np.int64), np.zeros(length, np.int64), codes,
        np.array([PHASE_CODE[str(name)] for name in phases], np.int8).reshape(length), rows,
        np.zeros(length, np.int64),
        np.full(length, NOTHING_SEEN, np.int8),
    )  # fmt: skip


def part(scores: FrameScores, rows: slice) -> FrameScores:
    return FrameScores(*(getattr(scores, name)[..., rows] for name in FrameScores.__slots__))


SAG = FAULT_BIT["sag"]
