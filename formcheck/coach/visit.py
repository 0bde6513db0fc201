"""`Visit`: the state machine of a visit, from the choice of an exercise to the closing words.

choose -> pain -> explain -> camera -> position -> calibrate -> perform -> rest -> position ... -> end, with a
pause whenever the person leaves the posture. The posture drives the stages; buttons do so too, but no stage
after the start of the exercise needs one.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from formcheck.coach import setup_help as setup
from formcheck.coach.buttons import after_press
from formcheck.coach.frame_view import HOLD, FrameView
from formcheck.coach.pain import Advice
from formcheck.coach.posture import after_frame
from formcheck.coach.programme import Programme
from formcheck.coach.reminders import after_reminder, reminders
from formcheck.coach.screen import Screen, screen_of
from formcheck.coach.speech import Prompt, PromptKind, Utterance
from formcheck.coach.stages import WORKING, Press, Stage, VisitState
from formcheck.coach.visit_flow import VisitFlow, say
from formcheck.judge.config import DoseTarget
from formcheck.words.catalogue import Words

STALE_S = 4.0
"""A line of the script is dropped when it waited this long for silence while the person is working."""
ASKING = (("coach.ready",), ("coach.hold_still",))
"""Lines that ask for the best position; the personal reference is taken after them."""
_HELPED = frozenset((Stage.CAMERA, Stage.POSITION, Stage.PAUSE))
_UNHELPED_IN_PAUSE = frozenset(("no_person", "tracking_lost", "upright"))
"""Help that is not given in a pause: the person comes back when they are ready."""
_NO_REST = frozenset(
    ("one_leg_up", "one_arm_up", "feet_raised", "shoulders_raised", "upside_down", "belly_up")
)
"""What is seen of somebody who has not stopped to rest."""


class Visit:
    """One patient's visit.

    Args:
        programme: the exercises of the visit.
        words: words of the language that is spoken.

    Raises:
        UsageError: the programme names an unknown exercise, object or view, or a dose that cannot be done.
    """

    def __init__(self, programme: Programme, words: Words) -> None:
        self._flow = VisitFlow(programme, words)
        self._words = words

    def start(self) -> VisitState:
        """The state before the first frame."""
        items = tuple(range(len(self._flow.programme.items)))
        return VisitState(items=items, script=say("coach.choose"))

    def step(
        self, events: Iterable[FrameView | Press], s: VisitState
    ) -> tuple[list[Utterance], Screen | None, VisitState]:
        """Take any number of frames and button presses, in order of time.

        The caller scores each frame under the plan of the present exercise (`Screen.item`).

        Returns:
            The utterances, the screen after the last event (None without an event), and the new state.

        Raises:
            UsageError: the pain answer is not 0 to 10, or the exercise is not in the programme.
        """
        said: list[Utterance] = []
        last: FrameView | Press | None = None
        for last in events:
            if isinstance(last, Press):
                s = after_press(self._flow, last, s)
                continue
            utterance, s = self._frame(last, s)
            said += [utterance] if utterance else []
        screen = None if last is None else screen_of(self._flow, self._words, s, last)
        return said, screen, s

    def nearly_done(self, s: VisitState) -> bool:
        """Whether the present set may end with the next frame (`FrameView.standing` is wanted)."""
        return s.stage in WORKING and self._flow.nearly_done(s)

    def dose(self, s: VisitState) -> DoseTarget:
        """Today's dose of the present exercise."""
        return self._flow.dose(s)

    def sets(self, s: VisitState) -> int:
        """Number of sets of the present exercise; two sides count as two sets."""
        return self._flow.sets(s)

    def advice(self, s: VisitState) -> Advice:
        """The advice that follows from the answers so far."""
        return self._flow.advice(s)

    def _frame(self, frame: FrameView, s: VisitState) -> tuple[Utterance | None, VisitState]:
        s = s._replace(since_s=frame.time_s) if isnan(s.since_s) else s
        coach = self._flow.coach(s)
        if s.stage in WORKING:
            s = s._replace(coach=coach.see(frame, s.coach), calibrated=s.calibrated or frame.calibrated)
            s = s._replace(on_side=frame.side) if frame.phase == HOLD and frame.side else s
        else:
            s = s._replace(coach=s.coach._replace(help=setup.step(frame, s.coach.help)))
            s = _counted_late(frame, s)
        s = after_frame(self._flow, frame, s)
        utterance, prompt, coach_state = self._flow.coach(s).speak(
            self._prompts(frame, s), frame.time_s, s.coach
        )
        s = s._replace(coach=coach_state)
        if prompt is None:
            return None, s
        first = bool(s.script) and prompt is s.script[0]
        s = after_reminder(prompt, s._replace(asked=s.asked or prompt.key in ASKING))
        return utterance, s._replace(script=s.script[1:]) if first else s

    def _prompts(self, frame: FrameView, s: VisitState) -> list[Prompt]:
        waited = frame.time_s - s.since_s
        if s.stage in WORKING:
            lines = [w for w in s.script[:1] if waited <= STALE_S or w.kind is PromptKind.ORDER]
            return lines + self._flow.coach(s).prompts(frame, s.coach) + reminders(self._flow, frame, s)
        # The purpose of the camera check is spoken before its findings.
        opening = s.stage is Stage.CAMERA and bool(s.script)
        helped = s.stage in _HELPED and not s.by_hand and not opening
        help_ = setup.prompts(frame, s.coach.help) if helped else []
        if s.stage is Stage.PAUSE:
            help_ = [prompt for prompt in help_ if _said_in_pause(prompt.topic)]
        if s.stage is Stage.CAMERA:  # nobody is asked to take up a posture yet
            help_ = [prompt for prompt in help_ if not prompt.topic.startswith(setup.SEEN)]
        return [*s.script[:1], *help_, *reminders(self._flow, frame, s)]


def _counted_late(frame: FrameView, s: VisitState) -> VisitState:
    """The state with what ended before the person came back into position; a rest's frames count nowhere.

    After a pause it belongs to the set. Before a set, as on the side that was not asked for, it belongs to
    the exercise, as in the results.
    """
    if s.stage is not Stage.POSITION or not frame.outcomes:
        return s
    if s.resumed:
        return s._replace(coach=s.coach._replace(progress=s.coach.progress.counting(frame.outcomes)))
    own = [outcome for outcome in frame.outcomes if outcome.start_s >= s.coach.progress.from_s]
    return s._replace(total=s.total.counting(own))


def _said_in_pause(topic: str) -> bool:
    """Whether help is given in a pause."""
    if topic.startswith(setup.SEEN):
        return topic.removeprefix(setup.SEEN) in _NO_REST
    return topic not in _UNHELPED_IN_PAUSE
