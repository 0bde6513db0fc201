"""Spoken help when the form cannot be measured: where to put the camera and where to lie."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from formcheck.coach.frame_view import FrameView
from formcheck.coach.speech import Prompt, PromptKind
from formcheck.judge.vocabulary import COMING, NO_REASON, NOTHING_SEEN, REASON_CODE, REASONS
from formcheck.judge.vocabulary import SEEN as SEEN_NAMES

HELP_DWELL_S = 1.5
"""A reason has to last this long, seconds, before the coach gives help."""
FIRST_REPEAT_S = 10.0
"""Seconds until the same help is given again, doubled after each time: a walk to the camera takes time."""
MOST = 5
"""The same help is given at most this often."""
SEEN_DWELL_S = 4.0
"""Another posture has to last this long: getting into position leads through several."""
OF_MOVEMENT_S = 3.0
"""A movement that has ended and was another one is spoken of within this time."""
SEEN = "seen."
"""Topics of what is seen instead of the exercise begin so."""
_POSTURE, _OCCLUDED = REASON_CODE["wrong_posture"], REASON_CODE["occluded"]
_WHILE_UPRIGHT = frozenset(REASON_CODE[n] for n in ("out_of_frame", "too_close", "wrong_view"))
"""Reasons that an upright person causes: a camera placed for the mat cuts off a person who stands beside it,
and sees them from the front."""


class HelpState(NamedTuple):
    """What the help remembers; times are media seconds.

    Attributes:
        topic: the reason that the present frames give, or "upright", or "seen.NAME", or "".
        since_s: the topic began then.
        given: by topic, how often its help was given and when it was given last.
        movement: the topic of the last movement that was another one, and when it ended.
    """

    topic: str = ""
    since_s: float = -inf
    given: Mapping[str, tuple[int, float]] = MappingProxyType({})
    movement: tuple[str, float] = ("", -inf)


def in_position(frame: FrameView) -> bool:
    """Whether the person is in the posture and can be measured.

    A signal without its personal reference reads as occluded, so that reason is allowed before calibration.
    """
    waits = frame.reason == _OCCLUDED and not frame.calibrated
    return frame.in_posture and (frame.reason == NO_REASON or waits)


def camera_sees_well(frame: FrameView) -> bool:
    """Whether the camera could measure an exercise here: only the posture may be missing."""
    return frame.reason in (NO_REASON, _POSTURE) or in_position(frame)


def step(frame: FrameView, state: HelpState) -> HelpState:
    """The state after a frame."""
    topic = _topic(frame)
    for outcome in frame.outcomes:
        if outcome.seen != NOTHING_SEEN:
            state = state._replace(movement=(f"{SEEN}{SEEN_NAMES[outcome.seen]}", frame.time_s))
    return state if topic == state.topic else state._replace(topic=topic, since_s=frame.time_s)


def prompts(frame: FrameView, state: HelpState) -> list[Prompt]:
    """The help that is due in this frame, if any."""
    now, topic, since_s = frame.time_s, state.topic, state.since_s
    dwell_s = SEEN_DWELL_S if topic.startswith(SEEN) else HELP_DWELL_S
    if not topic and now - state.movement[1] < OF_MOVEMENT_S:
        topic, since_s = state.movement[0], -inf
    count, last_s = state.given.get(topic, (0, -inf))
    waits = now - since_s < dwell_s or now - last_s < FIRST_REPEAT_S * 2 ** max(count - 1, 0)
    if not topic or waits or count >= MOST:
        return []
    if topic.startswith(SEEN):
        return [Prompt(PromptKind.HELP, (f"{topic}.say",), topic)]
    say = f"reason.{topic}.say"
    key = ("coach.down",) if topic == "upright" else (f"{say}.{frame.seen_from}", say)
    return [Prompt(PromptKind.HELP, key, topic)]


def said(prompt: Prompt, now: float, state: HelpState) -> HelpState:
    """The state after one of these prompts was spoken at `now`."""
    count, _ = state.given.get(prompt.topic, (0, -inf))
    return state._replace(given={**state.given, prompt.topic: (count + 1, now)})


def _topic(frame: FrameView) -> str:
    if frame.reason == _POSTURE and frame.seen and frame.seen not in COMING:
        return f"{SEEN}{frame.seen}"
    if camera_sees_well(frame):
        return ""
    return "upright" if frame.upright and frame.reason in _WHILE_UPRIGHT else REASONS[frame.reason]
