"""A therapist's changes to the bands of an exercise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from formcheck.errors import UsageError
from formcheck.judge.band_checks import FORMS, RANGES, read_range
from formcheck.judge.config import Band
from formcheck.judge.plausible import PLAUSIBLE

FAULT_FROM = "fault_from"
"""The one number from which on a signal is a fault: it moves green and amber, with a reference and without.
A table of an override (fault -> number, or [low, high]), or a key of one of its bands."""
SELECTORS = ("fault", "unit", "signal", "calibrated_signal")
"""Keys of a change that say which bands it is for; they change nothing."""

Override: TypeAlias = Mapping[str, Any]
BandTable: TypeAlias = dict[str, Any]


def in_bands(override: Override) -> dict[str, Any]:
    """The override with its table `fault_from` as the first of its changes of bands, which so come after it.

    Raises:
        UsageError: `fault_from` is no table.
    """
    own = dict(override)
    if FAULT_FROM not in own:
        return own
    table, bands = own.pop(FAULT_FROM), own.get("bands", [])
    if not isinstance(table, Mapping):
        raise UsageError(
            f"config: {FAULT_FROM}: {table!r} names no fault", f"Write for instance {FAULT_FROM}.sag = 0.04"
        )
    moves = [{"fault": fault, FAULT_FROM: value} for fault, value in table.items()]
    return {**own, "bands": [*moves, *bands] if isinstance(bands, list | tuple) else bands}


def change_bands(bands: Sequence[BandTable], change: object) -> None:
    """Make one change in the bands that it names.

    Args:
        bands: tables of the exercise's bands.
        change: a table with `fault`, where needed other `SELECTORS`, and the new values.

    Raises:
        UsageError: it names no band of this exercise, or a form or number that makes no sense there.
    """
    if not isinstance(change, Mapping):
        raise UsageError(f"config: bands: {change!r} is no table", "Write each band as [[bands]]")
    chosen = _chosen(bands, change)
    fields = {key: value for key, value in change.items() if key not in SELECTORS}
    if FAULT_FROM in fields:
        _move(str(change["fault"]), chosen, fields.pop(FAULT_FROM))
    for name in [name for name in RANGES if name in fields]:
        ends = read_range(f"bands.{change['fault']}.{name}", fields.pop(name))
        having = [band for band in chosen if name in band]
        if not having:
            other = next(n for n in RANGES if n != name and n.endswith(name[-5:]))
            raise UsageError(
                f"config: bands.{change['fault']} has no {name}: it is judged "
                + ("only with a personal reference" if name in ("green", "amber") else "without a reference"),
                f"Write {other}, or {FAULT_FROM}.{change['fault']} = one number",
            )
        for band in having:
            band[name] = list(ends)
    for band in chosen:
        band.update(fields)


def is_for(band: Band, change: Override) -> bool:
    """A change is for this band: every selector that it names fits."""
    return all(getattr(band, key) == change[key] for key in SELECTORS if key in change)


def _chosen(bands: Sequence[BandTable], change: Override) -> list[BandTable]:
    of_fault = [band for band in bands if band["fault"] == change.get("fault")]
    if not of_fault:
        raise UsageError(
            f"config: no band for fault {change.get('fault')!r} in this exercise",
            f"It judges: {', '.join(sorted({band['fault'] for band in bands}))}",
        )
    chosen = of_fault
    for key in SELECTORS[1:]:
        if key in change:
            chosen = [band for band in chosen if band.get(key) == change[key]]
            if not chosen:
                known = ", ".join(sorted({repr(band[key]) for band in of_fault if key in band})) or "none"
                raise UsageError(
                    f"config: bands.{change['fault']} has no {key} {change[key]!r}",
                    f"{key} says which band is meant, and changes nothing; known here: {known}",
                )
    return chosen


def _move(fault: str, bands: Sequence[BandTable], value: object) -> None:
    """Set the green edges of the bands in both forms to `value`; amber keeps its distance from green."""
    where = f"{FAULT_FROM}.{fault}"
    if len(units := sorted({band["unit"] for band in bands})) > 1:
        raise UsageError(
            f"config: {where}: this fault is judged in {' and in '.join(units)}",
            f'Write for each [[bands]] with fault = "{fault}", unit = "{units[0]}" and {FAULT_FROM}',
        )
    for band in bands:
        for form in FORMS:
            if f"{form}green" in band:
                green = read_range(where, band[f"{form}green"])
                amber = read_range(where, band[f"{form}amber"])
                moved = _ends(where, value, green)
                band[f"{form}green"] = list(moved)
                band[f"{form}amber"] = _amber(moved, green, amber, band["unit"])


def _ends(where: str, value: object, green: tuple[float, float]) -> tuple[float, float]:
    """The new green: one number takes the place of the only edge, or of both where they mirror each other."""
    if isinstance(value, str):
        raise UsageError(
            f"config: {where}: {value!r} is no number",
            "Write it without quotes: 0.04 for 4 %, -20 for degrees",
        )
    if not isinstance(value, int | float):
        return read_range(where, value)
    if isinstance(value, bool) or not math.isfinite(value):
        raise UsageError(f"config: {where}: {value!r} is no edge", "Write a number")
    low, high = green
    if low == -math.inf:
        return low, float(value)
    if high == math.inf:
        return float(value), high
    if low != -high:
        raise UsageError(
            f"config: {where}: this fault has two edges, {low:g} and {high:g}",
            f"Write both: {where} = [{low:g}, {high:g}]",
        )
    if value <= 0:
        raise UsageError(
            f"config: {where}: {value:g} is no distance to both sides", f"Did you mean {-value:g}?"
        )
    return -float(value), float(value)


def _amber(
    moved: tuple[float, float], green: tuple[float, float], amber: tuple[float, float], unit: str
) -> list[float]:
    """Amber as far from the moved green as it was, but no further than is plausible."""
    least, most = PLAUSIBLE[unit].ends("amber")
    low, high = moved
    if math.isfinite(low) and math.isfinite(green[0]):
        low = max(round(low - (green[0] - amber[0]), 6), least)
    if math.isfinite(high) and math.isfinite(green[1]):
        high = min(round(high + (amber[1] - green[1]), 6), most)
    return [low, high]
