"""The stages of a visit, what happens from outside, and what is remembered between two frames."""

from __future__ import annotations

from enum import StrEnum
from math import nan
from typing import Literal, NamedTuple

from formcheck.coach.coach import CoachState
from formcheck.coach.progress import Progress
from formcheck.coach.voice import Wish


class Stage(StrEnum):
    """Where a visit is."""

    CHOOSE = "choose"
    PAIN = "pain"
    EXPLAIN = "explain"
    CAMERA = "camera"
    POSITION = "position"
    CALIBRATE = "calibrate"
    PERFORM = "perform"
    PAUSE = "pause"
    REST = "rest"
    END = "end"


WORKING = frozenset((Stage.CALIBRATE, Stage.PERFORM))
"""Stages in which the form is spoken of and the clock runs."""

Button = Literal["choose", "start", "next", "pause", "stop", "pain", "legs", "camera"]


class Press(NamedTuple):
    """A button, a key or an answer.

    Attributes:
        time_s: media time.
        button: "choose" an exercise (`value`: its place in the programme); "start" the whole programme;
            "next" skips what is going on; "pause" and again to go on; "stop"; "pain" (`value`: 0 to 10);
            "legs": new or worse pain, numbness or weakness in a leg; "camera": another one looks on.
    """

    time_s: float
    button: Button
    value: int | None = None


class VisitState(NamedTuple):
    """Carry of a visit.

    Attributes:
        since_s: the stage began; NaN until there was a frame.
        items: places in the programme of what is done in this visit, in order.
        at: which of them.
        set: 1 for the first.
        script: lines still to be said in this stage.
        ready_s, away_s: the camera sees well, the posture is left, since; NaN otherwise.
        by_hand: paused by a button.
        resumed: in position again after a pause.
        pauses: in this set, by leaving the posture.
        reminded: how often the position was explained again.
        asked: this person was asked for their best position.
        reference_s: from when on a personal reference may be taken: not before that was said to the end; NaN
            until then.
        calibrated: a personal reference is in force.
        camera: counts them: what one has seen is no measure for another.
        unchecked: nobody has looked yet whether this camera sees well.
        on_side: "left" or "right", on which this set is done; "" before, or where there are no sides.
        wanted_side: on which it is to be done; "" for either.
        turns: how often that was asked for in vain.
        rest_s: length of the rest that is going on.
        total: sets done of this exercise; `done`: exercises done.
        worst_pain: of all answers.
        told_to_stop: because of what was answered. That stands, whatever is answered later.
        stopped: the visit ended before all was done.
    """

    stage: Stage = Stage.CHOOSE
    since_s: float = nan
    items: tuple[int, ...] = ()
    at: int = 0
    set: int = 1
    script: tuple[Wish, ...] = ()
    coach: CoachState = CoachState()
    ready_s: float = nan
    away_s: float = nan
    by_hand: bool = False
    resumed: bool = False
    pauses: int = 0
    reminded: int = 0
    asked: bool = False
    reference_s: float = nan
    calibrated: bool = False
    camera: int = 0
    unchecked: bool = False
    on_side: str = ""
    wanted_side: str = ""
    turns: int = 0
    rest_s: float = 0.0
    easier: bool = False
    pain_before: int | None = None
    pain_now: int | None = None
    worst_pain: int | None = None
    legs: bool = False
    told_to_stop: bool = False
    total: Progress = Progress()
    done: tuple[tuple[int, Progress], ...] = ()
    stopped: bool = False

    @property
    def finished(self) -> bool:
        """Nothing is left to be done."""
        return self.at >= len(self.items)

    @property
    def item(self) -> int:
        """Place in the programme of the present exercise."""
        return self.items[min(self.at, len(self.items) - 1)]
