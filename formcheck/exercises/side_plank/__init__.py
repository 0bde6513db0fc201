"""Side plank, left and right."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.side_plank.limits import SidePlankLimits
from formcheck.exercises.side_plank.rule import CONFIG, SPEC, SidePlank, SidePlankState

__all__ = ["CONFIG", "LIMITS", "SPEC", "SidePlank", "make_rule"]
LIMITS = SidePlankLimits
make_rule: RuleMaker[SidePlankLimits, SidePlankState] = SidePlank
