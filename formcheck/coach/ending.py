"""The end of a visit: what went well first, then one thing for next time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from formcheck.coach.progress import Progress
from formcheck.coach.voice import Kind, Wish
from formcheck.judge.config import DoseTarget

WORTH_SAYING_S = 2.0
"""A fault that was there for less than this in the whole visit is nothing to take home."""


class Done(NamedTuple):
    """An exercise, what was asked of it, and what was done."""

    exercise: str
    dose: DoseTarget
    progress: Progress


def well(done: Done) -> Wish:
    """What went well in one exercise: never a share, never set against others."""
    exercise, dose, progress = done
    values: dict[str, object] = {"exercise": exercise}
    # Sums of frames: what the ring shows as 5.0 may be a hair less.
    if dose.hold_s and (seconds := int(round(progress.hold_s, 1))) >= 1:
        key = "end.held.one" if seconds == 1 else "end.held"
        return Wish(Kind.SCRIPT, (key,), exercise, {**values, "seconds": seconds})
    if not dose.hold_s and progress.reps:
        key = "end.reps.one" if progress.reps == 1 else "end.reps"
        return Wish(Kind.SCRIPT, (key,), exercise, {**values, "count": progress.reps})
    return Wish(Kind.SCRIPT, ("end.started",), exercise, values)


def next_time(done: Iterable[Done]) -> list[Wish]:
    """How to do better what was there longest, if it was there for long."""
    found = [
        (seconds, one.exercise, fault) for one in done for fault, seconds in one.progress.fault_s.items()
    ]
    longest, exercise, fault = max(found, default=(0.0, "", ""))
    if longest < WORTH_SAYING_S:
        return []
    cue = Wish(Kind.SCRIPT, (f"fault.{fault}.cue",), fault, {"exercise": exercise})
    return [Wish(Kind.SCRIPT, ("end.next",)), cue]


def lines(done: Iterable[Done]) -> list[Wish]:
    """What is said at the end of the exercises."""
    done = list(done)
    return [well(one) for one in done if one.progress.begun] + next_time(done)
