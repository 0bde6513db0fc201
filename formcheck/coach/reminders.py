"""Reminders: how to get into position, on which side, and that a rest, a pause or a set ends soon."""

from __future__ import annotations

from formcheck.coach.frame_view import FrameView
from formcheck.coach.posture import AWAY_ENOUGH_S, ENOUGH_S, TURN_S, on_wrong_side
from formcheck.coach.setup_help import camera_sees_well
from formcheck.coach.speech import Prompt, PromptKind
from formcheck.coach.stages import Stage, VisitState
from formcheck.coach.visit_flow import VisitFlow, how_to

REMIND_S, MOST_REMINDERS = 10.0, 3
"""Seconds until the coach explains the position again, doubled after each time, and the number of times."""
REST_CALL_S = 10.0
"""Seconds before the end of a rest at which the coach calls the person back; a rest shorter than twice this
has no such call."""
PAUSE_CALL_S = 20.0
"""Seconds before the end of a pause at which the coach says so: enough to get back into position."""
ENOUGH_CALL_S = 8.0
"""Seconds before lying still ends the set at which the coach says so."""
SOON_S = 1.0
"""Seconds on the wrong side before the coach says so: the tracker may still change the side."""
_REMINDER, _TURN = "reminder", "turn"


def reminders(flow: VisitFlow, frame: FrameView, s: VisitState) -> list[Prompt]:
    """The reminder that is due in this frame, if any."""
    if s.stage is Stage.POSITION and on_wrong_side(flow, frame, s):
        wait_s = TURN_S if s.turns else SOON_S
        side, view = flow.wanted_side(s), flow.wanted_view(s)
        turn = Prompt(PromptKind.SCRIPT, (f"coach.turn.{view}" if view else f"coach.lie.{side}",), _TURN)
        return [turn] if _silent_s(frame, s) >= wait_s else []
    keys = _due(flow, frame, s)
    return [Prompt(PromptKind.SCRIPT, keys, _REMINDER)] if keys else []


def after_reminder(prompt: Prompt, s: VisitState) -> VisitState:
    """The state after `prompt` was spoken; a prompt that is no reminder changes nothing."""
    if prompt.topic == _REMINDER:
        return s._replace(reminded=s.reminded + 1)
    return s._replace(turns=s.turns + 1) if prompt.topic == _TURN else s


def _silent_s(frame: FrameView, s: VisitState) -> float:
    """Seconds without an utterance in this stage."""
    return frame.time_s - max(s.since_s, s.coach.speech.until_s)


def _due(flow: VisitFlow, frame: FrameView, s: VisitState) -> tuple[str, ...]:
    """The keys of the reminder that is due; empty when none is."""
    if s.stage is Stage.POSITION:
        again = s.reminded < MOST_REMINDERS and _silent_s(frame, s) >= REMIND_S * 2**s.reminded
        return (f"exercise.{flow.exercise(s)}.start",) if again and camera_sees_well(frame) else ()
    if s.reminded:
        return ()
    if s.stage is Stage.REST:
        soon = s.rest_s >= 2 * REST_CALL_S and flow.rest_left_s(s, frame.time_s) <= REST_CALL_S
        return ("coach.rest.soon",) if soon else ()
    if s.stage is Stage.PAUSE and not s.by_hand:
        soon = frame.time_s - s.since_s >= AWAY_ENOUGH_S - PAUSE_CALL_S
        return ("coach.pause.soon",) if soon else ()
    # Seconds of lying still between two movements; NaN, which is below any limit, within a movement.
    if s.stage is Stage.PERFORM and frame.time_s - s.away_s >= ENOUGH_S - ENOUGH_CALL_S:
        return ("coach.enough.soon",) if s.coach.progress.begun else how_to(flow.exercise(s))
    return ()
