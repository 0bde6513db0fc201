"""The plan of each exercise in a recording of several, and the view where the caller named none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.config import ExerciseConfig, Limits
from formcheck.judge.overrides import SELECTORS, in_bands, is_for
from formcheck.pose.track import Track
from formcheck.scoring.plan import Plan
from formcheck.signals.view import accepted, find_view

VIEW_S = 10.0
"""With ``--view auto`` the first this many seconds decide where the camera stands."""


def settled_view(plan: Plan, auto_view: bool, chunks: Iterator[Track]) -> tuple[Plan, list[Track]]:
    """The plan with its view set, and the chunks that this took from the iterator."""
    views = get_exercise(plan.exercise).config(plan.override).views
    if not auto_view:
        return plan, []
    if len(views) == 1:
        return plan.model_copy(update={"view": views[0]}), []
    first: list[Track] = []
    for chunk in chunks:
        first.append(chunk)
        if chunk.time[-1] >= VIEW_S:
            break
    view = accepted(find_view(Track.concatenate(first)) if first else None, views)
    return plan.model_copy(update={"view": view}), first


def check_auto(plan: Plan) -> None:
    """Check a plan for `auto` before any work is done.

    Raises:
        UsageError: a reference, which belongs to one exercise; bands or limits that no exercise has,
            or that make no sense.
    """
    if plan.reference is not None:
        raise UsageError(
            "--calibrate with a file needs to know the exercise",
            "Name it with --exercise, or leave out the file",
        )
    configs = {name: _config(name) for name in exercise_names()}
    override = in_bands(plan.override)
    for change in _changes(override):
        if not any(is_for(band, change) for config in configs.values() for band in config.bands):
            known = {band.fault for config in configs.values() for band in config.bands}
            named = ", ".join(f"{key} {change[key]!r}" for key in SELECTORS if key in change)
            raise UsageError(
                f"config: no band for {named} in any exercise", f"They judge: {', '.join(sorted(known))}"
            )
    _check_limits(override.get("limits"), configs.values())
    for name in configs:
        try:
            part_plan(plan, name).rule()
        except UsageError as error:
            where = f"in {name}; if you mean another exercise, name it"
            raise UsageError(f"{error.message} ({where})", error.remedy) from error


def _check_limits(limits: object, configs: Iterable[ExerciseConfig[Limits]]) -> None:
    """Each limit is one of some exercise."""
    known = sorted({name for config in configs for name in type(config.limits).model_fields})
    for name in limits if isinstance(limits, Mapping) else ():
        if name not in known:
            near = get_close_matches(str(name), known, n=3)
            raise UsageError(
                f"config: limits: no exercise has {name!r}",
                f"Did you mean {' or '.join(near)}?"
                if near
                else "See the exercises' config.toml for the names",
            )


def part_plan(plan: Plan, exercise: str, seen: Track | None = None) -> Plan:
    """The plan for one exercise of a recording; `seen`, the frames that show it, decide the view.

    A view that the user gave counts for the exercises that can be judged from it.
    """
    if own := plan.of_each.get(exercise):
        plan = plan.judged_by(own)
    override = fitting(plan.override, _config(exercise))
    views = get_exercise(exercise).config(override).views
    view: str = plan.view if plan.view in views else views[0]
    if len(views) > 1 and seen is not None and len(seen):
        view = accepted(find_view(seen), views)
    return plan.model_copy(
        update={
            "exercise": exercise,
            "detected_by": "auto",
            "view": view,
            "calibrate_during_s": windows_for(plan, exercise),
            "override": override,
            "of_each": {},
        }
    )


def windows_for(plan: Plan, exercise: str) -> tuple[tuple[float, float | None], ...] | None:
    """When a reference for this exercise may be taken from poses of `plan`: its `calibrate_during_s`.

    A live visit asks for the best position of what is held; that of a movement needs no request.
    """
    return None if get_exercise(exercise).spec.moves else plan.calibrate_during_s


def fitting(override: Mapping[str, Any], config: ExerciseConfig[Limits]) -> dict[str, Any]:
    """The part of a therapist's override that this exercise knows: its faults' bands, its rule's limits."""
    kept = in_bands(override)
    if isinstance(kept.get("bands"), list | tuple):
        changes = kept.pop("bands")
        own = [
            change
            for change in changes
            if not isinstance(change, Mapping) or any(is_for(band, change) for band in config.bands)
        ]
        if own:
            kept["bands"] = own
    if isinstance(kept.get("limits"), Mapping):
        known = type(config.limits).model_fields
        limits = {name: value for name, value in kept.pop("limits").items() if name in known}
        if limits:
            kept["limits"] = limits
    return kept


def _changes(override: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The changes of bands that are tables; what else stands there is refused when it is merged."""
    bands = override.get("bands")
    for change in bands if isinstance(bands, list | tuple) else ():
        if isinstance(change, Mapping):
            yield change


def _config(exercise: str) -> ExerciseConfig[Limits]:
    return get_exercise(exercise).config()
