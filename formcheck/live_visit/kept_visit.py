"""`KeptVisit`: tells the store of a visit as it goes: answers, sets, and how it ended."""

from __future__ import annotations

from formcheck.coach.progress import Progress
from formcheck.coach.stages import Button, Stage, VisitState
from formcheck.coach.visit import Visit
from formcheck.errors import OutputError
from formcheck.live_visit.exercise_run import ExerciseRun
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.scoring.summary import dose_of
from formcheck.visits.log import VisitLog, VisitValues
from formcheck.visits.run_log import RunLog
from formcheck.visits.table_base import Json

_ANSWERS: tuple[Button, ...] = ("pain", "legs", "stop")
"""Buttons that the record of a visit names."""


class KeptVisit:
    """A visit that is kept in the store while it goes on.

    Args:
        log: its place in the store.
        visit: the coach's visit, which knows doses and advice.
        counted: events of the present exercise that were counted before this part of the visit.
    """

    def __init__(self, log: VisitLog, visit: Visit, counted: int = 0) -> None:
        self.log = log
        self._visit = visit
        self._counted = counted
        self._run: ExerciseRun | None = None
        self._sets: list[Json] = []

    @property
    def trouble(self) -> OutputError | None:
        """Why something is not on the disk, or None."""
        return self.log.trouble

    def begin_run(self, item: int, plan: Plan, track: Track) -> RunLog | None:
        """Begin to keep an exercise, see `VisitLog.begin_exercise`."""
        return self.log.begin_exercise(item, plan, track.size, track.model)

    def stepped(self, before: VisitState, after: VisitState, run: ExerciseRun | None) -> None:
        """Keep what a frame or a button ended: a set, or the visit. It is on the disk afterwards.

        Args:
            before, after: the visit's state on either side of it.
            run: the exercise that was going on.
        """
        self.log.catch_up()
        if (len(before.done), before.set) != (len(after.done), after.set):
            self._set_over(before, after, run)
        if after.stage is Stage.END and before.stage is not Stage.END:
            self.log.note({**values_of(self._visit, after), **end_of(after), "ended_at": self.log.now()})

    def pressed(
        self, button: Button, value: int | None, at_s: float, before: VisitState, after: VisitState
    ) -> None:
        """Keep an answer. It is on the disk afterwards."""
        over = button == "stop" and before.stage is Stage.END
        if button in _ANSWERS and not over:
            self.log.answer(button, value, at_s, values=values_of(self._visit, after))

    def close(self, state: VisitState, *, left: bool) -> bool:
        """Write how the visit ended; gives whether it is in the store. See `LiveVisit.close`."""
        over = state.stage is Stage.END or not left
        word = "closed" if over else "broken_off"
        values: VisitValues = {**values_of(self._visit, state), **end_of(state)}
        return self.log.close(word, values)

    def _set_over(self, before: VisitState, after: VisitState, run: ExerciseRun | None) -> None:
        if run is not self._run:
            self._run, self._sets = run, []
        over = len(after.done) > len(before.done)
        progress = after.done[-1][1] if over else after.total
        entry = self._entry(before, progress, whole=not after.stopped)
        self._counted = 0 if over else len(progress.outcomes)
        self._sets.append(entry)
        if run is not None:
            run.counted({"of": self._visit.sets(before), "done": list(self._sets)})

    def _entry(self, before: VisitState, progress: Progress, *, whole: bool) -> Json:
        """One set, by the names of `Dose`; the sets of an exercise add up to its result."""
        asked = self._visit.dose(before)
        counted = dose_of(progress.outcomes[self._counted :]).model_dump(exclude={"sides"})
        return {
            "set": before.set,
            "side": before.on_side,
            "whole": whole,
            "hold_target_s": asked.hold_s,
            "reps_target": asked.reps,
            **counted,
        }


def values_of(visit: Visit, state: VisitState) -> VisitValues:
    """What the answers so far come to."""
    return {
        "pain_before": state.pain_before,
        "pain_after": state.pain_now,
        "pain_worst": state.worst_pain,
        "legs": state.legs,
        "advice": visit.advice(state).value,
    }


def end_of(state: VisitState) -> VisitValues:
    """Whether everything was done."""
    done = finished(state)
    return {"finished": done, "stopped": not done}


def finished(state: VisitState) -> bool:
    """Whether every exercise was begun and brought to its end."""
    return state.finished and not state.stopped and all(p.begun for _, p in state.done)
