"""Reads an exercise's `config.toml` and merges a therapist's overrides over it."""

from __future__ import annotations

import copy
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from formcheck.errors import UsageError
from formcheck.judge.band_checks import check_band
from formcheck.judge.changes import band_tables, changes
from formcheck.judge.config import DOSE_KINDS, ExerciseConfig, L_co, Limits
from formcheck.judge.overrides import FAULT_FROM, change_bands, in_bands
from formcheck.judge.vocabulary import FAULT_BIT

_NAMES = "See the exercise's config.toml for the names"
OVERRIDDEN = "+therapist"
"""The end of the version of a config that a therapist has changed."""


def load_config(limits: type[L_co], path: Path, *overrides: Mapping[str, Any]) -> ExerciseConfig[L_co]:
    """Read an exercise's config, with a therapist's overrides merged over it, one after the other.

    Bands are matched by fault, and by unit or signal where these are named: a band in `override["bands"]`
    replaces the named fields of each. `fault_from`, a table or a field of such a band, moves the edge of a
    fault with and without a personal reference. Other tables are merged key by key; a dose of one kind takes
    the place of the other kind. Where an override changes a number, the version ends in `OVERRIDDEN`.

    Args:
        limits: what the table `limits` has to hold.
        path: of the exercise's `config.toml`.
        overrides: the changes of a therapist.

    Raises:
        UsageError: the override has unknown names or values that make no sense (`judge.band_checks`), or a
            limit is missing.
    """
    return _loaded(limits, path, path.stat().st_mtime_ns, _Overrides(overrides))


class _Overrides:
    """Overrides as a key: what reads the same merges to the same config."""

    def __init__(self, tables: tuple[Mapping[str, Any], ...]) -> None:
        self.tables, self._key = tables, repr(tables)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Overrides) and self._key == other._key


@lru_cache(maxsize=256)
def _loaded(limits: type[L_co], path: Path, written_ns: int, overrides: _Overrides) -> ExerciseConfig[L_co]:
    """A config is asked for many times over, and takes milliseconds to read; `written_ns` tells a new one."""
    config = _merged(limits, path, overrides.tables)
    if any(overrides.tables) and changes(_merged(limits, path, ()), config):
        return config.model_copy(update={"version": f"{config.version}{OVERRIDDEN}"})
    return config


def _merged(limits: type[L_co], path: Path, overrides: Iterable[Mapping[str, Any]]) -> ExerciseConfig[L_co]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    shipped, shipped_limits = copy.deepcopy(data["bands"]), copy.deepcopy(data["limits"])
    for override in overrides:
        _merge(data, override)
    _check_bands(data["bands"], shipped)
    own = data.get("limits", {})
    if isinstance(own, dict):
        _check_names(own.keys(), limits)
    try:
        data["limits"] = limits.model_validate(own)
    except ValidationError as error:
        raise _usage_error(error, data, "limits") from None
    _check_edges(data["limits"], shipped_limits)
    try:
        config: ExerciseConfig[L_co] = ExerciseConfig.model_validate(data)
    except ValidationError as error:
        raise _usage_error(error, data) from None
    _check_reach(config)
    return config


def _check_edges(limits: Limits, shipped: Mapping[str, object]) -> None:
    """What is entered at one limit and left at another keeps their order: else nobody could enter it."""
    for name, on in limits:
        other = name.replace("_on", "_off")
        off = getattr(limits, other, None)
        if other == name or off is None:
            continue
        rises = float(str(shipped[other])) > float(str(shipped[name]))
        if on == off or (off > on) != rises:
            raise UsageError(
                f"config: limits.{name}: {on:g} is not {'below' if rises else 'above'} {other}, {off:g}",
                f"Change both: {name} begins what {other} ends",
            )


def _check_reach(config: ExerciseConfig[Limits]) -> None:
    """Every edge lies within the posture, else its fault would never be found."""
    within = config.limits.posture_range()
    for table, band in band_tables(config):
        for signal, green in ((band.signal, band.green), (band.calibrated_signal, band.calibrated_green)):
            low, high = within.get(signal or "", (-math.inf, math.inf))
            for edge in (end for end in reversed(green or ()) if math.isfinite(end)):
                if not low < edge < high:
                    limit, side = (low, "more") if edge <= low else (high, "less")
                    raise UsageError(
                        f"config: {table}: from {edge:g} it is never found: at {limit:g} the posture ends",
                        f"Write {side} than {limit:g}",
                    )


def _check_names(given: Set[str], limits: type[Limits]) -> None:
    """Every limit has its value, and nothing else stands there."""
    known = limits.model_fields.keys()
    for what, names in (("unknown", given - known), ("missing", known - given)):
        if names:
            raise UsageError(
                f"config: limits: {what} {', '.join(map(repr, sorted(names)))}",
                f"This exercise has the limits {', '.join(sorted(known))}",
            )


def _usage_error(error: ValidationError, data: Mapping[str, Any], *table: str) -> UsageError:
    first = error.errors()[0]
    place = [str(part) for part in (*table, *first["loc"])]
    if place[0] == "bands" and len(place) > 1:
        place[1] = data["bands"][int(place[1])]["fault"]
    where, why = ".".join(place), first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        if place[-1] in FAULT_BIT:
            return UsageError(
                f"config: {where}: a fault by itself", f"Write {FAULT_FROM}.{place[-1]} = one number"
            )
        return UsageError(f"config: {where}: unknown name", _NAMES)
    if place[0] == "timing" and first["type"] == "less_than_equal":
        return UsageError(f"config: {where}: {why}", "It is in seconds, not in milliseconds")
    return UsageError(f"config: {where}: {why}", _NAMES)


def _merge(data: dict[str, Any], override: Mapping[str, Any]) -> None:
    for key, value in in_bands(override).items():
        if key == "bands" and isinstance(value, list | tuple):
            for change in value:
                change_bands(data["bands"], change)
        elif isinstance(value, Mapping) and isinstance(data.get(key), dict):
            own = data[key]
            if key == "dose" and not value.keys().isdisjoint(DOSE_KINDS):
                own = {name: of for name, of in own.items() if name not in DOSE_KINDS}
            data[key] = {**own, **value}
        else:
            data[key] = value


def _check_bands(bands: object, shipped: Sequence[Mapping[str, object]]) -> None:
    """Each band against the one that ships; what is no list of tables is left to the model."""
    if isinstance(bands, list) and len(bands) == len(shipped):
        for band, own in zip(bands, shipped, strict=True):
            check_band(f"bands.{own['fault']}", band, own)
