"""Whether the numbers of a band can be meant: of the right size, in order, and able to find the fault."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from formcheck.errors import UsageError
from formcheck.judge.plausible import PLAUSIBLE, STRAIGHT_DEG, implausible

Range: TypeAlias = tuple[float, float]
FORMS = ("", "calibrated_")
"""Beginning of the names of a band's signal, green and amber: without and with a personal reference."""
RANGES = tuple(f"{form}{grade}" for form in FORMS for grade in ("green", "amber"))


def read_range(where: str, value: object) -> Range:
    """(low, high) of a range as users write it; None leaves an end open.

    Raises:
        UsageError: it is something else, or its ends make no sense in themselves.
    """
    ends = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []
    try:
        low, high = (_end(end, side) for end, side in zip(ends, (-math.inf, math.inf), strict=True))
    except (ValueError, TypeError):
        raise UsageError(
            f"config: {where}: {value!r} is no range",
            "Write [low, high] in numbers with a point; -inf as low or inf as high leaves an end open",
        ) from None
    if not low < high or low == math.inf or high == -math.inf:
        raise UsageError(
            f"config: {where}: {_shown(low, high)} holds nothing",
            "Write the lower number first; -inf as low or inf as high leaves an end open",
        )
    return low, high


def check_band(name: str, band: Mapping[str, object], shipped: Mapping[str, object]) -> None:
    """Look at the numbers of a band before they are used.

    Args:
        name: of the band, for the message.
        band: its table; fields of a wrong type are left to the model `Band`.
        shipped: the same band as it ships: it says in which direction the fault lies, and when it is judged.

    Raises:
        UsageError: a number that cannot be meant, or a band that could never find, or never end, its fault.
    """
    if (unit := str(band.get("unit"))) not in PLAUSIBLE:
        raise UsageError(f"config: {name}: unknown unit {unit!r}", f"Known are {', '.join(PLAUSIBLE)}")
    _check_spreads(name, unit, band)
    neutral = _number(band.get("neutral", 0.0))
    for form in FORMS:
        if f"{form}green" not in band or f"{form}amber" not in band:
            continue
        green = read_range(f"{name}.{form}green", band[f"{form}green"])
        amber = read_range(f"{name}.{form}amber", band[f"{form}amber"])
        own = read_range(f"{name}.{form}green", shipped.get(f"{form}green", green))
        _check_direction(f"{name}.{form}green", green, own)
        _check_sizes(f"{name}.{form}", unit, green, amber, neutral)
        if neutral == 0 and own[0] <= 0 <= own[1] and not green[0] <= 0 <= green[1]:
            raise UsageError(
                f"config: {name}.{form}green: {_shown(*green)} leaves out 0, which is perfectly done",
                f"Did you mean {-min(green, key=abs):g}?",
            )
        if not (amber[0] <= green[0] and green[1] <= amber[1]):
            raise UsageError(
                f"config: {name}.{form}amber: {_shown(*amber)} does not lie around green, {_shown(*green)}",
                "Write both, amber the wider; or fault_from, which moves amber along",
            )
        _check_end(f"{name}.{form}green", green, _number(band.get("hysteresis")), neutral)
    _check_phases(name, band.get("phases"), shipped.get("phases"))


def centre_of(green: Range, neutral: float) -> float:
    """Where the signal should be: the middle of a band with two ends, else its neutral, but inside green."""
    low, high = green
    if math.isfinite(low) and math.isfinite(high):
        return (low + high) / 2
    return min(max(neutral, low), high)


def _check_sizes(where: str, unit: str, green: Range, amber: Range, neutral: float) -> None:
    two_ends = all(map(math.isfinite, green))
    centre = centre_of(green, neutral) if two_ends else neutral
    for grade, ends in (("green", green), ("amber", amber)):
        for edge in (end for end in reversed(ends) if math.isfinite(end)):
            if instead := implausible(unit, grade, edge, centre):
                raise UsageError(f"config: {where}{grade}: {edge:g} is no likely edge in {unit}", instead)


def _check_direction(where: str, green: Range, shipped: Range) -> None:
    """A fault lies on the side on which the shipped band has its edge, and on no other."""
    closed = [math.isfinite(end) for end in shipped]
    sides = [side for side, has in zip(("low", "high"), closed, strict=True) if has]
    low, high = green[0] if closed[0] else -math.inf, green[1] if closed[1] else math.inf
    if not (math.isfinite(low) or math.isfinite(high)):
        raise UsageError(
            f"config: {where}: {_shown(*green)} can never find the fault",
            f"The fault lies beyond the {' or '.join(sides)} end: give that a number",
        )
    if (low, high) != green:
        raise UsageError(
            f"config: {where}: {_shown(*green)} would also find the opposite of this fault",
            f"Did you mean {_shown(low, high)}?",
        )


def _check_end(where: str, green: Range, hysteresis: float, neutral: float) -> None:
    """The hysteresis leaves room in green, else the fault would never end."""
    room = green[1] - green[0]
    if not math.isfinite(room) and neutral in (0, STRAIGHT_DEG):  # other neutrals serve the dial only
        room = min(abs(end - neutral) for end in green)
    if hysteresis >= room:
        raise UsageError(
            f"config: {where}: the fault would never end: it does only {hysteresis:g} inside",
            f"Write a hysteresis below {room:g}, or move the edge",
        )


def _check_spreads(name: str, unit: str, band: Mapping[str, object]) -> None:
    low, high = PLAUSIBLE[unit].ends("amber")
    for field in ("neutral", "noise", "calibrated_noise", "hysteresis"):
        value = band.get(field)
        if isinstance(value, int | float) and not low <= value <= high:
            raise UsageError(
                f"config: {name}.{field}: {value:g} is no likely number in {unit}",
                f"Write {max(low, 0):g} to {high:g}",
            )


def _check_phases(name: str, phases: object, shipped: object) -> None:
    """A band is judged where it ships to be: in phases, or, where it has none, by whole movements."""
    if not isinstance(phases, list | tuple) or not all(isinstance(phase, str) for phase in phases):
        return
    allowed = shipped if isinstance(shipped, list | tuple) else DEFAULT_PHASES
    if not phases and allowed:
        raise UsageError(
            f"config: {name}.phases: empty, so the fault is never looked for",
            f"Write one or more of {', '.join(allowed)}",
        )
    if phases and not set(phases) & set(allowed):
        raise UsageError(
            f"config: {name}.phases: the fault is never found in {', '.join(map(str, phases))}",
            f"Write one or more of {', '.join(allowed)}" if allowed else "Leave phases out",
        )


DEFAULT_PHASES = ("hold", "rep")
"""The phases in which a band is judged that names none."""


def _end(value: object, opened: float) -> float:
    if value is None:
        return opened
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    number = float(value)
    if math.isnan(number):
        raise ValueError
    return number


def _number(value: object) -> float:
    """NaN for what is none: the model says so."""
    return float(value) if isinstance(value, int | float) else math.nan


def _shown(low: float, high: float) -> str:
    return f"[{low:g}, {high:g}]"
