"""`Programme`: the exercises of one visit and the dose of each; the therapist edits it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from math import ceil
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from formcheck.coach.pain import StopRules
from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.exercises.base import ExerciseSpec
from formcheck.judge.config import DOSE_KINDS, DoseTarget, Finite, Reps, Seconds, Sets
from formcheck.scoring.plan import Judging, Plan
from formcheck.scoring.posture_signatures import AUTO

View = Literal["side", "front-high"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = get_args(Day)
"""Days of the week from Monday, as `datetime.date.weekday` counts them."""
MAX_NOTE = 600
"""Characters of a note: what fits a card and is read before exercising."""
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_NOTE)]
TimesAWeek = Annotated[int, Field(ge=1, le=35)]
IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


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


class _Planned(_Strict):
    """How often it is to be done: on certain days, or so many times a week on days of one's own choice.

    Attributes:
        days: days of the week; () for any.
        times_a_week: how often; above 7 it is several times a day. None where nothing is said, or days are.
        note: what the therapist wants the patient to read about it.
    """

    days: tuple[Day, ...] = ()
    times_a_week: TimesAWeek | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _check_days(self) -> _Planned:
        if len(set(self.days)) < len(self.days):
            raise ValueError("a day stands there twice")
        if self.days and self.times_a_week is not None:
            raise ValueError("write days or times_a_week, not both")
        return self

    @property
    def weekly(self) -> int | None:
        """How many times a week; None where nothing is said."""
        return len(self.days) or self.times_a_week


class GivenReference(_Strict):
    """A personal reference that the therapist approved; it holds in place of the first seconds of a visit.

    Attributes:
        values: by name, as `Calibration.values` of a result; in the exercise's own units.
        taken_on: the day of the visit that it was read in, in the patient's time, as "2026-11-30"; None where
            nobody knows.
        visit: key of that visit in the therapist's store, or "".
        span_s: (from, to) in the media time of that recording, where the therapist picked it in the replay.
    """

    values: dict[str, Finite] = Field(min_length=1)
    taken_on: IsoDate | None = None
    visit: Annotated[str, StringConstraints(max_length=64)] = ""
    span_s: tuple[Finite, Finite] | None = None


class StepTaken(_Strict):
    """A suggested step that was taken (docs/clinical.md#next-step): what stood there before, and who decided.

    Attributes:
        by: whose word it was.
        on: the day, as "2026-11-30".
        before: the exercise of before; its own name where only the dose changed.
        hold_s, reps: its dose of before.
    """

    by: Literal["therapist", "patient"]
    on: IsoDate
    before: str
    hold_s: Seconds | None = None
    reps: Reps | None = None


class Item(_Planned):
    """One exercise of a programme; a field that is None keeps the value of the exercise's config.

    Attributes:
        exercise: name of the exercise.
        view: where the camera stands.
        side: side of the patient that faces the camera. For an exercise that is held on one side at a time
            (a side plank, a stretch) it is the side to be done, and only that; the scoring still finds the
            side by itself.
        book: virtual object on the back.
        strictness: factor on the bands: 1 keeps them, a larger number makes them narrower.
        override: changes to the exercise's config, as in a therapist's `--config` file.
        reference: what changes are measured from: "first" takes it anew in each visit, from the first good
            seconds; "none" measures against nothing, by the wider bands; else the one that was approved.
        sets: number of sets.
        hold_s: seconds of a set in an exercise that is held; it replaces repetitions.
        reps: repetitions of a set in an exercise that is made of them; they replace a hold.
        rest_s: seconds of rest after a set.
        days, times_a_week, note: of this exercise, where it differs from the whole programme.
        step: the last step that led here, and who decided it; None where nobody took one.
    """

    exercise: str
    view: View = "side"
    side: Literal["left", "right"] | None = None
    book: str = "book"
    strictness: float = 1.0
    override: dict[str, object] = {}
    reference: Literal["first", "none"] | GivenReference = "first"
    sets: Sets | None = None
    hold_s: Seconds | None = None
    reps: Reps | None = None
    rest_s: Seconds | None = None
    step: StepTaken | None = None

    def plan(self) -> Plan:
        """How this exercise is scored.

        Raises:
            UsageError: as for `dose`.
        """
        side = None if self.dose().one_sided else self.side
        return Plan(exercise=self.exercise, view=self.view, side=side).judged_by(self.judging())

    def judging(self) -> Judging:
        """How this exercise is judged, wherever the camera stands.

        Raises:
            UsageError: the exercise is unknown, or the reference holds nothing that it measures.
        """
        given = self.reference if isinstance(self.reference, GivenReference) else None
        known = get_exercise(self.exercise).spec.calibrated
        if given is not None and not set(given.values) <= set(known):
            raise UsageError(
                f"{self.exercise}: the reference holds something else: {', '.join(sorted(given.values))}",
                f"It takes {', '.join(known)}" if known else "Leave the reference out",
            )
        return Judging(
            calibrate="none" if self.reference == "none" else "first",
            reference=None if given is None else dict(given.values),
            strictness=self.strictness,
            book=self.book,
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


class Programme(_Planned):
    """What a patient does in one visit.

    Attributes:
        items: the exercises in their order, at least one.
        title: what the therapist calls it.
        stop_rules: pain answers from which the visit becomes easier or stops.
        days, times_a_week, note: of the visits, and to the patient.
        own_steps: the patient may take a suggested step without the therapist.
    """

    items: tuple[Item, ...] = Field(min_length=1, max_length=50)
    title: Title = ""
    stop_rules: StopRules = StopRules()
    own_steps: bool = False

    @property
    def visits_a_week(self) -> int | None:
        """How many visits a week are planned; None where nothing is said.

        Where only exercises have days, a day with any of them is a visit; what is done several times a day
        asks for one visit a day.
        """
        if self.weekly is not None:
            return self.weekly
        days = {day for item in self.items for day in item.days}
        times = max(item.times_a_week or 0 for item in self.items)
        return max(len(days), min(times, len(DAYS))) or None

    def item_of(self, exercise: str) -> Item | None:
        """The first item of an exercise."""
        return next((item for item in self.items if item.exercise == exercise), None)

    def on(self, day: Day) -> Programme:
        """What is to be done on a day: without the exercises of other days, unless none would be left."""
        items = tuple(item for item in self.items if not item.days or day in item.days)
        return self if not items or items == self.items else self.model_copy(update={"items": items})

    def judged(self, plan: Plan) -> Plan:
        """A plan under this programme: bands, strictness, reference and object of its exercise's item.

        The one place where a programme meets the judgement: files, recordings and live visits go through it
        (a live visit by `Item.plan`, which knows the item). What the plan says of the camera stays. Where
        nobody said what is done (`AUTO`), each exercise that is found is judged by its own item. An exercise
        that is not in the programme keeps the plan's own judgement.

        Raises:
            UsageError: as for `Item.judging`.
        """
        if plan.exercise == AUTO:
            names = dict.fromkeys(item.exercise for item in self.items)
            of_each = {name: item.judging() for name in names if (item := self.item_of(name)) is not None}
            return plan.model_copy(update={"of_each": of_each})
        item = self.item_of(plan.exercise)
        return plan if item is None else plan.judged_by(item.judging())

    def content(self) -> dict[str, object]:
        """The programme as JSON can hold it, without what is as it is by default.

        `Programme.model_validate` reads it back. Infinite edges of a band are words, as files have them.
        """
        return {name: _as_json(value) for name, value in self.model_dump(exclude_defaults=True).items()}


def _as_json(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _as_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(one) for one in value]
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def whole_programme() -> Programme:
    """The programme of every known exercise, each in its own dose."""
    return Programme(items=tuple(Item(exercise=name) for name in exercise_names()))


def easier(dose: DoseTarget, least_s: float = 0.0) -> DoseTarget:
    """Half the dose, for a day with more pain (fewer repetitions: docs/clinical.md#safety).

    A hold is not made shorter than `least_s`, the shortest hold that the judge counts (`Timing.min_hold_s`).
    """
    half_s = max(dose.hold_s / 2, min(dose.hold_s, least_s))
    return dose.model_copy(update={"hold_s": half_s, "reps": ceil(dose.reps / 2)})
