"""From frames to events: runs of activity are collected, and judged as a whole when they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from formcheck.judge.bands import Edge
from formcheck.judge.main_faults import MainFault, unmeasured_in_event
from formcheck.judge.segments import FrameColumns, JudgedFrames, Outcome, Segment, SegmentVerdict, Span
from formcheck.judge.vocabulary import (
    FAULT_BIT,
    NO_REASON,
    NOTHING_SEEN,
    PHASE_CODE,
    REASON_CODE,
    UNMEASURED,
)
from formcheck.signals.samples import Flags, Samples

_REP = PHASE_CODE["rep"]
_WRONG_POSTURE = REASON_CODE["wrong_posture"]
LEAVING_S = 0.4
"""Stillness is judged over a moment, so the last of a still stretch is already the way out of it, seconds."""
MOST_PARTS = 256
"""Chunks of an open run are joined when there are more than these."""


class SegmentState(NamedTuple):
    """State: frames of the open run, and when it began."""

    parts: tuple[JudgedFrames | FrameColumns, ...] = ()
    start_s: float = np.nan
    ended_s: float = -np.inf
    """When the last event ended, seconds."""


class Segmenter:
    """Collects runs of active frames and closes them into outcomes."""

    def __init__(
        self,
        edges: tuple[Edge, ...],
        verdict: Callable[[Segment], SegmentVerdict],
        shortest_fault_s: float,
        mains: tuple[MainFault, ...] = (),
    ) -> None:
        self._edges = edges
        self._verdict = verdict
        self._shortest_s = shortest_fault_s
        self._mains = mains

    def step(
        self,
        columns: JudgedFrames | FrameColumns | None,
        active: Flags,
        began: Samples,
        state: SegmentState,
    ) -> tuple[list[Outcome], SegmentState]:
        """Take a chunk of at least one frame.

        Args:
            columns: the chunk; may be left out when none of its frames is active.
            active: frames of an activity.
            began: seconds, when the present activity, or its absence, really began (back-dated).
        """
        if isinstance(active, bool):
            if active and columns is not None:
                return [], self._grown(state, columns, float(began))
            return self._closed(state, float(began), True) if state.parts else ([], state)
        outcomes: list[Outcome] = []
        if columns is None or not (active.any() or state.parts):
            return outcomes, state
        frames, began = FrameColumns.of_chunk(columns), np.asarray(began)
        cuts = [0, *(np.flatnonzero(active[1:] != active[:-1]) + 1).tolist(), len(active)]
        for first, last in pairwise(cuts):
            if active[first]:
                part = frames.part(slice(first, last))
                part = part.copy() if last == len(active) else part
                state = self._grown(state, part, began[first].item())
            elif state.parts:
                ended, state = self._closed(state, began[first].item(), True)
                outcomes += ended
        return outcomes, state

    @staticmethod
    def _grown(state: SegmentState, part: JudgedFrames | FrameColumns, began: float) -> SegmentState:
        parts = (*state.parts, part)
        if len(parts) > MOST_PARTS:
            parts = (FrameColumns.join(parts),)
        return SegmentState(parts, state.start_s if state.parts else began, state.ended_s)

    def finish(self, state: SegmentState, until_s: float = np.inf) -> list[Outcome]:
        """Close what is still open at the end of the recording, as of its frames up to `until_s`."""
        if not state.parts:
            return []
        frames = FrameColumns.join(state.parts)
        known = frames.part(slice(0, int(frames.time.searchsorted(until_s, "right"))))
        if not len(known.time):
            return []
        return self._close(state._replace(parts=(known,)), float(known.time[-1]), False)

    def _closed(
        self, state: SegmentState, end_s: float, complete: bool
    ) -> tuple[list[Outcome], SegmentState]:
        outcomes = self._close(state, end_s, complete)
        return outcomes, SegmentState(ended_s=outcomes[-1].end_s if outcomes else state.ended_s)

    def _close(self, state: SegmentState, end_s: float, complete: bool) -> list[Outcome]:
        frames = FrameColumns.join(state.parts)
        verdict = self._verdict(Segment(state.start_s, end_s, frames, complete))
        if verdict.kind is None:
            return []
        # Back-dating must not reach into the event before.
        start_s = max(verdict.start_s, state.ended_s)
        kind, verdict = verdict.kind, replace(verdict, start_s=start_s)
        if verdict.seen != NOTHING_SEEN:
            at = verdict.start_s, verdict.end_s  # of another movement nothing is measured
            return [Outcome(kind, *at, None, (), None, (), 0.0, 0.0, 0.0, _WRONG_POSTURE, seen=verdict.seen)]
        first = int(frames.time.searchsorted(verdict.start_s))
        inside = slice(first, int(frames.time.searchsorted(verdict.end_s, "right")))
        later = np.append(frames.time[1:], max(end_s, frames.time[-1]))
        seconds = np.minimum(later[inside], verdict.end_s) - frames.time[inside]
        # The first frame also stands for what came before it while the judge was still waiting to be sure.
        seconds[:1] += np.maximum(frames.time[inside][:1] - verdict.start_s, 0.0)
        measured = frames.verdict[inside] != UNMEASURED
        green = measured & (frames.faults[inside] == 0)
        amber = measured & ~green & (frames.major[inside] == 0)
        reasons = frames.reason[inside][frames.reason[inside] != NO_REASON]
        reason = int(np.bincount(reasons).argmax()) if len(reasons) else NO_REASON
        spans = [s for s in self._spans(frames, verdict) if s.fault not in verdict.without]
        spans += verdict.faults
        named = {span.fault for span in spans}
        own = frames.part(inside)
        seen = own.signals, own.calibrated, own.drive, np.where(measured, seconds, 0.0)
        unmeasured = unmeasured_in_event(self._mains, self._edges, *seen, named, dict(verdict.unmeasured))
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
                unmeasured=unmeasured,
            )
        ]

    def _spans(self, frames: FrameColumns, verdict: SegmentVerdict) -> list[Span]:
        """Runs of each fault, back-dated to where the signal left its green band, cut to the event."""
        spans: list[Span] = []
        found = int(np.bitwise_or.reduce(frames.faults))
        for fault in dict.fromkeys(e.fault for e in self._edges) if found else ():
            bit = FAULT_BIT[fault]
            if not found & bit:
                continue
            held = np.zeros(len(frames.time) + 2, np.bool_)
            np.not_equal(frames.faults & bit, 0, out=held[1:-1])
            change = np.flatnonzero(held[1:] != held[:-1])
            for first, last in zip(change[::2].tolist(), change[1::2].tolist(), strict=True):
                span = self._span(fault, frames, first, last, verdict)
                if span is not None:
                    spans.append(span)
        return _merged(spans)

    def _beyond(self, row: int, frames: FrameColumns, at: int) -> bool:
        """An edge is passed in this frame, and not come back from."""
        edge = self._edges[row]
        own = frames.part(slice(at, at + 1))
        excess = edge.excess(own.signals, own.phase, own.calibrated).item()
        return excess >= edge.green - edge.hysteresis

    def _span(
        self, fault: str, frames: FrameColumns, first: int, last: int, verdict: SegmentVerdict
    ) -> Span | None:
        rows = [
            i for i, e in enumerate(self._edges) if e.fault == fault and frames.violated[i, first:last].any()
        ]
        # The signal left its band before the dwell time was over: the true beginning is `since`.
        start = max(min(float(frames.since[i, first]) for i in rows), verdict.start_s)
        after = min(last, len(frames.time) - 1)
        # At the segment's end the fault may be over already and only wait for its release.
        over = last < len(frames.time) or not any(self._beyond(i, frames, after) for i in rows)
        late = [float(frames.since[i, after]) for i in rows] if over else []
        end = min(max([t for t in late if t > start], default=float(frames.time[last - 1])), verdict.end_s)
        if end - start < self._shortest_s:
            return None  # the rest of it lies in the trimmed ends, while getting in or out
        window = (frames.time >= start) & (frames.time <= end) & (frames.reason == NO_REASON)
        worst, peak, at, unit = -np.inf, np.nan, start, ""
        for i in rows:
            edge = self._edges[i]
            excess = edge.excess(frames.signals, frames.phase, frames.calibrated)
            seen = window & np.isfinite(excess)
            if not edge.phases >> _REP & 1:  # judged while still only, so without leaving
                steady = seen & (frames.time <= end - LEAVING_S)
                seen = steady if steady.any() else seen
            excess = np.where(seen, excess, -np.inf)
            best = int(excess.argmax())
            # Bands of different units share a fault: compare how far beyond green, in widths of amber.
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
