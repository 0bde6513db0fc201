"""`Programme`: the exercises of one visit and the dose of each; the therapist edits it."""

from __future__ import annotations

from math import ceil
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from formcheck.coach.pain import StopRules
from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.exercises.base import ExerciseSpec
from formcheck.judge.config import DOSE_KINDS, DoseTarget, Reps, Seconds, Sets
from formcheck.scoring.plan import Plan

View = Literal["side", "front-high"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_DOSE_FIELDS = ("sets", *DOSE_KINDS, "rest_s")
_DONE = {"hold_s": "is held", "reps": "is done in repetitions"}


def dose_kinds(spec: ExerciseSpec, own: DoseTarget) -> tuple[str, ...]:
    """The kinds of dose, of `DOSE_KINDS`, that an exercise can be done in.

    An exercise without movement is held. An exercise with movement is counted in repetitions, and held as
    well when its own dose holds it, as the bridge's does.

    Args:
        spec: facts about the exercise.
        own: the dose in the config of the exercise.
    """
    held = not spec.moves or own.hold_s > 0
    return ("hold_s",) * held + ("reps",) * spec.moves


class Item(_Strict):
    """One exercise of a programme; a field that is None keeps the value of the exercise's config.

    Attributes:
        exercise: name of the exercise.
        view: where the camera stands.
        side: side of the patient that faces the camera. For an exercise that is held on one side at a time
            (the side plank) it is the side to lie on, and only that side is done; the scoring still finds the
            side by itself.
        book: virtual object on the back.
        strictness: factor on the bands: 1 keeps them, a larger number makes them narrower.
        override: changes to the exercise's config, as in a therapist's `--config` file.
        sets: number of sets.
        hold_s: seconds of a set in an exercise that is held; it replaces repetitions.
        reps: repetitions of a set in an exercise that is made of them; they replace a hold.
        rest_s: seconds of rest after a set.
    """

    exercise: str
    view: View = "side"
    side: Literal["left", "right"] | None = None
    book: str = "book"
    strictness: float = 1.0
    override: dict[str, object] = {}
    sets: Sets | None = None
    hold_s: Seconds | None = None
    reps: Reps | None = None
    rest_s: Seconds | None = None

    def plan(self) -> Plan:
        """How this exercise is scored.

        Raises:
            UsageError: as for `dose`.
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
        """The dose of one visit, in seconds of a hold or in repetitions, as this item asks.

        Raises:
            UsageError: the exercise is unknown, the override is not valid, or the exercise cannot be done in
                this dose.
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
    """What a patient does in one visit.

    Attributes:
        items: the exercises in their order, at least one.
        stop_rules: pain answers from which the visit becomes easier or stops.
    """

    items: tuple[Item, ...] = Field(min_length=1)
    stop_rules: StopRules = StopRules()


def whole_programme() -> Programme:
    """The programme of every known exercise, each in its own dose."""
    return Programme(items=tuple(Item(exercise=name) for name in exercise_names()))


def easier(dose: DoseTarget, least_s: float = 0.0) -> DoseTarget:
    """Half the dose, for a day with more pain (fewer repetitions: docs/clinical.md#safety).

    A hold is not made shorter than `least_s`, the shortest hold that the judge counts (`Timing.min_hold_s`).
    """
    half_s = max(dose.hold_s / 2, min(dose.hold_s, least_s))
    return dose.model_copy(update={"hold_s": half_s, "reps": ceil(dose.reps / 2)})
