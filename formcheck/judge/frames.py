"""`FrameScores`: what the judge says of every frame, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.judge.vocabulary import SIGNAL_ROW, SIGNALS


@dataclass(frozen=True, slots=True)
class FrameScores:
    """Judgement of T frames; codes and bits as in `formcheck.judge.vocabulary`.

    Attributes:
        time: (T,) float64, media time in seconds.
        detected: (T,) bool, a person was found.
        verdict: (T,) int8, GOOD, FAULT or UNMEASURED.
        faults: (T,) int64, bits of the faults that hold in this frame.
        major: (T,) int64, the subset of `faults` that is beyond the amber band.
        reason: (T,) int8, why unmeasured, or NO_REASON.
        phase: (T,) int8, code in PHASES.
        signals: (S, T) float64, one row a signal in the order of SIGNALS; NaN where this view cannot give it.
    """

    time: NDArray[np.float64]
    detected: NDArray[np.bool_]
    verdict: NDArray[np.int8]
    faults: NDArray[np.int64]
    major: NDArray[np.int64]
    reason: NDArray[np.int8]
    phase: NDArray[np.int8]
    signals: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.time)

    def signal(self, name: str) -> NDArray[np.float64]:
        """(T,) one signal by its column name."""
        return np.asarray(self.signals[SIGNAL_ROW[name]])

    @classmethod
    def empty(cls) -> FrameScores:
        """No frames."""
        return cls(
            np.empty(0),
            np.empty(0, bool),
            np.empty(0, np.int8),
            np.empty(0, np.int64),
            np.empty(0, np.int64),
            np.empty(0, np.int8),
            np.empty(0, np.int8),
            np.empty((len(SIGNALS), 0)),
        )

    @classmethod
    def concatenate(cls, parts: Iterable[FrameScores]) -> FrameScores:
        """Join scores in time order; nothing gives `empty()`."""
        chunks = list(parts) or [cls.empty()]
        return cls(
            np.concatenate([c.time for c in chunks]),
            np.concatenate([c.detected for c in chunks]),
            np.concatenate([c.verdict for c in chunks]),
            np.concatenate([c.faults for c in chunks]),
            np.concatenate([c.major for c in chunks]),
            np.concatenate([c.reason for c in chunks]),
            np.concatenate([c.phase for c in chunks]),
            np.concatenate([c.signals for c in chunks], axis=1),
        )
