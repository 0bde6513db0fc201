"""The next step of one exercise, by the rule of docs/clinical.md#next-step: suggested, never just taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from formcheck.coach.pain import Advice, StopRules, advice
from formcheck.exercises.steps import easier_than, first_dose, harder_than
from formcheck.judge.config import DoseTarget

SESSIONS = 2
"""So many sessions in a row decide (docs/clinical.md#next-step)."""
ENOUGH_DONE = 0.97
"""Share of what was asked that reaches it: a second between two clocks is no failure."""
LEAST_SEEN_WELL = 0.8
"""Share of the time of an exercise that has to be good or almost."""
MOST_EXERTION = 5
"""Exertion, 0 to 10, up to which a dose grows."""
STEP_S, STEP_REPS = 5.0, 2
"""One step of a hold, seconds, and of a set of repetitions."""
SHORTEST_S, FEWEST_REPS = 5.0, 2
"""A dose is not made smaller than one step: below that an easier exercise is meant."""
LOST = 0.5
"""Less of the measured time than this good or almost, in all of the sessions that decide: a step back."""


class Direction(StrEnum):
    """Where the next step goes."""

    MORE = "more"
    SAME = "same"
    LESS = "less"
    ASK = "ask"
    """Stop with it for now and speak with the patient: pain or a leg said so."""


class Reason(StrEnum):
    """Why; the page has a sentence for each: `trends.next.REASON`."""

    REACHED = "reached"
    TOO_FEW = "too_few"
    NOT_REACHED = "not_reached"
    FORM = "form"
    FORM_LOST = "form_lost"
    UNMEASURED = "unmeasured"
    EXERTION = "exertion"
    EXERTION_UNKNOWN = "exertion_unknown"
    PAIN_UNKNOWN = "pain_unknown"
    PAIN_ROSE = "pain_rose"
    PAIN_HIGH = "pain_high"
    PAIN_STAYED = "pain_stayed"
    STOP_PAIN = "stop_pain"
    LEGS = "legs"
    FULL_DOSE = "full_dose"
    SMALLEST = "smallest"


@dataclass(frozen=True, slots=True)
class Session:
    """One exercise in one visit.

    Attributes:
        at: when.
        asked: seconds of holds, or repetitions, that the visit asked of this exercise, all sets and sides.
        done: of it done: seconds in green and amber (`counted_hold_s`), or repetitions that count.
        seen_well: share of its measured time that was good or almost, 0-1; None where nothing was measured.
        measured: share of its time that was measured, 0-1.
        pain_before, pain_after, pain_next: answers from 0 to 10, `pain_next` of the next morning; None where
            there is none.
        exertion: 0 to 10, or None.
        legs: new or worse pain, numbness or weakness in a leg was reported.
    """

    at: datetime
    asked: float
    done: float
    seen_well: float | None
    measured: float = 1.0
    pain_before: int | None = None
    pain_after: int | None = None
    pain_next: int | None = None
    exertion: int | None = None
    legs: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the rule suggests.

    Attributes:
        direction: more, the same, less, or ask the patient first.
        dose: the suggested dose; the present one where it stays.
        exercise: another exercise, easier or harder, that is suggested in place of this one; `dose` is then
            what it begins with. None where the exercise stays.
        reasons: why, the weightiest first; never empty.
        sessions: how many sessions it was decided on.
    """

    direction: Direction
    dose: DoseTarget
    exercise: str | None
    reasons: tuple[Reason, ...]
    sessions: int


def next_step(
    exercise: str,
    dose: DoseTarget,
    sessions: Sequence[Session],
    *,
    full: DoseTarget,
    rules: StopRules | None = None,
) -> NextStep:
    """The next step of one exercise.

    More: the last `SESSIONS` sessions reached what they asked, were good or almost for `LEAST_SEEN_WELL` of
    the time, pain did not rise by the `easier_rise` of the rules, exertion was at most `MOST_EXERTION`. Less:
    the last session's pain asks for it by the stop rules, pain was not back the next morning, or less than
    `LOST` of the time was good or almost. Ask: pain or a leg said stop.

    Args:
        exercise: its name.
        dose: the dose in force.
        sessions: under this dose, in any order; the newest decide.
        full: the dose of the leaflet (the exercise's own config): a dose grows no further than that.
        rules: limits of pain; the defaults when None.
    """
    rules = rules or StopRules()
    recent = sorted(sessions, key=lambda session: session.at)[-SESSIONS:]
    if not recent:
        return NextStep(Direction.SAME, dose, None, (Reason.TOO_FEW,), 0)
    stop, less = _stop_reasons(recent[-1], rules), _less_reasons(recent, rules)
    if stop:
        return NextStep(Direction.ASK, dose, None, stop, len(recent))
    if less:
        return _less(exercise, dose, less, len(recent))
    against = _against_more(recent, rules)
    if against:
        return NextStep(Direction.SAME, dose, None, against, len(recent))
    return _more(exercise, dose, full, len(recent))


def _stop_reasons(session: Session, rules: StopRules) -> tuple[Reason, ...]:
    asks_to_stop = advice(session.pain_before, session.pain_after, False, rules) is Advice.STOP
    said = ((Reason.LEGS, session.legs), (Reason.STOP_PAIN, asks_to_stop))
    return tuple(reason for reason, so in said if so)


def _less_reasons(recent: Sequence[Session], rules: StopRules) -> tuple[Reason, ...]:
    last = recent[-1]
    said = (
        (Reason.PAIN_ROSE, _rose(last.pain_before, last.pain_after, rules)),
        (Reason.PAIN_HIGH, last.pain_after is not None and last.pain_after >= rules.easier_from),
        (Reason.PAIN_STAYED, any(_stayed(session) for session in recent)),
        (Reason.FORM_LOST, len(recent) == SESSIONS and all(_lost(session) for session in recent)),
    )
    return tuple(reason for reason, so in said if so)


def _lost(session: Session) -> bool:
    """It was seen, and less than half of it was good or almost."""
    seen = session.seen_well is not None and session.measured >= LEAST_SEEN_WELL
    return seen and session.seen_well is not None and session.seen_well < LOST


def _stayed(session: Session) -> bool:
    """Pain was not back the next morning: it settles within a day, else the dose was too much."""
    before, morning = session.pain_before, session.pain_next
    return before is not None and morning is not None and morning > before


def _rose(before: int | None, after: int | None, rules: StopRules) -> bool:
    return before is not None and after is not None and after - before >= rules.easier_rise


def _against_more(recent: Sequence[Session], rules: StopRules) -> tuple[Reason, ...]:
    """What speaks against more in any of the sessions. What was not asked or not seen is no yes."""
    said = (
        (Reason.TOO_FEW, len(recent) < SESSIONS),
        (Reason.LEGS, any(s.legs for s in recent)),
        (Reason.PAIN_ROSE, any(_rose(s.pain_before, s.pain_after, rules) for s in recent)),
        (Reason.PAIN_UNKNOWN, any(s.pain_before is None or s.pain_after is None for s in recent)),
        (Reason.UNMEASURED, any(s.seen_well is None or s.measured < LEAST_SEEN_WELL for s in recent)),
        (Reason.NOT_REACHED, any(s.done < ENOUGH_DONE * s.asked for s in recent)),
        (Reason.FORM, any(s.seen_well is not None and s.seen_well < LEAST_SEEN_WELL for s in recent)),
        (Reason.EXERTION, any(s.exertion is not None and s.exertion > MOST_EXERTION for s in recent)),
        (Reason.EXERTION_UNKNOWN, any(s.exertion is None for s in recent)),
    )
    return tuple(reason for reason, so in said if so)


def _more(exercise: str, dose: DoseTarget, full: DoseTarget, count: int) -> NextStep:
    bigger = _moved(dose, 1, full)
    if bigger != dose:
        return NextStep(Direction.MORE, bigger, None, (Reason.REACHED,), count)
    harder = harder_than(exercise)
    reasons = (Reason.REACHED, Reason.FULL_DOSE)
    if harder is None:
        return NextStep(Direction.SAME, dose, None, reasons, count)
    return NextStep(Direction.MORE, first_dose(harder, dose), harder, reasons, count)


def _less(exercise: str, dose: DoseTarget, reasons: tuple[Reason, ...], count: int) -> NextStep:
    smaller = _moved(dose, -1, dose)
    if smaller != dose:
        return NextStep(Direction.LESS, smaller, None, reasons, count)
    easier, reasons = easier_than(exercise), (*reasons, Reason.SMALLEST)
    if easier is None:
        return NextStep(Direction.ASK, dose, None, reasons, count)
    return NextStep(Direction.LESS, first_dose(easier, dose), easier, reasons, count)


def _moved(dose: DoseTarget, steps: int, most: DoseTarget) -> DoseTarget:
    """The dose some steps up or down; never above `most` nor below the smallest, and never the other way."""
    if dose.hold_s:
        # A hold of another kind of dose, as of a bridge in repetitions, has no leaflet's dose to end at.
        top = max(most.hold_s or dose.hold_s, dose.hold_s)
        low = min(SHORTEST_S, dose.hold_s)
        return dose.model_copy(update={"hold_s": min(max(dose.hold_s + steps * STEP_S, low), top)})
    top_reps, low_reps = max(most.reps or dose.reps, dose.reps), min(FEWEST_REPS, dose.reps)
    return dose.model_copy(update={"reps": min(max(dose.reps + steps * STEP_REPS, low_reps), top_reps)})
