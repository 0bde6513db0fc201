"""The easier and the harder variant of an exercise, as the specs name them (docs/clinical.md#next-step)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.config import DoseTarget

FIRST_S, FIRST_REPS = 10.0, 4
"""A new exercise begins with this: many people with back complaints hold a plank for half a minute at most,
and a start well below that is asked for (docs/clinical.md#dose)."""


@cache
def harder_steps() -> Mapping[str, str]:
    """Exercise -> its harder variant, where both are there. One of the two may leave the other unnamed."""
    names, found = exercise_names(), dict[str, str]()
    for name in names:
        spec = get_exercise(name).spec
        if spec.easier in names:
            found[spec.easier] = name
        if spec.harder in names:
            found[name] = spec.harder
    return MappingProxyType(found)


def harder_than(exercise: str) -> str | None:
    """The harder variant of an exercise, or None."""
    return harder_steps().get(exercise)


def easier_than(exercise: str) -> str | None:
    """The easier variant of an exercise, or None."""
    return next((easier for easier, harder in harder_steps().items() if harder == exercise), None)


def first_dose(exercise: str, now: DoseTarget) -> DoseTarget:
    """What one begins with in another exercise: few repetitions or a short hold, no more than now.

    Raises:
        UsageError: there is no such exercise.
    """
    own = get_exercise(exercise).config().dose
    hold_s = min(own.hold_s, FIRST_S, now.hold_s or FIRST_S)
    reps = min(own.reps, FIRST_REPS, now.reps or FIRST_REPS)
    return own.model_copy(update={"sets": now.sets, "hold_s": hold_s, "reps": reps})
