"""Sitting down and standing up."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.sit_to_stand.limits import SitToStandLimits
from formcheck.exercises.sit_to_stand.rule import CONFIG, SPEC, SitToStand, SitToStandState

__all__ = ["CONFIG", "LIMITS", "SPEC", "SitToStand", "make_rule"]
LIMITS = SitToStandLimits
make_rule: RuleMaker[SitToStandLimits, SitToStandState] = SitToStand
