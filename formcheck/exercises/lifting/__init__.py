"""Lifting from the floor."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.lifting.limits import LiftingLimits
from formcheck.exercises.lifting.rule import CONFIG, SPEC, Lifting, LiftingState

__all__ = ["CONFIG", "LIMITS", "SPEC", "Lifting", "make_rule"]
LIMITS = LiftingLimits
make_rule: RuleMaker[LiftingLimits, LiftingState] = Lifting
