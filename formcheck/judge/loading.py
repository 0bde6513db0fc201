"""Reads an exercise's `config.toml` and merges a therapist's overrides over it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from formcheck.errors import UsageError
from formcheck.judge.changes import changes
from formcheck.judge.config import DOSE_KINDS, ExerciseConfig, L_co, Limits

OVERRIDDEN = "+therapist"
"""The end of the version of a config that a therapist has changed."""


def load_config(limits: type[L_co], path: Path, *overrides: Mapping[str, Any]) -> ExerciseConfig[L_co]:
    """Read an exercise's config, with a therapist's overrides merged over it, one after the other.

    Bands are matched by fault: a band in `override["bands"]` replaces the named fields of each band of that
    fault. Other tables are merged key by key; a dose of one kind takes the place of the other kind. Where an
    override changes a number, the version ends in `OVERRIDDEN`.

    Args:
        limits: what the table `limits` has to hold.
        path: of the exercise's `config.toml`.
        overrides: the changes of a therapist.

    Raises:
        UsageError: the override has unknown names or values that make no sense, or a limit is missing.
    """
    config = _merged(limits, path, overrides)
    if any(overrides) and changes(_merged(limits, path, ()), config):
        return config.model_copy(update={"version": f"{config.version}{OVERRIDDEN}"})
    return config


def _merged(limits: type[L_co], path: Path, overrides: Iterable[Mapping[str, Any]]) -> ExerciseConfig[L_co]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for override in overrides:
        _merge(data, override)
    own = data.get("limits", {})
    if isinstance(own, dict):
        _check_names(own.keys(), limits)
    try:
        data["limits"] = limits.model_validate(own)
    except ValidationError as error:
        raise _usage_error(error, "limits") from None
    try:
        return ExerciseConfig.model_validate(data)
    except ValidationError as error:
        raise _usage_error(error) from None


def _check_names(given: Set[str], limits: type[Limits]) -> None:
    """Every limit has its value, and nothing else stands there."""
    known = limits.model_fields.keys()
    for what, names in (("unknown", given - known), ("missing", known - given)):
        if names:
            raise UsageError(
                f"config: limits: {what} {', '.join(map(repr, sorted(names)))}",
                f"This exercise has the limits {', '.join(sorted(known))}",
            )


def _usage_error(error: ValidationError, *table: str) -> UsageError:
    first = error.errors()[0]
    where = ".".join(str(part) for part in (*table, *first["loc"]))
    why = first["msg"].removeprefix("Value error, ")
    return UsageError(f"config: {where}: {why}", "See the exercise's config.toml for the names")


def _merge(data: dict[str, Any], override: Mapping[str, Any]) -> None:
    for key, value in override.items():
        if key == "bands" and isinstance(value, list):
            for change in value:
                if not isinstance(change, Mapping):
                    raise UsageError(f"config: bands: {change!r} is no table", "Write each band as [[bands]]")
                matching = [b for b in data["bands"] if b["fault"] == change.get("fault")]
                if not matching:
                    raise UsageError(
                        f"config: no band for fault {change.get('fault')!r} in this exercise",
                        f"It judges: {', '.join(sorted({b['fault'] for b in data['bands']}))}",
                    )
                for band in matching:
                    band.update(change)
        elif isinstance(value, Mapping) and isinstance(data.get(key), dict):
            own = data[key]
            if key == "dose" and not value.keys().isdisjoint(DOSE_KINDS):
                own = {name: of for name, of in own.items() if name not in DOSE_KINDS}
            data[key] = {**own, **value}
        else:
            data[key] = value
