"""What a module of an exercise says: how one is drawn by lot, filmed, measured, and its clips with a name.

The first six exercises stand in `lottery`, `presets` and `truth` themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tools.synth.body.figure import Figure, Posed
from tools.synth.picture.camera import Camera
from tools.synth.picture.room import Box, Room
from tools.synth.plan.events import Plan
from tools.synth.pose.limbs import Limbs

Random = np.random.Generator
Floats = NDArray[np.float64]
Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Named:
    """A clip with a name: who (of `looks.PEOPLE`), where (of `looks.ROOMS`), and what is done.

    `camera`: None = beside, as `Filmed` says, turned by `azimuth_deg`.
    """

    person: str
    room: str
    plan: Callable[[int], Plan]
    facing: str = "head_right"
    note: str = ""
    azimuth_deg: float = 0.0
    camera: Camera | None = None


@dataclass(frozen=True, slots=True)
class Filmed:
    """What the camera beside shows: the height (m) of its middle, and half the height (m) of what it shows.

    `camera`: for another view than from beside, drawn from the seed.
    """

    middle_m: float = 0.40
    half_m: float = 0.88
    camera: Callable[[Random], Camera] | None = None


@dataclass(frozen=True, slots=True)
class Drawable:
    """An exercise that is drawn by lot.

    Attributes:
        name: by which it is asked for, e.g. "dead_bug".
        shows: the exercises that its plans name (a side each, for instance); () = only `name`.
        plan: from the lottery's generator and the seed.
        ranges: fault -> (least, most) size, from hardly a fault to a plain one; see `size`.
        filmed: how the camera stands.
        view: as the truth names it: "side", "front", "high_front".
        natural_only: always facing as the plan does (a front that must look to the camera).
        on_the_back, on_side: lying so, by which the truth takes left and roll.
        knee_line: the truth's hip offset is measured from the line shoulder-knee, not shoulder-ankle.
        measured: further arrays of the truth, by their name.
        furniture: what stands there for it, given the facing ("head_right", "head_left"): a chair to sit on.
        presets: clips with a name.
    """

    name: str
    plan: Callable[[Random, int], Plan]
    shows: tuple[str, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    filmed: Filmed = Filmed()
    view: str = "side"
    natural_only: bool = False
    on_the_back: bool = False
    on_side: bool = False
    knee_line: bool = False
    measured: Callable[[Figure, Limbs, Posed], dict[str, float]] | None = None
    furniture: Callable[[str], tuple[Box, ...]] | None = None
    presets: Mapping[str, Named] = field(default_factory=dict)

    def furnished(self, room: Room, facing: str) -> Room:
        """The room with what stands there for this exercise."""
        if self.furniture is None:
            return room
        return replace(room, furniture=(*room.furniture, *self.furniture(facing)))

    @property
    def exercises(self) -> tuple[str, ...]:
        """As its plans name them."""
        return self.shows or (self.name,)


def size(random: Random, ranges: Mapping[str, tuple[float, float]], kind: str) -> float:
    """A fault's size anywhere in its range."""
    return round(float(random.uniform(*ranges[kind])), 2)
