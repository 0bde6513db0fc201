"""Spoken help when nothing can be measured: where to put the camera, where to lie."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from formcheck.coach.frame_view import FrameView
from formcheck.coach.voice import Kind, Wish
from formcheck.judge.vocabulary import NO_REASON, REASON_CODE, REASONS

HELP_DWELL_S = 1.5
"""A reason that passes sooner needs no word."""
FIRST_REPEAT_S = 10.0
"""Again after this, then after twice as long, and so on: walking to the camera takes time."""
MOST = 5
_POSTURE, _OCCLUDED = REASON_CODE["wrong_posture"], REASON_CODE["occluded"]
_WHILE_UPRIGHT = frozenset(REASON_CODE[n] for n in ("out_of_frame", "too_close", "wrong_view"))
"""A camera that is right for the mat cuts off whoever stands beside it, and sees them from the front."""


class HelpState(NamedTuple):
    """Carry: the reason in force and since when; of each help how often and when it was given last."""

    topic: str = ""
    since_s: float = -inf
    given: Mapping[str, tuple[int, float]] = MappingProxyType({})


def begun(moment: FrameView) -> bool:
    """In the posture, nothing in the way. A signal that still waits for its reference reads as occluded."""
    waits = moment.reason == _OCCLUDED and not moment.calibrated
    return moment.in_posture and (moment.reason == NO_REASON or waits)


def framed(moment: FrameView) -> bool:
    """The camera could measure an exercise here: nothing is in the way but the posture."""
    return moment.reason in (NO_REASON, _POSTURE) or begun(moment)


def step(moment: FrameView, state: HelpState) -> HelpState:
    """See a frame."""
    topic = _topic(moment)
    return state if topic == state.topic else state._replace(topic=topic, since_s=moment.time_s)


def wishes(moment: FrameView, state: HelpState) -> list[Wish]:
    """The help that is wanted now, if any."""
    now, topic = moment.time_s, state.topic
    count, last_s = state.given.get(topic, (0, -inf))
    waits = now - state.since_s < HELP_DWELL_S or now - last_s < FIRST_REPEAT_S * 2 ** max(count - 1, 0)
    if not topic or waits or count >= MOST:
        return []
    say = f"reason.{topic}.say"
    key = ("coach.down",) if topic == "upright" else (f"{say}.{moment.seen_from}", say)
    return [Wish(Kind.HELP, key, topic)]


def said(wish: Wish, now: float, state: HelpState) -> HelpState:
    """A wish of these was spoken."""
    count, _ = state.given.get(wish.topic, (0, -inf))
    return state._replace(given={**state.given, wish.topic: (count + 1, now)})


def _topic(moment: FrameView) -> str:
    if framed(moment):
        return ""
    return "upright" if moment.upright and moment.reason in _WHILE_UPRIGHT else REASONS[moment.reason]
