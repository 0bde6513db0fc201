"""How the posture drives a visit without hands: a stage changes when a frame shows the reason for it."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isnan, nan, nextafter

from formcheck.coach.frame_view import MOVED, FrameView
from formcheck.coach.setup_help import camera_sees_well, in_position
from formcheck.coach.speech import Prompt, PromptKind
from formcheck.coach.stages import Stage, VisitState
from formcheck.coach.visit_flow import VisitFlow, enter, how_to, order, say

READY_S = 1.0
"""The camera has to see well for this long, seconds: longer than the gates take to open and close."""
CALIBRATE_S, CALIBRATE_MOVING_S = 8.0, 3.0
"""Longest wait for a personal reference, seconds, of a hold (three tries of 2.5 s) and of a movement, which
gives its reference while it goes on. Without a reference the wider bands judge the set."""
MOST_REFUSED = 2
"""How often a reference that is not believed is asked for again; then the wider bands judge the set."""
AWAY_S = 1.0
"""Out of the posture for this long is a pause, in addition to the judge's half second."""
ENOUGH_S = 20.0
"""Lying still between two movements for this long ends the set."""
AWAY_ENOUGH_S = 60.0
"""Staying out of the posture for this long ends the set; a reminder comes first."""
MANY_PAUSES = 3
"""The pause of a set in which the exercise is explained again; later pauses pass without a word."""
MOST_TURNS, TURN_S = 2, 10.0
"""How often the coach asks a person to change sides, and how long, seconds, it waits after the last request
before it accepts the side: the tracker may be wrong, and doing one side twice is better than waiting for
ever."""


def after_frame(flow: VisitFlow, frame: FrameView, s: VisitState) -> VisitState:
    """The state after a frame: the next stage, or the same one."""
    after = _BY_STAGE.get(s.stage)
    return after(flow, frame, s) if after else s


def _explain(_: VisitFlow, frame: FrameView, s: VisitState) -> VisitState:
    spoken = not s.script and frame.time_s >= s.coach.speech.until_s
    return enter(Stage.CAMERA, frame.time_s, s, *say("coach.camera.check")) if spoken else s


def _camera(_: VisitFlow, frame: FrameView, s: VisitState) -> VisitState:
    if not camera_sees_well(frame):
        s = s._replace(ready_s=nan)
    elif isnan(s.ready_s):
        s = s._replace(ready_s=frame.time_s)
    ready = frame.time_s - s.ready_s >= READY_S and not s.script
    return enter(Stage.POSITION, frame.time_s, s, *say("coach.ready")) if ready else s


def _position(flow: VisitFlow, frame: FrameView, s: VisitState) -> VisitState:
    now = frame.time_s
    if not in_position(frame):
        gone = s.resumed and s.coach.progress.begun and now - s.since_s >= AWAY_ENOUGH_S
        return flow.set_over(now, s) if gone else s
    if on_wrong_side(flow, frame, s):
        return s
    if not flow.takes_reference(s) or s.calibrated or frame.calibrated:
        return enter(Stage.PERFORM, now, s, *(s.script if s.resumed else say("coach.go")))
    # A movement gives its reference while it goes on; a level back on hands and knees takes no effort.
    if flow.spec(s).moves or (s.asked and not s.script and now >= s.coach.speech.until_s):
        return enter(Stage.CALIBRATE, now, allow_reference(now, s), order("coach.stay"))
    # The rest of the instructions is dropped: the person is in position already.
    return enter(Stage.CALIBRATE, now, s, order("coach.hold_still"))


def on_wrong_side(flow: VisitFlow, frame: FrameView, s: VisitState) -> bool:
    """Whether the person shows another side than was asked for, and the coach has not accepted that yet."""
    accepted = s.turns >= MOST_TURNS and frame.time_s - s.coach.speech.until_s >= TURN_S
    shown = ((flow.wanted_side(s), frame.side), (flow.wanted_view(s), frame.view))
    other = any("" not in pair and pair[0] != pair[1] for pair in shown)
    return in_position(frame) and other and not accepted


def resume(now: float, s: VisitState) -> VisitState:
    """The state after a pause: into position, or to the camera check when the camera was changed."""
    if s.unchecked:
        return enter(Stage.CAMERA, now, s, *say("coach.camera.check"))
    lines = say("coach.resume") if s.pauses < MANY_PAUSES else ()
    return enter(Stage.POSITION, now, s, *lines)._replace(resumed=True)


def allow_reference(now: float, s: VisitState) -> VisitState:
    """The state from which on a reference may be taken."""
    return s._replace(reference_s=nextafter(now, inf)) if isnan(s.reference_s) else s


def _calibrate(flow: VisitFlow, frame: FrameView, s: VisitState) -> VisitState:
    if not frame.in_posture:
        return enter(Stage.POSITION, frame.time_s, s)
    moves, now = flow.spec(s).moves, frame.time_s
    if flow.set_done(s, frame.standing):  # a short hold may be over before it is calibrated
        return flow.set_over(now, s, frame.standing)
    if not s.script and now >= s.coach.speech.until_s:
        s = allow_reference(now, s)
    if frame.refused and not s.calibrated and s.refused < MOST_REFUSED:
        return _asked_again(frame, moves, s)
    # Seconds in which a reference could be taken; NaN, which is below any limit, while the request is spoken.
    tried_s = now - max(s.reference_s, s.since_s)
    waited = tried_s >= (CALIBRATE_MOVING_S if moves else CALIBRATE_S)
    if s.calibrated or waited or (moves and frame.active):
        # The thanks answer the request: they are left out when the request was not spoken.
        thanks = s.calibrated and not moves and not s.script
        # "Good" would contradict a correction that was just spoken.
        line = "coach.thanks" if thanks else "" if frame.faults else "coach.go"
        return enter(Stage.PERFORM, now, allow_reference(now, s), *say(*[line] * bool(line)))
    return s


def _asked_again(frame: FrameView, moves: bool, s: VisitState) -> VisitState:
    """The state in which the person has been told what to change, and is asked for the reference anew.

    Until the request is spoken to its end no reference is taken, except of a movement, which goes on.
    """
    change = [] if frame.refused == MOVED else [order(f"fault.{frame.refused}.cue")]
    asked = [*change, *say("coach.stay")] if change else [order("coach.hold_still")]
    s = s._replace(refused=s.refused + 1, reference_s=s.reference_s if moves else nan)
    return enter(Stage.CALIBRATE, frame.time_s, s, *asked)


def _perform(flow: VisitFlow, frame: FrameView, s: VisitState) -> VisitState:
    now = frame.time_s
    if flow.set_done(s, frame.standing):
        return flow.set_over(now, s, frame.standing)
    if frame.refused not in ("", MOVED) and not s.calibrated and s.refused < MOST_REFUSED:
        # The next repetition, or the next still moment of the hold, is the next try.
        script = (*s.script, order(f"fault.{frame.refused}.cue"))
        s = s._replace(refused=s.refused + 1, script=script)
    # Lying still between two movements is no pause, but it may be the end of the set.
    if frame.active:
        s = s._replace(away_s=nan, reminded=0)
    elif isnan(s.away_s):
        s = s._replace(away_s=now)
    if not frame.in_posture and now - s.away_s >= AWAY_S:
        return _posture_left(flow, now, s._replace(pauses=s.pauses + 1))
    return flow.set_over(now, s, frame.standing) if now - s.away_s >= ENOUGH_S else s


def _posture_left(flow: VisitFlow, now: float, s: VisitState) -> VisitState:
    """The state after the posture was left; many pauses mean that the exercise is not understood."""
    if s.pauses > MANY_PAUSES:
        return enter(Stage.PAUSE, now, s)
    explanation = Prompt(PromptKind.ORDER, how_to(flow.exercise(s)))
    return enter(Stage.PAUSE, now, s, explanation if s.pauses == MANY_PAUSES else order("coach.paused"))


def _pause(flow: VisitFlow, frame: FrameView, s: VisitState) -> VisitState:
    if s.by_hand:
        return s
    if frame.in_posture:
        return resume(frame.time_s, s)
    return flow.set_over(frame.time_s, s) if frame.time_s - s.since_s >= AWAY_ENOUGH_S else s


def _rest(flow: VisitFlow, frame: FrameView, s: VisitState) -> VisitState:
    return s if flow.rest_left_s(s, frame.time_s) > 0 else flow.after_rest(frame.time_s, s)


_BY_STAGE: dict[Stage, Callable[[VisitFlow, FrameView, VisitState], VisitState]] = {
    Stage.EXPLAIN: _explain,
    Stage.CAMERA: _camera,
    Stage.POSITION: _position,
    Stage.CALIBRATE: _calibrate,
    Stage.PERFORM: _perform,
    Stage.PAUSE: _pause,
    Stage.REST: _rest,
}
