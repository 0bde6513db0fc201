"""Sitting upright."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.sitting.limits import SittingLimits
from formcheck.exercises.sitting.rule import CONFIG, SPEC, Sitting, SittingState

__all__ = ["CONFIG", "LIMITS", "SPEC", "Sitting", "make_rule"]
LIMITS = SittingLimits
make_rule: RuleMaker[SittingLimits, SittingState] = Sitting
