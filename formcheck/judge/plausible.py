"""The range in which an edge of a band can lie, by the band's unit. It is stated here and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple


class Plausible(NamedTuple):
    """Where the green edges of a band in this unit lie; amber edges, which only grade, go twice as far.

    Attributes:
        low, high: least and greatest edge, in the unit.
        why: the reason, for the message.
        reach: greatest distance of a green edge from where the signal should be (neutral, or the middle of a
            band with two ends), in the unit; None where `low` and `high` say it all.
        percent: it is a fraction, which people also write in per cent.
    """

    low: float
    high: float
    why: str
    reach: float | None = None
    percent: bool = False

    def ends(self, grade: str) -> tuple[float, float]:
        """(least, greatest) edge of "green" or "amber"."""
        wider = _wider(grade)
        return self.low * wider, self.high * wider


# Geometry: with trunk (0.5 m) and legs (0.85 m) at a right angle, which ends every posture that is judged
# here, the hips stand 0.43 of the shoulder-ankle length off the line. Nothing else that judged goes as far.
_LENGTH = Plausible(
    -0.5, 0.5, "bent to a right angle, the hips stand 0.43 of a body's length off its line", percent=True
)
PLAUSIBLE = {
    "deg": Plausible(-180, 180, "a joint a right angle from where it should be is another posture", reach=90),
    "s": Plausible(0, 60, "no breath and no movement that is judged takes a minute"),
    "torso lengths": _LENGTH,
    "fraction of torso length": _LENGTH,
    "fraction of shoulder-ankle length": _LENGTH,
    "fraction of shoulder-knee length": _LENGTH,
    "fraction of upper arm": _LENGTH._replace(why="a shoulder that sinks by half the upper arm lies down"),
    "torso lengths ahead": Plausible(-2, 2, "an arm is little longer than a trunk"),
    "share of the way down": Plausible(0, 1, "at 1 the trunk's lean makes all of it"),
    "share of the way to a foot": Plausible(-1, 1, "at 1 all the weight is over one foot"),
    "fraction of the mean range": Plausible(
        0, 1, "a spread as large as the movement itself is no rhythm", percent=True
    ),
}
"""Unit of a band -> range of its edges. A band in another unit is refused."""


def implausible(unit: str, grade: str, edge: float, centre: float) -> str | None:
    """What to write instead of an edge that cannot be meant; None for an edge that can.

    Args:
        unit: of the band, one of `PLAUSIBLE`.
        grade: "green" or "amber".
        edge: a finite edge.
        centre: where the signal should be: the neutral, or the middle of a band with two ends.
    """
    if _fits(unit, grade, edge, centre):
        return None
    known = PLAUSIBLE[unit]
    low, high = known.ends(grade)
    if known.reach is not None:
        reach = known.reach * _wider(grade)
        low, high = max(low, centre - reach), min(high, centre + reach)
    bounds = f"Write {low:g} to {high:g} ({known.why})"
    meant = [value for value in _meant(unit, edge, centre) if _fits(unit, "green", value, centre)]
    return f"{bounds}: did you mean {meant[0]:g}?" if meant else bounds


def _meant(unit: str, edge: float, centre: float) -> Iterator[float]:
    if PLAUSIBLE[unit].percent and abs(edge) >= 1:
        yield edge / 100
    if unit == "deg" and centre == STRAIGHT_DEG:  # how far it is bent, for the angle that is left
        yield centre - edge


STRAIGHT_DEG = 180
"""A straight joint."""


def _fits(unit: str, grade: str, edge: float, centre: float) -> bool:
    known = PLAUSIBLE[unit]
    low, high = known.ends(grade)
    reach = math.inf if known.reach is None else known.reach * _wider(grade)
    return low <= edge <= high and abs(edge - centre) <= reach


def _wider(grade: str) -> float:
    return 1.0 if grade == "green" else 2.0
