"""What an exercise exists for: its main faults, and in which events they could not be judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from formcheck.judge.bands import Edge
from formcheck.judge.frames import FrameScores
from formcheck.judge.vocabulary import (
    PHASE_CODE,
    SIGNAL_ROW,
    SIGNALS,
    UNMEASURED,
    fault_names,
    reads_outline,
)
from formcheck.signals.samples import Bools, Floats

UNSEEN_S = 1.0
"""A main fault that could not be judged for longer than this, of the time in which it would show, is said to
be unseen while it goes on: outlines come and go for shorter times."""
LEAST_SEEN = 0.5
"""A main fault is not judged where its signal was there for less than this share of the way at the top, as an
event of which less could be measured is unmeasured itself (`scoring.summary.MIN_EVENT_SHARE`)."""
TOP = 0.5
"""Share of an event's greatest drive from which on its faults show: a back hollows where the leg is high."""

_SHOWS = (PHASE_CODE["hold"], PHASE_CODE["rep"])
"""Phases in which a main fault would show."""

Cause = Literal["reference", "neutral", "outline", "points"]
"""What was missing: a personal reference, one of the outline, the outline itself, or the landmarks."""


class MainFault(NamedTuple):
    """A fault that an exercise exists for, or the movement itself.

    Attributes:
        name: `fault.NAME` in the words; a fault of the config's bands, unless `signal` is given.
        signal: column that shows it where no band judges it.
    """

    name: str
    signal: str | None = None


class Sighting(NamedTuple):
    """The frames (T,) in which a main fault could be judged, and those that had the reference it needs."""

    judged: Bools
    referenced: Bools
    outline: bool
    """It is read from the outline."""


def sighting(main: MainFault, edges: Sequence[Edge], signals: Floats, calibrated: Bools) -> Sighting:
    """Where a main fault could be judged.

    A fault that is also read from the outline is judged only where the outline was read: what else shows it
    shows the large ones only (docs/clinical.md#our-measurements).

    Args:
        main: the fault.
        edges: edges of the exercise.
        signals: (S, T) rows in the order of `SIGNALS`.
        calibrated: (T,) a personal reference was in force.
    """
    if main.signal is not None:
        known = np.isfinite(signals[SIGNAL_ROW[main.signal]])
        return Sighting(known, np.ones_like(known), reads_outline(main.signal))
    own = [edge for edge in edges if edge.fault == main.name]
    outlined = [edge for edge in own if reads_outline(SIGNALS[edge.row])]
    judged, referenced = np.zeros_like(calibrated), np.zeros_like(calibrated)
    for edge in outlined or own:
        usable = np.ones_like(calibrated) if edge.calibrated is None else calibrated == edge.calibrated
        referenced |= usable
        judged |= usable & np.isfinite(signals[edge.row])
    return Sighting(judged, referenced, bool(outlined))


def cause_of(seen: Sighting, seconds: Floats) -> Cause | None:
    """Why a main fault could not be judged in these frames; None where it could.

    Args:
        seen: of T frames.
        seconds: (T,) the time that each of them stands for; frames that do not matter stand for none.
    """
    least = LEAST_SEEN * float(seconds.sum())
    if float(seconds[seen.judged].sum()) >= least:
        return None
    if float(seconds[seen.referenced].sum()) < least:
        return "neutral" if seen.outline else "reference"
    return "outline" if seen.outline else "points"


def unmeasured_in_event(
    mains: Sequence[MainFault],
    edges: Sequence[Edge],
    signals: Floats,
    calibrated: Bools,
    drive: Floats,
    seconds: Floats,
    named: Collection[str],
    by_rule: Mapping[str, str] = MappingProxyType({}),
) -> tuple[tuple[str, str], ...]:
    """(main fault, cause) of those that an event could not be judged on; one that was found was judged.

    Args:
        mains: main faults of the exercise, as this view shows them.
        edges: edges of the exercise.
        signals: (S, T) rows in the order of `SIGNALS`, of the event's frames.
        calibrated: (T,) a personal reference was in force.
        drive: (T,) how far the movement had gone.
        seconds: (T,) the measured time that each frame stands for.
        named: faults that were found in the event.
        by_rule: what the rule itself could not judge, fault to reason; that stands in place of a cause.
    """
    if not float(seconds.sum()) > 0:
        return ()
    top = drive >= TOP * np.fmax.reduce(drive, initial=-np.inf)
    weights = np.where(top, seconds, 0.0) if float(seconds[top].sum()) > 0 else seconds
    found = (
        (m.name, by_rule.get(m.name) or cause_of(sighting(m, edges, signals, calibrated), weights))
        for m in mains
    )
    return tuple((name, cause) for name, cause in found if cause is not None and name not in named)


class MainWatch:
    """Which main faults cannot be judged just now, frame by frame. It remembers: one watch for each scoring.

    Args:
        mains: main faults of the exercise, as this view shows them.
        edges: edges of the exercise.

    Attributes:
        now: main fault -> cause, of those that the last frame does not show and should.
    """

    def __init__(self, mains: Sequence[MainFault], edges: Sequence[Edge]) -> None:
        self._mains, self._edges = mains, edges
        self._missing_s = dict.fromkeys((main.name for main in mains), 0.0)
        self._cause: dict[str, Cause] = {}
        self.now: dict[str, Cause] = {}
        self._last_s = np.nan

    def step(self, scores: FrameScores, calibrated: bool) -> tuple[tuple[str, Cause], ...]:
        """(main fault, cause) of those that have not been seen for `UNSEEN_S`, while they would have shown.

        Args:
            scores: of one frame.
            calibrated: a personal reference is in force.
        """
        time_s = scores.time.item()
        passed, self._last_s = time_s - self._last_s, time_s
        self.now = {}
        if scores.verdict.item() != UNMEASURED and scores.phase.item() in _SHOWS:
            named = fault_names(scores.faults.item())
            for main in self._mains:
                seen = sighting(main, self._edges, scores.signals, np.array([calibrated]))
                cause = cause_of(seen, np.ones(1))
                if cause is None or main.name in named:
                    self._missing_s[main.name] = 0.0
                    continue
                self.now[main.name] = cause
                if passed > 0:
                    self._missing_s[main.name] += min(passed, UNSEEN_S)
                    self._cause[main.name] = cause
        return tuple((name, self._cause[name]) for name, s in self._missing_s.items() if s > UNSEEN_S)
