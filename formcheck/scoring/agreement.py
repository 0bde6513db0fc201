"""Frames that agree with their events: held back until their event is known, then put right by it.

While a movement or hold goes on nobody knows where it will have ended, or whether it counts at all: live, its
frames are judged as they come. What is kept of them says the same as the events: a frame is good or a fault
only within a hold, repetition or attempt, or at rest between two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.bands import Edge
from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import (
    FAULT,
    FAULT_BIT,
    GOOD,
    NOTHING_SEEN,
    PHASE_CODE,
    REASON_CODE,
    UNMEASURED,
)
from formcheck.scoring.summary import verdict_of

_ACTIVE = [PHASE_CODE[name] for name in ("hold", "rep")]


class Agreement:
    """Takes frames as they are judged, and gives them once their events are known.

    Args:
        edges: of the exercise. A fault that only a whole movement shows is told in the frames after it, and
            stays there.
    """

    def __init__(self, edges: Sequence[Edge]) -> None:
        by_frame = {edge.fault for edge in edges if edge.phases}
        self._by_frame = sum(FAULT_BIT[fault] for fault in by_frame)
        self._waiting: list[FrameScores] = []
        self._events: list[Outcome] = []

    def step(self, scores: FrameScores, ended: Sequence[Outcome]) -> FrameScores:
        """Take the next frames, and the events that ended with them; give those that are decided."""
        self._events += ended
        idle = np.flatnonzero(~np.isin(scores.phase, _ACTIVE))
        if not len(idle):
            self._waiting += [scores] if len(scores) else []
            return FrameScores.empty()
        decided = int(idle[-1]) + 1
        told = self._told([*self._waiting, scores.part(slice(0, decided))])
        self._waiting = [scores.part(slice(decided, None))] if decided < len(scores) else []
        self._events = []
        return told

    def finish(self, ended: Sequence[Outcome]) -> FrameScores:
        """The rest of the frames, with the events that the end of the recording closed."""
        self._events += ended
        told, self._waiting, self._events = self._told(self._waiting), [], []
        return told

    def _told(self, parts: Sequence[FrameScores]) -> FrameScores:
        scores = FrameScores.concatenate(parts)
        active = np.isin(scores.phase, _ACTIVE)
        said = active & (scores.verdict != UNMEASURED)
        if not said.any():
            return scores
        inside = np.zeros(len(scores), np.bool_)
        kept = np.full(len(scores), -1, np.int64)
        seen = np.full(len(scores), NOTHING_SEEN, np.int8)
        runs = _runs(active)
        for event in self._events:
            own = np.zeros(len(scores), np.bool_)
            run = _run_of(event, scores.time, runs)
            own[run] = (scores.time[run] >= event.start_s) & (scores.time[run] <= event.end_s)
            inside |= own
            seen[own] = event.seen
            if verdict_of(event) != "unmeasured":
                bits = sum({FAULT_BIT[span.fault] for span in event.faults})
                kept[own] = bits | ~self._by_frame
        return _as_seen(_corrected(scores, active & ~inside, said & inside, kept), seen)


def _as_seen(scores: FrameScores, seen: NDArray[np.int8]) -> FrameScores:
    """The frames of another movement than the exercise's show what it was, and no form."""
    other = seen != NOTHING_SEEN
    return replace(
        scores,
        verdict=np.where(other, UNMEASURED, scores.verdict).astype(np.int8),
        faults=np.where(other, 0, scores.faults),
        major=np.where(other, 0, scores.major),
        reason=np.where(other, REASON_CODE["wrong_posture"], scores.reason).astype(np.int8),
        seen=np.where(other, seen, scores.seen).astype(np.int8),
    )


def _runs(active: NDArray[np.bool_]) -> list[slice]:
    """Rows that follow one another in an activity."""
    edges = np.flatnonzero(np.diff(active, prepend=False, append=False)).tolist()
    return [slice(first, after) for first, after in zip(edges[::2], edges[1::2], strict=True)]


def _run_of(event: Outcome, time: NDArray[np.float64], runs: Sequence[slice]) -> slice:
    """The rows that an event was made of: back-dated, it may reach into others, which are no part of it."""

    def shared_s(run: slice) -> float:
        first_s, last_s = float(time[run.start]), float(time[run.stop - 1])
        return min(last_s, event.end_s) - max(first_s, event.start_s)

    return max(runs, key=shared_s)


def _corrected(
    scores: FrameScores, outside: NDArray[np.bool_], inside: NDArray[np.bool_], kept: NDArray[np.int64]
) -> FrameScores:
    """Frames outside of every event belong to none; those inside show no fault that the event has not."""
    faults = np.where(inside, scores.faults & kept, scores.faults)
    verdict = np.where(inside, np.where(faults != 0, FAULT, GOOD), scores.verdict)
    unsaid = outside & (scores.verdict != UNMEASURED)
    return replace(
        scores,
        verdict=np.where(outside, UNMEASURED, verdict).astype(np.int8),
        faults=np.where(outside, 0, faults),
        major=np.where(outside, 0, scores.major & faults),
        reason=np.where(unsaid, REASON_CODE["wrong_posture"], scores.reason).astype(np.int8),
        phase=np.where(outside, PHASE_CODE["transition"], scores.phase).astype(np.int8),
    )
