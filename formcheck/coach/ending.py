"""The end of a visit: what went well first, then one thing for next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from formcheck.coach.progress import Progress
from formcheck.coach.voice import Kind, Wish
from formcheck.judge.config import DoseTarget

WORTH_SAYING_S = 2.0
"""A fault that was there for less than this in the whole visit is nothing to take home [D]."""


class Done(NamedTuple):
    """An exercise, what was asked of it, and what was done."""

    exercise: str
    dose: DoseTarget
    progress: Progress


def well(done: Done) -> Wish:
    """What went well in one exercise: never a share, never set against others."""
    exercise, dose, progress = done
    values: dict[str, object] = {"exercise": exercise}
    if dose.hold_s and progress.hold_s >= 1:
        return Wish(Kind.SCRIPT, ("end.held",), exercise, {**values, "seconds": int(progress.hold_s)})
    if not dose.hold_s and progress.reps:
        key = "end.reps.one" if progress.reps == 1 else "end.reps"
        return Wish(Kind.SCRIPT, (key,), exercise, {**values, "count": progress.reps})
    return Wish(Kind.SCRIPT, ("end.started",), exercise, values)


def next_time(done: Iterable[Done]) -> str | None:
    """The fault that was there longest, if it was there for long."""
    seconds: Counter[str] = Counter()
    for one in done:
        seconds.update(one.progress.fault_s)
    fault, longest = max(seconds.items(), key=lambda pair: pair[1], default=("", 0.0))
    return fault if longest >= WORTH_SAYING_S else None


def lines(done: Iterable[Done]) -> list[Wish]:
    """What is said at the end of the exercises."""
    done = list(done)
    said = [well(one) for one in done]
    fault = next_time(done)
    if fault is not None:
        said += [Wish(Kind.SCRIPT, ("end.next",)), Wish(Kind.SCRIPT, (f"fault.{fault}.cue",), fault)]
    return said
