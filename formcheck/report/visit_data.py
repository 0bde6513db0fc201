"""`VisitReport`: everything that the report of a whole visit shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formcheck.judge.config import DoseTarget
from formcheck.scoring.result import Result


@dataclass(frozen=True, slots=True)
class DoneExercise:
    """One exercise of a visit.

    Attributes:
        number: its number in the visit, from 1.
        exercise: its name.
        result: what was found; None where the program ended before it was written.
        asked: the dose that was asked for; None where that is not known.
    """

    number: int
    exercise: str
    result: Result | None
    asked: DoseTarget | None = None


@dataclass(frozen=True, slots=True)
class VisitReport:
    """A visit as the patient reads it.

    Attributes:
        lang: language of the visit.
        name: of the patient, or "".
        began: local time of the patient.
        minutes: how long it took; None where its end is not known.
        pain_before, pain_after, pain_next: answers from 0 to 10; `pain_next` is that of the next morning.
        exertion: how hard it was, 0 to 10.
        legs: new complaints in a leg were reported.
        advice: "go_on", "easier" or "stop".
        stopped: it ended before everything was done.
        comment: what the patient wrote for the therapist.
        programme: day of the therapist's programme that was followed, or None.
        exercises: what was done, in order.
        undone: exercises that were asked for and not begun.
    """

    lang: str
    began: datetime
    name: str = ""
    minutes: int | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    pain_next: int | None = None
    exertion: int | None = None
    legs: bool = False
    advice: str = "go_on"
    stopped: bool = False
    comment: str = ""
    programme: datetime | None = None
    exercises: tuple[DoneExercise, ...] = ()
    undone: tuple[str, ...] = ()
