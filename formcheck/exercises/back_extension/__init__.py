"""Prone back extension."""

from __future__ import annotations

from formcheck.exercises.back_extension.limits import BackExtensionLimits
from formcheck.exercises.back_extension.rule import BackExtension, BackExtensionState
from formcheck.exercises.back_extension.spec import CONFIG, SPEC
from formcheck.exercises.base import RuleMaker

__all__ = ["CONFIG", "LIMITS", "SPEC", "BackExtension", "make_rule"]
LIMITS = BackExtensionLimits
make_rule: RuleMaker[BackExtensionLimits, BackExtensionState] = BackExtension
