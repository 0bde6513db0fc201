"""`ReportData`: everything the report is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.overlay.overlay import OverlaySpec
from formcheck.pose.track import Track
from formcheck.report.bands import excess
from formcheck.scoring.result import Event, FaultSpan, Result


@dataclass(frozen=True, slots=True)
class Still:
    """A fault's worst moment, to be drawn as a skeleton.

    Attributes:
        fault: which fault, with its peak.
        track: a track of exactly one row, at `fault.peak_at_s`.
        outline: (K,) the last outline distances read before it, or None to use the row's own.
        limbs: the pair of limbs that moved, as in `Event.side`, or None.
    """

    fault: FaultSpan
    track: Track
    outline: NDArray[np.float32] | None = None
    limbs: str | None = None


@dataclass(frozen=True, slots=True)
class ReportData:
    """A result with the few arrays and drawings that the page shows beside it.

    Attributes:
        result: what `result.json` holds.
        time: (T,) media time in seconds.
        verdict: (T,) codes GOOD, FAULT, UNMEASURED.
        major: (T,) bool, a fault is beyond the amber band.
        signal: (T,) the main signal, NaN where not measured.
        signal_name: its column name.
        plus_is_down: draw larger values lower, for a signal that counts towards the floor.
        spec: what is drawn on the stills.
        stills: worst moments, in the order in which they are shown.
        scored_on: a date to print, or None: without it the same result gives the same bytes on any day.
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
    scored_on: str | None = None


def worst_moments(result: Result, most: int = 6) -> Iterator[tuple[Event, FaultSpan]]:
    """The one moment worth a drawing for each kind of fault, the gravest kinds first.

    Draw the row of the track at ``fault.peak_at_s``. Ties go to the earlier moment, so that the same result
    gives the same page.
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
