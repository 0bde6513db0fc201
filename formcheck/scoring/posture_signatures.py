"""The postures that each exercise is made of, from its own spec."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from formcheck.exercises import exercise_names, get_exercise
from formcheck.exercises.base import PostureSignature

AUTO = "auto"
"""Stands in place of an exercise's name: find out which it is."""


@cache
def posture_signatures() -> Mapping[str, PostureSignature]:
    """Every exercise whose spec says which postures it is made of, by name, in the registry's order."""
    signatures = {name: get_exercise(name).spec.posture_signature for name in exercise_names()}
    return MappingProxyType(
        {name: signature for name, signature in signatures.items() if signature is not None}
    )
