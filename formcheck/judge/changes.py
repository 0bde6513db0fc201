"""What a therapist's override changed, and a digest of the numbers that were used.

Both leave out what changes no verdict: the texts of a config (`version`, each `source`), and `weight`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from pydantic import BaseModel

from formcheck.judge.config import Band, ExerciseConfig, Limits

Value: TypeAlias = bool | int | float | str | list[float | None] | list[str] | None
"""A value as JSON has it; None stands for an open end of a band, or for nothing set."""
DIGEST_LENGTH = 12
"""Hexadecimal digits: 48 bits tell the configs of a practice apart."""
_TEXTS = {"source", "weight"}
_UNITS = {"_deg": "deg", "_per_min": "per min", "_s": "s"}
"""End of a name -> its unit."""


class Change(NamedTuple):
    """A value that differs from the one that ships; `unit` is None where it has none, or it is not known."""

    name: str
    default: Value
    used: Value
    unit: str | None


def changes(default: ExerciseConfig[Limits], used: ExerciseConfig[Limits]) -> list[Change]:
    """Every value in which two configs of one exercise differ, in the order of the file."""
    if default == used:  # most often; laying out the values of both takes a hundred times as long
        return []
    before, after = _values(default), _values(used)
    unset: tuple[Value, str | None] = (None, None)
    return [
        Change(name, was, value, unit)
        for name, (value, unit) in after.items()
        if (was := before.get(name, unset)[0]) != value
    ]


def digest(config: ExerciseConfig[Limits], strictness: float) -> str:
    """The first digits of the SHA-256 of all numbers in use, the strictness dial among them.

    The hash is taken of JSON with sorted names and without spaces.
    """
    values = {name: value for name, (value, _) in _values(config).items()} | {"strictness": strictness}
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def _values(config: ExerciseConfig[Limits]) -> dict[str, tuple[Value, str | None]]:
    """Name, as a path through the file's tables -> value and unit."""
    found: dict[str, tuple[Value, str | None]] = {
        "views": (list(config.views), None),
        "cue_order": (list(config.cue_order), None),
    }
    tables: dict[str, BaseModel | None] = {
        "timing": config.timing,
        "dose": config.dose,
        "asymmetry": config.asymmetry,
        "limits": config.limits,
    }
    for table, model in tables.items():
        if model is not None:
            found |= {f"{table}.{name}": (value, _unit(name)) for name, value in _fields(model)}
    for one in config.references:
        found |= {f"references.{one.value}.{name}": (v, one.unit) for name, v in _fields(one)}
    for table, band in band_tables(config):
        found |= {f"{table}.{name}": (value, _band_unit(name, band.unit)) for name, value in _fields(band)}
    return found


def band_tables(config: ExerciseConfig[Limits]) -> Iterator[tuple[str, Band]]:
    """Each band with the beginning of the names of its values; those of one fault are numbered."""
    several = Counter(band.fault for band in config.bands)
    numbers: Counter[str] = Counter()
    for band in config.bands:
        numbers[band.fault] += 1
        number = f".{numbers[band.fault]}" if several[band.fault] > 1 else ""
        yield f"bands.{band.fault}{number}", band


def _fields(model: BaseModel) -> Iterator[tuple[str, Value]]:
    return ((name, _plain(value)) for name, value in model.model_dump().items() if name not in _TEXTS)


def _plain(value: object) -> Value:
    """As JSON has it: the ends of a band, words, or a single value."""
    if isinstance(value, tuple):
        words = [part for part in value if isinstance(part, str)]
        return words or [_number(end) for end in value]
    if isinstance(value, float):
        return _number(value)
    return value if isinstance(value, bool | int | str) else None


def _number(value: float) -> float | None:
    """A whole number without its fraction, so that 60 and 60.0 are written alike."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else float(value)


def _unit(name: str) -> str | None:
    return next((unit for end, unit in _UNITS.items() if name.endswith(end)), None)


def _band_unit(name: str, unit: str) -> str | None:
    """`unit` is the band's own; times have theirs, and words have none."""
    numbers = {"green", "amber", "calibrated_green", "calibrated_amber", "neutral", "hysteresis"}
    numbers |= {"noise", "calibrated_noise"}
    return unit if name in numbers else _unit(name)
