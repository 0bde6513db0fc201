"""From frames to events: runs of activity are collected, and judged as a whole when they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.bands import Edge, Judged
from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import FAULT_BIT, NO_REASON, UNMEASURED
from formcheck.signals.lanes import Lane, Rows, column, lane_array

Floats = NDArray[np.float64]
BACK_S = 0.2
LONGEST_BACK_S = 0.6
MOST_PARTS = 256
"""Chunks of an open run are joined when there are more than these."""
Kind = Literal["hold", "rep", "attempt", "rest"]
Side = Literal["left", "right", "left_arm_right_leg", "right_arm_left_leg"]


@dataclass(frozen=True, slots=True)
class FrameColumns:
    """What is kept of each active frame until its event ends; all (T,) or (rows, T)."""

    time: Floats
    verdict: NDArray[np.int8]
    faults: NDArray[np.int64]
    major: NDArray[np.int64]
    reason: NDArray[np.int8]
    drive: Floats
    signals: Floats
    extra: Floats
    violated: NDArray[np.bool_]
    since: Floats
    excess: Floats

    def part(self, rows: slice) -> FrameColumns:
        """Some frames, as copies that do not hold the rest of the chunk alive."""
        return FrameColumns(*(getattr(self, name)[..., rows].copy() for name in self.__slots__))

    @classmethod
    def join(cls, parts: list[FrameColumns]) -> FrameColumns:
        """Frames in time order."""
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(p, name) for p in parts], axis=-1) for name in cls.__slots__))

    @classmethod
    def of(cls, scores: FrameScores, drive: Lane, extra: Rows, judged: Judged) -> FrameColumns:
        """Columns of a chunk; what was not measurable violates nothing."""
        seen = scores.reason == NO_REASON
        return cls(
            scores.time,
            scores.verdict,
            scores.faults,
            scores.major,
            scores.reason,
            lane_array(drive, np.float64),
            scores.signals,
            column(extra),
            column(judged.violated) & seen,
            column(judged.since),
            np.where(seen, column(judged.excess), np.nan),
        )


@dataclass(frozen=True, slots=True)
class Span:
    """A fault within an event; `peak` is the signed signal at its worst."""

    fault: str
    start_s: float
    end_s: float
    peak: float
    peak_at_s: float
    unit: str
    major: bool
    beyond: float = 0.0
    """How far the peak lies beyond green, in widths of amber."""


@dataclass(frozen=True, slots=True)
class BookOutcome:
    """What became of the object on the back; distances in cm."""

    kept: bool
    object: str
    driven_by: tuple[str, ...]
    slid_cm: float
    fell_at_s: float | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished run of activity."""

    start_s: float
    end_s: float
    frames: FrameColumns
    complete: bool
    """False when the recording ended before the activity did."""


@dataclass(frozen=True, slots=True)
class SegmentVerdict:
    """What a rule says of a whole segment. `kind` None drops it."""

    kind: Kind | None
    start_s: float
    end_s: float
    side: Side | None = None
    faults: tuple[Span, ...] = ()
    book: BookOutcome | None = None
    measures: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A judged event, with what the summary needs of it."""

    kind: Kind
    start_s: float
    end_s: float
    side: Side | None
    faults: tuple[Span, ...]
    book: BookOutcome | None
    measures: tuple[tuple[str, float], ...]
    measured_s: float
    green_s: float
    amber_s: float
    reason: int
    """The commonest reason of its unmeasured frames, or NO_REASON."""


@dataclass(frozen=True, slots=True)
class SegmentState:
    """Carry: frames of the open run, and when it began."""

    parts: tuple[FrameColumns, ...] = field(default=())
    start_s: float = np.nan
    ended_s: float = -np.inf
    """When the last event ended, seconds."""


class Segmenter:
    """Collects runs of active frames and closes them into outcomes."""

    def __init__(
        self, edges: tuple[Edge, ...], verdict: Callable[[Segment], SegmentVerdict], shortest_fault_s: float
    ) -> None:
        self._edges = edges
        self._verdict = verdict
        self._shortest_s = shortest_fault_s

    def step(
        self, columns: FrameColumns | None, active: Lane, began: Lane, state: SegmentState
    ) -> tuple[list[Outcome], SegmentState]:
        """Take a chunk of at least one frame.

        Args:
            columns: the chunk; may be left out when none of its frames is active.
            active: frames of an activity.
            began: seconds, when the present activity, or its absence, really began (back-dated).
        """
        if type(active) is bool:
            if active and columns is not None:
                return [], self._grown(state, columns, began)
            return self._closed(state, began, True) if state.parts else ([], state)
        outcomes: list[Outcome] = []
        if columns is None or not (active.any() or state.parts):
            return outcomes, state
        cuts = [0, *(np.flatnonzero(active[1:] != active[:-1]) + 1).tolist(), len(active)]
        for first, last in zip(cuts[:-1], cuts[1:], strict=True):
            if active[first]:
                state = self._grown(state, columns.part(slice(first, last)), float(began[first]))
            elif state.parts:
                ended, state = self._closed(state, float(began[first]), True)
                outcomes += ended
        return outcomes, state

    @staticmethod
    def _grown(state: SegmentState, part: FrameColumns, began: float) -> SegmentState:
        parts = (*state.parts, part)
        if len(parts) > MOST_PARTS:
            parts = (FrameColumns.join(list(parts)),)
        return SegmentState(parts, state.start_s if state.parts else began, state.ended_s)

    def finish(self, state: SegmentState) -> list[Outcome]:
        """Close what is still open at the end of the recording."""
        if not state.parts:
            return []
        return self._close(state, float(state.parts[-1].time[-1]), False)

    def _closed(
        self, state: SegmentState, end_s: float, complete: bool
    ) -> tuple[list[Outcome], SegmentState]:
        outcomes = self._close(state, end_s, complete)
        return outcomes, SegmentState(ended_s=outcomes[-1].end_s if outcomes else state.ended_s)

    def _close(self, state: SegmentState, end_s: float, complete: bool) -> list[Outcome]:
        frames = FrameColumns.join(list(state.parts))
        verdict = self._verdict(Segment(state.start_s, end_s, frames, complete))
        if verdict.kind is None:
            return []
        # Back-dating must not reach into the event before.
        start_s = max(verdict.start_s, state.ended_s)
        kind, verdict = verdict.kind, replace(verdict, start_s=start_s)
        inside = (frames.time >= verdict.start_s) & (frames.time <= verdict.end_s)
        later = np.concatenate((frames.time[1:], [max(end_s, frames.time[-1])]))
        seconds = np.where(inside, np.minimum(later, verdict.end_s) - frames.time, 0.0)
        # The first frame also stands for what came before it while the judge was still waiting to be sure.
        seconds[int(inside.argmax())] += max(float(frames.time[int(inside.argmax())]) - verdict.start_s, 0.0)
        measured = (frames.verdict != UNMEASURED) & inside
        green = measured & (frames.faults == 0)
        amber = measured & (frames.faults != 0) & (frames.major == 0)
        reasons = frames.reason[inside & (frames.reason != NO_REASON)]
        reason = int(np.bincount(reasons).argmax()) if len(reasons) else NO_REASON
        spans = (*self._spans(frames, verdict), *verdict.faults)
        return [
            Outcome(
                kind,
                verdict.start_s,
                verdict.end_s,
                verdict.side,
                tuple(sorted(spans, key=lambda s: (s.start_s, s.fault))),
                verdict.book,
                verdict.measures,
                measured_s=float(seconds[measured].sum()),
                green_s=float(seconds[green].sum()),
                amber_s=float(seconds[amber].sum()),
                reason=reason,
            )
        ]

    def _spans(self, frames: FrameColumns, verdict: SegmentVerdict) -> list[Span]:
        """Runs of each fault, back-dated to where the signal left its green band, cut to the event."""
        spans: list[Span] = []
        if not frames.faults.any():
            return spans
        for fault in dict.fromkeys(e.fault for e in self._edges):
            bit = FAULT_BIT[fault]
            held = (frames.faults & bit) != 0
            if not held.any():
                continue
            change = np.flatnonzero(np.diff(held.astype(np.int8), prepend=0, append=0))
            for first, last in zip(change[::2].tolist(), change[1::2].tolist(), strict=True):
                span = self._span(fault, frames, first, last, verdict)
                if span is not None:
                    spans.append(span)
        return _merged(spans)

    def _span(
        self, fault: str, frames: FrameColumns, first: int, last: int, verdict: SegmentVerdict
    ) -> Span | None:
        rows = [
            i for i, e in enumerate(self._edges) if e.fault == fault and frames.violated[i, first:last].any()
        ]
        # The signal left its band before the dwell was over: the true beginning is `since`.
        start = max(min(float(frames.since[i, first]) for i in rows), verdict.start_s)
        late = [float(frames.since[i, last]) for i in rows] if last < len(frames.time) else []
        end = min(max([t for t in late if t > start], default=float(frames.time[last - 1])), verdict.end_s)
        if end - start < self._shortest_s:
            return None  # what is left of it after the event's ends were trimmed is getting in or out
        window = (frames.time >= start) & (frames.time <= end)
        worst, peak, at, unit = -np.inf, np.nan, start, ""
        for i in rows:
            excess = np.where(window & np.isfinite(frames.excess[i]), frames.excess[i], -np.inf)
            best = int(excess.argmax())
            # Bands of different units share a fault: compare how far beyond green, in widths of amber.
            edge = self._edges[i]
            beyond = (float(excess[best]) - edge.green) / max(abs(edge.amber - edge.green), 1e-9)
            if beyond > worst:
                worst, peak, at = beyond, edge.sign * float(excess[best]), float(frames.time[best])
                unit = edge.unit
        major = bool((frames.major[first:last] & FAULT_BIT[fault]).any())
        return Span(fault, start, end, peak, at, unit, major, worst) if np.isfinite(peak) else None


def _merged(spans: list[Span]) -> list[Span]:
    """Join spans of one fault that overlap after back-dating."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.fault, s.start_s)):
        before = merged[-1] if merged else None
        if before and before.fault == span.fault and span.start_s <= before.end_s + 1e-9:
            worse = before if before.beyond >= span.beyond else span
            merged[-1] = replace(
                worse,
                start_s=before.start_s,
                end_s=max(before.end_s, span.end_s),
                major=before.major or span.major,
            )
        else:
            merged.append(span)
    return merged


def from_rest_s(frames: FrameColumns, end: bool = False) -> float:
    """How long before its first (after its last) frame a movement really began (ended), seconds.

    The drive has to pass a threshold before a movement counts. A limb that leaves rest with even
    acceleration a
    has gone f = a t^2 / 2 after t seconds; its mean speed v over the next BACK_S is a (t + BACK_S / 2), hence
    t = (f + sqrt(f^2 + BACK_S f v)) / v.
    """
    time, drive = (-frames.time[::-1], frames.drive[::-1]) if end else (frames.time, frames.drive)
    later = int(np.searchsorted(time, time[0] + BACK_S))
    gone = float(drive[0])
    if later >= len(time) or not gone > 0:
        return 0.0
    speed = (float(drive[later]) - gone) / float(time[later] - time[0])
    if not speed > 0:
        return 0.0
    return min((gone + float(np.sqrt(gone * gone + BACK_S * gone * speed))) / speed, LONGEST_BACK_S)
