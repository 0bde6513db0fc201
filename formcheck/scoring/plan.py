"""`Plan`: everything that decides how a track is scored; it travels inside the recording."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, ValidationError, model_serializer

from formcheck.errors import InputError, UsageError
from formcheck.exercises import get_exercise
from formcheck.exercises.base import Options, Rule
from formcheck.judge.calibration import Reference
from formcheck.judge.config import Strictness


class Judging(BaseModel):
    """How one exercise is judged, whoever sees it and from where: what a therapist's programme decides.

    Attributes:
        calibrate, reference, strictness, book, override: as of `Plan`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    calibrate: Literal["first", "none"] = "first"
    reference: dict[str, float | None] | None = None
    strictness: float = 1.0
    book: str = "book"
    override: dict[str, Any] = {}


class Plan(BaseModel):
    """Choices of one scoring. The same plan and the same track give the same events, byte for byte."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    exercise: str
    detected_by: Literal["user", "auto"] = "user"
    view: Literal["side", "front-high"] = "side"
    side: Literal["left", "right"] | None = None
    calibrate: Literal["first", "none"] = "first"
    reference: dict[str, float | None] | None = None
    """A reference from an earlier result, by name; None to take one from this recording."""
    calibrate_during_s: tuple[tuple[float, float | None], ...] | None = None
    """(from, until) in media time, until None for no end: only frames within enter a reference: the person
    had been asked for their best position. None for the whole recording, () for not at all."""
    strictness: float = 1.0
    book: str = "book"
    override: dict[str, Any] = {}
    of_each: dict[str, Judging] = {}
    """Exercise -> how it is judged, where that differs from the rest: for a recording of which nobody said
    what it shows."""

    @model_serializer(mode="wrap")
    def _without_empty(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        data: dict[str, object] = whole(self)
        return {name: value for name, value in data.items() if name != "of_each" or value}

    def judged_by(self, judging: Judging) -> Plan:
        """The plan of the same exercise and camera, judged in this way."""
        return self.model_copy(update={**dict(judging), "of_each": {}})

    def rule(self) -> Rule[object]:
        """The exercise's rule under this plan.

        Raises:
            UsageError: unknown exercise, view it cannot be judged from, or an override that makes no sense.
        """
        exercise = get_exercise(self.exercise)
        config = exercise.config(self.override)
        if self.view not in config.views:
            raise UsageError(
                f"The {self.exercise} cannot be judged from the view {self.view!r}",
                f"Film from: {', '.join(config.views)}",
            )
        return exercise.make_rule(config, self.options())

    def options(self) -> Options:
        """The choices that reach the rule."""
        during_s, first = self.calibrate_during_s, self.calibrate == "first"
        return Options(self.view, self.side, first, self.book, self.strictness, during_s)

    def dial(self) -> Strictness:
        """The strictness dial.

        Raises:
            UsageError: out of range.
        """
        return Strictness(self.strictness)

    def given_reference(self, names: tuple[str, ...]) -> Reference | None:
        """The reference to start from, in the rule's order; missing values are NaN."""
        if self.reference is None:
            return None
        values = [self.reference.get(name) for name in names]
        return Reference(
            float("nan"), float("nan"), np.array([np.nan if v is None else v for v in values], np.float64)
        )

    @classmethod
    def from_context(cls, context: Mapping[str, Any]) -> Plan:
        """The plan that a recording was scored with.

        Raises:
            InputError: the recording has none, one of another version, or one with impossible values.
        """
        try:
            plan = cls.model_validate(context.get("plan"))
        except (ValidationError, RecursionError) as error:
            raise InputError(
                "The recording does not say how it was scored", "Score the video again"
            ) from error
        wrong = plan._impossible()
        if wrong is not None:
            raise InputError(f"The recording was scored with an impossible {wrong}", "Score the video again")
        return plan

    def _impossible(self) -> str | None:
        """The first choice whose value cannot be meant; names of exercises and bands are checked with use."""
        of_each = self.of_each.values()
        try:
            for strictness in (self.strictness, *(own.strictness for own in of_each)):
                Strictness(strictness)
        except UsageError:
            return "strictness"
        for reference in (self.reference, *(own.reference for own in of_each)):
            if not all(v is None or isfinite(v) for v in (reference or {}).values()):
                return "reference"
        for from_s, until_s in self.calibrate_during_s or ():
            if not isfinite(from_s) or (until_s is not None and not from_s <= until_s < inf):
                return "time for its reference"
        return None
