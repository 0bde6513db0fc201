"""What is said at the end of a visit: first what went well, then one cue for next time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from formcheck.coach.progress import Progress
from formcheck.coach.speech import Prompt, PromptKind
from formcheck.judge.config import DoseTarget
from formcheck.scoring.counts import whole_seconds

WORTH_SAYING_S = 2.0
"""A fault gives a cue for next time when it lasted for this long in the whole visit."""


class ExerciseDone(NamedTuple):
    """One exercise of the visit, its dose, and what was done of it."""

    exercise: str
    dose: DoseTarget
    progress: Progress


def went_well(done: ExerciseDone) -> Prompt:
    """The line about what went well in one exercise: an amount, never a share and never a comparison."""
    exercise, dose, progress = done
    values: dict[str, object] = {"exercise": exercise}
    if dose.hold_s and (seconds := whole_seconds(progress.hold_s)) >= 1:
        key = "end.held.one" if seconds == 1 else "end.held"
        return Prompt(PromptKind.SCRIPT, (key,), exercise, {**values, "seconds": seconds})
    if not dose.hold_s and progress.reps:
        key = "end.reps.one" if progress.reps == 1 else "end.reps"
        return Prompt(PromptKind.SCRIPT, (key,), exercise, {**values, "count": progress.reps})
    return Prompt(PromptKind.SCRIPT, ("end.started",), exercise, values)


def as_far_as_seen(done: ExerciseDone) -> list[Prompt]:
    """That what went well holds only as far as seen, where a main fault could not be judged."""
    values = {"exercise": done.exercise}
    unseen = list(done.progress.unseen)[:1]
    return [Prompt(PromptKind.SCRIPT, ("end.unseen",), f, {**values, "fault": f}) for f in unseen]


def next_time(done: Iterable[ExerciseDone]) -> list[Prompt]:
    """The cue for the fault that lasted longest, with its opening; none below `WORTH_SAYING_S`."""
    found = [
        (seconds, one.exercise, fault) for one in done for fault, seconds in one.progress.fault_s.items()
    ]
    longest, exercise, fault = max(found, default=(0.0, "", ""))
    if longest < WORTH_SAYING_S:
        return []
    cue = Prompt(PromptKind.SCRIPT, (f"fault.{fault}.cue",), fault, {"exercise": exercise})
    return [Prompt(PromptKind.SCRIPT, ("end.next",)), cue]


def closing_lines(done: Iterable[ExerciseDone]) -> list[Prompt]:
    """All lines at the end of the exercises."""
    done = list(done)
    lines = [line for one in done if one.progress.begun for line in (went_well(one), *as_far_as_seen(one))]
    return lines + next_time(done)
