"""Side plank on the knees, left and right."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.kneeling_side_plank.limits import KneelingSidePlankLimits
from formcheck.exercises.kneeling_side_plank.rule import CONFIG, SPEC, KneelingSidePlank
from formcheck.exercises.side_hold import SideHoldState

__all__ = ["CONFIG", "LIMITS", "SPEC", "KneelingSidePlank", "make_rule"]
LIMITS = KneelingSidePlankLimits
make_rule: RuleMaker[KneelingSidePlankLimits, SideHoldState] = KneelingSidePlank
