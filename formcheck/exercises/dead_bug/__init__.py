"""Dead bug."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.dead_bug.limits import DeadBugLimits
from formcheck.exercises.dead_bug.rule import DeadBug, DeadBugState
from formcheck.exercises.dead_bug.spec import CONFIG, SPEC

__all__ = ["CONFIG", "LIMITS", "SPEC", "DeadBug", "make_rule"]
LIMITS = DeadBugLimits
make_rule: RuleMaker[DeadBugLimits, DeadBugState] = DeadBug
