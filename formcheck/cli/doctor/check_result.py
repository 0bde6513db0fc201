"""The result of one check: a row of the doctor's table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look", "missing"]
"""Works; works, but something should be looked at; does not work."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found.

    Attributes:
        name: what was checked.
        state: whether it works.
        text: what was found, in one line.
        remedy: how to mend it; "" when the state is "ok".
    """

    name: str
    state: State
    text: str
    remedy: str = ""
