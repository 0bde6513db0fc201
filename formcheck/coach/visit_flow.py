"""`VisitFlow`: the exercises, sets and doses of a visit, and the step from each to the next."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

from formcheck.coach import ending
from formcheck.coach.coach import Coach
from formcheck.coach.pain import Advice, advice
from formcheck.coach.programme import Programme, easier
from formcheck.coach.progress import Progress
from formcheck.coach.speech import Prompt, PromptKind
from formcheck.coach.stages import Stage, VisitState
from formcheck.exercises import get_exercise
from formcheck.exercises.base import ExerciseSpec
from formcheck.judge.config import DoseTarget
from formcheck.judge.segments import Outcome
from formcheck.scoring.wording import unseen_key
from formcheck.words.catalogue import Words


def say(*keys: str) -> tuple[Prompt, ...]:
    """Lines of a script, spoken one after the other."""
    return tuple(Prompt(PromptKind.SCRIPT, (key,)) for key in keys)


def order(key: str) -> Prompt:
    """A line that cuts off the present utterance."""
    return Prompt(PromptKind.ORDER, (key,))


def enter(stage: Stage, now: float, s: VisitState, *script: Prompt) -> VisitState:
    """The state at the start of a stage, with the lines to speak in it."""
    return s._replace(
        stage=stage,
        since_s=now,
        script=script,
        ready_s=nan,
        away_s=nan,
        by_hand=False,
        resumed=False,
        reminded=0,
        turns=0,
        unchecked=s.unchecked and stage is not Stage.CAMERA,
    )


def how_to(exercise: str) -> tuple[str, ...]:
    """Keys of the text about how to do an exercise; a posture alone has only the text about its start."""
    return f"exercise.{exercise}.do", f"exercise.{exercise}.start"


LEAST_REST_S = 3.0
"""Shortest rest, seconds, whatever the dose asks for: two sets have to stay apart, also when the
recording is scored again (`formcheck.scoring.breaks.BREAK_S`)."""
NEARLY_DONE = 1.0
"""Seconds of a hold, or repetitions, to go from which on the next frame may be the last of the set."""
_OTHER = {"left": "right", "right": "left", "": ""}


class VisitFlow:
    """A programme in one language, with a coach for each exercise in the full dose and in the easier one.

    Args:
        programme: the exercises of the visit.
        words: words of the language that is spoken.

    Raises:
        UsageError: the programme names an unknown exercise, object or view, or a dose that cannot be done.
    """

    def __init__(self, programme: Programme, words: Words) -> None:
        self.programme, self._words = programme, words
        self._coaches: list[tuple[Coach, Coach]] = []
        for item in programme.items:
            plan = item.plan()
            plan.dial()
            dose, config = item.dose(), plan.rule().config
            lighter = easier(dose, config.timing.min_hold_s)
            full, light = (Coach(item.exercise, config, d, words) for d in (dose, lighter))
            self._coaches.append((full, light))

    def coach(self, s: VisitState) -> Coach:
        """The coach of the present exercise, in today's dose."""
        return self._coaches[s.item][s.easier]

    def dose(self, s: VisitState) -> DoseTarget:
        """Today's dose of the present exercise."""
        return self.coach(s).dose

    def exercise(self, s: VisitState) -> str:
        """Name of the present exercise."""
        return self.programme.items[s.item].exercise

    def spec(self, s: VisitState) -> ExerciseSpec:
        """Facts about the present exercise."""
        return get_exercise(self.exercise(s)).spec

    def takes_reference(self, s: VisitState) -> bool:
        """Whether a personal reference is taken in the present exercise."""
        return bool(self.spec(s).calibrated) and self.programme.items[s.item].reference != "none"

    def advice(self, s: VisitState) -> Advice:
        """The advice that follows from the answers so far; a stop stands for the rest of the visit."""
        if s.advised_to_stop:
            return Advice.STOP
        return advice(s.pain_before, s.pain_now, s.legs, self.programme.stop_rules)

    def done(self, s: VisitState) -> list[ending.ExerciseDone]:
        """The exercises done so far."""
        names = [(self.programme.items[at].exercise, self._coaches[at][s.easier].dose, p) for at, p in s.done]
        return [ending.ExerciseDone(*one) for one in names]

    def sides(self, s: VisitState) -> bool:
        """Whether each set is held on one side and then on the other."""
        return self.dose(s).one_sided and self.programme.items[s.item].side is None

    def wanted_side(self, s: VisitState) -> str:
        """The side on which the present set is to be done; "" for either."""
        asked = self.programme.items[s.item].side if self.dose(s).one_sided else None
        return asked or s.wanted_side

    def wanted_view(self, s: VisitState) -> str:
        """The view that the present set is looked at from, in turn; "" for an exercise with one view."""
        views = tuple(dict.fromkeys(self.spec(s).shown_from.values()))
        return views[(s.set - 1) % len(views)] if views else ""

    def sets(self, s: VisitState) -> int:
        """Number of sets of the present exercise; two sides count as two sets."""
        return self.dose(s).sets * (2 if self.sides(s) else 1)

    def rest_left_s(self, s: VisitState, now: float) -> float:
        """Seconds of rest to go; 0 outside a rest."""
        return max(s.rest_s - (now - s.since_s), 0.0) if s.stage is Stage.REST else 0.0

    def explain(self, now: float, s: VisitState, *first: Prompt) -> VisitState:
        """To the explanation of the exercise and of the camera's place, after the `first` lines."""
        item = self.programme.items[s.item]
        name = Prompt(PromptKind.SCRIPT, ("coach.name",), values={"exercise": item.exercise})
        side, do = self.wanted_side(s), f"exercise.{item.exercise}.do"
        keys = [f"coach.lie.{side}"] * bool(side) + [f"exercise.{item.exercise}.start"]
        keys += [do] * (do in self._words) + [f"coach.{item.view}"]
        return enter(Stage.EXPLAIN, now, s, *first, name, *say(*keys))

    def set_done(self, s: VisitState, standing: Sequence[Outcome] | None) -> bool:
        """Whether the dose of the present set is done, also as the results count it."""
        progress, dose = s.coach.progress, self.dose(s)
        return progress.left(dose) <= 0 and progress.closed(standing).left(dose) <= 0

    def nearly_done(self, s: VisitState) -> bool:
        """Whether the dose of the present set may be done with the next frame."""
        return s.coach.progress.left(self.dose(s)) <= NEARLY_DONE

    def set_over(self, now: float, s: VisitState, standing: Sequence[Outcome] | None = None) -> VisitState:
        """To the rest before the next set or exercise, or to the end.

        `standing`: what is open, see `FrameView.standing`.
        """
        s = with_standing(s, standing)
        rest_s = max(self.dose(s).rest_s, LEAST_REST_S)
        # Said once an exercise, and not where the next words are those of another exercise.
        first = s.set < self.sets(s) and not s.total.unseen
        unseen = self._unseen(s.coach.progress) if first else ()
        line = "coach.rest" if s.coach.progress.begun else "coach.rest.undone"
        total = s.total.plus(s.coach.progress)
        if self.sides(s):  # each side needs its own reference
            s = without_reference(s)._replace(wanted_side=_OTHER[s.on_side])
        s = s._replace(
            total=total, coach=s.coach.next_set(), set=s.set + 1, rest_s=rest_s, on_side="", pauses=0
        )
        s = s if s.set <= self.sets(s) else _exercise_closed(s)
        return self.end(now, s) if s.finished else enter(Stage.REST, now, s, order(line), *unseen)

    def _unseen(self, progress: Progress) -> tuple[Prompt, ...]:
        """What could not be judged in a set, and how to mend it."""
        for fault, reason in progress.unseen.items():
            key = "seen.camera" if reason == "wrong_view" else f"reason.{reason}.say"
            return say(unseen_key(fault, reason), *[key] * (key in self._words))
        return ()

    def after_rest(self, now: float, s: VisitState) -> VisitState:
        """To the next set or exercise."""
        if s.set == 1:
            return self.explain(now, s, *say("coach.next_exercise"))
        if s.unchecked:
            return enter(Stage.CAMERA, now, s, *say("coach.camera.check"))
        return enter(Stage.POSITION, now, s, *say("coach.other_side" if self.sides(s) else "coach.next_set"))

    def end(self, now: float, s: VisitState, standing: Sequence[Outcome] | None = None) -> VisitState:
        """To the end: what went well, a cue for next time, and the pain question unless advised to stop."""
        s = with_standing(s, standing)
        finished = s.finished
        if not finished:
            s = s._replace(total=s.total.plus(s.coach.progress), coach=s.coach.next_set(), stopped=True)
            s = _exercise_closed(s) if s.total.begun else s
        stop = self.advice(s) is Advice.STOP
        s = s._replace(advised_to_stop=stop)
        done = "coach.done" if any(p.begun for _, p in s.done) else "coach.done.undone"
        opening = "coach.advice.stop" if stop else done if finished else "coach.stopped"
        asked = () if stop else say("coach.pain")
        return enter(Stage.END, now, s, order(opening), *ending.closing_lines(self.done(s)), *asked)


def _exercise_closed(s: VisitState) -> VisitState:
    """The state after the present exercise is done."""
    done = (*s.done, (s.item, s.total))
    s = s._replace(done=done, total=Progress(), at=s.at + 1, set=1, on_side="", wanted_side="")
    return without_reference(s)


def with_standing(s: VisitState, standing: Sequence[Outcome] | None) -> VisitState:
    """The state with what is open counted as if it ended now."""
    return s._replace(coach=s.coach._replace(progress=s.coach.progress.closed(standing)))


def without_reference(s: VisitState) -> VisitState:
    """The state without a personal reference: the coach asks for a new one."""
    return s._replace(calibrated=False, asked=False, reference_s=nan, refused=0)
