"""Bands as a therapist sets them: one number for each edge of a fault, whatever its forms.

The bands that one change of an override reaches together are a group. Its edges are read from the numbers in
use, and what is to be written for other edges is the override that `formcheck.judge.loading` merges.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from formcheck.judge.band_checks import RANGES
from formcheck.judge.config import Band, ExerciseConfig, Limits
from formcheck.judge.overrides import FAULT_FROM, SELECTORS, in_bands, is_for
from formcheck.judge.plausible import PLAUSIBLE

Grade = Literal["green", "amber"]
End = Literal["low", "high", "both"]
"""An edge of a band; "both" is one distance to either side."""


class Edges(NamedTuple):
    """(low, high) of a range; infinite where it is open."""

    low: float
    high: float

    def at(self, end: End) -> float:
        """The number of an end; of "both" the distance."""
        return self.low if end == "low" else self.high


@dataclass(frozen=True, slots=True)
class BandGroup:
    """The bands of one fault on one signal, in all forms and phases.

    Attributes:
        fault: the fault.
        unit: of its edges.
        selectors: what names these bands, and no others, in an override.
        bands: at least one.
    """

    fault: str
    unit: str
    selectors: Mapping[str, str]
    bands: tuple[Band, ...]

    @property
    def key(self) -> str:
        """A name of it that stays: "sag", or "incomplete_reach.arm_over_trunk_deg"."""
        signals = dict.fromkeys(self.selectors[name] for name in SELECTORS[2:] if name in self.selectors)
        return ".".join((self.fault, *signals))

    def edges(self, grade: Grade) -> Edges:
        """Where a grade ends: of the first band, with a personal reference where it has such a form."""
        band = self.bands[0]
        found = _range(band, grade, calibrated=True) or _range(band, grade, calibrated=False)
        assert found is not None  # every band has one of them
        return Edges(*found)

    def without_reference(self, grade: Grade) -> Edges | None:
        """Where it ends without a personal reference; None where that is the same, or not judged."""
        band = self.bands[0]
        calibrated, other = (_range(band, grade, calibrated=how) for how in (True, False))
        return None if calibrated is None or other is None or other == calibrated else Edges(*other)

    @property
    def ends(self) -> tuple[End, ...]:
        """The ends that can be set, as the bands have them."""
        low, high = self.edges("green")
        if low == -high:
            return ("both",)
        ends: tuple[End, ...] = ("low", "high")
        return tuple(end for end, at in zip(ends, (low, high), strict=True) if math.isfinite(at))


def band_groups(config: ExerciseConfig[Limits]) -> tuple[BandGroup, ...]:
    """The groups of an exercise's bands, in the order of its config."""
    found: dict[tuple[str | None, ...], list[Band]] = {}
    for band in config.bands:
        found.setdefault(tuple(getattr(band, name) for name in SELECTORS), []).append(band)
    groups = []
    for values, bands in found.items():
        of_fault = [key for key in found if key[0] == values[0]]
        given = {name: value for name, value in zip(SELECTORS, values, strict=True) if value is not None}
        selectors = given if len(of_fault) > 1 else {"fault": bands[0].fault}
        groups.append(BandGroup(bands[0].fault, bands[0].unit, selectors, tuple(bands)))
    return tuple(groups)


def least_and_most(
    group: BandGroup, grade: Grade, end: End, config: ExerciseConfig[Limits]
) -> tuple[float, float]:
    """Between what an edge can be set at all (`formcheck.judge.band_checks`), in its unit."""
    known = PLAUSIBLE[group.unit]
    least, most = known.ends(grade)
    band = group.bands[0]
    if known.reach is not None:
        reach = known.reach * (1 if grade == "green" else 2)
        low, high = group.edges("green")
        centre = (low + high) / 2 if math.isfinite(low) and math.isfinite(high) else band.neutral
        least, most = max(least, centre - reach), min(most, centre + reach)
    low, high = group.edges("green")
    if band.neutral == 0 and low <= 0 <= high:
        least, most = (0.0, most) if end in ("high", "both") else (least, 0.0)
    if grade == "green":
        signals = {band.signal, band.calibrated_signal}
        for signal, (first, last) in config.limits.posture_range().items():
            if signal in signals:
                least, most = max(least, first), min(most, last)
    return least, most


class NewEdges(NamedTuple):
    """What a group is to be changed to; None keeps what follows from the rest.

    Where only green is given, amber keeps its distance from it.
    """

    green: Edges | None
    amber: Edges | None


def with_edges(
    override: Mapping[str, Any], fault: str, wanted: Iterable[tuple[BandGroup, NewEdges]]
) -> dict[str, Any]:
    """The override with other edges of one fault; what else it changes stays.

    Args:
        override: of the exercise.
        fault: the fault.
        wanted: every group of the fault, as it ships, with its edges.
    """
    changed = in_bands(override)
    bands = [left for change in changed.pop("bands", ()) if (left := _without_edges(change, fault))]
    for group, edges in wanted:
        change: dict[str, Any] = dict(group.selectors)
        if edges.green is not None:
            low, high = edges.green
            one = low if math.isinf(high) else high
            change[FAULT_FROM] = [low, high] if group.ends == ("low", "high") else one
        if edges.amber is not None:
            for form in ("amber", "calibrated_amber"):
                if getattr(group.bands[0], form) is not None:
                    change[form] = [_written(end) for end in edges.amber]
        if len(change) > len(group.selectors):
            bands.append(change)
    return {**changed, "bands": bands} if bands else changed


def changed_edges(override: Mapping[str, Any], group: BandGroup) -> bool:
    """Whether the override moves an edge of this group."""
    return any(
        any(is_for(band, change) for band in group.bands) and not _EDGES.isdisjoint(change)
        for change in in_bands(override).get("bands", ())
    )


_EDGES = frozenset({FAULT_FROM, *RANGES})


def _without_edges(change: Mapping[str, Any], fault: str) -> dict[str, Any] | None:
    """A change without its edges, where it is of this fault; None when nothing is left of it."""
    if change.get("fault") != fault:
        return dict(change)
    left = {name: value for name, value in change.items() if name not in _EDGES}
    return left if set(left) - set(SELECTORS) else None


def _range(band: Band, grade: Grade, *, calibrated: bool) -> tuple[float, float] | None:
    found: tuple[float, float] | None = getattr(band, f"calibrated_{grade}" if calibrated else grade)
    return found


def _written(end: float) -> float | str:
    """An edge as JSON and TOML both have it."""
    return end if math.isfinite(end) else str(end)
