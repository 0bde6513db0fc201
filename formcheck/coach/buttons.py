"""What a button, a key or an answer does to a visit."""

from __future__ import annotations

from collections.abc import Callable

from formcheck.coach.pain import Advice, checked_answer
from formcheck.coach.posture import resume
from formcheck.coach.speech import Prompt
from formcheck.coach.stages import PAUSABLE, WORKING, Press, Stage, VisitState
from formcheck.coach.visit_flow import VisitFlow, enter, order, say, with_standing, without_reference
from formcheck.errors import UsageError


def after_press(flow: VisitFlow, press: Press, s: VisitState) -> VisitState:
    """The state after a button press; a button without a meaning in this stage changes nothing.

    Raises:
        UsageError: the pain answer is not 0 to 10, or the exercise is not in the programme.
    """
    if press.button in _IN_EVERY_STAGE:
        return _IN_EVERY_STAGE[press.button](flow, press, s)
    if s.stage is Stage.END:
        return s
    if press.button == "stop":
        return flow.end(press.time_s, s, press.standing)
    if press.button in ("pause", "start") and s.stage is not Stage.CHOOSE:
        return _pause_or_resume(press, s)
    return _next_step(flow, press, s)


def _leg_symptoms(flow: VisitFlow, press: Press, s: VisitState) -> VisitState:
    s = s._replace(legs=True)
    if s.stage is Stage.END:
        return s._replace(script=(order("coach.advice.stop"),))
    return flow.end(press.time_s, s, press.standing)


def _pain_answered(flow: VisitFlow, press: Press, s: VisitState) -> VisitState:
    now, answer = press.time_s, checked_answer(press.value)
    if s.advised_to_stop:
        return s
    first, worst = s.stage is Stage.PAIN, max(answer, s.worst_pain or 0)
    s = (s._replace(pain_before=answer) if first else s._replace(pain_now=answer))._replace(worst_pain=worst)
    advice = flow.advice(s)
    if s.stage is Stage.END:
        return s._replace(script=_remaining_lines(advice, s), advised_to_stop=advice is Advice.STOP)
    if advice is Advice.STOP:
        return flow.end(now, s, press.standing)
    lighter = advice is Advice.EASIER and not s.easier
    s = s._replace(easier=s.easier or lighter)
    if first:
        return flow.explain(now, s, *say(f"coach.advice.{advice}"))
    return s._replace(script=(order("coach.advice.easier"), *s.script)) if lighter else s


def _remaining_lines(advice: Advice, s: VisitState) -> tuple[Prompt, ...]:
    """The lines left at the end after a pain answer; the advice for a new answer replaces the earlier one."""
    if advice is Advice.STOP:
        return (order("coach.advice.stop.after"),)
    answered = {"coach.pain", *(f"coach.advice.{one}.after" for one in Advice)}
    return (*(line for line in s.script if not answered & {*line.key}), *say(f"coach.advice.{advice}.after"))


def _camera_changed(_: VisitFlow, press: Press, s: VisitState) -> VisitState:
    """Another camera is in use: check its view again and take a new personal reference."""
    s = without_reference(with_standing(s, press.standing))._replace(camera=s.camera + 1, unchecked=True)
    # A pause by hand ends by hand, and a rest runs on: their camera is checked afterwards.
    check_now = s.stage in (*WORKING, Stage.CAMERA, Stage.POSITION) or (
        s.stage is Stage.PAUSE and not s.by_hand
    )
    return enter(Stage.CAMERA, press.time_s, s, *say("coach.camera.check")) if check_now else s


def _pause_or_resume(press: Press, s: VisitState) -> VisitState:
    if s.stage is Stage.PAUSE:
        return resume(press.time_s, s)
    if press.button == "pause" and s.stage in PAUSABLE:
        return enter(Stage.PAUSE, press.time_s, s, order("coach.paused.by_hand"))._replace(by_hand=True)
    return s


def _next_step(flow: VisitFlow, press: Press, s: VisitState) -> VisitState:
    now = press.time_s
    if s.stage is Stage.CHOOSE:
        s = s._replace(items=_chosen_item(flow, press.value)) if press.button == "choose" else s
        asked = s.pain_before is not None  # a visit that goes on
        return flow.explain(now, s) if asked else enter(Stage.PAIN, now, s, *say("coach.pain"))
    if press.button != "next":
        return s
    if s.stage is Stage.PAIN:
        return flow.explain(now, s)
    if s.stage is Stage.EXPLAIN:
        return enter(Stage.CAMERA, now, s, *say("coach.camera.check"))
    if s.stage is Stage.CAMERA:
        return enter(Stage.POSITION, now, s, *say(f"exercise.{flow.exercise(s)}.start"))
    return flow.after_rest(now, s) if s.stage is Stage.REST else flow.set_over(now, s, press.standing)


def _chosen_item(flow: VisitFlow, value: int | None) -> tuple[int, ...]:
    count = len(flow.programme.items)
    if value is None or not 0 <= value < count:
        raise UsageError(f"There is no exercise {value!r} in the programme", f"Choose 0 to {count - 1}")
    return (value,)


_IN_EVERY_STAGE: dict[str, Callable[[VisitFlow, Press, VisitState], VisitState]] = {
    "legs": _leg_symptoms,
    "pain": _pain_answered,
    "camera": _camera_changed,
}
"""Buttons that have a meaning in every stage."""
