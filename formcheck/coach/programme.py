"""The programme: which exercises, how often and how long; the therapist edits it."""

from __future__ import annotations

from math import ceil
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from formcheck.coach.pain import StopRules
from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.exercises.base import ExerciseSpec
from formcheck.judge.config import DOSE_KINDS, DoseTarget, Reps, Seconds, Sets
from formcheck.scoring.plan import Plan


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_DOSE_FIELDS = ("sets", *DOSE_KINDS, "rest_s")
_DONE = {"hold_s": "is held", "reps": "is done in repetitions"}


def dose_kinds(spec: ExerciseSpec, own: DoseTarget) -> tuple[str, ...]:
    """What a dose of an exercise may be counted in, of `DOSE_KINDS`.

    What does not move is held. What moves is counted, and held as well where that is its own dose: a bridge.
    """
    held = not spec.moves or own.hold_s > 0
    return ("hold_s",) * held + ("reps",) * spec.moves


class Item(_Strict):
    """One exercise of a programme. What is None is as in the exercise's config.

    Attributes:
        side: the side of the patient that faces the camera. Of an exercise that is held on one side at a time
            (the side plank) the side to lie on, and only that one is done: it is asked of the patient, and
            the scoring still finds out by itself on which side they lie.
        override: as a therapist's `--config`.
        hold_s: seconds of a set, where the exercise is held; it takes the place of repetitions.
        reps: repetitions of a set, where the exercise is made of them; they take the place of a hold.
    """

    exercise: str
    view: Literal["side", "front-high"] = "side"
    side: Literal["left", "right"] | None = None
    book: str = "book"
    strictness: float = 1.0
    override: dict[str, Any] = {}
    sets: Sets | None = None
    hold_s: Seconds | None = None
    reps: Reps | None = None
    rest_s: Seconds | None = None

    def plan(self) -> Plan:
        """How this exercise is scored.

        Raises:
            UsageError: as of `dose`.
        """
        return Plan(
            exercise=self.exercise,
            view=self.view,
            side=None if self.dose().one_sided else self.side,
            book=self.book,
            strictness=self.strictness,
            override=self.override,
        )

    def dose(self) -> DoseTarget:
        """The dose of one visit: seconds of a hold or repetitions, whichever this item asks for.

        Raises:
            UsageError: unknown exercise, an override that makes no sense, or a dose that this exercise cannot
                be done in.
        """
        exercise = get_exercise(self.exercise)
        asked = {n: v for n in _DOSE_FIELDS if (v := getattr(self, n)) is not None}
        own = exercise.config().dose
        config = exercise.config(self.override, {"dose": asked})
        dose, least_s = config.dose, config.timing.min_hold_s
        kinds = dose_kinds(exercise.spec, own)
        for kind in DOSE_KINDS:
            if getattr(dose, kind) and kind not in kinds:
                raise UsageError(
                    f"{self.exercise} {_DONE[kinds[0]]}", f"Write {' or '.join(kinds)}, not {kind}"
                )
        if dose.per_side != own.per_side:
            sides = "has two sides" if own.per_side else "has no sides to count by"
            raise UsageError(f"{self.exercise} {sides}", "Leave per_side out of the dose")
        if 0 < dose.hold_s < least_s:
            raise UsageError(
                f"{self.exercise}: a hold of {dose.hold_s:g} s is too short to be judged",
                f"Write hold_s = {least_s:g} or more",
            )
        return dose


class Programme(_Strict):
    """What a patient does in one visit."""

    items: tuple[Item, ...] = Field(min_length=1)
    stop_rules: StopRules = StopRules()


def whole_programme() -> Programme:
    """Every exercise there is, each in its own dose."""
    return Programme(items=tuple(Item(exercise=name) for name in exercise_names()))


def easier(dose: DoseTarget, least_s: float = 0.0) -> DoseTarget:
    """Half of it, for a day with more pain (fewer repetitions: docs/clinical.md#safety).

    A hold is not halved below `least_s`, what the judge takes for one (`Timing.min_hold_s`).
    """
    half_s = max(dose.hold_s / 2, min(dose.hold_s, least_s))
    return dose.model_copy(update={"hold_s": half_s, "reps": ceil(dose.reps / 2)})
