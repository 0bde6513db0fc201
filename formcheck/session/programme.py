"""Which exercise is made of which postures: from each exercise's own spec."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from formcheck.exercises import exercise_names, get_exercise
from formcheck.exercises.base import Makeup

AUTO = "auto"
"""In place of an exercise's name: find out."""

PLANNED = {
    "cat-camel": Makeup(("quadruped",), sign="swings"),
    "drawing-in": Makeup(("bridge_lying",), sign="quiet"),
}
"""Exercises of the programme that are recognised although their specs do not say how, or are not there
yet."""


@cache
def programme() -> Mapping[str, Makeup]:
    """Every exercise that can be recognised, by name; those that can be scored in the registry's order
    first.
    """
    found: dict[str, Makeup] = {}
    for name in exercise_names():
        makeup = get_exercise(name).spec.makeup or PLANNED.get(name)
        if makeup is not None:
            found[name] = makeup
    return MappingProxyType({**found, **{n: m for n, m in PLANNED.items() if n not in found}})


def can_be_scored(exercise: str) -> bool:
    """Whether there is a rule for this exercise."""
    return exercise in exercise_names()
