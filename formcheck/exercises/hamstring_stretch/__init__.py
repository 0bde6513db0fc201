"""Stretch of the hamstrings, on the back."""

from __future__ import annotations

from formcheck.exercises.base import RuleMaker
from formcheck.exercises.hamstring_stretch.limits import HamstringStretchLimits
from formcheck.exercises.hamstring_stretch.rule import CONFIG, SPEC, HamstringState, HamstringStretch

__all__ = ["CONFIG", "LIMITS", "SPEC", "HamstringStretch", "make_rule"]
LIMITS = HamstringStretchLimits
make_rule: RuleMaker[HamstringStretchLimits, HamstringState] = HamstringStretch
