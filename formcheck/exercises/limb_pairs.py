"""What bird-dog and dead bug have in common: an arm and the other side's leg go out and come back."""

from __future__ import annotations

from formcheck.signals.samples import Flags, Samples, maximum, minimum, where

ALONE = 0.4
"""How far an arm without its leg drives a repetition: it makes an attempt, and no top."""


def way_of_pair(arm: Samples, leg: Samples) -> Samples:
    """How far a repetition has gone, of the shares of their ways that its arm and its leg have gone.

    It is the further one's share, the arm's only as far as the leg comes along: an arm that waits for its leg
    is on the way and not at the top.
    """
    return minimum(maximum(arm, leg), ALONE + maximum(leg, 0.0))


def unsure_row(unsure: Flags, time: Samples) -> Samples:
    """1 where it is unsure, one number a frame."""
    return where(unsure, 1.0, 0.0) + 0.0 * time
