"""Score a stick figure's track through the public door, `Scoring`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from formcheck.exercises import get_exercise
from formcheck.judge.frames import FrameScores
from formcheck.judge.segments import Outcome
from formcheck.pose.track import Track
from formcheck.scoring.event import Event, FaultSpan
from formcheck.scoring.plan import Plan
from formcheck.scoring.result import Result
from formcheck.scoring.scoring import Scoring
from formcheck.scoring.source import Source


@dataclass(frozen=True)
class Scored:
    """What came of a recording."""

    frames: FrameScores
    outcomes: list[Outcome]
    result: Result

    @property
    def events(self) -> list[Event]:
        return self.result.events

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    @property
    def faults(self) -> set[str]:
        """Names of all faults in all events."""
        return {fault.kind for event in self.events for fault in event.faults}

    def spans(self, fault: str) -> list[FaultSpan]:
        """Every span of one fault."""
        return [f for event in self.events for f in event.faults if f.kind == fault]

    def same_bytes(self, other: Scored) -> bool:
        """Whether frames and events agree to the last bit."""
        return (
            all(_bytes(self.frames, f.name) == _bytes(other.frames, f.name) for f in fields(FrameScores))
            and repr(self.outcomes) == repr(other.outcomes)
            and self.result.to_json() == other.result.to_json()
        )


def edges(
    exercise: str, fault: str, unit: str | None = None
) -> tuple[tuple[float, float], tuple[float, float]]:
    """(green, amber) of a fault's band, that against the personal reference where there is one."""
    for band in get_exercise(exercise).config().bands:
        if band.fault == fault and unit in (None, band.unit):
            judged = band.judged(True)
            assert judged is not None
            return judged[1], judged[2]
    raise KeyError(fault)


def worse(exercise: str, fault: str, end: int, steps: float, unit: str | None = None) -> float:
    """A value beyond the low (0) or high (1) end of green: 0.5 in the middle of amber, 2 well in red."""
    green, amber = edges(exercise, fault, unit)
    return green[end] + steps * (amber[end] - green[end])


def _bytes(frames: FrameScores, name: str) -> bytes:
    array: np.ndarray = getattr(frames, name)
    if array.dtype.kind == "f":  # the sign of "not measured" means nothing
        array = np.where(np.isnan(array), np.nan, array)
    return array.tobytes()


def score(track: Track, exercise: str, *, chunks: Iterable[Track] | None = None, **choices: Any) -> Scored:
    """Score a track, whole or in the given chunks; further arguments as of `Plan`."""
    scoring = Scoring(Plan(exercise=exercise, **choices))
    frames = FrameScores.concatenate(
        [scoring.feed(chunk) for chunk in ([track] if chunks is None else chunks)]
    )
    scoring.finish()
    span = float(track.time[-1] - track.time[0]) if len(track) else 0.0
    source = Source(
        name="stick",
        frames=len(track),
        fps_mean=30.0,
        duration_s=span,
        width=track.size[0],
        height=track.size[1],
    )
    return Scored(frames, list(scoring.outcomes), scoring.result(source, track.model))
