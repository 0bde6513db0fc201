"""One line of the doctor's table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look", "missing"]


@dataclass(frozen=True, slots=True)
class Row:
    """What one check found.

    Attributes:
        name: what was looked at.
        state: "ok"; "look": it works, but somebody may want to mend it; "missing": it does not.
        text: what was found, in a line.
        remedy: how to mend it, "" where nothing is to be mended.
    """

    name: str
    state: State
    text: str
    remedy: str = ""
