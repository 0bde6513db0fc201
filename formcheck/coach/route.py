"""The way through a visit: what is done, in which dose, and how one stage leads to the next."""

from __future__ import annotations

from math import nan

from formcheck.coach import ending
from formcheck.coach.coach import Coach
from formcheck.coach.pain import Advice, advice
from formcheck.coach.programme import Programme, easier
from formcheck.coach.progress import Progress
from formcheck.coach.stages import Stage, VisitState
from formcheck.coach.voice import Kind, Wish
from formcheck.exercises import get_exercise
from formcheck.exercises.base import ExerciseSpec
from formcheck.feedback.words import Words
from formcheck.judge.config import DoseTarget


def say(*keys: str) -> tuple[Wish, ...]:
    """Lines of a script."""
    return tuple(Wish(Kind.SCRIPT, (key,)) for key in keys)


def order(key: str) -> Wish:
    """A line that cuts off what is being said."""
    return Wish(Kind.ORDER, (key,))


def to(stage: Stage, now: float, s: VisitState, *script: Wish) -> VisitState:
    """Into a stage, with its lines."""
    return s._replace(
        stage=stage, since_s=now, script=script, ready_s=nan, away_s=nan, by_hand=False, reminded=0
    )


class Route:
    """A programme in one language, each exercise in its own dose and in the easier one.

    Raises:
        UsageError: the programme asks for what there is not.
    """

    def __init__(self, programme: Programme, words: Words) -> None:
        self.programme = programme
        self._coaches: list[tuple[Coach, Coach]] = []
        for item in programme.items:
            plan = item.plan()
            plan.dial()
            dose, config = item.dose(), plan.rule().config
            full, light = (Coach(item.exercise, config, d, words) for d in (dose, easier(dose)))
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

    def advice(self, s: VisitState) -> Advice:
        """What follows from the answers so far."""
        return advice(s.pain_before, s.pain_now, s.legs, self.programme.stop_rules)

    def done(self, s: VisitState) -> list[ending.Done]:
        """The exercises done so far."""
        names = [(self.programme.items[at].exercise, self._coaches[at][s.easier].dose, p) for at, p in s.done]
        return [ending.Done(*one) for one in names]

    def rest_left_s(self, s: VisitState, now: float) -> float:
        """Seconds of rest to go; 0 outside a rest."""
        return max(self.dose(s).rest_s - (now - s.since_s), 0.0) if s.stage is Stage.REST else 0.0

    def explain(self, now: float, s: VisitState, *first: Wish) -> VisitState:
        """Explain the present exercise and where the camera goes."""
        item = self.programme.items[s.item]
        name = Wish(Kind.SCRIPT, ("coach.name",), values={"exercise": item.exercise})
        lines = say(f"exercise.{item.exercise}.start", f"coach.{item.view}")
        return to(Stage.EXPLAIN, now, s, *first, name, *lines)

    def set_over(self, now: float, s: VisitState) -> VisitState:
        """To the rest before the next set or exercise, or to the end."""
        s = s._replace(total=s.total.plus(s.coach.progress), coach=s.coach.next_set(), set=s.set + 1)
        s = s if s.set <= self.dose(s).sets else _closed(s)
        return self.end(now, s) if s.finished else to(Stage.REST, now, s, order("coach.rest"))

    def after_rest(self, now: float, s: VisitState) -> VisitState:
        """To the next set or exercise."""
        if s.set == 1:
            return self.explain(now, s, *say("coach.next_exercise"))
        return to(Stage.POSITION, now, s, *say("coach.next_set"))

    def end(self, now: float, s: VisitState) -> VisitState:
        """What went well, one thing for next time, and how it feels; without the latter when told to stop."""
        finished = s.finished
        s = s._replace(stopped=not finished)
        if not finished:
            s = s._replace(total=s.total.plus(s.coach.progress), coach=s.coach.next_set())
            s = _closed(s) if s.total.begun else s
        stop = self.advice(s) is Advice.STOP
        opening = "coach.advice.stop" if stop else "coach.done" if finished else "coach.stopped"
        asked = () if stop else say("coach.pain")
        return to(Stage.END, now, s, order(opening), *ending.lines(self.done(s)), *asked)


def _closed(s: VisitState) -> VisitState:
    """The present exercise is done."""
    done = (*s.done, (s.item, s.total))
    return s._replace(done=done, total=Progress(), at=s.at + 1, set=1, calibrated=False)
