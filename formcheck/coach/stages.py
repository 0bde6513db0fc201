"""The stages of a visit, the buttons, and the state of a visit between two frames."""

from __future__ import annotations

from enum import StrEnum
from math import nan
from typing import Literal, NamedTuple

from formcheck.coach.coach import CoachState
from formcheck.coach.progress import Progress
from formcheck.coach.speech import Prompt
from formcheck.judge.segments import Outcome


class Stage(StrEnum):
    """A stage of a visit."""

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
"""Stages in which the coach speaks about the form and the hold clock runs."""
PAUSABLE = WORKING | {Stage.POSITION}
"""Stages that the button "pause" leads to a pause from."""
COACHED = frozenset(Stage) - {Stage.CHOOSE, Stage.PAIN, Stage.END}
"""Stages of an exercise: the camera's picture is shown."""

Button = Literal["choose", "start", "next", "pause", "stop", "pain", "legs", "camera"]


class Press(NamedTuple):
    """A button, a key or an answer.

    Attributes:
        time_s: media time, seconds.
        button: "choose" takes one exercise (`value`: its place in the programme); "start" begins the whole
            programme; "next" ends the present stage; "pause" pauses, and pressed again resumes; "stop" ends
            the visit; "pain" answers the pain question (`value`: 0 to 10); "legs" reports new or worse pain,
            numbness or weakness in a leg; "camera" says that another camera is in use.
        value: the number that "choose" and "pain" need; None for the others.
        standing: what is open at this time, see `FrameView.standing`.
    """

    time_s: float
    button: Button
    value: int | None = None
    standing: tuple[Outcome, ...] | None = None


class VisitState(NamedTuple):
    """What a visit remembers between two frames; times are media seconds.

    Attributes:
        stage: the present stage.
        since_s: start of the stage; NaN before the first frame.
        items: places in the programme of the exercises of this visit, in their order.
        at: index of the present exercise in `items`.
        set: number of the present set, from 1.
        script: lines still to speak in this stage.
        coach: state of the coach in the present set.
        ready_s: the camera has seen well since then; NaN while it does not.
        away_s: no hold or repetition has gone on since then; NaN during one.
        by_hand: the pause was asked for with a button.
        resumed: the person is getting into position after a pause.
        pauses: number of times that the posture was left in this set.
        reminded: number of reminders in this stage.
        asked: the person was asked for their best position.
        reference_s: a personal reference may be taken from then on, which is after the request was spoken to
            its end; NaN before.
        calibrated: a personal reference is in force.
        refused: number of references of this set that were refused and asked for again.
        camera: number of camera changes: a reference seen by one camera does not hold for another.
        unchecked: the view of the present camera has not been checked yet.
        on_side: side on which this set is done, "left" or "right"; "" before it is known, or without sides.
        wanted_side: side on which this set is to be done; "" for either.
        turns: number of requests in this stage to change sides.
        rest_s: length of the present rest, seconds.
        easier: the easier dose is in force.
        pain_before, pain_now, worst_pain: first, latest and highest pain answer, 0 to 10, or None.
        legs: new leg symptoms were reported.
        advised_to_stop: an answer led to the advice to stop; later answers do not change that.
        total: progress in all sets of the present exercise.
        done: (place in the programme, progress) of each exercise done.
        stopped: the visit ended before everything was done.
    """

    stage: Stage = Stage.CHOOSE
    since_s: float = nan
    items: tuple[int, ...] = ()
    at: int = 0
    set: int = 1
    script: tuple[Prompt, ...] = ()
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
    refused: int = 0
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
    advised_to_stop: bool = False
    total: Progress = Progress()
    done: tuple[tuple[int, Progress], ...] = ()
    stopped: bool = False

    @property
    def finished(self) -> bool:
        """Whether every exercise is done."""
        return self.at >= len(self.items)

    @property
    def item(self) -> int:
        """Place of the present exercise in the programme."""
        return self.items[min(self.at, len(self.items) - 1)]
