"""A visit from choosing an exercise to the last word: a state machine that posture drives.

choose -> pain -> explain -> camera -> position -> calibrate -> perform -> rest -> position ... -> end, with a
pause whenever the posture is left. Buttons are a second way, never the only one once the exercise has begun.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from formcheck.coach import setup_help as setup
from formcheck.coach.buttons import pressed
from formcheck.coach.frame_view import HOLD, FrameView
from formcheck.coach.pain import Advice
from formcheck.coach.posture import moved
from formcheck.coach.programme import Programme
from formcheck.coach.reminders import noted, reminders
from formcheck.coach.route import Route, say
from formcheck.coach.screen import Screen, screen_of
from formcheck.coach.stages import WORKING, Press, Stage, VisitState
from formcheck.coach.voice import Kind, Utterance, Wish
from formcheck.words.catalogue import Words

STALE_S = 4.0
"""A line of the script that found no silence for this long while the person is working is not said."""
ASKING = (("coach.ready",), ("coach.hold_still",))
"""Lines that ask for the best position: the reference is what follows them."""
_HELPED = frozenset((Stage.CAMERA, Stage.POSITION, Stage.PAUSE))
_PATIENT = frozenset(("no_person", "tracking_lost", "upright"))
"""Help that a pause does without: who may come back when they are ready is not called."""


class Visit:
    """One patient's visit.

    Args:
        programme: what is to be done.
        words: the language that is spoken.

    Raises:
        UsageError: the programme asks for what there is not.
    """

    def __init__(self, programme: Programme, words: Words) -> None:
        self._route = Route(programme, words)
        self._words = words

    def start(self) -> VisitState:
        """Before the first frame."""
        items = tuple(range(len(self._route.programme.items)))
        return VisitState(items=items, script=say("coach.choose"))

    def step(
        self, events: Iterable[FrameView | Press], s: VisitState
    ) -> tuple[list[Utterance], Screen | None, VisitState]:
        """Take frames and buttons in the order of their times, any number at once.

        Frames are to be scored under the plan of the present exercise (`Screen.item`), each in its scoring.

        Returns:
            what is said; the screen after the last event, None when there was none; the new state.

        Raises:
            UsageError: an answer that is none, an exercise that is not in the programme.
        """
        said: list[Utterance] = []
        last: FrameView | Press | None = None
        for last in events:
            if isinstance(last, Press):
                s = pressed(self._route, last, s)
                continue
            utterance, s = self._frame(last, s)
            said += [utterance] if utterance else []
        screen = None if last is None else screen_of(self._route, self._words, s, last)
        return said, screen, s

    def advice(self, s: VisitState) -> Advice:
        """What follows from the answers so far."""
        return self._route.advice(s)

    def _frame(self, m: FrameView, s: VisitState) -> tuple[Utterance | None, VisitState]:
        s = s._replace(since_s=m.time_s) if isnan(s.since_s) else s
        coach = self._route.coach(s)
        if s.stage in WORKING:
            s = s._replace(coach=coach.see(m, s.coach), calibrated=s.calibrated or m.calibrated)
            s = s._replace(on_side=m.side) if m.phase == HOLD and m.side else s
        else:
            s = s._replace(coach=s.coach._replace(help=setup.step(m, s.coach.help)))
        s = moved(self._route, m, s)
        utterance, wish, told = self._route.coach(s).speak(self._wishes(m, s), m.time_s, s.coach)
        s = s._replace(coach=told)
        if wish is None:
            return None, s
        first = bool(s.script) and wish is s.script[0]
        s = noted(wish, s._replace(asked=s.asked or wish.key in ASKING))
        return utterance, s._replace(script=s.script[1:]) if first else s

    def _wishes(self, m: FrameView, s: VisitState) -> list[Wish]:
        waited = m.time_s - s.since_s
        if s.stage in WORKING:
            lines = [w for w in s.script[:1] if waited <= STALE_S or w.kind is Kind.ORDER]
            return lines + self._route.coach(s).wishes(m, s.coach) + reminders(self._route, m, s)
        # What the check is for is said before what it finds.
        opening = s.stage is Stage.CAMERA and bool(s.script)
        helped = s.stage in _HELPED and not s.by_hand and not opening
        help_ = setup.wishes(m, s.coach.help) if helped else []
        if s.stage is Stage.PAUSE:
            help_ = [wish for wish in help_ if wish.topic not in _PATIENT]
        return [*s.script[:1], *help_, *reminders(self._route, m, s)]
