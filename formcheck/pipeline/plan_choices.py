"""From what a caller names to a `Plan`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any, Literal

from formcheck.errors import UsageError
from formcheck.exercises import get_exercise
from formcheck.scoring.plan import Plan
from formcheck.scoring.posture_signatures import AUTO

View = Literal["auto", "side", "front-high"]
Side = Literal["left", "right"]
Reference = Mapping[str, float]
Bands = Mapping[str, Mapping[str, object]]
"""Own thresholds by fault: the fields of a band as its exercise's configuration names them. A range is
(low, high); an end that is None is open."""

_RANGES = ("green", "amber", "calibrated_green", "calibrated_amber")


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
    """Own thresholds in the form of a therapist's file."""
    changes: dict[str, Any] = dict(override or {})
    if bands:
        changes["bands"] = [*changes.get("bands", ()), *(_band(fault, own) for fault, own in bands.items())]
    return changes


def _band(fault: str, fields: Mapping[str, object]) -> dict[str, object]:
    return {"fault": fault} | {
        name: _range(fault, value) if name in _RANGES else value for name, value in fields.items()
    }


def _range(fault: str, value: object) -> list[float]:
    ends = list(value) if isinstance(value, Sequence) else []
    if len(ends) != 2 or not all(end is None or isinstance(end, int | float) for end in ends):
        raise UsageError(
            f"The band of {fault!r} is no range: {value!r}", "Write (low, high); None leaves an end open"
        )
    low, high = ends
    return [-inf if low is None else float(low), inf if high is None else float(high)]


def with_override(plan: Plan, override: Mapping[str, Any]) -> Plan:
    """The plan with further changes over those that it has."""
    return plan.model_copy(update={"override": _merged(plan.override, override)})


def _merged(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """A therapist's bands over those of before: tables key by key, of the bands of a fault the later wins."""
    both = dict(earlier)
    for key, value in later.items():
        before = both.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            both[key] = {**before, **value}
        elif isinstance(before, list) and isinstance(value, list):
            both[key] = [*before, *value]
        else:
            both[key] = value
    return both
