"""An event of `result.json`: a hold, repetition, attempt or rest, with its faults."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, SerializerFunctionWrapHandler, model_serializer

from formcheck.scoring.serialised import without_nothing

Verdict = Literal["good", "fault", "unmeasured"]
EventKind = Literal["hold", "rep", "attempt", "rest"]


class FaultSpan(BaseModel, frozen=True, extra="forbid"):
    """A fault inside an event. `peak` is the worst value of the judged signal, in `unit`, signed."""

    kind: str
    start_s: float
    end_s: float
    peak: float
    unit: str
    peak_at_s: float
    major: bool
    """True beyond the amber band ("do it differently"), False inside it ("almost")."""


class Book(BaseModel, frozen=True, extra="forbid"):
    """What happened to the virtual object on the back during an event."""

    kept: bool
    object: str
    driven_by: list[Literal["pitch", "roll", "shift"]]
    slid_cm: float
    fell_at_s: float | None


class Event(BaseModel, frozen=True, extra="forbid"):
    """A hold, repetition, attempt (a repetition too far off to count) or rest."""

    kind: EventKind
    start_s: float
    end_s: float
    side: Literal["left", "right", "left_arm_right_leg", "right_arm_left_leg"] | None = None
    verdict: Verdict
    faults: list[FaultSpan] = []
    book: Book | None = None
    measures: dict[str, float] = {}
    """Further quantities of this event, e.g. `drift_per_10s` of a hold; the name carries the unit."""
    reason: str | None = None
    """Why this event is unmeasured, or None."""
    not_counted: Literal["too_short", "incomplete"] | None = None
    """Of an attempt: the hold was too short, or the movement not whole. `verdict` speaks of faults only."""
    main_unmeasured: dict[str, str] = {}
    """What this exercise exists for and this event could not be judged on, with the reason."""
    as_far_as_seen: bool = False
    """`verdict` is "good", or a fault that is not major, and holds only as far as seen: see
    `main_unmeasured`."""
    seen: str | None = None
    """What it was instead of this exercise's movement, e.g. "hands_stay"; None, and not in `result.json`,
    where it was that."""

    @model_serializer(mode="wrap")
    def _without_empty(self, whole: SerializerFunctionWrapHandler) -> dict[str, object]:
        return without_nothing(whole(self), "seen")
