"""What drives a visit hands-free: being seen, taking the posture, leaving it, having done enough."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isnan, nan, nextafter

from formcheck.coach.frame_view import FrameView
from formcheck.coach.route import Route, how, order, say, to
from formcheck.coach.setup_help import begun, framed
from formcheck.coach.stages import Stage, VisitState
from formcheck.coach.voice import Kind, Wish

READY_S = 1.0
"""The camera has to see well for this long: longer than its gates take to open and close."""
CALIBRATE_S, CALIBRATE_MOVING_S = 8.0, 3.0
"""Not waited for longer: three tries of 2.5 s at a steady hold; a movement gives its reference on its way.
What has no reference is judged in the wider bands."""
AWAY_S = 1.0
"""Out of the posture for this long is a pause, on top of the judge's half second."""
ENOUGH_S = 20.0
"""Who lies still between movements for this long has done enough for this set."""
AWAY_ENOUGH_S = 60.0
"""Who stays away for this long has done enough for this set; that is told in time."""
MANY_PAUSES = 3
"""In the third pause of a set it is said how to do the exercise; later ones are not spoken of."""
MOST_TURNS, TURN_S = 2, 10.0
"""Who lies on the other side than was asked is told so often, and is left at that so long after: the
tracker may be wrong about it, and a side that is done twice is better than to wait for ever."""


def moved(route: Route, m: FrameView, s: VisitState) -> VisitState:
    """The stage after a frame."""
    after = _AFTER.get(s.stage)
    return after(route, m, s) if after else s


def _explain(_: Route, m: FrameView, s: VisitState) -> VisitState:
    said = not s.script and m.time_s >= s.coach.voice.until_s
    return to(Stage.CAMERA, m.time_s, s, *say("coach.camera.check")) if said else s


def _camera(_: Route, m: FrameView, s: VisitState) -> VisitState:
    s = s._replace(ready_s=nan if not framed(m) else m.time_s if isnan(s.ready_s) else s.ready_s)
    ready = m.time_s - s.ready_s >= READY_S and not s.script
    return to(Stage.POSITION, m.time_s, s, *say("coach.ready")) if ready else s


def _position(route: Route, m: FrameView, s: VisitState) -> VisitState:
    now = m.time_s
    if not begun(m):
        gone = s.resumed and s.coach.progress.begun and now - s.since_s >= AWAY_ENOUGH_S
        return route.set_over(now, s) if gone else s
    if on_wrong_side(route, m, s):
        return s
    if not route.spec(s).calibrated or s.calibrated or m.calibrated:
        return to(Stage.PERFORM, now, s, *(s.script if s.resumed else say("coach.go")))
    # A movement gives its reference on its way, a level back on hands and knees asks for no effort.
    if route.spec(s).moves or (s.asked and not s.script and now >= s.coach.voice.until_s):
        return to(Stage.CALIBRATE, now, opened(now, s), order("coach.stay"))
    # Who is in position need not be told to the end to get there.
    return to(Stage.CALIBRATE, now, s, order("coach.hold_still"))


def on_wrong_side(route: Route, m: FrameView, s: VisitState) -> bool:
    """In position on the side that is not wanted, and not yet asked in vain too often."""
    wanted = route.wanted_side(s)
    left_at_that = s.turns >= MOST_TURNS and m.time_s - s.coach.voice.until_s >= TURN_S
    return begun(m) and "" not in (wanted, m.side) and m.side != wanted and not left_at_that


def resumed(now: float, s: VisitState) -> VisitState:
    """A pause is over: into position again, or before that to the camera if it is another one."""
    if s.unchecked:
        return to(Stage.CAMERA, now, s, *say("coach.camera.check"))
    lines = say("coach.resume") if s.pauses < MANY_PAUSES else ()
    return to(Stage.POSITION, now, s, *lines)._replace(resumed=True)


def opened(now: float, s: VisitState) -> VisitState:
    """From now on a reference may be taken."""
    return s._replace(reference_s=nextafter(now, inf)) if isnan(s.reference_s) else s


def _calibrate(route: Route, m: FrameView, s: VisitState) -> VisitState:
    if not m.in_posture:
        return to(Stage.POSITION, m.time_s, s)
    moves, now = route.spec(s).moves, m.time_s
    if s.coach.progress.left(route.dose(s)) <= 0:  # a short hold may be over before it is calibrated
        return route.set_over(now, s)
    if not s.script and now >= s.coach.voice.until_s:
        s = opened(now, s)
    # The time in which a reference could be taken: NaN, and not over, while the request is still being said.
    tried_s = now - max(s.reference_s, s.since_s)
    waited = tried_s >= (CALIBRATE_MOVING_S if moves else CALIBRATE_S)
    if s.calibrated or waited or (moves and m.active):
        # Who was not asked, since another line was still being said, is not thanked.
        thanks = s.calibrated and not moves and not s.script
        # To whoever was just corrected, "good" would be no help.
        line = "coach.thanks" if thanks else "" if m.faults else "coach.go"
        return to(Stage.PERFORM, now, opened(now, s), *say(*[line] * bool(line)))
    return s


def _perform(route: Route, m: FrameView, s: VisitState) -> VisitState:
    now = m.time_s
    if s.coach.progress.left(route.dose(s)) <= 0:
        return route.set_over(now, s)
    # Lying still between two movements is no pause, but it may be the end.
    if m.active:
        s = s._replace(away_s=nan, reminded=0)
    elif isnan(s.away_s):
        s = s._replace(away_s=now)
    if not m.in_posture and now - s.away_s >= AWAY_S:
        return _left(route, now, s._replace(pauses=s.pauses + 1))
    return route.set_over(now, s) if now - s.away_s >= ENOUGH_S else s


def _left(route: Route, now: float, s: VisitState) -> VisitState:
    """Out of the posture; often is a sign that the exercise is not understood."""
    if s.pauses > MANY_PAUSES:
        return to(Stage.PAUSE, now, s)
    explained = Wish(Kind.ORDER, how(route.exercise(s)))
    return to(Stage.PAUSE, now, s, explained if s.pauses == MANY_PAUSES else order("coach.paused"))


def _pause(route: Route, m: FrameView, s: VisitState) -> VisitState:
    if s.by_hand:
        return s
    if m.in_posture:
        return resumed(m.time_s, s)
    return route.set_over(m.time_s, s) if m.time_s - s.since_s >= AWAY_ENOUGH_S else s


def _rest(route: Route, m: FrameView, s: VisitState) -> VisitState:
    return s if route.rest_left_s(s, m.time_s) > 0 else route.after_rest(m.time_s, s)


_AFTER: dict[Stage, Callable[[Route, FrameView, VisitState], VisitState]] = {
    Stage.EXPLAIN: _explain,
    Stage.CAMERA: _camera,
    Stage.POSITION: _position,
    Stage.CALIBRATE: _calibrate,
    Stage.PERFORM: _perform,
    Stage.PAUSE: _pause,
    Stage.REST: _rest,
}
