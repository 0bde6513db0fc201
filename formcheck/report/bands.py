"""What the bands say of a value: how far beyond green it lies, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from formcheck.scoring.judged_by import Threshold


def open_ends(band: list[float | None]) -> tuple[float, float]:
    """(low, high) of a band with its open ends made infinite."""
    low, high = band
    return -math.inf if low is None else low, math.inf if high is None else high


def band_of(fault: str, unit: str, bands: Iterable[Threshold]) -> Threshold | None:
    """The band that a value was judged by: a fault may have several (a height, or a curve, in other units).

    Of those in the value's unit the calibrated one counts, when there is one.
    """
    found = [band for band in bands if band.fault == fault and band.unit == unit]
    return max(found, key=lambda band: band.calibrated, default=None)


def excess(fault: str, value: float, unit: str, bands: Iterable[Threshold]) -> float:
    """How far `value` lies outside green, in widths of the amber band: 0 in green, above 1 beyond amber.

    A value that no band describes, and NaN, count as just beyond amber; a band without amber as infinity.
    """
    band = band_of(fault, unit, bands)
    if band is None or math.isnan(value):
        return 1.0
    (low, high), (amber_low, amber_high) = open_ends(band.green), open_ends(band.amber)
    if value > high:
        width = amber_high - high
        return (value - high) / width if width > 0 else math.inf
    if value < low:
        width = low - amber_low
        return (low - value) / width if width > 0 else math.inf
    return 0.0


@dataclass(frozen=True, slots=True)
class Zones:
    """Edges of the bands on one signal, from low to high; open ends are infinite."""

    amber_low: float
    green_low: float
    green_high: float
    amber_high: float

    @property
    def edges(self) -> list[float]:
        """The edges that are not infinite."""
        values = (self.amber_low, self.green_low, self.green_high, self.amber_high)
        return [value for value in values if math.isfinite(value)]


def zones(signal: str, bands: Iterable[Threshold], personal: bool = False) -> Zones | None:
    """All bands on one signal taken together (sag and pike bound the same height); None without any.

    Of a fault that has a band with a personal reference and one without, the one that held counts: `personal`
    says whether there was a reference.
    """
    own = [band for band in bands if band.signal == signal]
    twins = {band.fault: {other.calibrated for other in own if other.fault == band.fault} for band in own}
    used = [band for band in own if len(twins[band.fault]) == 1 or band.calibrated == personal]
    if not used:
        return None
    green = [open_ends(band.green) for band in used]
    amber = [open_ends(band.amber) for band in used]
    return Zones(
        max(low for low, _ in amber),
        max(low for low, _ in green),
        min(high for _, high in green),
        min(high for _, high in amber),
    )


def is_share(unit: str) -> bool:
    """Whether a unit is a share of a body length ("fraction of upper arm", "torso lengths")."""
    return unit.startswith("fraction") or unit.endswith("lengths")


def uncertainty(unit: str, calibrated: bool) -> float | None:
    """Expected error (one standard deviation, rounded up) of a value in `unit`; None where nobody knows.

    Degrees: 5 as change against a personal reference, 10 without one: random error 3-5 and bias 5-10 degrees
    in the literature (docs/clinical.md#error-of-pose-estimation); our own synthetic clips gave 1-2
    (docs/clinical.md#our-measurements). The height of the hips: 5 degrees of bend are 2 % of the line
    (docs/clinical.md#personal-reference).
    """
    if unit.startswith("deg"):
        return 5.0 if calibrated else 10.0
    if unit in ("fraction of shoulder-ankle length", "fraction of shoulder-knee length"):
        return 0.02 if calibrated else 0.04
    return None
