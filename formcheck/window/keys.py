"""Which key does what."""

from __future__ import annotations

from typing import Literal, NamedTuple

from formcheck.coach.pain import Advice
from formcheck.coach.screen import Screen
from formcheck.coach.stages import Button
from formcheck.words.catalogue import Words

ESCAPE, SPACE = 27, 32
NO_KEY = -1
Window = Literal["leave", "full"]


class Action(NamedTuple):
    """What a key asks for: a button of the visit, or something of the window itself."""

    button: Button | None = None
    value: int | None = None
    window: Window | None = None


_ANSWERS = ("pain", "legs")
"""Buttons that tell how it feels; their keys are called the same."""
_TEN = Action("pain", 10)
_KEYS: dict[str, Action] = {
    " ": Action("pause"),
    "n": Action("next"),
    "l": Action("legs"),
    "t": _TEN,
    "f": Action(window="full"),
    **{str(answer): Action("pain", answer) for answer in range(10)},
}


def answerable(screen: Screen) -> bool:
    """Whether it is asked how it feels: who was told to stop was told so for good, whatever is felt later."""
    return screen.advice != Advice.STOP


def action_of(key: int, stage: str, *, answers: bool = True) -> Action | None:
    """What a key does in a stage; None where it does nothing.

    Args:
        key: as OpenCV gives it; the lowest byte is the letter.
        stage: of the visit. At its end "stop" has nothing left to stop, and leaves.
        answers: see `answerable`.
    """
    if key == NO_KEY:
        return None
    letter = chr(key & 0xFF).lower()
    if letter == "q" or key & 0xFF == ESCAPE:
        return Action(window="leave") if stage == "end" else Action("stop")
    action = _KEYS.get(letter)
    return None if action is not None and action.button in _ANSWERS and not answers else action


def key_help(stage: str, words: Words, *, answers: bool = True) -> str:
    """The keys of a stage, in a line; `answers` as for `action_of`."""
    own = {
        "choose": ("next", "full", "stop"),
        "pain": ("pain", "legs", "skip", "stop"),
        "explain": ("next", "legs", "full", "stop"),
        "camera": ("next", "legs", "full", "stop"),
        "pause": ("resume", "pain", "legs", "full", "stop"),
        "rest": ("next", "pain", "legs", "full", "stop"),
        "end": ("pain", "legs", "full", "close"),
    }
    names = own.get(stage, ("pause", "next", "pain", "legs", "full", "stop"))
    names = tuple(name for name in names if answers or name not in _ANSWERS)
    return "   ".join(words.text(f"window.key.{name}") for name in names)
