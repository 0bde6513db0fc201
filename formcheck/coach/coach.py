"""The coach of one set: it turns each judged frame into at most one utterance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from formcheck.coach import setup_help as setup
from formcheck.coach.cues import Cues, CueState
from formcheck.coach.frame_view import FrameView
from formcheck.coach.progress import Progress
from formcheck.coach.setup_help import HelpState
from formcheck.coach.speech import Prompt, PromptKind, SpeechArbiter, SpeechState, Utterance
from formcheck.coach.time_calls import TimeCalls, TimeCallState
from formcheck.exercises import get_exercise
from formcheck.judge.config import DoseTarget, ExerciseConfig, Limits
from formcheck.words.catalogue import Words

LAST_S = 1.0
"""With fewer seconds of a hold to go than this no cue is spoken: the end of the set would cut it off.
A major fault is the exception: it stops the hold clock, so the end does not come."""


class CoachState(NamedTuple):
    """What the coach remembers of one set; `speech` and `help` are kept from one set to the next."""

    progress: Progress = Progress()
    cues: CueState = CueState()
    calls: TimeCallState = TimeCallState()
    help: HelpState = HelpState()
    speech: SpeechState = SpeechState()

    def next_set(self) -> CoachState:
        """The state at the start of the next set."""
        said = frozenset(key for key in self.calls.made if key == "seen.reference" or key.endswith(".unseen"))
        return CoachState(
            progress=self.progress.next_set(),
            calls=TimeCallState(made=said),
            help=self.help,
            speech=self.speech,
        )


class Coach:
    """Coaches one exercise in one dose.

    Args:
        exercise: name of the exercise.
        config: config of the exercise, overrides applied.
        dose: sets, hold seconds and repetitions to do.
        words: words of the language that is spoken.
    """

    def __init__(self, exercise: str, config: ExerciseConfig[Limits], dose: DoseTarget, words: Words) -> None:
        self.dose = dose
        moves = get_exercise(exercise).spec.moves
        self._cues, self._holds = Cues(config, exercise, moves), not moves
        self._calls = TimeCalls(dose, config.limits.speaking().calls)
        self._arbiter = SpeechArbiter(words.of(exercise))

    def step(self, chunk: Iterable[FrameView], state: CoachState) -> tuple[list[Utterance], CoachState]:
        """Coach a set without a visit around it.

        Args:
            chunk: frames in order of time, any number of them.
            state: state after the frame before.

        Returns:
            The utterances, and the state after the last frame.
        """
        said: list[Utterance] = []
        for frame in chunk:
            state = self.see(frame, state)
            utterance, _, state = self.speak(self.prompts(frame, state), frame.time_s, state)
            said += [utterance] if utterance else []
        return said, state

    def see(self, frame: FrameView, state: CoachState) -> CoachState:
        """The state after a frame of a set."""
        return state._replace(
            progress=state.progress.step(frame, self._holds),
            cues=self._cues.step(frame, state.cues),
            calls=self._calls.step(frame, state.calls),
            help=setup.step(frame, state.help),
        )

    def prompts(self, frame: FrameView, state: CoachState) -> list[Prompt]:
        """Every prompt that is due in this frame: help alone where the form cannot be judged."""
        prompts = setup.prompts(frame, state.help)
        if frame.in_posture and frame.judged:
            over = bool(self.dose.hold_s) and state.progress.left(self.dose) < LAST_S and not frame.major
            prompts += [] if over else self._cues.prompts(frame, state.cues)
            prompts += self._calls.prompts(frame, state.progress, state.calls)
        return prompts

    def speak(
        self, prompts: list[Prompt], now: float, state: CoachState
    ) -> tuple[Utterance | None, Prompt | None, CoachState]:
        """Speak the most important prompt that may be spoken at `now` (media seconds).

        Returns:
            The utterance and its prompt, None for both when nothing is spoken, and the new state.
        """
        utterance, prompt, speech = self._arbiter.step(prompts, now, state.speech)
        state = state._replace(speech=speech)
        if prompt is None:
            return None, None, state
        if prompt.kind is PromptKind.HELP:
            state = state._replace(help=setup.said(prompt, now, state.help))
        elif prompt.kind is PromptKind.CUE or prompt.key == ("praise.corrected",):
            state = state._replace(cues=self._cues.said(prompt, now, state.cues))
        elif prompt.kind is not PromptKind.ORDER and prompt.kind is not PromptKind.SCRIPT:
            state = state._replace(calls=self._calls.said(prompt, now, state.calls))
        return utterance, prompt, state
