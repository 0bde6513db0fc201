"""`ReportData`: everything that the report shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.lines import EVERYTHING
from formcheck.overlay.overlay import OverlaySpec
from formcheck.pose.track import Track
from formcheck.report.bands import band_of, excess
from formcheck.scoring.event import Event, FaultSpan
from formcheck.scoring.result import Result
from formcheck.scoring.verdicts import point_grades


@dataclass(frozen=True, slots=True)
class Still:
    """A fault's worst moment, to be drawn as a skeleton.

    Attributes:
        fault: which fault, with its peak.
        track: a track of one row, at `fault.peak_at_s`.
        outline: (K,) the last outline distances read before it, torso lengths; None takes those of the row.
        limbs: the pair of limbs that moved, as in `Event.side`, or None.
        read: columns with a value in that frame; a line that stands for another one is not drawn.
    """

    fault: FaultSpan
    track: Track
    outline: NDArray[np.float32] | None = None
    limbs: str | None = None
    read: frozenset[str] = EVERYTHING


@dataclass(frozen=True, slots=True)
class ReportData:
    """A result with the arrays and drawings that the page shows beside it.

    Attributes:
        result: the content of `result.json`.
        time: (T,) media time in seconds.
        verdict: (T,) codes GOOD, FAULT, UNMEASURED.
        major: (T,) bool, a fault is beyond the amber band.
        signal: (T,) the signal of the worst fault, else the main signal; NaN where not measured.
        signal_name: its column name.
        plus_is_down: larger values are drawn lower, for a signal that is positive towards the floor.
        spec: what is drawn on the stills.
        stills: worst moments, in the order in which they are shown.
        gone: the recording is no longer there: arrays and stills are empty.
    """

    result: Result
    time: NDArray[np.float64]
    verdict: NDArray[np.int8]
    major: NDArray[np.bool_]
    signal: NDArray[np.float64]
    signal_name: str
    plus_is_down: bool
    spec: OverlaySpec
    stills: Sequence[Still] = ()
    gone: bool = False


def worst_moments(result: Result, most: int = 6) -> Iterator[tuple[Event, FaultSpan]]:
    """The worst moment of each kind of fault, the most severe kinds first, at most `most`.

    The moment is the row of the track at ``fault.peak_at_s``. Of two equal moments the earlier one is taken,
    so that the same result gives the same page.
    """
    worst: dict[str, tuple[float, Event, FaultSpan]] = {}
    for event in result.events:
        for fault in event.faults:
            size = excess(fault.kind, fault.peak, fault.unit, result.thresholds.bands) + (
                1000 if fault.major else 0
            )
            if fault.kind not in worst or size > worst[fault.kind][0]:
                worst[fault.kind] = (size, event, fault)
    ranked = sorted(worst.values(), key=lambda entry: (-entry[0], entry[2].kind))
    for _, event, fault in ranked[:most]:
        yield event, fault


def ranked_faults(result: Result) -> list[str]:
    """The faults found, the gravest first: those that decide the word before the others, then by duration."""
    grades = point_grades(result.events, result.word)
    return sorted(
        result.technique,
        key=lambda kind: (grades.get(kind) != "different", -result.technique[kind].seconds, kind),
    )


def worst_signal(result: Result) -> str | None:
    """The signal that showed the worst fault; None without a fault, or where no band shows it."""
    for kind in ranked_faults(result)[:1]:
        band = band_of(kind, result.technique[kind].unit, result.thresholds.bands)
        return None if band is None else band.signal
    return None
