"""How a job tells how far it is, whoever it works for. Nothing large is imported here."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Teller:
    """Where a job tells how far it is.

    Attributes:
        alive: it goes on, nothing more is known.
        expect: told once how many seconds of film there are.
        progress: told the media seconds done and those in all.
    """

    alive: Callable[[], None]
    expect: Callable[[float], None]
    progress: Callable[[float, float | None], None]


TELLER: ContextVar[Teller | None] = ContextVar("formcheck_batch_teller", default=None)
"""Set by a worker that has somebody to tell."""
