"""Which key does what."""

from __future__ import annotations

from typing import Literal, NamedTuple

from formcheck.coach.stages import Button
from formcheck.feedback.words import Words

ESCAPE, SPACE = 27, 32
NO_KEY = -1
Window = Literal["leave", "full"]


class Action(NamedTuple):
    """What a key asks for: a button of the visit, or something of the window itself."""

    button: Button | None = None
    value: int | None = None
    window: Window | None = None


_TEN = Action("pain", 10)
_KEYS: dict[str, Action] = {
    " ": Action("pause"),
    "n": Action("next"),
    "l": Action("legs"),
    "t": _TEN,
    "f": Action(window="full"),
    **{str(answer): Action("pain", answer) for answer in range(10)},
}


def action_of(key: int, stage: str) -> Action | None:
    """What a key does in a stage; None where it does nothing.

    Args:
        key: as OpenCV gives it; the lowest byte is the letter.
        stage: of the visit. At its end "stop" has nothing left to stop, and leaves.
    """
    if key == NO_KEY:
        return None
    letter = chr(key & 0xFF).lower()
    if letter == "q" or key & 0xFF == ESCAPE:
        return Action(window="leave") if stage == "end" else Action("stop")
    return _KEYS.get(letter)


def key_help(stage: str, words: Words) -> str:
    """The keys of a stage, in a line."""
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
    return "   ".join(words.text(f"window.key.{name}") for name in names)
