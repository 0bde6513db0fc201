"""Front plank."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.plank.limits import PlankLimits
from formcheck.exercises.plank.rule import CONFIG, SPEC, Plank, PlankState

__all__ = ["CONFIG", "LIMITS", "SPEC", "Plank", "make_rule"]
LIMITS = PlankLimits
make_rule: RuleMaker[PlankLimits, PlankState] = Plank
