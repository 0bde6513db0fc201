"""Pain answers from 0 to 10, and the advice that follows: go on, take it easier, or stop."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from formcheck.errors import UsageError

WORST_PAIN = 10
"""The worst pain that can be answered; 0 is none."""


class Advice(StrEnum):
    """The advice that follows from the pain answers."""

    GO_ON = "go_on"
    EASIER = "easier"
    STOP = "stop"


class StopRules(BaseModel):
    """Limits of each advice, on the pain scale of 0 to 10; the defaults are those of docs/clinical.md#safety.

    Attributes:
        easier_from, stop_from: the latest answer from which the advice is "easier", or "stop".
        easier_rise, stop_rise: the rise since the first answer from which it is "easier", or "stop".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    easier_from: int = Field(default=4, ge=0, le=WORST_PAIN)
    stop_from: int = Field(default=6, ge=0, le=WORST_PAIN)
    easier_rise: int = Field(default=2, ge=1, le=WORST_PAIN)
    stop_rise: int = Field(default=3, ge=1, le=WORST_PAIN)


def checked_answer(answer: int | None) -> int:
    """The pain answer, once it is known to be valid.

    Raises:
        UsageError: the answer is not a whole number from 0 to 10.
    """
    if answer is None or isinstance(answer, bool) or not 0 <= answer <= WORST_PAIN:
        raise UsageError(f"Pain {answer!r} is not a number from 0 to {WORST_PAIN}", "0 is none, 10 the worst")
    return answer


def advice(
    before: int | None, now: int | None, new_leg_symptoms: bool, rules: StopRules | None = None
) -> Advice:
    """The advice for one visit.

    Args:
        before: answer at the start of the visit, 0 to 10, or None.
        now: latest answer, 0 to 10; None when it was not asked for or not given.
        new_leg_symptoms: there is new or worse pain, numbness or weakness in a leg.
        rules: limits of each advice; the defaults when None.
    """
    rules = rules or StopRules()
    if new_leg_symptoms:
        return Advice.STOP
    worst = max((answer for answer in (before, now) if answer is not None), default=0)
    latest = now if now is not None else worst
    rise = 0 if before is None or now is None else now - before
    if latest >= rules.stop_from or rise >= rules.stop_rise:
        return Advice.STOP
    if latest >= rules.easier_from or rise >= rules.easier_rise:
        return Advice.EASIER
    return Advice.GO_ON
