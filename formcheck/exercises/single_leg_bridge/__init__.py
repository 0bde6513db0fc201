"""Glute bridge on one leg, left and right."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.hip_lift.rule import HipLiftState
from formcheck.exercises.single_leg_bridge.limits import SingleLegBridgeLimits
from formcheck.exercises.single_leg_bridge.rule import CONFIG, SPEC, SingleLegBridge

__all__ = ["CONFIG", "LIMITS", "SPEC", "SingleLegBridge", "make_rule"]
LIMITS = SingleLegBridgeLimits
make_rule: RuleMaker[SingleLegBridgeLimits, HipLiftState] = SingleLegBridge
