"""Postures that are also passed through: what makes a stretch of one of them a passage and no exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from formcheck.scoring.recogniser import Stretch

BEGINS_AND_ENDS = {"reaching_down": "standing"}
"""Posture -> the one that comes before it and after it. Who lifts something stands before and after; who
bends down as far while getting up from a chair, or down onto the knees, sat before or kneels after.
"""
OTHER = "other"


def without_passages(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches, with those that are only passed through called "other", and joined to what is beside."""
    named: list[Stretch] = []
    for at, stretch in enumerate(stretches):
        wanted = BEGINS_AND_ENDS.get(stretch.posture)
        around = {
            _first(stretches[:at][::-1], stretch.posture),
            _first(stretches[at + 1 :], stretch.posture),
        }
        passed = wanted is not None and around != {wanted}
        one = replace(stretch, posture=OTHER) if passed else stretch
        if named and named[-1].posture == one.posture == OTHER:
            named[-1] = replace(named[-1], end_s=one.end_s)
        else:
            named.append(one)
    return named


def _first(stretches: Sequence[Stretch], own: str) -> str | None:
    """The first posture with a name of its own."""
    return next((s.posture for s in stretches if s.posture not in (OTHER, own)), None)
