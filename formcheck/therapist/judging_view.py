"""The table in which a therapist judges an exercise: its holds and repetitions by its faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.report.phrases import clock, duration, held_time
from formcheck.visits.judgements import ANSWERS, JUDGED_KINDS, Place, faults_of
from formcheck.visits.schema import Exercise, ExerciseEvent, ThresholdSet
from formcheck.words.catalogue import Words


@dataclass(frozen=True, slots=True)
class JudgedCell:
    """What was said of a fault in an event: the form's field, the fault's name, the answer or ""."""

    field: str
    fault: str
    answer: str


@dataclass(frozen=True, slots=True)
class JudgedEvent:
    """A hold or repetition."""

    number: int
    start_s: float
    start: str
    kind: str
    length: str
    side: str
    cells: list[JudgedCell]


@dataclass(frozen=True, slots=True)
class JudgingTable:
    """The table of an exercise.

    Attributes:
        faults: their names, as columns.
        events: the rows.
        answered: how many places were judged; `places` of how many.
    """

    exercise_id: str
    title: str
    faults: list[str]
    events: list[JudgedEvent]
    answered: int

    @property
    def places(self) -> int:
        """Places to judge."""
        return len(self.faults) * len(self.events)


def judging_table(
    exercise: Exercise, thresholds: ThresholdSet | None, answers: Mapping[Place, str], words: Words
) -> JudgingTable:
    """The table of an exercise; the same whatever was found in it.

    Args:
        exercise: with its events.
        thresholds: of its result, or None.
        answers: what this therapist last said.
        words: of the page.
    """
    faults = () if thresholds is None else faults_of(thresholds.content)
    own = words.of(exercise.name)
    names = {fault: fault_name(fault, own) for fault in faults}
    events = [
        _row(event, faults, names, answers, own) for event in exercise.events if event.kind in JUDGED_KINDS
    ]
    return JudgingTable(
        exercise_id=exercise.id,
        title=words.exercise(exercise.name),
        faults=list(names.values()),
        events=events if faults else [],
        answered=sum(cell.answer != "" for event in events for cell in event.cells),
    )


def fault_name(fault: str, words: Words) -> str:
    """The fault as a therapist reads it, in the words of its exercise."""
    return words.first(f"fault.{fault}.name", default=fault.replace("_", " "))


def _row(
    event: ExerciseEvent,
    faults: Sequence[str],
    names: Mapping[str, str],
    answers: Mapping[Place, str],
    words: Words,
) -> JudgedEvent:
    length = held_time if event.kind == "hold" else duration
    return JudgedEvent(
        number=event.number,
        start_s=event.start_s,
        start=clock(event.start_s),
        kind=words.text(f"event.{event.kind}"),
        length=length(event.end_s - event.start_s, words),
        side=words.text(f"side.{event.side}") if event.side else "",
        cells=[
            JudgedCell(
                f"judge-{event.number}-{fault}", names[fault], answers.get(Place(event.number, fault), "")
            )
            for fault in faults
        ],
    )


def read_answers(form: Mapping[str, str]) -> dict[Place, str]:
    """The answers in a form; fields that are left open are none, or what its field "rest" says of them.

    Raises:
        ValueError: a field is none of the table's.
    """
    found: dict[Place, str] = {}
    rest = form.get("rest", "")
    for name, said in form.items():
        value = said or rest
        if name.startswith("judge-") and value:
            _, number, fault = name.split("-", 2)
            if value not in ANSWERS:
                raise ValueError(name)
            found[Place(int(number), fault)] = value
    return found
