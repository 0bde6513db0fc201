"""The keys of the window: what each does in each stage."""

from __future__ import annotations

from typing import Literal, NamedTuple

from formcheck.coach.pain import Advice
from formcheck.coach.screen import Screen
from formcheck.coach.stages import Button
from formcheck.words.catalogue import Words

ESCAPE = 27
NO_KEY = -1
WindowAction = Literal["leave", "full"]


class Action(NamedTuple):
    """What a key asks for: a button of the visit with its value, or an action of the window."""

    button: Button | None = None
    value: int | None = None
    window: WindowAction | None = None


_ANSWERS = ("pain", "legs")
"""Buttons that answer how it feels; the texts about their keys have the same names."""
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
    """Whether the pain question is open: it closes for good once the advice is to stop."""
    return screen.advice != Advice.STOP


def action_of(key: int, stage: str, *, answers: bool = True) -> Action | None:
    """What a key does in a stage; None where it does nothing.

    Args:
        key: code of the key as OpenCV gives it; its lowest byte is the letter.
        stage: present stage of the visit. In the stage "end" the key for "stop" leaves.
        answers: whether the pain question is open (`answerable`).
    """
    if key == NO_KEY:
        return None
    letter = chr(key & 0xFF).lower()
    if letter == "q" or key & 0xFF == ESCAPE:
        return Action(window="leave") if stage == "end" else Action("stop")
    action = _KEYS.get(letter)
    return None if action is not None and action.button in _ANSWERS and not answers else action


def key_help(stage: str, words: Words, *, answers: bool = True) -> str:
    """The keys of a stage in one line of text; `answers` as for `action_of`."""
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
