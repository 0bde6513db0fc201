"""The cue arbiter of one set: what the scores of every frame give to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from formcheck.coach import setup_help as setup
from formcheck.coach.calls import Calls, CallState
from formcheck.coach.cues import Cues, CueState
from formcheck.coach.frame_view import FrameView
from formcheck.coach.progress import Progress
from formcheck.coach.setup_help import HelpState
from formcheck.coach.voice import Kind, Utterance, Voice, VoiceState, Wish
from formcheck.exercises import get_exercise
from formcheck.judge.config import DoseTarget, ExerciseConfig, Limits
from formcheck.words.catalogue import Words

LAST_S = 1.0
"""With less than this of a hold to go a correction comes too late: the end would cut off its first words.
Unless the form is so far off that the clock stands still, and with it the end."""


class CoachState(NamedTuple):
    """Carry of one set; the voice and the help go on from one set to the next."""

    progress: Progress = Progress()
    cues: CueState = CueState()
    calls: CallState = CallState()
    help: HelpState = HelpState()
    voice: VoiceState = VoiceState()

    def next_set(self) -> CoachState:
        """Before the next set."""
        return CoachState(help=self.help, voice=self.voice)


class Coach:
    """One exercise in one dose.

    Args:
        exercise: its name.
        config: of the exercise, overrides applied.
        dose: what is asked for.
        words: the language that is spoken.
    """

    def __init__(self, exercise: str, config: ExerciseConfig[Limits], dose: DoseTarget, words: Words) -> None:
        self.dose = dose
        moves = get_exercise(exercise).spec.moves
        self._cues, self._holds = Cues(config, exercise, moves), not moves
        self._calls = Calls(dose)
        self._voice = Voice(words.of(exercise))

    def step(self, chunk: Iterable[FrameView], state: CoachState) -> tuple[list[Utterance], CoachState]:
        """Coach a set, without a visit around it; chunks may be of any length."""
        said: list[Utterance] = []
        for moment in chunk:
            state = self.see(moment, state)
            utterance, _, state = self.speak(self.wishes(moment, state), moment.time_s, state)
            said += [utterance] if utterance else []
        return said, state

    def see(self, moment: FrameView, state: CoachState) -> CoachState:
        """After a frame of a set."""
        return state._replace(
            progress=state.progress.step(moment, self._holds),
            cues=self._cues.step(moment, state.cues),
            calls=self._calls.step(moment, state.calls),
            help=setup.step(moment, state.help),
        )

    def wishes(self, moment: FrameView, state: CoachState) -> list[Wish]:
        """All that could be said now. Nothing but help outside the posture, or where it cannot be judged."""
        wishes = setup.wishes(moment, state.help)
        if moment.in_posture and moment.judged:
            over = bool(self.dose.hold_s) and state.progress.left(self.dose) < LAST_S and not moment.major
            wishes += [] if over else self._cues.wishes(moment, state.cues)
            wishes += self._calls.wishes(moment, state.progress, state.calls)
        return wishes

    def speak(
        self, wishes: list[Wish], now: float, state: CoachState
    ) -> tuple[Utterance | None, Wish | None, CoachState]:
        """Say the one that matters most, if anything may be said now."""
        utterance, wish, voice = self._voice.step(wishes, now, state.voice)
        state = state._replace(voice=voice)
        if wish is None:
            return None, None, state
        if wish.kind is Kind.HELP:
            state = state._replace(help=setup.said(wish, now, state.help))
        elif wish.kind is Kind.CUE or wish.key == ("praise.corrected",):
            state = state._replace(cues=self._cues.said(wish, now, state.cues))
        elif wish.kind is not Kind.ORDER and wish.kind is not Kind.SCRIPT:
            state = state._replace(calls=self._calls.said(wish, now, state.calls))
        return utterance, wish, state
