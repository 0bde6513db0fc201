"""What a clip really shows: its movements with their faults, and the exact signal of every frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kind = Literal["hold", "rep"]

SIDEWAYS = ("trunk_roll_deg", "pelvis_roll_deg", "lateral_shift_m")
"""Arrays whose sign tells left from right."""


@dataclass(frozen=True, slots=True)
class TrueFault:
    """A labelled fault. `visible`: this camera can see it at all."""

    kind: str
    start_s: float
    end_s: float
    magnitude: float
    unit: str
    accepted: tuple[str, ...]
    visible: bool


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """A hold or repetition. `top_s` is the part that counts; `exact` False: the ends are not known."""

    kind: Kind
    start_s: float
    end_s: float
    side: str | None
    top_s: tuple[float, float]
    faults: tuple[TrueFault, ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Truth:
    """A clip's truth; `arrays` are one value a frame, named as in the clip's JSON."""

    name: str
    exercise: str
    view: str
    events: tuple[TrueEvent, ...]
    body: str = ""
    stature_m: float = 1.7
    neutral: dict[str, float] = field(default_factory=dict)
    arrays: dict[str, Floats] = field(default_factory=dict)
    joints: dict[str, Floats] = field(default_factory=dict)
    """(T, 2) pixels of each joint centre."""

    @property
    def time_s(self) -> Floats:
        """(T,) media time of the truth's frames; empty for filmed clips."""
        return self.arrays.get("time_s", np.empty(0))

    @property
    def faults(self) -> list[TrueFault]:
        """All labelled faults."""
        return [fault for event in self.events for fault in event.faults]

    def mirrored(self) -> Truth:
        """As in a mirror: left and right change places."""
        arrays = {n: -v if n in SIDEWAYS else v for n, v in self.arrays.items()}
        flip = np.array([-1.0, 1.0])
        joints = {_other_side(n): p * flip for n, p in self.joints.items()}
        events = tuple(replace(e, side=None if e.side is None else _other_side(e.side)) for e in self.events)
        return replace(self, arrays=arrays, joints=joints, events=events)


def _other_side(name: str) -> str:
    return name.replace("left", "?").replace("right", "left").replace("?", "right")
