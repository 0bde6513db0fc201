"""The virtual objects that can lie on the back, and the settings of their simulation.

All figures stand once, with unit and source, in ``objects.toml`` beside this module; it is read once.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

from formcheck.errors import UsageError

Kind = Literal["block", "liquid", "ball"]


@dataclass(frozen=True, slots=True)
class BookObject:
    """Something to keep on the back.

    Attributes:
        name: "book", "slippery_book", "glass_of_water" or "ball" for those that ship.
        kind: a block slides, a liquid spills, a ball rolls.
        mu_s: coefficient of static friction; of rolling resistance for a ball. A liquid spills long before
            its glass slides, so its friction is never reached.
        mu_k: the same in motion; at most mu_s.
        half_length_cm: the object is off the back when it is further than this from the middle, cranially or
            caudally.
        half_width_cm: the same to the left or right.
        length_cm, width_cm, height_cm: size along the spine, across it and off the back, for drawing.
        spill_deg: tilt at which a liquid spills; None for the others.
        rolling_share: part of the driving force that becomes forward acceleration, 1 / (1 + I / m r^2):
            1 for what slides, 3/5 for a thin hollow sphere, 5/7 for a solid one.

    Raises:
        ValueError: for figures that describe no such object.
    """

    name: str
    kind: Kind
    mu_s: float
    mu_k: float
    half_length_cm: float
    half_width_cm: float
    length_cm: float
    width_cm: float
    height_cm: float
    spill_deg: float | None = None
    rolling_share: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"{self.name}: kind {self.kind!r} is none of {get_args(Kind)}")
        if not 0.0 <= self.mu_k <= self.mu_s < math.inf:
            raise ValueError(f"{self.name}: friction must be 0 <= mu_k <= mu_s, is {self.mu_k}, {self.mu_s}")
        if not (self.half_length_cm > 0.0 and self.half_width_cm > 0.0):
            raise ValueError(f"{self.name}: the back must have a length and a width")
        if (self.spill_deg is None) == (self.kind == "liquid"):
            raise ValueError(f"{self.name}: a liquid has a spill_deg, other objects have none")
        if self.spill_deg is not None and not 0.0 < self.spill_deg < 90.0:
            raise ValueError(f"{self.name}: spill_deg must lie between 0 and 90, is {self.spill_deg}")
        if not 0.0 < self.rolling_share <= 1.0:
            raise ValueError(f"{self.name}: rolling_share must lie in (0, 1], is {self.rolling_share}")

    @property
    def limit(self) -> float:
        """Tangent of the steady tilt beyond which it slides, spills or rolls."""
        return self.mu_s if self.spill_deg is None else math.tan(math.radians(self.spill_deg))

    @property
    def limit_deg(self) -> float:
        """The steady tilt in degrees beyond which it slides, spills or rolls.

        atan(mu_s) for what slides or rolls (docs/clinical.md#the-virtual-book).
        """
        return math.degrees(math.atan(self.limit))


@dataclass(frozen=True, slots=True)
class BookSettings:
    """How the simulation runs; the shipped values and their sources are in ``objects.toml``.

    Attributes:
        cutoff_hz: corner of the second-order low-pass on every driver.
        acceleration_limit: lateral acceleration is clamped to plus or minus this, m/s^2.
        median_samples: length of the running median on the lateral shift, odd, in measured frames.
        guard_s: how long the limit must be exceeded without a break before the object lets go.
        substep_s: longest time step while the limit is exceeded or the object moves.
        gap_s: without a frame for longer than this, the object comes to rest where it is.
    """

    cutoff_hz: float
    acceleration_limit: float
    median_samples: int
    guard_s: float
    substep_s: float
    gap_s: float

    def __post_init__(self) -> None:
        if not (self.cutoff_hz > 0.0 and self.substep_s > 0.0 and self.guard_s >= 0.0):
            raise ValueError("cutoff_hz and substep_s must be positive, guard_s not negative")
        if self.median_samples < 3 or self.median_samples % 2 == 0:
            raise ValueError(f"median_samples must be odd and at least 3, is {self.median_samples}")


@cache
def _config() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("objects.toml").read_text("utf-8"))


def _values(table: dict[str, Any]) -> dict[str, Any]:
    return {name: entry["value"] if isinstance(entry, dict) else entry for name, entry in table.items()}


@cache
def book_settings() -> BookSettings:
    """The settings that ship."""
    return BookSettings(**_values(_config()["simulation"]))


@cache
def book_objects() -> MappingProxyType[str, BookObject]:
    """The objects that ship, by name, in the order of the config."""
    tables, support = _config()["objects"], _values(_config()["support"])
    objects = {}
    for name, table in tables.items():
        figures = support | _values(tables.get(table.get("like"), {})) | _values(table)
        figures.pop("like", None)
        objects[name] = BookObject(name=name, **figures)
    return MappingProxyType(objects)


def book_object(name: str) -> BookObject:
    """The object of that name.

    Raises:
        UsageError: there is none.
    """
    try:
        return book_objects()[name]
    except KeyError:
        raise UsageError(
            f"No object '{name}' for the back", f"Choose one of {', '.join(book_objects())}."
        ) from None
