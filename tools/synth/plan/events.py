"""Events of the truth, as the clips' JSON holds them (README of the synthetic clips)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.synth.body.figure import Figure, Pose
from tools.synth.errors import SynthError

UNITS = {
    "sag": "deg",
    "pike": "deg",
    "hyperextension": "deg",
    "not_lifted": "fraction_of_full_lift",
    "trunk_roll": "deg",
    "lateral_shift": "m",
    "over_lift": "deg",
    "leg_low": "deg",
    "too_fast": "s_per_cycle",
    "same_side": "flag",
    "breath_hold": "s",
}
"""Every fault a clip can have, and the unit of its magnitude; `name_faults` adds those of an exercise."""


def name_faults(units: Mapping[str, str]) -> None:
    """Add the faults of an exercise (`tools.synth.exercises`) with their units.

    Raises:
        SynthError: a fault has another unit already.
    """
    for kind, unit in units.items():
        if UNITS.setdefault(kind, unit) != unit:
            raise SynthError(f"the fault {kind!r} is given in {UNITS[kind]!r}, not in {unit!r}")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault asked for. Holds also need `start_s` and `length_s`, counted from the beginning of the hold."""

    kind: str
    magnitude: float
    start_s: float = 0.0
    length_s: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in UNITS:
            raise SynthError(f"no fault is called {self.kind!r}; there are {', '.join(UNITS)}")


@dataclass(frozen=True, slots=True)
class Event:
    """A movement, hold or change of position. `extras` are written beside the common keys."""

    start_s: float
    end_s: float
    kind: str
    side: str | None = None
    fault: Fault | None = None
    also: tuple[Fault, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The event as the truth file has it."""
        result = {
            "start_s": round(self.start_s, 3),
            "end_s": round(self.end_s, 3),
            "kind": self.kind,
            "side": self.side,
            **_labels(self.fault),
            **self.extras,
        }
        if self.also:
            result["also"] = [_labels(fault) for fault in self.also]
        return result


def _labels(fault: Fault | None) -> dict[str, Any]:
    if fault is None:
        return {"fault": None, "magnitude": None, "unit": None}
    return {"fault": fault.kind, "magnitude": fault.magnitude, "unit": UNITS[fault.kind]}


@dataclass(frozen=True, slots=True)
class Stage:
    """From `start_s` to `end_s` the pose is `pose(t)`; between stages it is blended.

    `level`: in the blend that follows, hands and feet both stay on the mat.
    """

    start_s: float
    end_s: float
    pose: Callable[[float], Pose]
    level: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole clip of one exercise: its length, its events, and its stages once the body is known."""

    exercise: str
    duration_s: float
    events: tuple[Event, ...]
    stages: Callable[[Figure], Sequence[Stage]]
    natural_facing: str = "head_right"
