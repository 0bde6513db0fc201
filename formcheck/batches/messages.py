"""What goes through the pipes between a batch and its processes, as pickles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be done; the function lies at the top of a module."""

    work: Callable[..., object]
    arguments: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Alive:
    """The work goes on."""


@dataclass(frozen=True, slots=True)
class Expect:
    """So many seconds of film are to be scored."""

    film_s: float


@dataclass(frozen=True, slots=True)
class At:
    """So far it is, in seconds of film."""

    done_s: float
    all_s: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: a value, or the error that it raised; and the most memory held so far, in MB."""

    value: object = None
    error: BaseException | None = None
    peak_mb: float = 0.0
