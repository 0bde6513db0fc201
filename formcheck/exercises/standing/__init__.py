"""Posture in standing."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.standing.limits import StandingLimits
from formcheck.exercises.standing.rule import CONFIG, SPEC, Standing, StandingState

__all__ = ["CONFIG", "LIMITS", "SPEC", "Standing", "make_rule"]
LIMITS = StandingLimits
make_rule: RuleMaker[StandingLimits, StandingState] = Standing
