"""The hollow of the lower back: what the back line shows, and where it is sure enough to be judged."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from formcheck.exercises.bird_dog.limits import BirdDogLimits
from formcheck.judge.bands import edges_of
from formcheck.judge.config import ExerciseConfig, Strictness
from formcheck.judge.main_faults import LEAST_SEEN, TOP
from formcheck.judge.segments import FrameColumns
from formcheck.signals.samples import Samples, is_nan, negated, where

FAULT = "lumbar_hollow"
_SURE, _FROM_ABOVE, _ALONE = 0.0, 1.0, 2.0


class Hollow:
    """Judges the back line by a second witness, the height of the raised leg.

    On real people the outline of a well done bird-dog bends as that of a hollow back does (by 17 degrees in
    the median of seven repetitions, up to 25): the buttock of the raised leg, the blade of the raised arm and
    the shirt move it, and no stretch of it is free of that. A back has to hollow where the leg goes higher
    than hips bring it alone; there the two agree. Seen from above the outline is not the spine's but that of
    the flank behind it, and is no witness (docs/clinical.md#bird-dog).

    Args:
        config: bands and limits of the bird-dog.
        strictness: the dial, which moves the band's edge.
    """

    def __init__(self, config: ExerciseConfig[BirdDogLimits], strictness: float) -> None:
        edges = edges_of(config.bands, Strictness(strictness))
        self._from_deg = min((e.sign * e.green for e in edges if e.fault == FAULT), default=-math.inf)
        self._leg_deg = config.limits.hollow_leg_deg
        self._across = config.limits.outline_across

    def __call__(self, bend: Samples, leg: Samples, across: Samples) -> tuple[Samples, Samples]:
        """The reading as far as it can be judged, and why not where it cannot.

        Args:
            bend: of the back line against its level at rest, degrees, - hollow.
            leg: height of the raised leg over the trunk, degrees.
            across: apparent distance of the shoulders when last at rest, see `gates.shoulder_across`.

        Returns:
            the bend, NaN where it is not sure; a code for `hollow_unmeasured`, NaN where nothing was read.
        """
        above = across > self._across
        alone = (bend < self._from_deg) & negated(leg > self._leg_deg)
        sure = where(above | alone, math.nan, bend)
        why = where(above, _FROM_ABOVE, where(alone, _ALONE, _SURE))
        return sure, where(is_nan(bend), math.nan, why)


def hollow_unmeasured(frames: FrameColumns, why: NDArray[np.float64]) -> tuple[tuple[str, str], ...]:
    """(fault, reason) where a movement could not be judged on the hollow; nothing where it could.

    Args:
        frames: of the movement.
        why: (T,) the codes of `Hollow`.
    """
    read = np.isfinite(why) & (frames.drive >= TOP * np.fmax.reduce(frames.drive))
    codes = why[read]
    if not len(codes) or np.mean(codes == _SURE) >= LEAST_SEEN:
        return ()
    from_above = np.count_nonzero(codes == _FROM_ABOVE) >= np.count_nonzero(codes == _ALONE)
    return ((FAULT, "wrong_view" if from_above else "uncertain"),)
