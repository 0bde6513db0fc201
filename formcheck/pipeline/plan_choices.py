"""From what a caller names to a `Plan`."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, Literal

from formcheck.errors import UsageError
from formcheck.exercises import get_exercise
from formcheck.judge.overrides import FAULT_FROM, in_bands
from formcheck.scoring.part_plans import fitting, windows_for
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO

View = Literal["auto", "side", "front-high"]
Side = Literal["left", "right"]
Reference = Mapping[str, float]
Edge = float | tuple[float | None, float | None]
Bands = Mapping[str, Edge | Mapping[str, object]]
"""Own thresholds by fault. A number, or (low, high), is where the fault begins, with and without a personal
reference (`judge.overrides.FAULT_FROM`); a mapping holds fields of a band as its exercise's configuration
names them. A range is (low, high); an end that is None is open."""


def plan_from(
    exercise: str,
    *,
    view: View = "auto",
    side: Side | None = None,
    calibrate: Literal["first", "none"] | Reference = "first",
    strictness: float = 1.0,
    carried: str = "book",
    bands: Bands | None = None,
    override: Mapping[str, object] | None = None,
) -> Plan:
    """The plan that these choices ask for; the arguments are those of `formcheck.score`.

    Raises:
        UsageError: an exercise, view, band or value that makes no sense.
    """
    if exercise != AUTO:
        get_exercise(exercise)
    if view not in ("auto", "side", "front-high"):
        raise UsageError(f"There is no view {view!r}", "Choose one of auto, side, front-high")
    if side not in ("left", "right", None):
        raise UsageError(f"There is no side {side!r}", "Choose left, right or None")
    if isinstance(calibrate, str) and calibrate not in ("first", "none"):
        raise UsageError(
            f"calibrate={calibrate!r} makes no sense", "Choose first, none, or a reference's values"
        )
    plan = Plan(
        exercise=exercise,
        view="side" if view == "auto" else view,
        side=side,
        calibrate="none" if calibrate == "none" else "first",
        reference=None if isinstance(calibrate, str) else dict(calibrate),
        strictness=strictness,
        book=carried,
        override=override_of(bands, override),
    )
    plan.dial()
    return plan


def override_of(bands: Bands | None, override: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Own thresholds in the form of a therapist's file.

    Raises:
        UsageError: a table of bands that is none.
    """
    changes = in_bands(override or {})
    if bands:
        earlier = changes.get("bands", [])
        before = earlier if isinstance(earlier, list | tuple) else [earlier]
        changes["bands"] = [*before, *(_band(fault, own) for fault, own in bands.items())]
    return changes


def _band(fault: str, own: Edge | Mapping[str, object]) -> dict[str, object]:
    if not isinstance(own, Mapping):
        return {"fault": fault, FAULT_FROM: _closed(own)}
    return {"fault": fault} | {name: _closed(value) for name, value in own.items()}


def _closed(value: object) -> object:
    """A range as a list without None, so that a recording can hold it."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        return value
    return [end if here is None else here for here, end in zip(value, (-inf, inf), strict=True)]


def as_exercise(plan: Plan, exercise: str, auto_view: bool) -> tuple[Plan, bool]:
    """The plan under which the same poses are judged as an exercise that the caller names.

    Strictness, the carried object and whether a reference may be taken stay. What belongs to the exercise of
    before does not come along: its reference, its bands and limits (those given to "auto" were meant for
    all, or for this exercise: `Plan.of_each`), a view that does not fit, and a side that means something
    else: in the side plank it is the side that the person lies on.

    Args:
        plan: how the poses were to be judged.
        exercise: name of an exercise, or "auto".
        auto_view: nobody gave the view of `plan`.

    Returns:
        the plan, and whether its view is to be found.

    Raises:
        UsageError: there is no such exercise.
    """
    named = plan.model_copy(update={"detected_by": "user"})
    if exercise == plan.exercise:
        return named, auto_view
    for_all = plan.exercise == AUTO or (exercise == AUTO and plan.detected_by == "auto")
    changes: dict[str, object] = {
        "exercise": exercise,
        "reference": None,
        "override": plan.override if for_all else {},
        "of_each": {},
    }
    if exercise == AUTO:
        side = None if _lies_on_its_side(plan.exercise) else plan.side
        return named.model_copy(update=changes | {"side": side}), auto_view
    config = get_exercise(exercise).config()
    changes["calibrate_during_s"] = windows_for(plan, exercise)
    if for_all:
        changes["override"] = fitting(plan.override, config)
    if plan.exercise != AUTO and _lies_on_its_side(plan.exercise) != _lies_on_its_side(exercise):
        changes["side"] = None
    fits = plan.view in config.views
    changes["view"] = plan.view if fits else config.views[0]
    moved, own = named.model_copy(update=changes), plan.of_each.get(exercise)
    return moved if own is None else moved.judged_by(own), auto_view or not fits


def _lies_on_its_side(exercise: str) -> bool:
    return get_exercise(exercise).spec.framing == "frontal"


def with_override(plan: Plan, override: Mapping[str, Any]) -> Plan:
    """The plan with further changes over those that it has."""
    return plan.model_copy(update={"override": _merged(plan.override, override)})


def _merged(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """A therapist's bands over those of before: tables key by key, of the bands of a fault the later wins."""
    both = in_bands(earlier)
    for key, value in in_bands(later).items():
        before = both.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            both[key] = {**before, **value}
        elif isinstance(before, list) and isinstance(value, list):
            both[key] = [*before, *value]
        else:
            both[key] = value
    return both
