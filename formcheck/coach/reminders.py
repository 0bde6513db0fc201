"""What is said again, or in time: how to get into position, on which side, the end of a rest or of a set."""

from __future__ import annotations

from formcheck.coach.frame_view import FrameView
from formcheck.coach.posture import AWAY_ENOUGH_S, ENOUGH_S, TURN_S, on_wrong_side
from formcheck.coach.route import Route, how
from formcheck.coach.setup_help import framed
from formcheck.coach.stages import Stage, VisitState
from formcheck.coach.voice import Kind, Wish

REMIND_S, MOST_REMINDERS = 10.0, 3
"""How to get into position is said again after this, then after twice as long, and so on, so often."""
REST_CALL_S = 10.0
"""The rest is nearly over: time to come back to the mat. Not said in a rest of less than twice that."""
PAUSE_CALL_S = 20.0
"""So long before a pause is over, that is said: enough to get back into position."""
ENOUGH_CALL_S = 8.0
"""So long before whoever lies still has done enough for a set, that is said."""
SOON_S = 1.0
"""Who lies on the other side than was asked hears it after this: the tracker may change its mind."""
_REMINDER, _TURN = "reminder", "turn"


def reminders(route: Route, m: FrameView, s: VisitState) -> list[Wish]:
    """What is due now, if anything."""
    if s.stage is Stage.POSITION and on_wrong_side(route, m, s):
        wait_s = TURN_S if s.turns else SOON_S
        turn = Wish(Kind.SCRIPT, (f"coach.lie.{route.wanted_side(s)}",), _TURN)
        return [turn] if _silent_s(m, s) >= wait_s else []
    keys = _due(route, m, s)
    return [Wish(Kind.SCRIPT, keys, _REMINDER)] if keys else []


def noted(wish: Wish, s: VisitState) -> VisitState:
    """After one of these was spoken; any other changes nothing."""
    if wish.topic == _REMINDER:
        return s._replace(reminded=s.reminded + 1)
    return s._replace(turns=s.turns + 1) if wish.topic == _TURN else s


def _silent_s(m: FrameView, s: VisitState) -> float:
    """Nothing was said for so long in this stage."""
    return m.time_s - max(s.since_s, s.coach.voice.until_s)


def _due(route: Route, m: FrameView, s: VisitState) -> tuple[str, ...]:
    """The keys of a reminder; none where none is due."""
    if s.stage is Stage.POSITION:
        again = s.reminded < MOST_REMINDERS and _silent_s(m, s) >= REMIND_S * 2**s.reminded
        return (f"exercise.{route.exercise(s)}.start",) if again and framed(m) else ()
    if s.reminded:
        return ()
    if s.stage is Stage.REST:
        soon = s.rest_s >= 2 * REST_CALL_S and route.rest_left_s(s, m.time_s) <= REST_CALL_S
        return ("coach.rest.soon",) if soon else ()
    if s.stage is Stage.PAUSE and not s.by_hand:
        soon = m.time_s - s.since_s >= AWAY_ENOUGH_S - PAUSE_CALL_S
        return ("coach.pause.soon",) if soon else ()
    # Lying still between two movements; NaN, and never so long, within one.
    if s.stage is Stage.PERFORM and m.time_s - s.away_s >= ENOUGH_S - ENOUGH_CALL_S:
        return ("coach.enough.soon",) if s.coach.progress.begun else how(route.exercise(s))
    return ()
