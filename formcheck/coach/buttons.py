"""Buttons, keys and answers: the second way through a visit."""

from __future__ import annotations

from collections.abc import Callable

from formcheck.coach.pain import Advice, checked
from formcheck.coach.posture import resumed
from formcheck.coach.route import Route, anew, order, say, to
from formcheck.coach.stages import WORKING, Press, Stage, VisitState
from formcheck.coach.voice import Wish
from formcheck.errors import UsageError


def pressed(route: Route, press: Press, s: VisitState) -> VisitState:
    """The stage after a button; one that means nothing here changes nothing.

    Raises:
        UsageError: an answer that is none, an exercise that is not in the programme.
    """
    if press.button in _ANYWHERE:
        return _ANYWHERE[press.button](route, press, s)
    if s.stage is Stage.END:
        return s
    if press.button == "stop":
        return route.end(press.time_s, s)
    if press.button in ("pause", "start") and s.stage is not Stage.CHOOSE:
        return _paused(press, s)
    return _onward(route, press, s)


def _legs(route: Route, press: Press, s: VisitState) -> VisitState:
    s = s._replace(legs=True)
    if s.stage is Stage.END:
        return s._replace(script=(order("coach.advice.stop"),))
    return route.end(press.time_s, s)


def _answered(route: Route, press: Press, s: VisitState) -> VisitState:
    now, answer = press.time_s, checked(press.value)
    if s.told_to_stop:
        return s
    first, worst = s.stage is Stage.PAIN, max(answer, s.worst_pain or 0)
    s = (s._replace(pain_before=answer) if first else s._replace(pain_now=answer))._replace(worst_pain=worst)
    advice = route.advice(s)
    if s.stage is Stage.END:
        return s._replace(script=_last_words(advice, s), told_to_stop=advice is Advice.STOP)
    if advice is Advice.STOP:
        return route.end(now, s)
    lighter = advice is Advice.EASIER and not s.easier
    s = s._replace(easier=s.easier or lighter)
    if first:
        return route.explain(now, s, *say(f"coach.advice.{advice}"))
    return s._replace(script=(order("coach.advice.easier"), *s.script)) if lighter else s


def _last_words(advice: Advice, s: VisitState) -> tuple[Wish, ...]:
    """What is still to be said once it was answered how it feels; an answer replaces the one before."""
    if advice is Advice.STOP:
        return (order("coach.advice.stop.after"),)
    answered = {"coach.pain", *(f"coach.advice.{one}.after" for one in Advice)}
    return (*(line for line in s.script if not answered & {*line.key}), *say(f"coach.advice.{advice}.after"))


def _looked_at(_: Route, press: Press, s: VisitState) -> VisitState:
    """Another camera: is what it sees good, and what is this person's best position as it sees it?"""
    s = anew(s)._replace(camera=s.camera + 1, unchecked=True)
    # Whoever paused by hand goes on by hand, and whoever rests goes on resting.
    seen = s.stage in (*WORKING, Stage.CAMERA, Stage.POSITION) or (s.stage is Stage.PAUSE and not s.by_hand)
    return to(Stage.CAMERA, press.time_s, s, *say("coach.camera.check")) if seen else s


def _paused(press: Press, s: VisitState) -> VisitState:
    if s.stage is Stage.PAUSE:
        return resumed(press.time_s, s)
    if press.button == "pause" and s.stage in (*WORKING, Stage.POSITION):
        return to(Stage.PAUSE, press.time_s, s, order("coach.paused.by_hand"))._replace(by_hand=True)
    return s


def _onward(route: Route, press: Press, s: VisitState) -> VisitState:
    now = press.time_s
    if s.stage is Stage.CHOOSE:
        s = s._replace(items=_chosen(route, press.value)) if press.button == "choose" else s
        return to(Stage.PAIN, now, s, *say("coach.pain"))
    if press.button != "next":
        return s
    if s.stage is Stage.PAIN:
        return route.explain(now, s)
    if s.stage is Stage.EXPLAIN:
        return to(Stage.CAMERA, now, s, *say("coach.camera.check"))
    if s.stage is Stage.CAMERA:
        return to(Stage.POSITION, now, s, *say(f"exercise.{route.exercise(s)}.start"))
    return route.after_rest(now, s) if s.stage is Stage.REST else route.set_over(now, s)


def _chosen(route: Route, value: int | None) -> tuple[int, ...]:
    count = len(route.programme.items)
    if value is None or not 0 <= value < count:
        raise UsageError(f"There is no exercise {value!r} in the programme", f"Choose 0 to {count - 1}")
    return (value,)


_ANYWHERE: dict[str, Callable[[Route, Press, VisitState], VisitState]] = {
    "legs": _legs,
    "pain": _answered,
    "camera": _looked_at,
}
"""Buttons that mean something in every stage."""
