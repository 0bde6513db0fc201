"""The programme: which exercises, how often and how long; the therapist edits it."""

from __future__ import annotations

from math import ceil
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from formcheck.coach.pain import StopRules
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.config import DoseTarget, load_config
from formcheck.session.plan import Plan


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Strict):
    """One exercise of a programme. What is None is as in the exercise's config."""

    exercise: str
    view: Literal["side", "front-high"] = "side"
    side: Literal["left", "right"] | None = None
    book: str = "book"
    strictness: float = 1.0
    override: dict[str, Any] = {}
    sets: int | None = Field(default=None, ge=1, le=20)
    hold_s: float | None = Field(default=None, gt=0, le=600)
    reps: int | None = Field(default=None, ge=1, le=200)
    rest_s: float | None = Field(default=None, ge=0, le=600)

    def plan(self) -> Plan:
        """How this exercise is scored."""
        return Plan(
            exercise=self.exercise,
            view=self.view,
            side=self.side,
            book=self.book,
            strictness=self.strictness,
            override=self.override,
        )

    def dose(self) -> DoseTarget:
        """The dose of one visit: seconds of a hold or repetitions, whichever this item asks for.

        Raises:
            UsageError: unknown exercise, or an override that makes no sense.
        """
        dose = load_config(get_exercise(self.exercise).config_path, self.override).dose
        asked = {n: v for n in ("sets", "hold_s", "reps", "rest_s") if (v := getattr(self, n)) is not None}
        if self.reps is not None and self.hold_s is None:
            asked["hold_s"] = 0.0
        return dose.model_copy(update=asked)


class Programme(_Strict):
    """What a patient does in one visit."""

    items: tuple[Item, ...] = Field(min_length=1)
    stop_rules: StopRules = StopRules()


def whole_programme() -> Programme:
    """Every exercise there is, each in its own dose."""
    return Programme(items=tuple(Item(exercise=name) for name in exercise_names()))


def easier(dose: DoseTarget) -> DoseTarget:
    """Half of it, for a day with more pain (docs/clinical 4.3: easier variant, fewer repetitions) [D]."""
    return dose.model_copy(update={"hold_s": dose.hold_s / 2, "reps": ceil(dose.reps / 2)})
