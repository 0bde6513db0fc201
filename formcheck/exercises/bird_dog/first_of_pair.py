"""What raised limbs do to a reading of the trunk: taken from the first repetition of each pair of limbs."""

from __future__ import annotations

import math
from typing import NamedTuple

from formcheck.judge.calibration import CalibrationState, Calibrator
from formcheck.signals.latches import latch
from formcheck.signals.samples import Flags, Samples, divide, is_nan, last, negated, where

DOWN = 0.2
"""Below this share of its way an arm is down again, and the repetition over."""


class PairState(NamedTuple):
    """State of both pairs: what was taken, and whether that repetition is over."""

    taken: tuple[CalibrationState, CalibrationState]
    over: tuple[bool, bool]


class FirstOfPair:
    """How far a reading goes, in proportion, with one pair of limbs raised, the first time that was seen.

    A raised arm lifts cloth and shoulder, a raised leg lifts the hip, and trackers draw hidden points where
    they expect them. This is alike in all repetitions of one body and differs between bodies. So the change
    since the first repetition of the same pair is judged.

    Args:
        seconds: how long the limbs have to be held up, still. It is known from the end of that repetition on.
    """

    def __init__(self, seconds: float) -> None:
        self._calibrator = Calibrator(1, seconds)

    def start(self) -> PairState:
        """No repetition yet."""
        return PairState((self._calibrator.start(), self._calibrator.start()), (False, False))

    def step(
        self, reading: Samples, share: Samples, usual: Flags, one: Flags, time: Samples, state: PairState
    ) -> tuple[Samples, PairState]:
        """Run over a chunk of at least one frame.

        Args:
            reading: against its level at rest.
            share: of the way that the arm has gone, up to 1.
            usual: frames that may give it: raised, still, well seen.
            one: which of the two pairs it is.
            time: seconds.
            state: after the chunk before.

        Returns:
            what the limbs do to the reading at this share, NaN before it is known of this pair; the state.
        """
        whole = (divide(reading, share),)
        found, taken, over = [], [], []
        for side, before, was_over in zip((one, negated(one)), state.taken, state.over, strict=True):
            (first,), _, after = self._calibrator.step(whole, usual & side, time, before)
            done = latch(negated(is_nan(first)) & (share < DOWN), share > math.inf, was_over)
            found.append(where(done, first, math.nan))
            taken.append(after)
            over.append(last(done))
        known = where(one, found[0], found[1]) * share
        return known, PairState((taken[0], taken[1]), (over[0], over[1]))
