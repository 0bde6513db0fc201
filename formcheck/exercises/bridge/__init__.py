"""Glute bridge."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.bridge.limits import BridgeLimits
from formcheck.exercises.bridge.rule import CONFIG, SPEC, Bridge, BridgeState

__all__ = ["CONFIG", "LIMITS", "SPEC", "Bridge", "make_rule"]
LIMITS = BridgeLimits
make_rule: RuleMaker[BridgeLimits, BridgeState] = Bridge
