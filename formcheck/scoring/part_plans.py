"""The plan of each exercise in a recording of several, and the view where the caller named none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from formcheck.errors import UsageError
from formcheck.exercises import exercise_names, get_exercise
from formcheck.judge.config import ExerciseConfig, Limits
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
        UsageError: a reference, which belongs to one exercise; bands that fit none, or make no sense.
    """
    if plan.reference is not None:
        raise UsageError(
            "--calibrate with a file needs to know the exercise",
            "Name it with --exercise, or leave out the file",
        )
    names = exercise_names()
    known = {band.fault for name in names for band in _config(name).bands}
    for change in plan.override.get("bands", ()):
        if isinstance(change, Mapping) and change.get("fault") not in known:
            raise UsageError(
                f"config: no band for fault {change.get('fault')!r} in any exercise",
                f"They judge: {', '.join(sorted(known))}",
            )
    for name in names:
        part_plan(plan, name).rule()


def part_plan(plan: Plan, exercise: str, seen: Track | None = None) -> Plan:
    """The plan for one exercise of a recording; `seen`, the frames that show it, decide the view.

    A view that the user gave counts for the exercises that can be judged from it.
    """
    override = fitting(plan.override, _config(exercise))
    views = get_exercise(exercise).config(override).views
    view: str = plan.view if plan.view in views else views[0]
    if len(views) > 1 and seen is not None and len(seen):
        view = accepted(find_view(seen), views)
    return plan.model_copy(
        update={"exercise": exercise, "detected_by": "auto", "view": view, "override": override}
    )


def fitting(override: Mapping[str, Any], config: ExerciseConfig[Limits]) -> dict[str, Any]:
    """The part of a therapist's override that this exercise knows: its faults' bands, its rule's limits."""
    faults = {band.fault for band in config.bands}
    kept = dict(override)
    if isinstance(kept.get("bands"), list):
        own = [b for b in kept.pop("bands") if not isinstance(b, Mapping) or b.get("fault") in faults]
        if own:
            kept["bands"] = own
    if isinstance(kept.get("limits"), Mapping):
        known = type(config.limits).model_fields
        limits = {name: value for name, value in kept.pop("limits").items() if name in known}
        if limits:
            kept["limits"] = limits
    return kept


def _config(exercise: str) -> ExerciseConfig[Limits]:
    return get_exercise(exercise).config()
