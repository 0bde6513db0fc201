"""Times, amounts and bands as texts for a reader."""

from __future__ import annotations

import math
from collections.abc import Iterable

from formcheck.report.bands import excess, is_share, open_ends
from formcheck.scoring.counts import whole_seconds
from formcheck.scoring.judged_by import Threshold
from formcheck.words.catalogue import Words


def clock(seconds: float) -> str:
    """Media time as minutes and seconds, with hours when there are any: "1:05", "1:02:05"."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def duration(seconds: float, words: Words) -> str:
    """A length of time: "8.4 s", "42 s", "3:20 min" from two minutes on, "1:05:00" from an hour on."""
    if seconds >= 3599.5:
        return clock(round(seconds))
    if seconds >= 119.5:
        return f"{clock(round(seconds))} min"
    digits = 1 if 0 < seconds < 9.95 and round(seconds, 1) != round(seconds) else 0
    return words.text("amount.seconds", value=words.number(seconds, digits))


def held_time(seconds: float, words: Words) -> str:
    """Time in holds: whole seconds, as the clock of a visit shows and says them."""
    return duration(whole_seconds(seconds), words)


def amount(fault: str, value: float, unit: str, bands: Iterable[Threshold], words: Words) -> str:
    """The size of a fault in plain words: degrees rounded to 5, a share of a body length as "a little".

    The text has no sign: the name of the fault says the direction, and the professional's table has the sign.

    Args:
        fault: name of the fault.
        value: its peak value; NaN and infinity give "".
        unit: unit of the value.
        bands: bands of the result.
        words: words of the report's language.
    """
    if not math.isfinite(value):
        return ""
    beyond, value = excess(fault, value, unit, bands), abs(value)
    if unit in ("deg", "deg/s"):
        rounded = 5 * round(value / 5)
        if rounded == 0 and unit == "deg":
            return words.text("amount.degrees.few")
        key = "amount.degrees" if unit == "deg" else "amount.speed"
        return words.text(key, value=words.number(rounded))
    if unit == "cm":
        return words.text("amount.cm", value=words.number(value))
    if unit == "s":
        return words.text("amount.seconds", value=words.number(value, 1))
    grade = "little" if beyond <= 1 else "clearly" if beyond <= 2 else "strongly"
    return words.text(f"amount.{grade}")


def exact(value: float, unit: str, words: Words) -> str:
    """A value for the professional: whole degrees, thousandths of a length; "-" when it is not finite."""
    if not math.isfinite(value):
        return "-"
    digits = 3 if is_share(unit) else 0 if unit.startswith("deg") else 1
    return words.number(value, digits)


def band_text(band: list[float | None], unit: str, words: Words) -> str:
    """A band as "≤ 0.025", "≥ 165" or "-15 ... 15"."""
    low, high = open_ends(band)

    def edge(value: float) -> str:
        digits = 3 if is_share(unit) else 1 if value != round(value) else 0
        text = words.number(value, digits)
        return text.rstrip("0").rstrip(".,") if digits else text

    if math.isinf(low) and math.isinf(high):
        return "-"
    if math.isinf(low):
        return f"\N{LESS-THAN OR EQUAL TO} {edge(high)}"
    if math.isinf(high):
        return f"\N{GREATER-THAN OR EQUAL TO} {edge(low)}"
    return f"{edge(low)} \N{HORIZONTAL ELLIPSIS} {edge(high)}"
