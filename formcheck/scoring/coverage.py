"""How much of the active time could be measured, and what stood in the way of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import Outcome
from formcheck.judge.vocabulary import (
    NO_REASON,
    NOTHING_SEEN,
    PHASE_CODE,
    REASON_CODE,
    REASONS,
    SEEN,
    SIGNALS,
)
from formcheck.pose.track import Track
from formcheck.scoring.result import Coverage
from formcheck.signals.outline import MIN_CONTRAST

Floats = NDArray[np.float64]

_ACTIVE = np.array([PHASE_CODE[name] for name in ("hold", "rep", "rest")])
_JUDGED = _ACTIVE[:2]
"""What bands judge (`judge.config.Band.phases`): a signal may be unseen at rest."""
_WRONG_POSTURE = REASON_CODE["wrong_posture"]
LEAST_SHARE = 0.0005
"""Reasons with a smaller share of the time are not listed."""
MOSTLY = 0.5
"""A cause of more than this share is named."""
LONGEST_STEP_S = 1.0
"""A frame counts for the time since the frame before it, and at most for this."""
READ_PER_S = 3.0
"""An outline that is read as often counts as read; it is looked for `LOOKED_FOR_PER_S` times a second."""
LOOKED_FOR_PER_S = 10.0
AT_ONCE = 64
"""Single frames are counted in batches of this many: a call costs the same for one frame as for a batch."""


class OutlineTally:
    """Counts how often the outline that an exercise reads was read.

    Args:
        outline: "dorsal" (back) or "ventral" (belly); None where the exercise reads neither.
    """

    def __init__(self, outline: Literal["dorsal", "ventral"] | None) -> None:
        self._outline = outline
        self._readings = 0
        self._seconds = 0.0
        self._last_s = np.nan

    def step(self, track: Track) -> None:
        """Add a chunk, in time order."""
        if self._outline is None or not len(track):
            return
        lines: NDArray[np.float32] = getattr(track, self._outline)
        self._readings += int((np.isfinite(lines).any(axis=1) & (track.contrast >= MIN_CONTRAST)).sum())
        if not np.isnan(self._last_s):
            self._seconds += min(float(track.time[0]) - self._last_s, LONGEST_STEP_S)
        self._seconds += float(np.minimum(np.diff(track.time), LONGEST_STEP_S).sum())
        self._last_s = float(track.time[-1])

    @property
    def read(self) -> bool:
        """Whether it was read for a good part of the time."""
        return self._readings > READ_PER_S * self._seconds


class CoverageTally:
    """Adds up chunk by chunk; memory does not grow with the recording.

    Active is what lies in the exercise's posture, and what was lost for another reason between two such
    stretches. Getting into position and pausing out of posture is not active.
    """

    def __init__(self) -> None:
        self._last_s = np.nan
        self._measured_s = self._judged_s = 0.0
        self._lost = np.zeros(len(REASONS))
        self._pending = np.zeros(len(REASONS))
        self._all = np.zeros(len(REASONS))
        self._signals = np.zeros(len(SIGNALS))
        self._outside = np.zeros(len(SIGNALS))
        self._seen = np.zeros(len(SEEN))
        self._total_s = 0.0
        self._any = False
        self._waiting: list[FrameScores] = []

    def step(self, scores: FrameScores) -> None:
        """Add the frames of a chunk, in time order."""
        if len(scores) != 1:
            self._settle()
            self._add(scores)
            return
        self._waiting.append(scores)
        if len(self._waiting) == AT_ONCE:
            self._settle()

    def pause(self) -> None:
        """Leave out a break: the next frame counts for no time before it."""
        self._settle()
        self._last_s = np.nan

    def _settle(self) -> None:
        """Count the frames of the batch that is not full yet."""
        waiting, self._waiting = self._waiting, []
        self._add(FrameScores.concatenate(waiting))

    def _add(self, scores: FrameScores) -> None:
        if not len(scores):
            return
        seconds = np.diff(scores.time, prepend=scores.time[0] if np.isnan(self._last_s) else self._last_s)
        seconds = np.minimum(seconds, LONGEST_STEP_S)
        self._last_s = float(scores.time[-1])
        active = np.isin(scores.phase, _ACTIVE)
        seen = scores.reason == NO_REASON
        self._measured_s += float(seconds[active & seen].sum())
        judged = np.isin(scores.phase, _JUDGED) & seen
        self._judged_s += float(seconds[judged].sum())
        self._signals += np.where(np.isfinite(scores.signals) & judged, seconds, 0.0).sum(axis=1)
        if scores.outside.any():
            gone = (scores.outside >> np.arange(len(SIGNALS))[:, None]) & 1
            self._outside += np.where(judged, gone * seconds, 0.0).sum(axis=1)
        self._all += self._by_reason(scores, ~seen, seconds)
        other = scores.seen != NOTHING_SEEN
        self._seen += np.bincount(scores.seen[other], seconds[other], len(SEEN))
        self._total_s += float(seconds.sum())
        inside = active.copy()
        if active.any():
            first, last = int(active.argmax()), len(active) - 1 - int(active[::-1].argmax())
            if self._any:
                self._lost += self._pending
                inside[: last + 1] = True
            else:
                inside[first : last + 1] = True
            self._pending[:] = 0
            self._any = True
            blind = ~seen & inside & (active | (scores.reason != _WRONG_POSTURE))
            self._lost += self._by_reason(scores, blind, seconds)
            tail = np.arange(len(active)) > last
        else:
            tail = np.ones(len(active), bool)
        if self._any:
            self._pending += self._by_reason(
                scores, tail & ~seen & (scores.reason != _WRONG_POSTURE), seconds
            )

    @staticmethod
    def _by_reason(scores: FrameScores, rows: NDArray[np.bool_], seconds: Floats) -> Floats:
        return np.bincount(scores.reason[rows], seconds[rows], len(REASONS)).astype(np.float64)

    def nothing(self, others: Sequence[Outcome] = ()) -> Coverage:
        """The coverage where no event could be judged: the reasons over the whole recording.

        Args:
            others: movements that were other ones than the exercise's; their time was the wrong posture.
        """
        self._settle()
        lost = self._all.copy()
        lost[_WRONG_POSTURE] += sum(o.end_s - o.start_s for o in others)
        total = float(lost.sum())
        if not total:
            return Coverage(measured=0.0, active_s=0.0, reasons={"wrong_posture": 1.0})
        share = zip(REASONS, lost / total, strict=True)
        reasons = {name: round(float(s), 4) for name, s in share if s > LEAST_SHARE}
        return Coverage(measured=0.0, active_s=0.0, reasons=reasons, seen=self._seen_shares(others))

    def left_out(self) -> frozenset[str]:
        """Signals that were missing mostly because a point that they are read from was out of the picture."""
        self._settle()
        missing_s = self._judged_s - self._signals
        return frozenset(
            name for i, name in enumerate(SIGNALS) if self._outside[i] > MOSTLY * missing_s[i] > 0.0
        )

    def _seen_shares(self, others: Sequence[Outcome]) -> dict[str, float]:
        """Share of the recording in which each was seen instead of the exercise's posture or movement."""
        seconds = self._seen.copy()
        for outcome in others:
            seconds[outcome.seen] += outcome.end_s - outcome.start_s
        shares = seconds / self._total_s if self._total_s > 0 else seconds
        named = zip(SEEN, shares, strict=True)
        return {name: round(float(s), 4) for name, s in named if s > LEAST_SHARE}

    def coverage(self, judged_signals: list[str], others: Sequence[Outcome] = ()) -> Coverage:
        """The tally so far."""
        self._settle()
        lost = self._lost
        total = self._measured_s + float(lost.sum())
        share = lost / total if total > 0 else lost
        return Coverage(
            measured=round(self._measured_s / total, 4) if total > 0 else 0.0,
            active_s=round(total, 3),
            reasons={
                name: round(float(s), 4) for name, s in zip(REASONS, share, strict=True) if s > LEAST_SHARE
            },
            signals={
                name: round(float(self._signals[i] / self._judged_s), 4)
                for i, name in enumerate(SIGNALS)
                if name in judged_signals and self._judged_s > 0
            },
            seen=self._seen_shares(others),
        )
